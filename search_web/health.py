"""GET /healthz: whether the service is well."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from indexer.engines.base import EngineError, Filters, Snapshot, Window
from indexer.query import And, Prefix
from search_web.problem import problem
from search_web.served import ServedIndex


def health(served: ServedIndex) -> Blueprint:
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def healthz() -> ResponseReturnValue:
        try:
            with served.snapshot() as index:
                probe(index.snapshot)
                return Response("ok\n", content_type="text/plain; charset=utf-8")
        except Exception as error:  # whatever it is, the service is not well
            return problem(503, f"{type(error).__name__}: {error}")

    return blueprint


def probe(snapshot: Snapshot) -> None:
    """Runs queries that read an article and postings. Raises whatever goes wrong."""
    hits = snapshot.search(And(()), Filters(), Window(limit=1))
    snapshot.search(Prefix("ال", ("title",)), Filters(), Window(limit=1))
    if hits.total != snapshot.info.articles:
        raise EngineError(f"{hits.total} of {snapshot.info.articles} articles are found")
