"""A generation whose files are overwritten answers as before, or with an error, never otherwise."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import EngineError, Filters, Snapshot
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.article import Article
from indexer.model.query import And, Or, Query
from tests.indexer.engines.collection import ARTICLES, BY_SCORE, build, word

# Whoosh does not close a file that it cannot open
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

LONG_AGO = 1_700_000_000
"""A time before any test, as a file that is served was not written in this very moment."""


@pytest.fixture(scope="module", params=[True, False], ids=["one file", "separate files"])
def built(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    analyzer: ArabicAnalyzer,
) -> Path:
    """Return the folder of a generation, with the files of a small segment or of a large one."""
    folder = tmp_path_factory.mktemp("built")
    articles = [replace(one, id=f"{one.id}{n}") for n in range(20) for one in ARTICLES]
    with pytest.MonkeyPatch.context() as patch:
        least = len(articles) + 1 if request.param else 1
        patch.setattr("indexer.engines.whoosh.segment_writer.MIN_SEPARATE_FILES", least)
        build(WhooshEngine(folder), articles, analyzer)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the generation, of which each test may overwrite files."""
    copy = tmp_path / "generations"
    shutil.copytree(built, copy)
    for file in copy.rglob("*"):
        os.utime(file, (LONG_AGO, LONG_AGO))
    return copy


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Collect the files that Whoosh left open within the test that made it do so."""
    yield
    gc.collect()


@dataclass(frozen=True)
class Refusal:
    """The message of an EngineError."""

    message: str


def answers(snapshot: Snapshot, analyzer: ArabicAnalyzer) -> list[object]:
    """Return what a snapshot answers; in place of an answer, a Refusal."""
    queries: list[Query] = [
        And(()),
        word("الإرهاب", analyzer),
        Or((word("الدول", analyzer), word("الهجرة", analyzer))),
    ]
    answered: list[object] = []
    for query in queries:
        try:
            hits = snapshot.search(query, Filters(), replace(BY_SCORE, limit=8))
            answered.append(hits)
            answered += [snapshot.read(hit) for hit in hits.hits]
        except EngineError as error:
            answered.append(Refusal(str(error)))
    for id_ in ("a0", "b7", "d19", "none"):
        try:
            answered.append(snapshot.article(id_))
        except EngineError as error:
            answered.append(Refusal(str(error)))
    return answered


def of_whoosh(folder: Path) -> list[Path]:
    """Return Whoosh's files of the segment."""
    suffixes = (".seg", ".col", ".trm", ".pst")
    return sorted(path for path in folder.rglob("*") if path.suffix in suffixes)


def with_articles(folder: Path) -> Path:
    """Return the file that holds the articles."""
    (file,) = [path for path in of_whoosh(folder) if path.name.endswith(("_stored.col", ".seg"))]
    return file


def overwrite(file: Path, chance: random.Random) -> None:
    size = file.stat().st_size
    if not size:
        return
    with file.open("r+b") as stream:
        for _ in range(chance.choice((1, 10, 100))):
            stream.seek(chance.randrange(size))
            stream.write(chance.randbytes(1))


def is_like(answered: list[object], expected: list[object]) -> bool:
    """Return whether answers are the expected ones or refusals."""
    refusals = [answer for answer in answered if isinstance(answer, Refusal)]
    if any("cannot be read" not in refusal.message for refusal in refusals):
        return False
    told = [answer for answer in answered if not isinstance(answer, Refusal)]
    return all(answer in expected for answer in told)


@pytest.mark.parametrize("harmed", ["Whoosh's", "the arrays", "both"])
@pytest.mark.parametrize("seed", range(12))
def test_what_is_overwritten_while_it_is_open_is_never_answered(
    folder: Path, analyzer: ArabicAnalyzer, harmed: str, seed: int
) -> None:
    with contextlib.closing(WhooshEngine(folder).snapshot()) as snapshot:
        expected = answers(snapshot, analyzer)
        chance = random.Random(seed)
        whoosh = [] if harmed == "the arrays" else of_whoosh(folder)
        arrays = [] if harmed == "Whoosh's" else sorted(folder.rglob("*.arrays"))
        for file in (*whoosh, *arrays):
            overwrite(file, chance)
        answered = answers(snapshot, analyzer)
    assert is_like(answered, expected)
    if whoosh:
        assert any(isinstance(answer, Refusal) for answer in answered)
    else:  # the other files hold the same
        assert [answer for answer in answered if isinstance(answer, Article)] == [
            answer for answer in expected if isinstance(answer, Article)
        ]


@pytest.mark.parametrize("seed", range(12))
def test_what_was_overwritten_since_it_was_built_is_never_answered(
    folder: Path, analyzer: ArabicAnalyzer, seed: int
) -> None:
    with contextlib.closing(WhooshEngine(folder).snapshot()) as snapshot:
        expected = answers(snapshot, analyzer)
    overwrite(with_articles(folder), random.Random(seed))
    with (
        contextlib.suppress(EngineError),
        contextlib.closing(WhooshEngine(folder).snapshot()) as snapshot,
    ):
        assert is_like(answers(snapshot, analyzer), expected)


def test_what_is_restored_in_place_is_answered_again(
    folder: Path, analyzer: ArabicAnalyzer
) -> None:
    file = with_articles(folder)
    content = file.read_bytes()
    with contextlib.closing(WhooshEngine(folder).snapshot()) as snapshot:
        expected = answers(snapshot, analyzer)
        with file.open("r+b") as stream:
            stream.write(bytes(len(content)))
        assert any(isinstance(answer, Refusal) for answer in answers(snapshot, analyzer))
        with file.open("r+b") as stream:
            stream.write(content)
        os.utime(file, (LONG_AGO + 1, LONG_AGO + 1))
        assert answers(snapshot, analyzer) == expected


def test_what_is_removed_while_it_is_open_is_answered_from_what_was_read(
    folder: Path, analyzer: ArabicAnalyzer
) -> None:
    with contextlib.closing(WhooshEngine(folder).snapshot()) as snapshot:
        expected = answers(snapshot, analyzer)
        for file in of_whoosh(folder):
            file.unlink()
        assert is_like(answers(snapshot, analyzer), expected)


def test_a_mistake_in_the_code_is_not_called_damage(
    folder: Path, analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(WhooshEngine(folder).snapshot()) as snapshot:
        monkeypatch.setattr("indexer.engines.whoosh.snapshot._article", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            snapshot.article("a0")
