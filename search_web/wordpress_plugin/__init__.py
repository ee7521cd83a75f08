"""The plugin for WordPress, in `bahith/`, and its archive."""
