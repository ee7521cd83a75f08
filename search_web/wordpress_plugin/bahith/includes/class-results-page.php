<?php
/**
 * The page of results.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The page in which the theme shows results: an ordinary page, which staff may edit.
 */
final class Results_Page {

	const OPTION = 'bahith_page';

	/**
	 * Has the page made again with the settings if it is gone, and keeps it out of menus.
	 */
	public static function init() {
		add_action( 'add_option_' . Settings::OPTION, array( self::class, 'ensure' ), 10, 0 );
		add_action( 'update_option_' . Settings::OPTION, array( self::class, 'ensure' ), 10, 0 );
		add_filter( 'get_pages', array( self::class, 'leave_out' ) );
	}

	/**
	 * Leaves the page out of the lists of pages that themes make menus of.
	 *
	 * @param array $pages Pages.
	 */
	public static function leave_out( $pages ) {
		$page = is_admin() ? 0 : self::id();
		return array_values(
			array_filter(
				$pages,
				static function ( $one ) use ( $page ) {
					return ! $one instanceof \WP_Post || $one->ID !== $page;
				}
			)
		);
	}

	/**
	 * Returns the id of the page, or 0 if there is none that readers may see.
	 */
	public static function id(): int {
		$page = get_post( (int) get_option( self::OPTION ) );
		return $page && 'page' === $page->post_type && 'publish' === $page->post_status ? $page->ID : 0;
	}

	/**
	 * Makes the page, unless there is one.
	 */
	public static function ensure() {
		if ( self::id() ) {
			return;
		}
		load_plugin_textdomain( 'bahith', false, dirname( plugin_basename( FILE ) ) . '/languages' );
		$page = wp_insert_post(
			array(
				'post_type'      => 'page',
				'post_status'    => 'publish',
				'post_title'     => __( 'Search results', 'bahith' ),
				'post_name'      => 'bahith',
				'post_content'   => "<!-- wp:bahith/search {\"align\":\"wide\"} /-->\n\n<!-- wp:bahith/results {\"align\":\"wide\"} /-->",
				'comment_status' => 'closed',
				'ping_status'    => 'closed',
			)
		);
		update_option( self::OPTION, $page );
	}
}
