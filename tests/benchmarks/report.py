"""The report: all tables, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks.bars import bars
from tests.benchmarks.beside import ROUNDS
from tests.benchmarks.engines.contestants import CONTESTANTS
from tests.benchmarks.plot import is_drawn
from tests.benchmarks.queries import KINDS, QUERIES
from tests.benchmarks.results import EngineResult, KindResult, Results, SizeResult, Spread
from tests.benchmarks.tashaphyne_build import SAMPLE

OURS = "bahith"

INTRODUCTION = f"""\
Written by `make bench`, which builds and measures in one run; nothing here is typed by hand. `make
check` fails if the code that is measured changes afterwards without a new run, or a line in
[unmeasured.tsv](unmeasured.tsv) that says why none is needed.

**The collections** are made of real running text, passages of Wikipedia and news articles in
other company (`tests/benchmarks/corpus.py`). **The queries**, {QUERIES} of each kind, are the same
for all engines and sizes, of words that stand in titles and sentences.

**Side by side with tantivy** (tantivy-py, with the ids of the best ten, and all matches counted as
ours counts them): both engines are asked in one process, query by query, by turns.

- *Same work*: the same terms of one field, nothing raised, nothing learned.
- *Readers*: ours gives the one answer that readers get, from what they type: words over all fields,
  forms, stems and families, synonyms and spellings, raised and in the learned order, with all
  facets; tantivy searches the plain stems, any of them, and counts two facets.
- *Snippets*: ours makes the page of results, with ten marked titles and snippets and the reasons of
  each hit, beside tantivy's ten snippets.

The figures are milliseconds of processor time, median / 95th percentile over the queries. First
touch: each query once on an index just opened by a new process, its files in the system's cache.
Warm: the quickest of {ROUNDS} more rounds of each query. Ours keeps the scores and places of words
that were asked for, and how a query was understood, up to a bound, and never an answer here;
tantivy keeps nothing.

**Beside other engines**: each has processes of its own and is given the same stems in one field;
phrases are of forms, for which the others have a second index; its building does not count. These
times are by the clock, from the words to ids and scores of the best ten; with snippets, ours makes
its whole page. Lucene's virtual machine has not warmed up at first touch; FTS5 is not asked for a
total.
"""


def write_report(results: Results, file: Path) -> None:
    file.write_text("\n".join(_parts(results)) + "\n", encoding="utf-8")


def _parts(results: Results) -> Iterator[str]:
    yield "# Benchmarks\n"
    yield f"Measured at commit {results.commit}.\n"
    yield INTRODUCTION
    if is_drawn(results):
        yield "![Medians of warm queries](benchmarks.svg)\n"
    yield _table(("machine", ""), results.machine.items())
    yield "## The bars\n"
    yield "Medians, warm unless said.\n"
    met = ((bar.text, bar.measured, "met" if bar.met else "**missed**") for bar in bars(results))
    yield _table(("bar", "measured", ""), met)
    for size, one in results.sizes.items():
        yield f"## {size:,} documents\n"
        yield _collection(one)
        yield "Side by side with tantivy, ms of processor time:\n"
        yield _beside(one)
        if one.engines:
            yield from _engines(size, one)
        yield from _application(one)
    yield "## Building with Tashaphyne\n"
    yield (
        f"Whoosh with an analyser that calls Tashaphyne's light stemmer for each word, on a sample "
        f"of {SAMPLE} documents because it is slow: {results.sample_rate:.1f} documents a second."
    )


def _engines(size: int, one: SizeResult) -> Iterator[str]:
    yield "Beside other engines, warm, median / 95th percentile, ms:\n"
    yield _kinds(one, lambda kind: _spread(kind.warm))
    yield "First touch, median / 95th percentile, ms:\n"
    yield _kinds(one, lambda kind: _spread(kind.first))
    yield from _disagreements(one)
    yield "Index:\n"
    yield _indexes(size, one)


def _collection(one: SizeResult) -> str:
    facts = one.collection
    return (
        f"Measured on {one.date}, when the machine's load of 15 minutes was {one.load}. "
        f"{facts['words']:,} words, {facts['forms']:,} distinct forms, {facts['stems']:,} stems. "
        f"(The sources: {facts['source_words']:,} words, {facts['source_forms']:,} forms, "
        f"growing with the power {facts['exponent']:.2f}.)\n"
    )


def _kinds(one: SizeResult, shown: Callable[[KindResult], str]) -> str:
    head = ("", *(kind.name for kind in KINDS))
    rows = (
        (title, *(shown(engine.kinds[kind.name]) for kind in KINDS)) for title, engine in _rows(one)
    )
    return _table(head, rows)


def _beside(one: SizeResult) -> str:
    rows = (
        (
            key,
            _spread(result.ours.warm),
            _spread(result.theirs.warm),
            f"{result.warm:.2f}",
            _spread(result.ours.first),
            _spread(result.theirs.first),
            f"{result.first:.2f}",
        )
        for key, result in one.beside.items()
    )
    sides = ("Bahith", "tantivy", "ratio")
    head = ("", *(f"{side}, warm" for side in sides), *(f"{side}, first" for side in sides))
    return _table(head, rows)


def _rows(one: SizeResult) -> list[tuple[str, EngineResult]]:
    """Return the engines that were measured on this size, by their titles."""
    return [(CONTESTANTS[name].title, engine) for name, engine in one.engines.items()]


def _disagreements(one: SizeResult) -> Iterator[str]:
    """Yield a line for each engine with another number of hits than ours for the same terms."""
    if OURS not in one.engines:
        return
    ours = one.engines[OURS].kinds
    for name, engine in one.engines.items():
        differing = [
            f"{kind}: {found.found} for {ours[kind].found}"
            for kind, found in engine.kinds.items()
            if found.found != ours[kind].found and "snippets" not in kind
        ]
        if differing:
            yield f"Hits of {CONTESTANTS[name].title} differ ({'; '.join(differing)}).\n"


def _indexes(size: int, one: SizeResult) -> str:
    rows = (
        (
            title,
            f"{engine.build:.1f}",
            f"{size / engine.build:,.0f}",
            f"{engine.size / 1e6:,.0f}",
            f"{engine.resident / 1e6:,.0f}",
            f"{engine.open:.1f}",
        )
        for title, engine in _rows(one)
    )
    head = ("", "build, s", "documents/s", "on disk, MB", "resident, MB", "open, ms")
    return _table(head, rows) + (
        "\nBuilding has the analysis in it for Bahith, by as many processes as there are cores, as "
        "`indexer build` has it; the others are given their terms and have one writer each.\n"
    )


def _application(one: SizeResult) -> Iterator[str]:
    if (ours := one.application) is None:
        return
    yield "Our application, median / 95th percentile, ms:\n"
    rows = (
        ("JSON request with ten marked snippets, words seen for the first time", ours.cold),
        ("the same, warm, no answers kept", ours.warm),
        ("the same requests again, answers kept", ours.again),
        ("an article more, until a search finds it", ours.update),
        ("opening the generation", ours.snapshot),
        ("opening it with its analyser", ours.index),
    )
    yield _table(("", "ms"), ((text, _spread(measured)) for text, measured in rows))
    yield (
        f"The first request of a process took {_number(ours.first_request)} ms; it then opens the "
        f"index. After all of them {ours.resident / 1e6:,.0f} MB were resident.\n"
    )


def _spread(one: Spread) -> str:
    return f"{_number(one.p50)} / {_number(one.p95)}"


def _number(milliseconds: float) -> str:
    return f"{milliseconds:.3f}" if milliseconds < 1 else f"{milliseconds:.3g}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
