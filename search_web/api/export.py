"""Export of all hits of a query as lines of JSON, computed window by window over one generation.

The lines are sent after the request's own turn, so each window takes a turn while it is computed.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from contextlib import ExitStack

from flask import Response
from pydantic import BaseModel

from indexer.ranking.parameters import Ranking
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from indexer.searching.result_page import search
from search_web.api.conditional import conditional
from search_web.api.endpoint import Endpoint
from search_web.api.library import Library
from search_web.api.limits import check_limits
from search_web.api.models import AnswerModel, HitModel
from search_web.api.parameters import ExportParameters, search_request
from search_web.operations.concurrency import Turns

NDJSON = "application/x-ndjson"

WINDOW = 200
"""Hits in memory at a time."""

_log = logging.getLogger(__name__)


class BeginModel(AnswerModel):
    """The first line of an export."""

    query: str


class EndModel(BaseModel):
    """The last line of an export: whether it is complete, and its number of hits."""

    complete: bool
    hits: int


class ExportLine(BaseModel):
    """A line of an export, with exactly one of these members."""

    begin: BeginModel | None = None
    hit: HitModel | None = None
    end: EndModel | None = None


def export_endpoints(library: Library) -> tuple[Endpoint, ...]:
    """Return the endpoint of exports."""

    def export(parameters: ExportParameters) -> Response:
        """Export all hits.

        All hits of a query, in order, one JSON object per line: first `begin`, then one `hit` per
        line, finally `end`, which says whether the export is complete. If the last line has no
        `end`, the connection broke. All hits are from one generation of the index. `ExportLine`
        describes a line.
        """
        request = search_request(parameters)
        with ExitStack() as stack:
            index = stack.enter_context(library.served.snapshot())

            def stream() -> Response:
                check_limits(request, index)
                written = lines(request, index, library.answers.ranking, library.turns)
                response = Response(written, content_type=NDJSON)
                response.call_on_close(stack.pop_all().close)
                return response

            return conditional(library.versions(index), stream)

    return (
        Endpoint(
            path="/export",
            view=export,
            parameters=ExportParameters,
            answers={NDJSON: None},
            statuses=(304, 400, 429, 503),
        ),
    )


def lines(
    request: SearchRequest, index: OpenIndex, ranking: Ranking, turns: Turns
) -> Iterator[str]:
    """Yield the lines of an export; the last one reports an error that interrupted it."""
    begin = BeginModel(
        generation=index.snapshot.info.id,
        analyzer_version=index.analyzer.version,
        query=request.q,
    )
    yield line(ExportLine(begin=begin))
    written = 0
    try:
        for hit in hits(request, index, ranking, turns):
            yield hit
            written += 1
    except Exception:  # the status has been sent
        _log.exception("an export broke off after %d hits", written)
        yield line(ExportLine(end=EndModel(complete=False, hits=written)))
    else:
        yield line(ExportLine(end=EndModel(complete=True, hits=written)))


def hits(request: SearchRequest, index: OpenIndex, ranking: Ranking, turns: Turns) -> Iterator[str]:
    """Yield the lines of the hits. No turn is held while a line is sent."""
    number = 0
    while True:
        number += 1
        window = request.model_copy(update={"page": number, "per_page": WINDOW})
        with turns:
            page = search(window, index, ranking, seconds=math.inf)
            found = [line(ExportLine(hit=HitModel.of(result))) for result in page.results]
        yield from found
        if number >= page.pages:
            return


def line(model: ExportLine) -> str:
    """Serialize a line."""
    return model.model_dump_json(exclude_unset=True) + "\n"
