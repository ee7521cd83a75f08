"""Ways to write one word: ligatures, Quranic spelling, damaged text, hundreds, seats of hamza.

The modules mend the letters of one word and know no index; `analyzers.normalize` calls them.
`respellings` needs a lexicon, and `analyzers.analyzer` calls it.
"""
