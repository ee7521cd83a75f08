"""A worker process, once its index and completions are in memory."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from contextlib import closing

import pytest

from analyzers.analyzer import ArabicAnalyzer
from search_web.served import ServedIndex
from search_web.serving import settle_memory
from search_web.suggestions import Suggestions
from tests.search_web.conftest import ARTICLES, engine_of


class Knot:
    """An object that only a collection of garbage frees."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def served(analyzer: ArabicAnalyzer) -> Iterator[ServedIndex]:
    with closing(ServedIndex(engine_of(ARTICLES, analyzer))) as served:
        yield served


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_was_loaded_is_left_out_of_collections() -> None:
    loaded = [[number] for number in range(1000)]
    settle_memory()
    assert gc.get_freeze_count() > len(loaded)
    assert len(gc.get_objects()) < len(loaded)


def test_what_a_former_generation_left_is_freed() -> None:
    settle_memory()
    knot = Knot()
    former = weakref.ref(knot)
    settle_memory()
    del knot
    assert former() is not None
    settle_memory()
    assert former() is None


def test_memory_is_settled_when_the_completions_are_there(served: ServedIndex) -> None:
    called: list[bool] = []
    suggestions = Suggestions(
        served, built=lambda: called.append(bool(suggestions.complete("دراسة")))
    )
    building = suggestions.prepare()
    assert building is not None
    building.join()
    assert called == [True]
