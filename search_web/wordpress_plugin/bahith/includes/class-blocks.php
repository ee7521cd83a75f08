<?php
/**
 * The blocks.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The search box and its results as blocks, rendered by the server.
 */
final class Blocks {

	/**
	 * Registers the blocks.
	 */
	public static function init() {
		add_action( 'init', array( self::class, 'register' ) );
	}

	/**
	 * Registers the blocks and the script that shows them in the editor.
	 */
	public static function register() {
		$needed = array( 'wp-blocks', 'wp-element', 'wp-block-editor', 'wp-components', 'wp-server-side-render' );
		wp_register_script( 'bahith-editor', plugins_url( 'assets/editor.js', FILE ), $needed, VERSION, true );
		register_block_type(
			dirname( FILE ) . '/blocks/search',
			array(
				'title'           => __( 'Bahith: search box', 'bahith' ),
				'description'     => __( 'A search box with completions.', 'bahith' ),
				'render_callback' => static function () {
					return '<div ' . get_block_wrapper_attributes() . '>' . Box::render() . '</div>';
				},
			)
		);
		register_block_type(
			dirname( FILE ) . '/blocks/results',
			array(
				'title'           => __( 'Bahith: results', 'bahith' ),
				'description'     => __( 'The results of a search stand here.', 'bahith' ),
				'render_callback' => static function () {
					$results = Results::render();
					return '' === $results ? '' : '<div ' . get_block_wrapper_attributes() . '>' . $results . '</div>';
				},
			)
		);
	}
}
