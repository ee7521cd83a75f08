"""indexer: the commands of staff. The exit status of `build` and `update`: 0 complete, 3 partial,
4 not switched to, 1 failed."""

from __future__ import annotations

import json
import logging
import shlex
import signal
import sys
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import asdict, replace
from pathlib import Path
from threading import Event
from typing import NoReturn

import click
from rich.console import Console
from rich.table import Table
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.errors import UserError
from analyzers.explanation import TokenExplanation, explain
from analyzers.lexicon import count_forms, format_lexicon
from analyzers.normalize import is_arabic
from analyzers.word_lists import WordLists
from indexer.building.export import export_file, export_lines
from indexer.building.gate import Gate, load_searches
from indexer.building.pipeline import Progress, build, refresh, resources
from indexer.building.progress import progress_on
from indexer.building.report import Report, joined
from indexer.building.report_text import megabytes, report_text, report_values
from indexer.building.staleness import due
from indexer.building.verification import verify
from indexer.building.watch import REQUEST, watch
from indexer.command_group import CommandGroup
from indexer.engines.base import Engine, EngineError, GenerationInfo, LockedError
from indexer.engines.open import open_engine
from indexer.evaluation.judgements import JUDGEMENTS, read_judgements
from indexer.evaluation.measures import USUAL, Setting
from indexer.evaluation.report import evaluation_report, evaluation_text
from indexer.lists.query_lists import WORDS, QueryLists
from indexer.lists.site_lists import SiteLists
from indexer.processes import MEMORY, Processes, usual_processes
from indexer.searching.open_index import OpenIndex, open_index
from indexer.settings import Settings, SettingsError
from indexer.sources.files import find_files, read_file
from indexer.sources.record import Found
from indexer.sources.registry import as_source
from indexer.sources.source import Source, without_credentials
from indexer.starter_data import SAMPLES, lay_out

COMPLETE, FAILED, PARTIAL, OBJECTED = 0, 1, 3, 4

CRAWLS = "crawls"
"""The folder, in that of data, of what was fetched of a site and is not yet indexed."""

