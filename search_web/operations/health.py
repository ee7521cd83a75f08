"""Health checks for an orchestrator: liveness and readiness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from indexer.engines.base import EngineError, Filters, Snapshot, Window
from indexer.model.query import And, Prefix
from search_web.problems.problem import problem
from search_web.served import ServedIndex

ALIVE = "/healthz"
"""Path of the liveness check."""

READY = "/readyz"
"""Path of the readiness check."""


Notes = Callable[[], Iterable[str]]
"""Callback that returns warnings about faults despite which readers are served."""


@dataclass(frozen=True, slots=True)
class Told:
    """A constant warning, valid as long as the server runs."""

    text: str

    def __call__(self) -> Iterable[str]:
        return (self.text,)


def health(served: ServedIndex, notes: Sequence[Notes] = ()) -> Blueprint:
    """Return the endpoints /healthz, which needs no index, and /readyz, which queries it.

    Args:
        served: The index.
        notes: Sources of the warnings that /readyz lists.
    """
    blueprint = Blueprint("health", __name__)

    @blueprint.get(ALIVE)
    def alive() -> ResponseReturnValue:
        return _well()

    @blueprint.get(READY)
    def ready() -> ResponseReturnValue:
        try:
            with served.snapshot() as index:
                probe(index.snapshot)
                faults = (*served.list_faults, *index.analyzer.lists.faults)
                damage = (index.meaning.fault,) if index.meaning and index.meaning.fault else ()
        except Exception as error:  # readers' searches would fail in the same way
            return problem(503, f"{type(error).__name__}: {error}")
        unused = (f"not used: {fault.in_short}" for fault in faults)
        return _well((*(note for told in notes for note in told()), *damage, *unused))

    @blueprint.after_request
    def never_kept(response: Response) -> Response:
        response.cache_control.no_store = True
        return response

    return blueprint


def probe(snapshot: Snapshot) -> None:
    """Run queries that read a stored article and postings.

    Raises:
        EngineError: The index cannot be queried, or has another number of articles than stated.
    """
    hits = snapshot.search(And(()), Filters(), Window(limit=1))
    snapshot.search(Prefix("ال", ("title",)), Filters(), Window(limit=1))
    if hits.total != snapshot.info.articles:
        raise EngineError(f"{hits.total} of {snapshot.info.articles} articles are found")


def _well(notes: Iterable[str] = ()) -> Response:
    lines = "".join(f"{line}\n" for line in ("ok", *notes))
    return Response(lines, content_type="text/plain; charset=utf-8")
