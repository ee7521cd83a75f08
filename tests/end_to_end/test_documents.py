"""Tests of the documents: links have targets, and commands, options and settings exist."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from indexer.cli import main as indexer
from indexer.model.article import Article
from indexer.searching.request import SearchRequest
from indexer.settings import Settings
from indexer.workspace import Workspace
from search_web.cli import main as search_web
from search_web.query_log.store import LoggedClick, QueryStore
from tests.conftest import PROJECT
from tests.end_to_end import documents
from tests.end_to_end.conftest import Site
from tests.end_to_end.documents import DOCUMENTS
from tests.workspaces import SHIPPED

PROGRAMS: dict[str, click.Group] = {"indexer": indexer, "search-web": search_web}

GUIDES = ("docs/staff-guide.ar.md", "docs/staff-guide.en.md")
SEARCHING = ("docs/how-to-search.ar.md", "docs/how-to-search.en.md")
HISTORY = PROJECT / "CHANGELOG.md"
"""Changelog, which may also name removed commands and options."""

CONFIGURED = [*(PROJECT / "systemd").glob("*.service"), PROJECT / "compose.yaml"]

WITHOUT_END = {("indexer", "watch"), ("search-web", "serve"), ("search-web", "staff-password")}
"""Commands that serve, wait or prompt, and are therefore not run."""


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def check(call: tuple[str, ...]) -> None:
    """Parse a call like the program does, failing on unknown commands and options."""
    program, command, *arguments = call
    if command.startswith("-"):
        arguments, found = [command, *arguments], PROGRAMS[program]
    else:
        assert command in PROGRAMS[program].commands, call
        found = PROGRAMS[program].commands[command]  # type: ignore[assignment]
    context = click.Context(found)
    found.make_parser(context).parse_args(list(arguments))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_lead_to_files_and_headings(path: Path) -> None:
    for link in documents.links(path.read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        file = (path.parent / target) if target else path
        assert file.exists(), link
        if anchor:
            assert anchor in documents.anchors(file.read_text(encoding="utf-8")), link


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path != HISTORY], ids=name)
def test_commands_and_options_exist(path: Path) -> None:
    for call in documents.commands(path.read_text(encoding="utf-8")):
        check(call)


@pytest.mark.parametrize("path", CONFIGURED, ids=name)
def test_units_and_containers_call_what_exists(path: Path) -> None:
    calls = documents.calls_in(path)
    assert calls
    for call in calls:
        check(call)


def test_a_command_or_an_option_that_is_not_there_is_noticed() -> None:
    [unknown, misspelled] = documents.commands("    indexer rebuild\n    indexer build --frehs x")
    with pytest.raises(AssertionError):
        check(unknown)
    with pytest.raises(click.NoSuchOption):
        check(misspelled)


@pytest.mark.parametrize("room", ["analyzers", "indexer", "search_web"])
def test_every_folder_of_code_is_on_the_map(room: str) -> None:
    document = documents.text("ARCHITECTURE.md")
    on_map = {
        name.rstrip("/") for name in documents.links(document) + documents.code_spans(document)
    }
    folders = {name(file.parent) for file in (PROJECT / room).rglob("__init__.py")}
    assert folders <= on_map


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_the_indexer_is_in_the_staffs_guide(guide: str) -> None:
    named = {command for program, command, *_ in documents.commands(documents.text(guide))}
    assert named >= set(indexer.commands)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_targets_of_make_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", documents.text("Makefile"), re.MULTILINE))
    document = path.read_text(encoding="utf-8")
    lines = [*documents.code_lines(document), *documents.code_spans(document)]
    called = {call[1] for line in lines if (call := re.match(r"make ([a-z][a-z-]*)", line))}
    assert called <= targets


@pytest.mark.parametrize("guide", [*GUIDES, "docs/operating.md"])
def test_settings_in_the_guides_exist(guide: str) -> None:
    tables = {table: type(value) for table, value in Settings()}
    keys = {key for model in tables.values() for key in getattr(model, "model_fields", ())}
    known = keys | set(tables) | {"index_data"} | {field.name for field in fields(Article)}
    spans = documents.code_spans(documents.text(guide))
    named = {span.split(" = ")[0] for span in spans if re.match(r"[a-z]+(_[a-z]+)+( = |$)", span)}
    assert named
    assert named <= known
    assert {span[1:-1] for span in spans if re.fullmatch(r"\[[a-z]+\]", span)} <= set(tables)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_word_list_is_in_the_staffs_guide(guide: str) -> None:
    spans = documents.code_spans(documents.text(guide))
    lists = {file.name for file in (SHIPPED.words).iterdir()}
    there = {file.name for file in (PROJECT / "index_data").rglob("*")}
    named = {span for span in spans if re.fullmatch(r"[a-z_]+\.(txt|tsv)", span)}
    assert lists <= named <= there


@pytest.mark.parametrize("document", [*GUIDES, "README.md"])
def test_commands_do_what_the_document_says_in_a_new_folder(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner()

    def ends_well(*words: str, program: str = "indexer") -> None:
        ran = run.invoke(PROGRAMS[program], [*words])
        # the shipped order is fitted to no less than the judgements of the samples
        refused = words[0] == "fit" and "no better than the shipped ones" in ran.output
        assert ran.exit_code == 0 or refused, f"{words}: {ran.output}"

    for program, *copied in commands_in_blocks(document):
        words = [re.sub(r"^(?:oai\+)?https://\S+", "index_data/samples", word) for word in copied]
        if (program, words[0]) in WITHOUT_END:
            continue
        if words[0] == "rollback":  # needs another generation to return to
            ends_well("build", "index_data/samples/cyber.jsonl", "--force")
        if words[0] == "clicks":  # needs readers
            clicks = [LoggedClick(hour, "الأمن", "الامن", "cyber-1", 1) for hour in range(3)]
            QueryStore(Workspace(tmp_path / "index_data").query_log).add(clicks)
        ends_well(*words, program=program)


def commands_in_blocks(document: str) -> list[tuple[str, ...]]:
    """Return the commands in code blocks, in order."""
    return documents.commands("\n".join(f"    {line}" for line in lines_of(document)))


def lines_of(document: str) -> list[str]:
    return list(documents.code_lines(documents.text(document)))


def test_guides_in_two_languages_give_the_same_commands() -> None:
    arabic, english = map(commands_in_blocks, GUIDES)
    assert arabic == english


def typed(document: str) -> list[list[str]]:
    rows = re.findall(r"^\| (`.+?) \|", documents.text(document), re.MULTILINE)
    return [documents.code_spans(row) for row in rows]


def test_how_to_search_gives_the_same_examples_in_two_languages() -> None:
    arabic, english = map(typed, SEARCHING)
    assert len(english) > 5
    assert arabic == english


@pytest.mark.parametrize("query", [query for row in typed(SEARCHING[1]) for query in row])
def test_what_the_guide_says_to_type_finds_articles(query: str, site: Site) -> None:
    assert site.search(SearchRequest(q=query)).total > 0


def test_the_readme_fits_on_two_screens() -> None:
    assert len(documents.text("README.md").splitlines()) <= 80
