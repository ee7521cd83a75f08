<?php
/**
 * Notices of what is published.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Tells the server when something is published, changed or withdrawn, once a request.
 */
final class Publish_Hook {

	/**
	 * Whether the server is to be told when this request ends.
	 *
	 * @var bool
	 */
	private static $due = false;

	/**
	 * Registers the actions.
	 */
	public static function init() {
		add_action( 'transition_post_status', array( self::class, 'on_change' ), 10, 3 );
		add_action( 'delete_post', array( self::class, 'on_delete' ), 10, 2 );
		add_action( 'shutdown', array( self::class, 'send' ) );
	}

	/**
	 * Notes that a post becomes, stays or ceases to be public.
	 *
	 * @param string   $now    Its status.
	 * @param string   $before Its status before.
	 * @param \WP_Post $post   The post.
	 */
	public static function on_change( $now, $before, $post ) {
		if ( ( 'publish' === $now || 'publish' === $before ) && is_post_type_viewable( $post->post_type ) ) {
			self::$due = true;
		}
	}

	/**
	 * Notes that a public post is deleted without the trash.
	 *
	 * @param int      $id   Its number.
	 * @param \WP_Post $post The post.
	 */
	public static function on_delete( $id, $post ) {
		self::on_change( '', $post->post_status, $post );
	}

	/**
	 * Tells the server, after the page has been sent where PHP can do that.
	 */
	public static function send() {
		if ( ! self::$due ) {
			return;
		}
		if ( function_exists( 'fastcgi_finish_request' ) ) {
			fastcgi_finish_request();
		}
		Client::publish();
	}
}
