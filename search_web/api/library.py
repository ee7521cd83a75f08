"""Library: what the endpoints answer from."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.searching.open_index import OpenIndex
from search_web.answer_cache import Answers
from search_web.api.cursor import Basis, Cursors
from search_web.query_log.log import Record, record_nothing
from search_web.served import ServedIndex
from search_web.suggestions import Suggestions


@dataclass(frozen=True, slots=True)
class Library:
    """`record`: told of each answer to a search."""

    served: ServedIndex
    answers: Answers
    suggestions: Suggestions
    cursors: Cursors
    record: Record = record_nothing

    def basis(self, index: OpenIndex) -> Basis:
        """What answers of an index hang on."""
        return Basis(index.snapshot.info.id, index.expander.version, self.answers.ranking.version)
