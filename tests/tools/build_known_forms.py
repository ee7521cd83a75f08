"""Builds indexer/searching/known_forms.txt, Arabic words that people write: a maintainer's tool.

    pip install wordfreq==3.1.1
    python tests/tools/build_known_forms.py

wordfreq counts words in Wikipedia, subtitles (OPUS OpenSubtitles 2018), news, the web and Twitter:
names, words of the field and of dialects that the lexicon of news lacks. Left out are those that
the lexicon has, and those that are another one behind a conjunction, a preposition or an article,
as the reader of the file takes these off. The same sources give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import wordfreq

from analyzers.lexicon import parse_lexicon
from analyzers.normalize import is_arabic, normalize
from indexer.searching.known_words import bare_forms

PROJECT = Path(__file__).parents[2]
TARGET = PROJECT / "indexer" / "searching" / "known_forms.txt"
LEXICON = PROJECT / "index_data" / "words" / "lexicon.tsv"

LEAST = 1e-7
"""How often a word is written, of all words. At 1 in 10 million 16 in 100 random typing mistakes in
words of news are words too (10 by the lexicon alone), and 94 in 100 of the words of UD Arabic-PUD
are known (85); at half of that, 19 and 95."""

LETTERS = range(2, 21)

HEADING = """\
# Arabic words that people write, as normalised forms, that index_data/words/lexicon.tsv lacks.
# From wordfreq 3.1.1 by Robyn Speer (data: CC BY-SA 4.0, https://pypi.org/project/wordfreq/), which
# counts Wikipedia, OPUS OpenSubtitles 2018 (opensubtitles.org), news, the web and Twitter.
# Made by tests/tools/build_known_forms.py: words written once in 10 million or more.
"""


def main() -> None:
    written: Counter[str] = Counter()
    for word, share in wordfreq.get_frequency_dict("ar", "large").items():
        forms = normalize(word)
        if len(forms) == 1 and is_arabic(forms[0]):
            written[forms[0]] += share
    lexicon = parse_lexicon(LEXICON.read_text(encoding="utf-8").splitlines())
    known = {form for form, share in written.items() if share >= LEAST and len(form) in LETTERS}
    all_known = known | lexicon.keys()
    kept = sorted(
        form
        for form in known - lexicon.keys()
        if not any(bare in all_known for bare in bare_forms(form) if bare != form)
    )
    TARGET.write_text(HEADING + "".join(f"{form}\n" for form in kept), encoding="utf-8")


if __name__ == "__main__":
    main()
