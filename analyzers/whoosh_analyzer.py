"""Adapter of the analyser to Whoosh, for use in Whoosh schemas of other programs.

Bahith's engine passes finished terms to Whoosh instead. Nothing of Whoosh is imported: Whoosh only
needs a callable that yields objects with the attributes of its tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from analyzers.analyzer import make_analyzer
from analyzers.stemmers import DEFAULT
from analyzers.word_lists import WordLists


@dataclass(slots=True)
class WhooshToken:
    """A token with the attributes that Whoosh's formats, queries and highlighters read.

    Attributes:
        text: The stem.
        original: The word in its original spelling.
        pos: Position.
        startchar: Start offset, in code points.
        endchar: End offset, exclusive.
        mode: Whoosh's mode: "index" or "query".
        boost: Weight of the token.
        stopped: Whether it is a stop word.
        matched: Whether it matches a query; set by Whoosh.
        positions: Whether `pos` is set.
        chars: Whether the offsets are set.
        removestops: Whether stop words are removed.
    """

    text: str
    original: str
    pos: int
    startchar: int
    endchar: int
    mode: str
    boost: float = 1.0
    stopped: bool = False
    matched: bool = False
    positions: bool = True
    chars: bool = True
    removestops: bool = True

    def copy(self) -> WhooshToken:
        """Return a copy; Whoosh's highlighter merges tokens into copies."""
        return replace(self)


class WhooshAnalyzer:
    """Analyser of stems without stop words, for `whoosh.fields.TEXT(analyzer=…)`.

    Its pickle, which Whoosh stores with a schema, contains only the arguments.
    """

    def __init__(self, words: Path, stemmer: str = DEFAULT) -> None:
        """Load the word lists.

        Args:
            words: Folder of the word lists.
            stemmer: Name of the stemmer.

        Raises:
            ListError: A list cannot be read.
            UnknownStemmerError: No stemmer has this name.
        """
        self._made_of = (words, stemmer)
        self._analyzer = make_analyzer(WordLists.load(words), stemmer)

    def __getstate__(self) -> tuple[Path, str]:
        return self._made_of

    def __setstate__(self, made_of: tuple[Path, str]) -> None:
        self.__init__(*made_of)  # type: ignore[misc]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WhooshAnalyzer) and other._made_of == self._made_of

    def __hash__(self) -> int:
        return hash(self._made_of)

    def __call__(
        self,
        value: str,
        *,
        start_pos: int = 0,
        start_char: int = 0,
        removestops: bool = True,
        keeporiginal: bool = False,
        mode: str = "",
        **_: object,
    ) -> Iterator[WhooshToken]:
        """Yield the tokens of a text.

        Args:
            value: The text.
            start_pos: Position of the first token.
            start_char: Offset of the text, in code points.
            removestops: Leave out stop words.
            keeporiginal: Ignored; tokens always have their original spelling.
            mode: Whoosh's mode, copied to the tokens.
        """
        for token in self._analyzer.tokens(value):
            stopped = self._analyzer.is_stop(token.form)
            if not (stopped and removestops):
                yield WhooshToken(
                    text=self._analyzer.stem(token.form),
                    original=value[token.start : token.end],
                    pos=start_pos + token.position,
                    startchar=start_char + token.start,
                    endchar=start_char + token.end,
                    mode=mode,
                    stopped=stopped,
                )
