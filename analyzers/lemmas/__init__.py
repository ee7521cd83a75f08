"""Lemmas: what a dictionary says a form belongs to. `table` holds the dictionary, `endings` the
affixes that are taken off by rule, `lookup` a form's lemmas."""
