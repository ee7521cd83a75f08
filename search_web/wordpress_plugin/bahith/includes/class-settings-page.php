<?php
/**
 * The page of settings.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The page of settings, which also says whether the server answers.
 */
final class Settings_Page {

	const CAPABILITY = 'manage_options';
	const SLUG       = 'bahith';
	const TRY_ACTION = 'bahith_try';

	/**
	 * Registers the page, the button on it and a link to it from the list of plugins.
	 */
	public static function init() {
		add_action(
			'admin_menu',
			static function () {
				add_options_page( __( 'Bahith Search', 'bahith' ), __( 'Bahith Search', 'bahith' ), self::CAPABILITY, self::SLUG, array( self::class, 'render' ) );
			}
		);
		add_action( 'admin_post_' . self::TRY_ACTION, array( self::class, 'send_notice' ) );
		add_filter(
			'plugin_action_links_' . plugin_basename( FILE ),
			static function ( array $links ): array {
				array_unshift( $links, '<a href="' . esc_url( self::url() ) . '">' . esc_html__( 'Settings', 'bahith' ) . '</a>' );
				return $links;
			}
		);
	}

	/**
	 * Sends a notice when staff ask for it, and returns to the page, which says how it went.
	 */
	public static function send_notice() {
		if ( ! current_user_can( self::CAPABILITY ) ) {
			wp_die( esc_html__( 'You may not do this.', 'bahith' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( self::TRY_ACTION );
		Client::publish();
		wp_safe_redirect( self::url() );
		exit;
	}

	/**
	 * Shows the page.
	 */
	public static function render() {
		if ( ! current_user_can( self::CAPABILITY ) ) {
			return;
		}
		$kept = '' === Settings::secret() ? '' : __( 'kept; type another one to change it', 'bahith' );
		?>
		<div class="wrap">
			<h1><?php echo esc_html( get_admin_page_title() ); ?></h1>
			<p><?php esc_html_e( 'Searches the site with Bahith, which knows Arabic, and tells it what is published.', 'bahith' ); ?></p>
			<form method="post" action="options.php">
				<?php settings_fields( Settings::OPTION ); ?>
				<table class="form-table" role="presentation">
					<tr>
						<th scope="row"><label for="bahith-address"><?php esc_html_e( 'Address of the search', 'bahith' ); ?></label></th>
						<td>
							<input type="url" class="regular-text ltr" id="bahith-address" name="bahith[address]" value="<?php echo esc_attr( Settings::address() ); ?>" placeholder="https://search.example.org">
							<p class="description"><?php esc_html_e( 'The server on which Bahith runs, as this site reaches it.', 'bahith' ); ?></p>
						</td>
					</tr>
					<tr>
						<th scope="row"><label for="bahith-secret"><?php esc_html_e( 'Secret', 'bahith' ); ?></label></th>
						<td>
							<?php if ( defined( 'BAHITH_SECRET' ) ) : ?>
								<p><?php esc_html_e( 'It is set in wp-config.php.', 'bahith' ); ?></p>
							<?php else : ?>
								<input type="password" class="regular-text ltr" id="bahith-secret" name="bahith[secret]" value="" autocomplete="new-password" placeholder="<?php echo esc_attr( $kept ); ?>">
								<p class="description"><?php esc_html_e( 'The same as in the server’s hook-secret. With it, what you publish is found within seconds.', 'bahith' ); ?></p>
							<?php endif; ?>
						</td>
					</tr>
					<tr>
						<th scope="row"><?php esc_html_e( 'The site’s own search', 'bahith' ); ?></th>
						<td>
							<label><input type="checkbox" name="bahith[replace]" value="1" <?php checked( Settings::replaces() ); ?>> <?php esc_html_e( 'Bahith answers in its place', 'bahith' ); ?></label>
							<p class="description"><?php esc_html_e( 'If Bahith does not answer within a second, the site’s own search does.', 'bahith' ); ?></p>
						</td>
					</tr>
				</table>
				<?php submit_button(); ?>
			</form>
			<h2><?php esc_html_e( 'How it stands', 'bahith' ); ?></h2>
			<ul id="bahith-state">
				<?php foreach ( self::state() as list( $good, $said ) ) : ?>
					<li><span class="dashicons dashicons-<?php echo esc_attr( $good ? 'yes-alt' : 'warning' ); ?>" aria-hidden="true"></span> <?php echo esc_html( $said ); ?></li>
				<?php endforeach; ?>
			</ul>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<input type="hidden" name="action" value="<?php echo esc_attr( self::TRY_ACTION ); ?>">
				<?php wp_nonce_field( self::TRY_ACTION ); ?>
				<?php submit_button( __( 'Send a notice now', 'bahith' ), 'secondary', 'submit', false ); ?>
			</form>
		</div>
		<?php
	}

	/**
	 * Returns the address of the page.
	 */
	private static function url(): string {
		return admin_url( 'options-general.php?page=' . self::SLUG );
	}

	/**
	 * Returns lines on how it stands, each with whether it is well.
	 */
	private static function state(): array {
		if ( '' === Settings::address() ) {
			return array( array( false, __( 'Type the address of the search first.', 'bahith' ) ) );
		}
		return array( self::search_state(), self::page_state(), self::notice_state() );
	}

	/**
	 * Says whether the server answers.
	 */
	private static function search_state(): array {
		$answer = Client::get( '/facets', array( 'q' => '' ), array( 'total' ) );
		if ( null === $answer ) {
			return array( false, __( 'The search does not answer: look at the address, and whether the server runs.', 'bahith' ) );
		}
		/* translators: %1$s: number of publications. */
		return array( true, sprintf( _n( 'The search answers, with %1$s publication.', 'The search answers, with %1$s publications.', (int) $answer['total'], 'bahith' ), number_format_i18n( (int) $answer['total'] ) ) );
	}

	/**
	 * Says whether there is a page of results.
	 */
	private static function page_state(): array {
		if ( ! Results_Page::id() ) {
			return array( false, __( 'The page of results is gone: save the settings, and it is made again.', 'bahith' ) );
		}
		/* translators: %s: title of the page. */
		return array( true, sprintf( __( 'Results are shown in the page “%s”.', 'bahith' ), get_the_title( Results_Page::id() ) ) );
	}

	/**
	 * Says how the last notice went.
	 */
	private static function notice_state(): array {
		$last = get_option( Client::LAST_NOTICE );
		if ( '' === Settings::secret() ) {
			return array( false, __( 'Without a secret, what you publish is found after a quarter of an hour.', 'bahith' ) );
		}
		if ( ! is_array( $last ) ) {
			return array( false, __( 'No notice was sent yet.', 'bahith' ) );
		}
		$when = wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $last['time'] );
		if ( 202 === $last['status'] ) {
			/* translators: %s: date and time. */
			return array( true, sprintf( __( 'The last notice, %s, was accepted.', 'bahith' ), $when ) );
		}
		/* translators: 1: date and time, 2: reason. */
		return array( false, sprintf( __( 'The last notice, %1$s, was not accepted: %2$s', 'bahith' ), $when, self::reason( $last ) ) );
	}

	/**
	 * Says why a notice was not accepted.
	 *
	 * @param array $last The result of the notice.
	 */
	private static function reason( array $last ): string {
		$reasons = array(
			0   => __( 'the server cannot be reached', 'bahith' ),
			401 => __( 'the secret is another one than the server’s, or a clock is wrong', 'bahith' ),
			404 => __( 'the server was started without a secret', 'bahith' ),
		);
		/* translators: %d: HTTP status. */
		$reason = $reasons[ $last['status'] ] ?? sprintf( __( 'status %d', 'bahith' ), $last['status'] );
		return '' === $last['error'] ? $reason : $reason . ' (' . $last['error'] . ')';
	}
}
