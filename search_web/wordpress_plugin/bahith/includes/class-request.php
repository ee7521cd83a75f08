<?php
/**
 * What a reader asks for.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * What a reader asks for: the query, filters, order and page, in the address of the results.
 */
final class Request {

	/**
	 * The fields by which results are filtered, in the order of the page.
	 */
	const FILTERS = array( 'section', 'kind', 'author', 'year' );

	const PER_PAGE = 10;

	/**
	 * The query.
	 *
	 * @var string
	 */
	public $query;

	/**
	 * Chosen values by field; a field without one is left out.
	 *
	 * @var array
	 */
	public $filters = array();

	/**
	 * Number of the page, from 1.
	 *
	 * @var int
	 */
	public $page = 1;

	/**
	 * Whether the newest results come first.
	 *
	 * @var bool
	 */
	public $newest = false;

	/**
	 * Whether the words are searched as they were typed.
	 *
	 * @var bool
	 */
	public $strict = false;

	/**
	 * Makes the request of a query alone.
	 *
	 * @param string $query The query.
	 */
	public function __construct( string $query ) {
		$this->query = trim( $query );
	}

	/**
	 * Reads the request of the current address.
	 *
	 * @param string $query The query as WordPress understood it.
	 */
	public static function current( string $query ): self {
		$request = new self( $query );
		// A search changes nothing and anyone may link to it, so it has no nonce.
		// phpcs:disable WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- each value is sanitized below.
		foreach ( self::FILTERS as $field ) {
			$values = isset( $_GET[ "bahith_$field" ] ) ? array_map( 'sanitize_text_field', array_filter( (array) wp_unslash( $_GET[ "bahith_$field" ] ), 'is_string' ) ) : array();
			$values = array_values( array_unique( array_filter( $values, 'strlen' ) ) );
			if ( 'year' === $field ) {
				$values = array_values( array_filter( $values, 'ctype_digit' ) );
			}
			if ( $values ) {
				$request->filters[ $field ] = $values;
			}
		}
		$request->page   = isset( $_GET['bahith_page'] ) ? max( 1, absint( $_GET['bahith_page'] ) ) : 1;
		$request->newest = isset( $_GET['bahith_sort'] ) && 'newest' === $_GET['bahith_sort'];
		$request->strict = isset( $_GET['bahith_strict'] );
		// phpcs:enable
		return $request;
	}

	/**
	 * Returns whether nothing is asked for.
	 */
	public function is_empty(): bool {
		return '' === $this->query && ! $this->filters;
	}

	/**
	 * Returns whether a value is chosen.
	 *
	 * @param string $field A field.
	 * @param string $value One of its values.
	 */
	public function has( string $field, string $value ): bool {
		return in_array( $value, $this->filters[ $field ] ?? array(), true );
	}

	/**
	 * Returns the request with a value chosen, or without it if it was; from the first page.
	 *
	 * @param string $field A field.
	 * @param string $value One of its values.
	 */
	public function toggle( string $field, string $value ): self {
		$values  = $this->filters[ $field ] ?? array();
		$values  = $this->has( $field, $value ) ? array_diff( $values, array( $value ) ) : array_merge( $values, array( $value ) );
		$filters = array_merge( $this->filters, array( $field => array_values( $values ) ) );
		return $this->with(
			array(
				'filters' => array_filter( $filters ),
				'page'    => 1,
			)
		);
	}

	/**
	 * Returns the request with other values.
	 *
	 * @param array $changes Values by property.
	 */
	public function with( array $changes ): self {
		$other = clone $this;
		foreach ( $changes as $property => $value ) {
			$other->$property = $value;
		}
		return $other;
	}

	/**
	 * Returns the parameters of the API.
	 */
	public function parameters(): array {
		$parameters = array_merge(
			$this->filters,
			array(
				'q'        => $this->query,
				'page'     => $this->page,
				'per_page' => self::PER_PAGE,
			)
		);
		if ( $this->newest ) {
			$parameters['sort'] = '-date';
		}
		if ( $this->strict ) {
			$parameters['strict'] = 'true';
		}
		return $parameters;
	}

	/**
	 * Returns the address of the results.
	 */
	public function url(): string {
		$arguments = array(
			's'      => $this->query,
			'bahith' => '1',
		);
		foreach ( $this->filters as $field => $values ) {
			$arguments[ "bahith_$field" ] = $values;
		}
		if ( $this->page > 1 ) {
			$arguments['bahith_page'] = $this->page;
		}
		if ( $this->newest ) {
			$arguments['bahith_sort'] = 'newest';
		}
		if ( $this->strict ) {
			$arguments['bahith_strict'] = '1';
		}
		return home_url( '/?' . http_build_query( $arguments, '', '&', PHP_QUERY_RFC3986 ) );
	}
}
