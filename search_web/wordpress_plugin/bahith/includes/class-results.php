<?php
/**
 * Results, as HTML.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Shows the server's answer within the theme: hits, notes, filters and pages.
 */
final class Results {

	/**
	 * Properties of an answer that are shown.
	 */
	const NEEDED = array( 'total', 'hits', 'others', 'facets', 'interpretation' );

	/**
	 * So many values of a filter are shown at once; the others open.
	 */
	const SHOWN_VALUES = 8;

	/**
	 * So many pages are linked, so that no robot walks through all.
	 */
	const MOST_PAGES = 100;

	/**
	 * Registers the shortcode.
	 */
	public static function init() {
		add_shortcode( 'bahith_results', array( self::class, 'render' ) );
	}

	/**
	 * Returns the results of the current search; without one nothing.
	 */
	public static function render(): string {
		$request = Search::request();
		$answer  = Search::answer();
		if ( ! $request || ! $answer ) {
			return '';
		}
		wp_enqueue_style( Box::STYLE );
		$filters = self::filters( $request, $answer );
		return '<div class="bahith-results"><div class="bahith-columns"><div>'
			. '<p class="bahith-count" role="status">' . esc_html( self::count( (int) $answer['total'] ) ) . '</p>'
			. ( $filters ? '<p class="bahith-to-filters"><a href="#bahith-filters">' . esc_html__( 'Filters', 'bahith' ) . '</a></p>' : '' )
			. self::notes( $request, $answer )
			. self::order( $request, $answer )
			. self::hits( $answer['hits'] )
			. self::others( $answer['others'] )
			. self::pages( $request, (int) $answer['total'] )
			. '</div>' . $filters . '</div></div>';
	}

	/**
	 * Names a number of results.
	 *
	 * @param int $total The number.
	 */
	private static function count( int $total ): string {
		if ( 0 === $total ) {
			return __( 'Nothing was found.', 'bahith' );
		}
		/* translators: %1$s: number of results. */
		return sprintf( _n( '%1$s result', '%1$s results', $total, 'bahith' ), number_format_i18n( $total ) );
	}

	/**
	 * Says how the query was taken, with a way to the other reading.
	 *
	 * @param Request $request What was asked for.
	 * @param array   $answer  The answer.
	 */
	private static function notes( Request $request, array $answer ): string {
		$taken = $answer['interpretation'];
		$notes = '';
		if ( ! empty( $taken['rewritten']['text'] ) ) {
			/* translators: %s: the query that was searched instead. */
			$said   = sprintf( __( 'These are results for “%s”.', 'bahith' ), $taken['rewritten']['text'] );
			$typed  = $request->with(
				array(
					'strict' => true,
					'page'   => 1,
				)
			);
			$notes .= '<p>' . esc_html( $said ) . ' ' . self::anchor( $typed->url(), __( 'Search as typed', 'bahith' ) ) . '</p>';
		}
		if ( ! empty( $taken['suggested']['text'] ) ) {
			$meant  = $request->with(
				array(
					'query' => $taken['suggested']['text'],
					'page'  => 1,
				)
			);
			$notes .= '<p>' . esc_html__( 'Did you mean:', 'bahith' ) . ' ' . self::anchor( $meant->url(), $meant->query ) . '</p>';
		}
		if ( ! empty( $answer['partial'] ) ) {
			$notes .= '<p>' . esc_html__( 'The search took too long: results may be missing.', 'bahith' ) . '</p>';
		}
		return $notes ? '<div class="bahith-notes">' . $notes . '</div>' : '';
	}

	/**
	 * Offers the other order.
	 *
	 * @param Request $request What was asked for.
	 * @param array   $answer  The answer.
	 */
	private static function order( Request $request, array $answer ): string {
		if ( $answer['total'] < 2 ) {
			return '';
		}
		$orders = array(
			array( false, __( 'By relevance', 'bahith' ) ),
			array( true, __( 'Newest first', 'bahith' ) ),
		);
		$shown  = '';
		foreach ( $orders as list( $newest, $name ) ) {
			$other  = $request->with(
				array(
					'newest' => $newest,
					'page'   => 1,
				)
			);
			$shown .= '<li>' . self::anchor( $other->url(), $name, $newest === $request->newest ) . '</li>';
		}
		return '<nav class="bahith-order" aria-label="' . esc_attr__( 'Order', 'bahith' ) . '"><ul>' . $shown . '</ul></nav>';
	}

	/**
	 * Shows a list of hits.
	 *
	 * @param array $hits The hits of an answer.
	 */
	private static function hits( array $hits ): string {
		if ( ! $hits ) {
			return '';
		}
		return '<ol class="bahith-hits">' . implode( '', array_map( array( self::class, 'hit' ), $hits ) ) . '</ol>';
	}

