"""The output of the commands in a terminal."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.commands.outcome import COMPLETE, FAILED, PARTIAL
from indexer.engines.base import Engine
from indexer.engines.registry import ENGINES, EngineContext, EngineRow
from indexer.workspace import Workspace
from tests.conftest import PROJECT
from tests.workspaces import new_workspace

ARTICLE = {"id": "1", "title": "أمن الحدود", "body": "نص عن أمن الحدود.", "date": "2019-06-14"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with the shipped word lists, without an index."""
    new_workspace(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(tmp_path / "articles.jsonl", json.dumps(ARTICLE))


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def values(output: str) -> dict[str, str]:
    """Return the lines of a report by their first word."""
    return {line.split()[0]: line.split(maxsplit=1)[-1] for line in output.splitlines() if line}


def test_a_complete_build_reports_what_it_did(data: Path, source: Path) -> None:
    result = run("build", source, "--data", data)
    assert result.exit_code == 0
    report = values(result.stdout)
    assert (report["read"], report["indexed"], report["unchanged"], report["refused"]) == (
        "1",
        "1",
        "0",
        "0",
    )
    assert float(report["seconds"]) >= 0
    assert report["size"].endswith("MB")
    assert "is served" in result.stdout


def test_an_unchanged_source_is_reported_as_unchanged(data: Path, source: Path) -> None:
    run("build", source, "--data", data)
    result = run("build", source, "--data", data)
    assert result.exit_code == 0
    assert values(result.stdout)["unchanged"] == "1"
    assert "nothing changed" in result.stdout


def test_keep_other_leaves_an_index_of_other_sources_unchanged(
    data: Path, source: Path, tmp_path: Path
) -> None:
    other = write(tmp_path / "other.jsonl", json.dumps(ARTICLE | {"id": "2"}))
    assert run("build", other, "--keep-other", "--data", data).exit_code == 0
    result = run("build", source, "--keep-other", "--data", data)
    assert (result.exit_code, str(other) in result.stdout) == (0, True)
    assert values(run("status", "--data", data).stdout)["from"] == str(other)


def test_a_partial_build_has_its_own_exit_status_and_reports_refused_records(
    data: Path, source: Path
) -> None:
    write(source, json.dumps(ARTICLE), '{"id": "2", "title": "بلا نص"}')
    result = run("build", source, "--data", data)
    assert result.exit_code == PARTIAL
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("refused")]
    assert str(source) in line
    assert "line 2" in line
    assert values(result.stdout)["refused"] == "1"


@pytest.mark.parametrize("content", ["", "{broken", "\x00\x01"])
def test_a_build_without_an_article_fails_and_changes_nothing(
    data: Path, source: Path, content: str
) -> None:
    run("build", source, "--data", data)
    before = run("status", "--data", data).stdout
    source.write_text(content)
    result = run("build", source, "--data", data)
    assert result.exit_code == FAILED
    assert "no article was found" in result.stdout
    assert run("status", "--data", data).stdout == before


def test_a_missing_source_is_an_error_that_names_it(data: Path) -> None:
    result = run("build", "nowhere.xml", "--data", data)
    assert result.exit_code == FAILED
    assert "nowhere.xml" in result.stderr


def test_a_build_with_a_killed_process_reports_it_and_changes_nothing(
    data: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("build", source, "--data", data)
    before = run("status", "--data", data).stdout

    def killed(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr("indexer.building.pipeline.analysed", killed)
    result = run("build", source, "--data", data, "--fresh")
    assert result.exit_code == FAILED
    assert "a process of the build was killed" in result.stderr
    assert run("status", "--data", data).stdout == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("lexicon.tsv", "كتاب\tكثير\n", "lexicon.tsv: line 1, column 6"),
        ("protected_names.txt", "ألمانيا\n بوكو حرام\n", "protected_names.txt: line 2, column 2"),
        ("lemmas.tsv", "أخرى آخر\n", "lemmas.tsv: line 1, column 9: wanted a word, a tab and"),
        ("lemmas.tsv", "أخرى\tآخر ,\n", "lemmas.tsv: line 1, column 10: , is not one word"),
        ("broken_plurals.tsv", "أحزاب حزب\n", "broken_plurals.tsv: line 1, column 10"),
        ("broken_plurals.tsv", "كتاب\tكتاب\n", "broken_plurals.tsv: line 1, column 6"),
        (
            "broken_plurals.tsv",
            "كتب\tكتاب\nكتاب\tمكتوب\n",
            "broken_plurals.tsv: line 1, column 1: ",
        ),
        ("stop_words.txt", "في\nإلى أن\n", "stop_words.txt: line 2, column 1"),
    ],
)
def test_a_faulty_line_of_a_word_list_is_reported_and_the_others_are_used(
    data: Path, source: Path, name: str, content: str, said: str
) -> None:
    (Workspace(data).words / name).write_text(content, encoding="utf-8")
    result = run("build", source, "--data", data)
    assert result.exit_code == COMPLETE
    assert f"not used: {data / 'words'}/{said}" in result.stderr
    assert f"not used: {data / 'words'}/{said}" in run("status", "--data", data).stdout


