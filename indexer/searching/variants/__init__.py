"""The other ways in which the texts of an index write a word of a query."""
