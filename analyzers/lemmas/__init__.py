"""Lemmas: the dictionary words of a form.

`table` holds the dictionary, `endings` takes affixes off by rule, `lookup` finds the lemmas of a
form and `families` the family of a lemma.
"""
