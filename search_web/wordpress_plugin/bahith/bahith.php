<?php
/**
 * Plugin Name:       Bahith Search
 * Description:       Searches the site with Bahith, which knows Arabic, and tells it what is published.
 * Version:           0.1.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * License:           GPL-3.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-3.0.html
 * Text Domain:       bahith
 * Domain Path:       /languages
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

const VERSION = '0.1.0';
const FILE    = __FILE__;

require __DIR__ . '/includes/class-settings.php';
require __DIR__ . '/includes/class-client.php';
require __DIR__ . '/includes/class-request.php';
require __DIR__ . '/includes/class-results-page.php';
require __DIR__ . '/includes/class-search.php';
require __DIR__ . '/includes/class-results.php';
require __DIR__ . '/includes/class-box.php';
require __DIR__ . '/includes/class-suggestions.php';
require __DIR__ . '/includes/class-widget.php';
require __DIR__ . '/includes/class-blocks.php';
require __DIR__ . '/includes/class-publish-hook.php';
require __DIR__ . '/includes/class-settings-page.php';

register_activation_hook( FILE, array( Results_Page::class, 'ensure' ) );

add_action(
	'init',
	static function () {
		load_plugin_textdomain( 'bahith', false, dirname( plugin_basename( FILE ) ) . '/languages' );
	},
	0
);

Settings::init();
Results_Page::init();
Search::init();
Box::init();
Results::init();
Suggestions::init();
Blocks::init();
Publish_Hook::init();
Settings_Page::init();

add_action(
	'widgets_init',
	static function () {
		register_widget( Widget::class );
	}
);