DATA = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="index_data",
    envvar="BAHITH_DATA",
    show_default=True,
    show_envvar=True,
    help="The folder of word lists and generations.",
)
FORCE = click.option(
    "--force", is_flag=True, help="Switch also to what lost or refused many articles."
)
WAIT = click.option(
    "--wait",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Seconds to wait for another process that is writing.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
SOURCES = click.argument("sources", nargs=-1, required=True, type=as_source)
FILES = click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group(cls=CommandGroup)
@click.version_option(package_name="bahith", message="%(prog)s (Bahith) %(version)s")
def main() -> None:
    """باحث: builds and inspects the index."""


@main.command("init")
@click.argument(
    "folder",
    default="index_data",
    envvar="BAHITH_DATA",
    type=click.Path(file_okay=False, path_type=Path),
)
def init_command(folder: Path) -> None:
    """Lay out FOLDER, a data folder with word lists, settings and sample articles, and say what to
    run next. Nothing that is there is overwritten."""
    for path in lay_out(folder):
        click.echo(f"made {path}")
    data, samples = shlex.quote(str(folder)), shlex.quote(str(folder / SAMPLES))
    click.echo(
        "Next, with the sample articles or your own:\n"
        f"  indexer build --data {data} {samples}\n"
        f"  search-web serve --data {data}"
    )


@main.command("build")
@SOURCES
@DATA
@click.option("--fresh", is_flag=True, help="Index every article again, also those unchanged.")
@FORCE
@WAIT
@JSON
@click.option("--keep-other", is_flag=True, help="Leave an index that was built of other sources.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=usual_processes,
    show_default="one for each processor",
    help="Processes that analyse and write at once.",
)
@click.option(
    "--memory",
    type=click.IntRange(256),
    default=MEMORY >> 20,
    show_default=True,
    help="Megabytes that all of them may take together, about.",
)
def build_command(
    sources: tuple[Source, ...],
    data: Path,
    fresh: bool,
    force: bool,
    wait: int,
    as_json: bool,
    keep_other: bool,
    processes: int,
    memory: int,
) -> None:
    """Make the index hold just what SOURCES hold: saved pages, JSON Lines, WordPress exports,
    folders of them, or WordPress sites by their address. Readers see the former index until the
    new one is whole."""
    allowed = Processes(processes, memory << 20)
    try:
        lists, settings = SiteLists.load(data / WORDS), Settings.load(data)
        analyzer, gate = _analyzer(data), _gate(data, settings)
        engine = open_engine(data, allowed, settings.generations.kept)
        if keep_other and (other := _other_sources(engine, sources)):
            click.echo(f"the index of {other} is left as it is")
            return
        with progress_on(Console(stderr=True)) as progress:
            report = _patiently(wait)(
                build,
                sources,
                engine,
                analyzer,
                lists,
                progress,
                gate=gate,
                fresh=fresh,
                processes=allowed,
                crawls=data / CRAWLS,
                force=force,
            )
    except BrokenExecutor as error:
        raise click.ClickException(
            "a process of the build was killed, for want of memory perhaps: nothing was changed; "
            "try a smaller --memory or fewer --processes"
        ) from error
    _tell(report, as_json)


@main.command()
@click.argument("sources", nargs=-1, type=as_source)
@DATA
@FORCE
@WAIT
@JSON
@click.option("--if-needed", is_flag=True, help="Only if the lists or the analyser changed.")
def update(
    sources: tuple[Source, ...],
    data: Path,
    force: bool,
    wait: int,
    as_json: bool,
    if_needed: bool,
) -> None:
    """Bring the index to the state of SOURCES or, if none are named, of those that it was built of.
    What a site says was modified is searchable first; all of the rest is looked at then."""
    if if_needed and not (reasons := _due(open_engine(data), data)):
        click.echo("no rebuild is due: nothing was changed", err=as_json)
        return
    if if_needed:
        click.echo(f"a rebuild is due: {'; '.join(reasons)}", err=True)
    with progress_on(Console(stderr=True)) as progress:
        report = _brought_up(sources, data, progress, force=force, wait=wait)
    _tell(report, as_json)


@main.command("watch")
@click.argument("sources", nargs=-1, type=as_source)
@DATA
@click.option(
    "--every",
    type=click.FloatRange(min=0, min_open=True),
    default=15,
    show_default=True,
    help="Minutes from the end of one update to the next.",
)
def watch_command(sources: tuple[Source, ...], data: Path, every: float) -> None:
    """Do as `update` at an interval, and as soon as a publish hook asks for it, until it is stopped
    (SIGTERM, Ctrl+C); the word lists are read anew each time."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())

    def update_once() -> Report:
        with progress_on(Console(stderr=True)) as progress:
            return _brought_up(sources, data, progress)

    watch(update_once, every * 60, stopped, data / REQUEST)


def _brought_up(
    sources: tuple[Source, ...],
    data: Path,
    progress: Progress,
    *,
    force: bool = False,
    wait: int = 0,
) -> Report:
    """The index brought to the state of the sources, or of those that it was built of."""
    analyzer = _analyzer(data)
    lists, settings = SiteLists.load(data / WORDS), Settings.load(data)
    gate = _gate(data, settings)
    engine = open_engine(data, kept=settings.generations.kept)
    named = sources or tuple(map(as_source, engine.info().sources))
    patiently = _patiently(wait)
    recent = patiently(refresh, named, engine, analyzer, lists, progress, gate=gate, force=force)
    try:
        rest = patiently(
            build,
            named,
            engine,
            analyzer,
            lists,
            progress,
            gate=gate,
            crawls=data / CRAWLS,
            force=force,
        )
    except (UserError, OSError):
        if recent is not None and recent.published:
            text = f"{recent.counts.indexed:,} modified articles are searchable; the rest failed"
            click.echo(text, err=True)
        raise
    return joined(recent, rest) if recent is not None and recent.published else rest


@main.command()
@DATA
def status(data: Path) -> None:
    """Show what is being served."""
    engine = open_engine(data)
    info = engine.info()
    slowing = engine.verify()
    click.echo(_info_text(info))
    for kept in engine.generations():
        built = f"{kept.built_at.astimezone():%Y-%m-%d %H:%M:%S}"
        mark = "served" if kept.id == info.id else "kept"
        click.echo(f"{mark:10} {kept.id}  {built}  {kept.articles:,} articles")
    for reason in slowing:
        click.echo(f"slower: {reason}; run `indexer build` again")
    with suppress(SettingsError):  # told below
        for reason in _due(engine, data):
            click.echo(
                f"rebuild due: {reason} since it was built; run `indexer update --if-needed`"
            )
    for load in (_query_lists, Settings.load, load_searches):
        try:
            load(data)
        except (OSError, UserError) as error:
            click.echo(f"not used: {error}")


@main.command()
@click.argument("generation", required=False)
@DATA
def rollback(generation: str | None, data: Path) -> None:
    """Serve the generation before the served one again, or GENERATION, of those that are kept."""
    engine = open_engine(data)
    former = engine.info()
    info = engine.rollback(generation)
    try:
        open_index(engine).close()
    except EngineError:
        engine.rollback(former.id)
        raise
    click.echo(f"generation {info.id} is served, of {info.articles:,} articles")


@main.command("verify")
@DATA
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify_command(data: Path, as_json: bool) -> None:
    """Check what is served from end to end: files, counts, dates, and that each article is found by
    its own words. Exit status 1 if anything is wrong."""
    engine = open_engine(data)
    with closing(_open(data)) as index:
        info = index.snapshot.info
        wrong = list(verify(engine, index))
    if as_json:
        found = {"generation": info.id, "articles": info.articles, "wrong": wrong}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for line in wrong:
            click.echo(line)
        click.echo(f"generation {info.id}: {len(wrong) or 'nothing'} wrong")
    sys.exit(FAILED if wrong else COMPLETE)


@main.command("export")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@DATA
def export_command(file: Path | None, data: Path) -> None:
    """Write the stored articles as JSON Lines, to FILE or standard output, from which `build` makes
    the same index."""
    with closing(open_engine(data).snapshot()) as snapshot:
        if file is None:
            for line in export_lines(snapshot):
                click.echo(line, nl=False)
        else:
            click.echo(f"{export_file(snapshot, file):,} articles are in {file}")


@main.command()
@click.argument("text")
@DATA
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def analyze(text: str, data: Path, as_json: bool) -> None:
    """Show what the analyser makes of TEXT, token by token."""
    explained = explain(text, _analyzer(data))
    if as_json:
        for token in explained:
            click.echo(json.dumps(token.as_dict(), ensure_ascii=False))
    elif sys.stdout.isatty():
        Console().print(_token_table(explained))
    else:
        click.echo("\t".join(TokenExplanation.COLUMNS))
        for token in explained:
            click.echo("\t".join(map(str, token.as_dict().values())))


@main.command()
@FILES
@click.option("--least", type=click.IntRange(1), default=8, show_default=True)
def lexicon(sources: tuple[Path, ...], least: int) -> None:
    """Print how often each Arabic form occurs in SOURCES, as in index_data/words/lexicon.tsv."""
    files = find_files(sources)
    articles = (
        record.article
        for path in files
        for record in read_file(path, frozenset(), lambda _: None)
        if isinstance(record, Found)
    )
    counts = count_forms(text for article in articles for text in (article.title, article.body))
    arabic = {form: count for form, count in counts.items() if is_arabic(form)}
    click.echo(format_lexicon(arabic, least), nl=False)


@main.command("evaluate")
@click.argument(
    "judgements", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@DATA
@click.option(
    "--against",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another folder of data: its generation, as usual, is the one before.",
)
@click.option(
    "--newer", type=click.FloatRange(0, 10), default=USUAL.ranking.newer, show_default=True
)
@click.option("--strict", is_flag=True, help="All the words only, none of staff's lists.")
@click.option("--no-lists", is_flag=True, help="Without synonyms and foreign names.")
@click.option("--changed", type=click.IntRange(0), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a folder of judgements.")
def evaluate_command(
    judgements: tuple[Path, ...],
    data: Path,
    against: Path | None,
    newer: float,
    strict: bool,
    no_lists: bool,
    changed: int,
    as_json: bool,
) -> None:
    """Measure how well the index answers JUDGEMENTS, folders of queries.tsv and qrels.txt; without
    any, those that staff keep in DATA/judgements. With --against, or in another setting, beside
    what is usual, with the queries that changed most."""
    setting = Setting(replace(USUAL.ranking, newer=newer), strict)
    if against is None and (no_lists or setting != USUAL):
        against = data
    with ExitStack() as stack:
        opened = open_index(open_engine(data)) if no_lists else _open(data)
        index = stack.enter_context(closing(opened))
        former = stack.enter_context(closing(_open(against))) if against else None
        for folder in judgements or (data / JUDGEMENTS,):
            judged = read_judgements(folder)
            report = evaluation_report(folder.name, judged, index, former, changed, setting)
            click.echo(
                json.dumps(asdict(report), ensure_ascii=False)
                if as_json
                else evaluation_text(report)
            )


def _open(data: Path) -> OpenIndex:
    """The served index, with the lists that queries are expanded by."""
    return open_index(open_engine(data), lists=_query_lists(data))


def _query_lists(data: Path) -> QueryLists:
    return QueryLists.load(data / WORDS)


def _gate(data: Path, settings: Settings) -> Gate:
    return Gate(settings.gate, load_searches(data), _query_lists(data))


def _due(engine: Engine, data: Path) -> list[str]:
    """Why a rebuild is due."""
    analyzer = _analyzer(data)
    lists = resources(analyzer, SiteLists.load(data / WORDS))
    return list(due(engine, analyzer.version, lists))


def _tell(report: Report, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(json.dumps(report_values(report), ensure_ascii=False))
    else:
        click.echo(report_text(report))
    sys.exit(_exit_status(report))


def _analyzer(data: Path) -> ArabicAnalyzer:
    return make_analyzer(WordLists.load(data / WORDS), Settings.load(data).stemmer)


def _other_sources(engine: Engine, sources: tuple[Source, ...]) -> str:
    """What the served index was built of, unless it is these sources or there is none."""
    try:
        built_of = engine.info().sources
    except EngineError:
        return ""
    same = built_of == tuple(source.name for source in sources)
    return "" if same else without_credentials(", ".join(built_of))


def _patiently(seconds: int) -> Retrying:
    """Calls again what another process that is writing keeps from being done, for some time."""
    return Retrying(
        retry=retry_if_exception_type(LockedError),
        stop=stop_after_delay(seconds),
        wait=wait_fixed(min(1, seconds)),
        reraise=True,
    )


def _exit_status(report: Report) -> int:
    if report.objections:
        return OBJECTED
    if not report.found_articles:
        return FAILED
    return PARTIAL if report.counts.refused else COMPLETE


def _info_text(info: GenerationInfo) -> str:
    span = f"{info.first} to {info.last}" if info.first else "none"
    return "\n".join(
        (
            f"generation {info.id}",
            f"articles   {info.articles:,} ({info.refused:,} records refused)",
            f"dates      {span}",
            f"size       {megabytes(info.size)}",
            f"engine     {info.engine}, schema {info.schema_version}",
            f"analyser   {info.analyzer_version}",
            f"built      {info.built_at.astimezone():%Y-%m-%d %H:%M:%S %z}",
            f"from       {without_credentials(', '.join(info.sources))}",
        )
    )


def _token_table(tokens: list[TokenExplanation]) -> Table:
    table = Table(*TokenExplanation.COLUMNS)
    for token in tokens:
        table.add_row(*map(str, token.as_dict().values()))
    return table
