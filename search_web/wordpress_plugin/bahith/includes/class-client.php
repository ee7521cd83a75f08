<?php
/**
 * The client of the server.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Asks the server's API, and tells it that something was published.
 */
final class Client {

	/**
	 * Seconds that a reader waits; then the site's own search answers.
	 */
	const PATIENCE = 1;

	/**
	 * Seconds that a notice may take. It is sent when the page is finished.
	 */
	const NOTICE_PATIENCE = 3;

	/**
	 * Option with the time and the result of the last notice.
	 */
	const LAST_NOTICE = 'bahith_last_notice';

	/**
	 * Returns the answer to a request of the API, or null if there is none in time.
	 *
	 * @param string $path       Path under /api/v1.
	 * @param array  $parameters Values by name; a list repeats the name.
	 * @param array  $wanted     Properties without which it is no answer.
	 */
	public static function get( string $path, array $parameters, array $wanted ): ?array {
		if ( '' === Settings::address() ) {
			return null;
		}
		$pairs = array();
		foreach ( $parameters as $name => $values ) {
			foreach ( (array) $values as $value ) {
				$pairs[] = rawurlencode( $name ) . '=' . rawurlencode( (string) $value );
			}
		}
		$response = wp_remote_get(
			Settings::address() . '/api/v1' . $path . '?' . implode( '&', $pairs ),
			array(
				'timeout'     => self::PATIENCE,
				'redirection' => 0,
				'headers'     => array( 'Accept' => 'application/json' ),
			)
		);
		if ( 200 !== wp_remote_retrieve_response_code( $response ) ) {
			return null;
		}
		$answer = json_decode( wp_remote_retrieve_body( $response ), true );
		return is_array( $answer ) && ! array_diff( $wanted, array_keys( $answer ) ) ? $answer : null;
	}

	/**
	 * Tells the server that something was published, in a request signed as Standard Webhooks says.
	 */
	public static function publish() {
		if ( '' === Settings::address() || '' === Settings::secret() ) {
			return;
		}
		$id        = 'msg_' . wp_generate_uuid4();
		$time      = time();
		$signature = hash_hmac( 'sha256', "$id.$time.", self::key( Settings::secret() ), true );
		$response  = wp_remote_post(
			Settings::address() . '/hooks/published',
			array(
				'timeout'     => self::NOTICE_PATIENCE,
				'redirection' => 0,
				'headers'     => array(
					'webhook-id'        => $id,
					'webhook-timestamp' => (string) $time,
					'webhook-signature' => 'v1,' . base64_encode( $signature ), // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- as the specification says.
				),
			)
		);
		$result    = array(
			'time'   => $time,
			'status' => (int) wp_remote_retrieve_response_code( $response ),
			'error'  => is_wp_error( $response ) ? $response->get_error_message() : '',
		);
		update_option( self::LAST_NOTICE, $result, false );
	}

	/**
	 * Returns the key that a secret stands for: after `whsec_` it is in Base64.
	 *
	 * @param string $secret The secret as it was typed.
	 */
	public static function key( string $secret ): string {
		if ( 0 !== strpos( $secret, 'whsec_' ) ) {
			return $secret;
		}
		return (string) base64_decode( substr( $secret, strlen( 'whsec_' ) ), true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- as the specification says.
	}

	/**
	 * Returns the address of an article: where it was published, else its page at the server.
	 *
	 * @param array $article An article of an answer.
	 */
	public static function link( array $article ): string {
		if ( ! empty( $article['url'] ) ) {
			return (string) $article['url'];
		}
		return Settings::address() . '/a/' . rawurlencode( (string) $article['id'] );
	}
}
