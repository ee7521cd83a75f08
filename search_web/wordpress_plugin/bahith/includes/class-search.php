<?php
/**
 * Searches answered by the server.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Has the server answer a search in place of the site; if it does not answer, the site does.
 */
final class Search {

	/**
	 * What the reader asks for, if the server answered it.
	 *
	 * @var Request|null
	 */
	private static $request = null;

	/**
	 * The server's answer.
	 *
	 * @var array|null
	 */
	private static $answer = null;

	/**
	 * Registers the filters.
	 */
	public static function init() {
		add_filter( 'request', array( self::class, 'take' ) );
		add_filter( 'redirect_canonical', array( self::class, 'stay' ) );
		add_filter( 'get_search_query', array( self::class, 'query' ) );
		add_filter( 'document_title_parts', array( self::class, 'title' ) );
		add_filter( 'wp_robots', array( self::class, 'robots' ) );
	}

	/**
	 * Returns what the reader asks for; null if the server did not answer.
	 */
	public static function request(): ?Request {
		return self::$request;
	}

	/**
	 * Returns the server's answer; null if there is none.
	 */
	public static function answer(): ?array {
		return self::$answer;
	}

	/**
	 * Shows the page of results in place of the site's own, if the server answers.
	 *
	 * @param array $variables The query variables of the address.
	 */
	public static function take( array $variables ): array {
		if ( is_admin() || ! isset( $variables['s'] ) || isset( $variables['feed'] ) || isset( $variables['post_type'] ) ) {
			return $variables;
		}
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- a search changes nothing.
		if ( ! Settings::replaces() && ! isset( $_GET['bahith'] ) ) {
			return $variables;
		}
		$page    = Results_Page::id();
		$request = Request::current( sanitize_text_field( wp_unslash( (string) $variables['s'] ) ) );
		if ( ! $page || $request->is_empty() ) {
			return $variables;
		}
		self::$answer = Client::get( '/search', $request->parameters(), Results::NEEDED );
		if ( null === self::$answer ) {
			return $variables;
		}
		self::$request = $request;
		return array( 'page_id' => $page );
	}

	/**
	 * Keeps the address of the search, which is not that of the page.
	 *
	 * @param string|false $address Where WordPress would redirect.
	 * @return string|false
	 */
	public static function stay( $address ) {
		return self::$request ? false : $address;
	}

	/**
	 * Returns the query for the theme's own search form.
	 *
	 * @param string $query The query as WordPress knows it.
	 */
	public static function query( $query ): string {
		return self::$request ? self::$request->query : (string) $query;
	}

	/**
	 * Names the search in the title of the window.
	 *
	 * @param array $parts Parts of the title.
	 */
	public static function title( array $parts ): array {
		if ( self::$request && '' !== self::$request->query ) {
			/* translators: %s: the query. */
			$parts['title'] = sprintf( __( 'Results for “%s”', 'bahith' ), self::$request->query );
		}
		return $parts;
	}

	/**
	 * Keeps results out of search engines, as WordPress keeps its own.
	 *
	 * @param array $robots Directives.
	 */
	public static function robots( array $robots ): array {
		return self::$request ? wp_robots_no_robots( $robots ) : $robots;
	}
}
