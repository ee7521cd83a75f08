<?php
/**
 * Removes what the plugin kept when it is deleted; its page goes to the trash.
 *
 * @package Bahith
 */

if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
	exit;
}

wp_trash_post( (int) get_option( 'bahith_page' ) );

foreach ( array( 'bahith', 'bahith_page', 'bahith_last_notice' ) as $bahith_option ) {
	delete_option( $bahith_option );
}
