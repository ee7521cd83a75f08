"""The report: all tables, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks.bars import OURS, bars
from tests.benchmarks.engines.contestants import CONTESTANTS
from tests.benchmarks.queries import KINDS, QUERIES
from tests.benchmarks.results import EngineResult, KindResult, Results, SizeResult, Spread
from tests.benchmarks.tashaphyne_build import SAMPLE

NOT_RUN = "not run"

INTRODUCTION = f"""\
Written by `make bench`, which measures a collection with all engines in one run; nothing here is
typed by hand.

**The collections** are made of real running text, passages of Wikipedia and news articles in
other company (`tests/benchmarks/corpus.py`). **The queries**, {QUERIES} of each kind, are the same
for all engines and sizes, of words that stand in titles and sentences.

**The same terms for all.** The others are given the stems that our analyser makes of the
bodies, in one field. *Bahith, same terms* asks its index for just these; *Bahith, full words* asks
for what a reader gets: stem and form over title, summary and body. Phrases are of forms, for which
the others have a second index, whose size and building do not count.

**What is timed**: from the words to the ids and scores of the best ten, in milliseconds, by one
thread, the garbage collector on. First touch: each query once on an index just opened, its files in
the system's cache. Warm: up to five more rounds of the same. Each engine and size has processes of
its own, three unless they take longer than a minute; for each kind of query the figures are of that
with the lowest median. Bahith, tantivy and Lucene count all matches exactly; Whoosh need not, and
may skip documents; FTS5 is not asked for a total. tantivy-py reads an id that is a text from the
stored document; *without ids* the best ten stay addresses, which no program can show. Bahith keeps
the scores of terms that were asked for, up to a bound, and never an answer here; the others keep
nothing. Lucene's virtual machine has not warmed up at first touch. Snippets of the others are of
stems; ours are of the text as it is written. Plain and tuned Whoosh are not given more than 10,000
documents: their indexes would take hours.
"""


def write_report(results: Results, file: Path) -> None:
    file.write_text("\n".join(_parts(results)) + "\n", encoding="utf-8")


def _parts(results: Results) -> Iterator[str]:
    yield "# Benchmarks\n"
    yield INTRODUCTION
    yield "![Medians of warm queries](benchmarks.svg)\n"
    yield _table(("machine", ""), results.machine.items())
    yield "## The bars\n"
    yield "For *Bahith, same terms*, medians of warm queries.\n"
    met = ((bar.text, bar.measured, "met" if bar.met else "**missed**") for bar in bars(results))
    yield _table(("bar", "measured", ""), met)
    for size, one in results.sizes.items():
        yield f"## {size:,} documents\n"
        yield _collection(one)
        yield "Warm, median / 95th percentile, ms:\n"
        yield _kinds(one, lambda kind: _spread(kind.warm))
        yield "Warm medians as multiples of tantivy's:\n"
        yield _ratios(one)
        yield "First touch, median / 95th percentile, ms:\n"
        yield _kinds(one, lambda kind: _spread(kind.first))
        yield from _disagreements(one)
        yield "Index:\n"
        yield _indexes(size, one)
        yield from _application(one)
    yield "## Building with Tashaphyne\n"
    yield (
        f"Whoosh with an analyser that calls Tashaphyne's light stemmer for each word, on a sample "
        f"of {SAMPLE} documents because it is slow: {results.sample_rate:.1f} documents a second."
    )


def _collection(one: SizeResult) -> str:
    facts = one.collection
    return (
        f"Measured on {one.date}. "
        f"{facts['words']:,} words, {facts['forms']:,} distinct forms, {facts['stems']:,} stems. "
        f"(The sources: {facts['source_words']:,} words, {facts['source_forms']:,} forms, "
        f"growing with the power {facts['exponent']:.2f}.)\n"
    )


def _kinds(one: SizeResult, shown: Callable[[KindResult], str]) -> str:
    head = ("", *(kind.name for kind in KINDS))
    rows = (
        (title, *(shown(engine.kinds[kind.name]) if engine else NOT_RUN for kind in KINDS))
        for title, engine in _rows(one)
    )
    return _table(head, rows)


def _ratios(one: SizeResult) -> str:
    if "tantivy" not in one.engines:
        return "(tantivy was not measured)\n"
    base = {name: kind.warm.p50 for name, kind in one.engines["tantivy"].kinds.items()}
    rows = (
        (title, *(f"{engine.kinds[k.name].warm.p50 / base[k.name]:.2f}" for k in KINDS))
        for title, engine in _rows(one)
        if engine
    )
    return _table(("", *(kind.name for kind in KINDS)), rows)


def _rows(one: SizeResult) -> list[tuple[str, EngineResult | None]]:
    """Every engine by its title; None for one that was not measured on this size."""
    return [(known.title, one.engines.get(name)) for name, known in CONTESTANTS.items()]


def _disagreements(one: SizeResult) -> Iterator[str]:
    """Yield a line for each engine with another number of hits than ours for the same terms."""
    if OURS not in one.engines:
        return
    ours = one.engines[OURS].kinds
    for name, engine in one.engines.items():
        differing = [
            f"{kind}: {found.found} for {ours[kind].found}"
            for kind, found in engine.kinds.items()
            if found.found != ours[kind].found
        ]
        if differing and name != "bahith":
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
        if engine
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