def test_a_pinned_article_that_is_not_served_is_named_with_its_line(
    data: Path, source: Path
) -> None:
    (data / "words" / "pinned.txt").write_text("# x\nالأمن = 7، 8\nالحدود = 1\n", "utf-8")
    said = "pinned.txt: line 2, column 12: no article has the id 8: write the one that is meant"
    result = run("build", source, "--data", data)
    assert said.replace("column 12", "column 9").replace("id 8", "id 7") in result.stderr
    (data / "words" / "pinned.txt").write_text("الأمن = 1\n", "utf-8")
    assert "no article" not in run("update", "--data", data).stderr
    (data / "words" / "pinned.txt").write_text("# x\nالأمن = 1، 8\nالحدود = 1\n", "utf-8")
    assert said in run("status", "--data", data).stdout


def test_a_missing_word_list_is_named(data: Path, source: Path) -> None:
    (Workspace(data).words / "lexicon.tsv").unlink()
    result = run("build", source, "--data", data)
    assert result.exit_code == FAILED
    assert "lexicon.tsv" in result.stderr


def test_status_shows_the_served_generation(data: Path, source: Path) -> None:
    run("build", source, "--data", data)
    result = run("status", "--data", data)
    assert result.exit_code == 0
    shown = values(result.stdout)
    assert shown["articles"].startswith("1 ")
    assert shown["dates"] == "2019-06-14 to 2019-06-14"
    assert shown["from"] == str(source)
    assert {"generation", "size", "engine", "analyser", "built"} <= shown.keys()
    assert "rebuild due" not in result.stdout


def test_status_reports_a_due_rebuild_after_a_change_of_word_lists(
    data: Path, source: Path
) -> None:
    run("build", source, "--data", data)
    with (Workspace(data).words / "protected_names.txt").open("a", encoding="utf-8") as names:
        names.write("حدود\n")
    assert "rebuild due" in run("status", "--data", data).stdout
    assert values(run("build", source, "--data", data).stdout)["indexed"] == "1"
    assert "rebuild due" not in run("status", "--data", data).stdout


def test_status_reports_slower_searches_without_the_arrays(data: Path, source: Path) -> None:
    run("build", source, "--data", data)
    (arrays,) = (data / "generations").glob("*/*.arrays")
    arrays.unlink()
    result = run("status", "--data", data)
    assert result.exit_code == 0
    assert f"slower: {arrays.name} is missing or damaged; run `indexer build`" in result.stdout


def test_status_before_the_first_build_says_what_to_do(data: Path) -> None:
    result = run("status", "--data", data)
    assert result.exit_code == FAILED
    assert "indexer build" in result.stderr


def test_analyze_shows_each_token(data: Path) -> None:
    result = run("analyze", "داعش و المقاتلون، في ٢٠١٩", "--data", data, "--json")
    tokens = [json.loads(line) for line in result.stdout.splitlines()]
    shown = [(one["word"], one["start"], one["end"], one["stem"], one["query"]) for one in tokens]
    assert shown == [
        ("داعش", 0, 4, "داعش", "kept"),
        ("و", 5, 6, "و", "dropped"),
        ("المقاتلون", 7, 16, "مقاتل", "kept"),
        ("في", 18, 20, "في", "dropped"),
        ("٢٠١٩", 21, 25, "2019", "kept"),
    ]
    assert all(one["why"] for one in tokens)


def test_analyze_prints_tab_separated_lines_without_a_terminal(data: Path) -> None:
    heading, line = run("analyze", "أحزاب", "--data", data).stdout.splitlines()
    assert heading.split("\t")[3:6] == ["word", "form", "stem"]
    assert line.split("\t")[3:6] == ["أحزاب", "احزاب", "حزب"]


def test_lexicon_counts_arabic_forms(source: Path) -> None:
    result = run("lexicon", source, "--least", "2")
    assert result.stdout.splitlines() == ["الحدود\t2", "امن\t2"]


def test_a_terminal_shows_a_bar_with_rate_and_remaining_time(data: Path, source: Path) -> None:
    reader, terminal = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "indexer", "build", str(source), "--data", str(data)],
        cwd=PROJECT,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120"},
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        check=True,
    )
    os.close(terminal)
    shown = os.read(reader, 100_000).decode()
    os.close(reader)
    assert "1 records" in shown
    assert "/s" in shown
    assert "100%" in shown


def test_an_error_of_the_user_is_printed_on_one_line(data: Path, source: Path) -> None:
    (data / "searches.txt").mkdir()
    result = run("build", source, "--data", data)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {data / 'searches.txt'}: ")
    assert len(result.stderr.splitlines()) == 1


def test_a_bug_keeps_its_traceback(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: EngineContext) -> Engine:
        raise ValueError("a bug")

    monkeypatch.setitem(ENGINES, "whoosh", EngineRow(broken))
    result = run("status", "--data", data)
    assert isinstance(result.exception, ValueError)
    assert "Error:" not in result.stderr