	/**
	 * Shows a hit.
	 *
	 * @param array $hit A hit of an answer.
	 */
	private static function hit( array $hit ): string {
		$about = array();
		if ( ! empty( $hit['date'] ) ) {
			$day     = date_create_immutable( $hit['date'], wp_timezone() );
			$about[] = '<time datetime="' . esc_attr( $hit['date'] ) . '">' . esc_html( wp_date( get_option( 'date_format' ), $day->getTimestamp() ) ) . '</time>';
		}
		foreach ( array( 'section', 'author' ) as $field ) {
			if ( ! empty( $hit[ $field ] ) ) {
				$about[] = '<span>' . esc_html( $hit[ $field ] ) . '</span>';
			}
		}
		return '<li><h2>' . self::anchor( Client::link( $hit ), $hit['title'] ) . '</h2>'
			. '<p class="bahith-about">' . implode( ' · ', $about ) . '</p>'
			. implode( '', array_map( array( self::class, 'snippet' ), $hit['snippets'] ) ) . '</li>';
	}

	/**
	 * Shows a passage with its marks, which count code points.
	 *
	 * @param array $snippet A passage of a hit.
	 */
	private static function snippet( array $snippet ): string {
		$text  = (string) $snippet['text'];
		$shown = '';
		$end   = 0;
		foreach ( $snippet['marks'] as list( $from, $to ) ) {
			$shown .= esc_html( mb_substr( $text, $end, $from - $end, 'UTF-8' ) );
			$shown .= '<mark>' . esc_html( mb_substr( $text, $from, $to - $from, 'UTF-8' ) ) . '</mark>';
			$end    = $to;
		}
		return '<p class="bahith-passage" dir="auto">' . $shown . esc_html( mb_substr( $text, $end, null, 'UTF-8' ) ) . '</p>';
	}

	/**
	 * Shows articles that have some of the words.
	 *
	 * @param array $others The others of an answer.
	 */
	private static function others( array $others ): string {
		if ( ! $others ) {
			return '';
		}
		return '<p class="bahith-others">' . esc_html__( 'These have some of the words:', 'bahith' ) . '</p>' . self::hits( $others );
	}

	/**
	 * Leads to the other pages.
	 *
	 * @param Request $request What was asked for.
	 * @param int     $total   Number of results.
	 */
	private static function pages( Request $request, int $total ): string {
		$first = $request->with( array( 'page' => 1 ) )->url();
		$links = paginate_links(
			array(
				'base'      => $first . '%_%',
				'format'    => '&bahith_page=%#%',
				'current'   => $request->page,
				'total'     => min( self::MOST_PAGES, (int) ceil( $total / Request::PER_PAGE ) ),
				'add_args'  => false,
				'prev_text' => __( 'Previous', 'bahith' ),
				'next_text' => __( 'Next', 'bahith' ),
			)
		);
		return $links ? '<nav class="bahith-pages" aria-label="' . esc_attr__( 'Pages', 'bahith' ) . '">' . $links . '</nav>' : '';
	}

	/**
	 * Shows the filters, a link for each value.
	 *
	 * @param Request $request What was asked for.
	 * @param array   $answer  The answer.
	 */
	private static function filters( Request $request, array $answer ): string {
		$names = array(
			'section' => __( 'Section', 'bahith' ),
			'kind'    => __( 'Kind', 'bahith' ),
			'author'  => __( 'Author', 'bahith' ),
			'year'    => __( 'Year', 'bahith' ),
		);
		$shown = '';
		foreach ( Request::FILTERS as $field ) {
			$values = array();
			foreach ( $answer['facets'][ $field ] ?? array() as $row ) {
				$values[] = self::value( $request, $field, (string) $row['value'], (int) $row['count'] );
			}
			$known = array_map( 'strval', array_column( $answer['facets'][ $field ] ?? array(), 'value' ) );
			foreach ( array_diff( $request->filters[ $field ] ?? array(), $known ) as $chosen ) {
				array_unshift( $values, self::value( $request, $field, $chosen, 0 ) );
			}
			if ( count( $values ) < 2 && empty( $request->filters[ $field ] ) ) {
				continue;
			}
			$more   = array_splice( $values, self::SHOWN_VALUES );
			$shown .= '<details open><summary>' . esc_html( $names[ $field ] ) . '</summary><ul>' . implode( '', $values ) . '</ul>';
			if ( $more ) {
				$shown .= '<details><summary>' . esc_html__( 'More', 'bahith' ) . '</summary><ul>' . implode( '', $more ) . '</ul></details>';
			}
			$shown .= '</details>';
		}
		return $shown ? '<aside class="bahith-filters" id="bahith-filters" aria-label="' . esc_attr__( 'Filters', 'bahith' ) . '">' . $shown . '</aside>' : '';
	}

	/**
	 * Shows a value of a filter.
	 *
	 * @param Request $request What was asked for.
	 * @param string  $field   A field.
	 * @param string  $value   One of its values.
	 * @param int     $count   Number of its results.
	 */
	private static function value( Request $request, string $field, string $value, int $count ): string {
		$link = self::anchor( $request->toggle( $field, $value )->url(), $value, $request->has( $field, $value ) );
		return '<li>' . $link . ' <span class="bahith-number">' . esc_html( number_format_i18n( $count ) ) . '</span></li>';
	}

	/**
	 * Makes a link.
	 *
	 * @param string $address Its address.
	 * @param string $text    Its text.
	 * @param bool   $current Whether it stands for what is shown.
	 */
	private static function anchor( string $address, string $text, bool $current = false ): string {
		return '<a dir="auto" href="' . esc_url( $address ) . '"' . ( $current ? ' aria-current="true"' : '' ) . '>' . esc_html( $text ) . '</a>';
	}
}
