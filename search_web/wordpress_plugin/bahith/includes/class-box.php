<?php
/**
 * The search box.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The search box with completions, as a shortcode and around the forms of the theme.
 */
final class Box {

	const STYLE  = 'bahith';
	const SCRIPT = 'bahith-search';

	/**
	 * Registers the shortcode, the files and the filters of the theme's own forms.
	 */
	public static function init() {
		add_shortcode( 'bahith_search', array( self::class, 'render' ) );
		add_action(
			'init',
			static function () {
				wp_register_style( self::STYLE, plugins_url( 'assets/bahith.css', FILE ), array(), VERSION );
				wp_register_script( self::SCRIPT, plugins_url( 'assets/bahith-search.js', FILE ), array(), VERSION, true );
			}
		);
		add_filter( 'get_search_form', array( self::class, 'complete_theme_form' ) );
		add_filter( 'render_block_core/search', array( self::class, 'complete_theme_form' ) );
	}

	/**
	 * Returns the search box.
	 */
	public static function render(): string {
		$id = wp_unique_id( 'bahith-q-' );
		return self::complete(
			'<form class="bahith-form" role="search" method="get" action="' . esc_url( home_url( '/' ) ) . '">'
			. '<label class="screen-reader-text" for="' . esc_attr( $id ) . '">' . esc_html__( 'Search the site', 'bahith' ) . '</label>'
			. '<input id="' . esc_attr( $id ) . '" type="search" name="s" value="' . esc_attr( get_search_query( false ) ) . '" placeholder="' . esc_attr__( 'Search the site', 'bahith' ) . '" enterkeyhint="search">'
			. '<input type="hidden" name="bahith" value="1">'
			. '<button type="submit" class="wp-element-button">' . esc_html__( 'Search', 'bahith' ) . '</button></form>'
		);
	}

	/**
	 * Gives a form of the theme completions, if its searches are answered here.
	 *
	 * @param string $form The form.
	 */
	public static function complete_theme_form( $form ): string {
		return Settings::replaces() && Results_Page::id() ? self::complete( (string) $form ) : (string) $form;
	}

	/**
	 * Gives a form completions; without scripts it works as it is.
	 *
	 * @param string $form The form.
	 */
	private static function complete( string $form ): string {
		if ( '' === Settings::address() ) {
			return $form;
		}
		wp_enqueue_style( self::STYLE );
		wp_enqueue_script( self::SCRIPT );
		return '<bahith-search suggestions="' . esc_url( Suggestions::url() ) . '">' . $form . '</bahith-search>';
	}
}
