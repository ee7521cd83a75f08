<?php
/**
 * The widget.
 *
 * @package Bahith
 */

namespace Bahith;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The search box as a widget, for themes without blocks.
 */
final class Widget extends \WP_Widget {

	/**
	 * Names the widget.
	 */
	public function __construct() {
		parent::__construct( 'bahith', __( 'Bahith: search box', 'bahith' ) );
	}

	/**
	 * Shows the widget.
	 *
	 * @param array $args     What the theme puts around it.
	 * @param array $instance Its settings.
	 */
	public function widget( $args, $instance ) {
		$title = apply_filters( 'widget_title', $instance['title'] ?? '', $instance, $this->id_base );
		// The theme's HTML, and that of the box, which is escaped where it is made.
		// phpcs:disable WordPress.Security.EscapeOutput.OutputNotEscaped
		echo $args['before_widget'];
		if ( $title ) {
			echo $args['before_title'] . esc_html( $title ) . $args['after_title'];
		}
		echo Box::render();
		echo $args['after_widget'];
		// phpcs:enable
	}

	/**
	 * Shows the form of its settings.
	 *
	 * @param array $instance Its settings.
	 */
	public function form( $instance ) {
		$id = $this->get_field_id( 'title' );
		echo '<p><label for="' . esc_attr( $id ) . '">' . esc_html__( 'Title:', 'bahith' ) . '</label>'
			. '<input class="widefat" type="text" id="' . esc_attr( $id ) . '" name="' . esc_attr( $this->get_field_name( 'title' ) ) . '" value="' . esc_attr( $instance['title'] ?? '' ) . '"></p>';
		return '';
	}

	/**
	 * Returns the settings to store.
	 *
	 * @param array $new_instance The submitted values.
	 * @param array $old_instance The former values.
	 */
	public function update( $new_instance, $old_instance ) {
		return array( 'title' => sanitize_text_field( $new_instance['title'] ?? '' ) );
	}
}
