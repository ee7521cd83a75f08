"""Lemmas: what a dictionary says a form belongs to.

`table` holds the dictionary, `endings` the affixes that are taken off by rule, `lookup` finds the
lemmas of a form, `families` the family of a lemma.
"""
