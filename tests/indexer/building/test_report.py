"""The report of a build, for staff and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.lists.query_lists import DIFFERENT_WORDS
from indexer.lists.site_lists import BOILERPLATE, LEFT_OUT
from indexer.model.article import InvalidArticleError
from indexer.workspace import Workspace
from tests.workspaces import new_workspace

BODY = "أمن الحدود في أوروبا."
RECORDS: list[dict[str, Any]] = [
    {"id": "1", "title": "أول", "body": BODY, "date": "2024-03-05", "section": "أمن"},
    {"id": "2", "title": "ثان", "body": BODY, "date": "٥ مارس ٢٠٢٤", "section": "أمن"},
    {"id": "3", "title": "ثالث", "body": "الهجرة.", "section": "أمن"},
    {"id": "4", "title": "رابع", "body": "اللجوء.", "date": "2093-03-05", "section": "هجرة"},
    {"id": "5", "title": "خامس", "body": "وظيفة.", "date": "2024-03-05"},
    {"id": "6", "title": "سادس", "body": "نص.", "date": "الجمعة الطويلة"},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    new_workspace(tmp_path)
    return tmp_path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(map(json.dumps, RECORDS)), encoding="utf-8")
    return file


def run(data: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])


def test_the_json_report_is_complete(data: Path, source: Path) -> None:
    result = run(data, "build", source, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 3
    assert report["generation"] == Workspace(data).engine().generation()
    assert report["published"] is True
    assert report["counts"] == {
        "read": 6,
        "indexed": 5,
        "unchanged": 0,
        "refused": 1,
        "left_out": 0,
        "removed": 0,
    }
    assert report["refusals"] == [
        {"file": str(source), "place": "line 6", "reason": 'date "الجمعة الطويلة" is no date'}
    ]
    assert report["without_date"] == ["3"]
    assert report["without_section"] == ["5"]
    assert report["in_the_future"] == ["4"]
    assert report["same_text"] == [["1", "2"]]
    assert {one["id"] for one in report["slowest"]} == {"1", "2", "3", "4", "5"}
    assert report["comparison"] is None


def test_the_printed_report_has_the_same_numbers(data: Path, source: Path) -> None:
    lines = run(data, "build", source).stdout.splitlines()
    for line in ("no date    1: 3", "no section 1: 5", "future     1: 4", "same text  1: 1 = 2"):
        assert line in lines
    assert any(line.startswith("slowest    ") for line in lines)


def test_a_report_says_what_hijri_dates_became(data: Path, tmp_path: Path) -> None:
    source = tmp_path / "hijri.jsonl"
    record = {"id": "7", "title": "أول", "body": BODY, "date": "10 رمضان 1440 هـ"}
    source.write_text(json.dumps(record), encoding="utf-8")
    shown = run(data, "sources", source).stdout
    assert "date       2019-05-15, written 10 رمضان 1440 هـ" in shown
    lines = run(data, "build", source).stdout.splitlines()
    assert "hijri      1: 7 (10 رمضان 1440 هـ = 2019-05-15)" in lines
    report = json.loads(run(data, "build", source, "--fresh", "--json").stdout)
    assert report["hijri"] == [{"id": "7", "written": "10 رمضان 1440 هـ", "date": "2019-05-15"}]


def test_the_words_taken_for_two_spellings_of_one_are_reported(data: Path, tmp_path: Path) -> None:
    source = tmp_path / "names.jsonl"
    bodies = ("زار كاسبرجاك برلين.", "قال كسبرجاك إن كولومبس قد سافر.", "مدينة كولومبوس.")
    records = [{"id": str(id_), "title": "خبر", "body": body} for id_, body in enumerate(bodies)]
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    lines = run(data, "build", source).stdout.splitlines()
    assert "spellings  2: كاسبرجاك = كسبرجاك, كولومبس = كولومبوس" in lines
    (Workspace(data).words / DIFFERENT_WORDS).write_text("كولومبس، كولومبوس\n", encoding="utf-8")
    report = json.loads(run(data, "build", source, "--fresh", "--json").stdout)
    assert report["spellings"] == [["كاسبرجاك", "كسبرجاك"]]


def test_a_text_equal_to_that_of_an_unchanged_article_is_reported(data: Path, source: Path) -> None:
    run(data, "build", source)
    records = [*RECORDS[:5], {"id": "7", "title": "سابع", "body": "الهجرة."}]
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    report = json.loads(run(data, "update", "--json").stdout)
    assert report["counts"]["indexed"] == 1
    assert report["same_text"] == [["1", "2"], ["3", "7"]]
    assert report["comparison"]["gained"] == 1


def test_articles_of_a_section_left_out_are_removed_and_can_be_restored(
    data: Path, source: Path
) -> None:
    run(data, "build", source)
    assert "no rebuild is due" in run(data, "update", "--if-needed").stdout
    (Workspace(data).words / LEFT_OUT).write_text("هجره\n")
    assert f"rebuild due: {LEFT_OUT} changed" in run(data, "status").stdout
    result = run(data, "update", "--if-needed")
    assert f"a rebuild is due: {LEFT_OUT} changed" in result.stderr
    assert "           1: its section is left out" in result.stdout
    assert Workspace(data).engine().info().articles == 4
    assert "rebuild due" not in run(data, "status").stdout
    (Workspace(data).words / LEFT_OUT).write_text("")
    run(data, "update", "--if-needed")
    assert Workspace(data).engine().info().articles == 5


@pytest.mark.parametrize("name", [BOILERPLATE, "stop_words.txt", "protected_names.txt"])
def test_a_change_of_a_list_used_in_indexing_makes_a_rebuild_due(
    data: Path, source: Path, name: str
) -> None:
    run(data, "build", source)
    file = Workspace(data).words / name
    file.write_text(file.read_text(encoding="utf-8") + "\nكذا\n", encoding="utf-8")
    assert f"rebuild due: {name} changed" in run(data, "status").stdout
    assert run(data, "update", "--if-needed").exit_code == 3
    assert "rebuild due" not in run(data, "status").stdout
    assert "no rebuild is due" in run(data, "update", "--if-needed").stdout


def test_a_change_of_a_list_for_queries_makes_no_rebuild_due(data: Path, source: Path) -> None:
    run(data, "build", source)
    (Workspace(data).words / "synonyms.txt").write_text("داعش، ISIS\n")
    (Workspace(data).words / "pinned.txt").write_text("الأمن = 1\n")
    assert "rebuild due" not in run(data, "status").stdout


def test_unchanged_records_of_a_file_are_not_parsed_again(
    data: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = data / "pages"
    pages.mkdir()
    source.rename(pages / "articles.jsonl")
    page = "\n".join(("أمن الحدود في أوروبا", "يونيو 14, 2019", "كلام عن الحدود والهجرة. " * 20))
    (pages / "page.txt").write_text(page, encoding="utf-8")
    run(data, "build", pages)
    for reader in ("objects._article", "saved_page.parse_saved_page"):
        monkeypatch.setattr(
            f"indexer.sources.formats.{reader}", lambda *_: pytest.fail("it is read")
        )
    monkeypatch.setattr("indexer.sources.formats.objects._article", _refused)
    result = run(data, "update")
    assert "unchanged  6" in result.stdout
    assert "refused    1" in result.stdout


def _refused(value: dict[str, str], _: object) -> None:
    assert value["id"] == "6"
    raise InvalidArticleError("it is refused anyway")


def test_a_restored_record_is_indexed_again(data: Path, source: Path) -> None:
    run(data, "build", source)
    whole = source.read_text(encoding="utf-8")
    for text, articles in ((whole.partition("\n")[2], 4), (whole, 5)):
        source.write_text(text, encoding="utf-8")
        run(data, "update")
        assert Workspace(data).engine().info().articles == articles


def test_a_repeated_record_is_refused_once_by_build_and_update(data: Path, source: Path) -> None:
    run(data, "build", source)
    twice = json.dumps(RECORDS[0])
    source.write_text(f"{source.read_text(encoding='utf-8')}\n{twice}", encoding="utf-8")
    report = json.loads(run(data, "update", "--json").stdout)
    assert report["refusals"][-1]["reason"] == f"its id '1' is that of {source}, line 1"
    assert Workspace(data).engine().info().articles == 5
