<?php
/**
 * Completions for the search box.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Answers completions from this site, so that readers' browsers ask no other server.
 */
final class Suggestions {

	const ROUTE = '/suggest';
	const SPACE = 'bahith/v1';

	/**
	 * Longest text that is completed, in characters.
	 */
	const LONGEST = 100;

	/**
	 * Seconds that a browser may keep completions.
	 */
	const MAX_AGE = 300;

	/**
	 * Registers the route.
	 */
	public static function init() {
		add_action(
			'rest_api_init',
			static function () {
				register_rest_route(
					self::SPACE,
					self::ROUTE,
					array(
						'methods'             => \WP_REST_Server::READABLE,
						'callback'            => array( self::class, 'answer' ),
						'permission_callback' => '__return_true',
						'args'                => array(
							'q' => array(
								'type'              => 'string',
								'required'          => true,
								'maxLength'         => self::LONGEST,
								'sanitize_callback' => 'sanitize_text_field',
								'validate_callback' => 'rest_validate_request_arg',
							),
						),
					)
				);
			}
		);
	}

	/**
	 * Returns the address of the completions.
	 */
	public static function url(): string {
		return rest_url( self::SPACE . self::ROUTE );
	}

	/**
	 * Returns completions as the search box shows them.
	 *
	 * @param \WP_REST_Request $request The request.
	 * @return \WP_REST_Response|\WP_Error
	 */
	public static function answer( \WP_REST_Request $request ) {
		$found = Client::get( '/suggest', array( 'q' => $request['q'] ), array( 'queries', 'listings', 'articles' ) );
		if ( null === $found ) {
			return new \WP_Error( 'bahith_no_answer', __( 'The search does not answer.', 'bahith' ), array( 'status' => 503 ) );
		}
		$groups = array_filter(
			array(
				self::group( __( 'Searches', 'bahith' ), array_map( array( self::class, 'query' ), $found['queries'] ) ),
				self::group( __( 'Sections and units', 'bahith' ), array_filter( array_map( array( self::class, 'listing' ), $found['listings'] ) ) ),
				self::group( __( 'Publications', 'bahith' ), array_map( array( self::class, 'article' ), $found['articles'] ) ),
			)
		);
		$count  = array_sum( array_map( 'count', array_column( $groups, 'items' ) ) );
		$answer = rest_ensure_response(
			array(
				'label'  => __( 'Search suggestions', 'bahith' ),
				/* translators: %1$s: number of suggestions. */
				'status' => sprintf( _n( '%1$s suggestion', '%1$s suggestions', $count, 'bahith' ), number_format_i18n( $count ) ),
				'groups' => array_values( $groups ),
			)
		);
		$answer->header( 'Cache-Control', 'private, max-age=' . self::MAX_AGE );
		return $answer;
	}

	/**
	 * Returns a group, or null if it is empty.
	 *
	 * @param string $label Its name.
	 * @param array  $items Its completions.
	 */
	private static function group( string $label, array $items ): ?array {
		return $items ? array(
			'label' => $label,
			'items' => array_values( $items ),
		) : null;
	}

	/**
	 * Returns a query.
	 *
	 * @param string $text The query.
	 */
	private static function query( string $text ): array {
		return array( 'text' => $text );
	}

	/**
	 * Returns a section or unit, or null if results are not filtered by it here.
	 *
	 * @param array $listing A listing of the API.
	 */
	private static function listing( array $listing ): ?array {
		if ( ! in_array( $listing['field'], Request::FILTERS, true ) ) {
			return null;
		}
		return array(
			'text'   => $listing['value'],
			'href'   => ( new Request( '' ) )->toggle( $listing['field'], $listing['value'] )->url(),
			'number' => number_format_i18n( $listing['articles'] ),
			'unit'   => __( 'publications', 'bahith' ),
		);
	}

	/**
	 * Returns an article.
	 *
	 * @param array $article An article of the API.
	 */
	private static function article( array $article ): array {
		return array(
			'text'   => $article['title'],
			'href'   => Client::link( $article ),
			'number' => (string) $article['year'],
		);
	}
}
