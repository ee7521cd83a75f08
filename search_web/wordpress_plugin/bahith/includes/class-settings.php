<?php
/**
 * The settings.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The settings, an option of WordPress.
 */
final class Settings {

	const OPTION = 'bahith';

	/**
	 * Least length of a secret in bytes, as the server wants it.
	 */
	const LEAST_SECRET = 24;

	/**
	 * Registers the option.
	 */
	public static function init() {
		add_action(
			'admin_init',
			static function () {
				register_setting(
					self::OPTION,
					self::OPTION,
					array(
						'type'              => 'array',
						'sanitize_callback' => array( self::class, 'sanitize' ),
						'default'           => self::defaults(),
					)
				);
			}
		);
	}

	/**
	 * Returns the address of the search, without a slash at its end; empty if none is set.
	 */
	public static function address(): string {
		return (string) self::all()['address'];
	}

	/**
	 * Returns the secret; the constant BAHITH_SECRET in wp-config.php keeps it out of the database.
	 */
	public static function secret(): string {
		return defined( 'BAHITH_SECRET' ) ? (string) BAHITH_SECRET : (string) self::all()['secret'];
	}

	/**
	 * Returns whether the site's own search is replaced.
	 */
	public static function replaces(): bool {
		return (bool) self::all()['replace'];
	}

	/**
	 * Returns the settings to store; one that is no good stays as it was, and a message says why.
	 *
	 * @param mixed $given The submitted values.
	 */
	public static function sanitize( $given ): array {
		$kept  = self::all();
		$given = is_array( $given ) ? $given : array();

		$address = untrailingslashit( esc_url_raw( trim( (string) ( $given['address'] ?? '' ) ), array( 'http', 'https' ) ) );
		if ( '' !== $address && ! wp_parse_url( $address, PHP_URL_HOST ) ) {
			$address = '';
		}
		if ( '' === $address && ! empty( $given['address'] ) ) {
			add_settings_error( self::OPTION, 'address', __( 'The address is none: it begins with https:// or http://.', 'bahith' ) );
			$address = $kept['address'];
		}

		// Not sanitize_text_field, which would change some secrets; it is never shown.
		$secret = trim( (string) ( $given['secret'] ?? '' ) );
		if ( '' === $secret ) {
			$secret = $kept['secret'];
		} elseif ( strlen( Client::key( $secret ) ) < self::LEAST_SECRET ) {
			/* translators: %d: number of characters. */
			add_settings_error( self::OPTION, 'secret', sprintf( __( 'The secret is too short: it has at least %d characters.', 'bahith' ), self::LEAST_SECRET ) );
			$secret = $kept['secret'];
		}

		return array(
			'address' => $address,
			'secret'  => $secret,
			'replace' => ! empty( $given['replace'] ),
		);
	}

	/**
	 * Returns all settings.
	 */
	private static function all(): array {
		$stored = get_option( self::OPTION );
		return array_merge( self::defaults(), is_array( $stored ) ? $stored : array() );
	}

	/**
	 * Returns the settings of a new site.
	 */
	private static function defaults(): array {
		return array(
			'address' => '',
			'secret'  => '',
			'replace' => true,
		);
	}
}
