"""Snippets: an article's best passages for a query, and where they are cut."""
