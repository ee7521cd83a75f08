/* The blocks in the editor, as the server renders them. Names and texts come from the server. */
( function ( blocks, element, editor, components, ServerSideRender ) {
	'use strict';

	[ 'bahith/search', 'bahith/results' ].forEach( function ( name ) {
		function Description() {
			return element.createElement( 'p', null, blocks.getBlockType( name ).description );
		}

		blocks.registerBlockType( name, {
			edit: function () {
				return element.createElement(
					'div',
					editor.useBlockProps(),
					element.createElement( components.Disabled, null, element.createElement( ServerSideRender, { block: name, EmptyResponsePlaceholder: Description } ) )
				);
			},
			save: function () {
				return null;
			},
		} );
	} );
}( window.wp.blocks, window.wp.element, window.wp.blockEditor, window.wp.components, window.wp.serverSideRender ) );
