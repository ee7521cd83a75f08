"""The services that the endpoints depend on."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.searching.open_index import OpenIndex
from search_web.answer_cache import Answers
from search_web.api.cursor import Cursors, Versions
from search_web.api.sent_exports import SentExports
from search_web.query_log.log import Recorder, record_nothing
from search_web.served import ServedIndex
from search_web.suggestions import Suggestions


@dataclass(frozen=True, slots=True)
class Library:
    """The services that the endpoints depend on.

    Attributes:
        served: The index.
        answers: Answers searches.
        suggestions: Completes queries.
        cursors: Signs and verifies cursors.
        record: Called with each page of results.
        sent: The exports that are being sent.
    """

    served: ServedIndex
    answers: Answers
    suggestions: Suggestions
    cursors: Cursors
    record: Recorder = record_nothing
    sent: SentExports = field(default_factory=SentExports)

    def versions(self, index: OpenIndex) -> Versions:
        """Return the versions that answers of an open index depend on."""
        return Versions(index.snapshot.info.id, index.version, self.answers.ranking_version)
