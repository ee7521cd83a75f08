"""Digests by e-mail: the new publications of a search, for who asked for them and confirmed it."""
