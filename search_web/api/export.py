"""Export of all hits of a query as lines of JSON, computed window by window over one generation.

The lines are computed as they are sent, in the one thread of a process that serves all streams
(`search_web.operations.bridge`): readers who search wait for none of them.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from contextlib import ExitStack

from flask import Response
from flask import request as asked
from pydantic import BaseModel
from pydantic_core import to_json

from indexer.ranking.parameters import Ranking
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from indexer.searching.result import Result
from indexer.searching.result_page import search
from search_web.api.conditional import conditional
from search_web.api.endpoint import Endpoint
from search_web.api.library import Library
from search_web.api.limits import check_limits
from search_web.api.models import AnswerModel, HitModel
from search_web.api.parameters import ExportParameters, search_request
from search_web.api.values import hit_values
from search_web.language.vary import vary_on
from search_web.operations.limits import network

NDJSON = "application/x-ndjson"

MEDIA_TYPES = (NDJSON, "text/plain")
"""Media types of the same lines; client generators skip a response whose types they do not know."""

WINDOW = 25
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
        vary_on("Accept")
        media_type = asked.accept_mimetypes.best_match(MEDIA_TYPES, NDJSON)
        with ExitStack() as stack:
            stack.enter_context(library.sent.to(network(asked.remote_addr or "")))
            index = stack.enter_context(library.served.snapshot())

            def stream() -> Response:
                check_limits(request, index)
                written = lines(request, index, library.answers.ranking)
                response = Response(written, content_type=media_type)
                response.call_on_close(stack.pop_all().close)
                return response

            return conditional(library.versions(index), stream)

    return (
        Endpoint(
            path="/export",
            view=export,
            parameters=ExportParameters,
            answers=dict.fromkeys(MEDIA_TYPES),
            statuses=(304, 400, 429, 503),
        ),
    )


def lines(request: SearchRequest, index: OpenIndex, ranking: Ranking) -> Iterator[str]:
    """Yield the lines of an export; the last one reports an error that interrupted it."""
    begin = BeginModel(
        generation=index.snapshot.info.id,
        analyzer_version=index.analyzer.version,
        query=request.q,
    )
    yield line(ExportLine(begin=begin))
    written = 0
    try:
        for hit in hits(request, index, ranking):
            yield hit_line(hit)
            written += 1
    except Exception:  # the status has been sent
        _log.exception("an export broke off after %d hits", written)
        yield line(ExportLine(end=EndModel(complete=False, hits=written)))
    else:
        yield line(ExportLine(end=EndModel(complete=True, hits=written)))


def hits(request: SearchRequest, index: OpenIndex, ranking: Ranking) -> Iterator[Result]:
    """Yield all hits, in order."""
    number = 0
    while True:
        number += 1
        window = request.model_copy(update={"page": number, "per_page": WINDOW})
        page = search(window, index, ranking, seconds=math.inf)
        yield from page.results
        if number >= page.pages:
            return


def line(model: ExportLine) -> str:
    """Serialize a line."""
    return model.model_dump_json(exclude_unset=True) + "\n"


def hit_line(result: Result) -> str:
    """Return the line of a hit, an `ExportLine` with that alone."""
    return to_json({"hit": hit_values(result)}).decode() + "\n"
