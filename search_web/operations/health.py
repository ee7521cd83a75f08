"""What an orchestrator asks: is the process alive, and can it answer readers."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from indexer.engines.base import EngineError, Filters, Snapshot, Window
from indexer.model.query import And, Prefix
from search_web.problems.problem import problem
from search_web.served import ServedIndex

ALIVE = "/healthz"
READY = "/readyz"


def health(served: ServedIndex, is_draining: Callable[[], bool]) -> Blueprint:
    """/healthz, which needs no index, and /readyz, which tries it."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get(ALIVE)
    def alive() -> ResponseReturnValue:
        return _well()

    @blueprint.get(READY)
    def ready() -> ResponseReturnValue:
        if is_draining():
            return problem(503, "the server is being stopped")
        try:
            with served.snapshot() as index:
                probe(index.snapshot)
                faults = (*served.list_faults, *index.analyzer.lists.faults)
        except Exception as error:  # whatever it is, readers would meet it too
            return problem(503, f"{type(error).__name__}: {error}")
        return _well(*(f"not used: {fault.in_short}" for fault in faults))

    @blueprint.after_request
    def never_kept(response: Response) -> Response:
        response.cache_control.no_store = True
        return response

    return blueprint


def probe(snapshot: Snapshot) -> None:
    """Runs queries that read an article and postings. Raises whatever goes wrong."""
    hits = snapshot.search(And(()), Filters(), Window(limit=1))
    snapshot.search(Prefix("ال", ("title",)), Filters(), Window(limit=1))
    if hits.total != snapshot.info.articles:
        raise EngineError(f"{hits.total} of {snapshot.info.articles} articles are found")


def _well(*notes: str) -> Response:
    return Response(
        "".join(f"{line}\n" for line in ("ok", *notes)), content_type="text/plain; charset=utf-8"
    )
