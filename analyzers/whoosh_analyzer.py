"""The analyser as plain Whoosh calls one, for those who use it in a Whoosh schema of their own.

Bahith's engine gives Whoosh finished terms instead. Nothing of Whoosh is imported: it asks only
that a call with a text gives objects with these attributes.
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
    """What Whoosh's formats, queries and highlighters read of a token."""

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
        """A token like this one; Whoosh's highlighter joins into copies."""
        return replace(self)


class WhooshAnalyzer:
    """Stems of a text, without stop words, for `whoosh.fields.TEXT(analyzer=…)`.

    Pickled with a schema, it holds only the folder of its word lists and its stemmer's name.
    Raises ListError.
    """

    def __init__(self, words: Path, stemmer: str = DEFAULT) -> None:
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
