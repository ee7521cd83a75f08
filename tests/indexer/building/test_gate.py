"""The gate: objections to a build or an update, and their thresholds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.workspace import Workspace
from tests.workspaces import new_workspace

Record = dict[str, Any]
Change = Callable[[Record], Record]

COUNT = 60


@pytest.fixture
def data(tmp_path: Path) -> Path:
    new_workspace(tmp_path)
    return tmp_path


def run(data: Path, command: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [command, *arguments, "--data", str(data)])


def record(number: int) -> Record:
    return {
        "id": str(number),
        "title": f"تقرير {number}",
        "body": "أمن الحدود في أوروبا." if number % 2 else "الهجرة إلى ألمانيا.",
        "date": "2024-03-05",
        "section": f"قسم {number % 4}",
    }


def build(data: Path, records: Iterable[Record], *arguments: str) -> Result:
    file = data / "articles.jsonl"
    file.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return run(data, "build", str(file), *arguments)


def served(data: Path) -> list[Record]:
    records = [record(number) for number in range(COUNT)]
    assert build(data, records).exit_code == 0
    return records


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one | {"date": ""}, "60 of 60 articles would have no date"),
        (lambda one: one | {"section": ""}, "60 of 60 articles would have no section"),
        (lambda one: one | {"section": "قسم واحد"}, "4 of 4 sections would be lost"),
        (lambda one: one | {"id": f"n{one['id']}"}, "60 of 60 articles would be lost"),
        (
            lambda one: one | {"body": one["body"].replace("الهجرة", "كلام")},
            "nothing would be found any more for الهجرة",
        ),
    ],
    ids=["dates", "no sections", "sections", "ids", "searches"],
)
def test_a_change_that_looks_like_damage_is_not_published(
    data: Path, change: Change, said: str
) -> None:
    Workspace(data).searches.write_text("# من القرّاء\nالهجرة\nحدود\nشيء لا يوجد\n")
    records = served(data)
    before = Workspace(data).engine().generation()
    result = build(data, map(change, records))
    assert result.exit_code == 4
    assert said in result.stdout
    objections = [line for line in result.stdout.splitlines() if line.startswith("objection")]
    assert all(": " in objection for objection in objections)  # what to do about it
    assert "--force switches all the same" in result.stdout
    assert Workspace(data).engine().generation() == before
    assert build(data, map(change, records), "--force").exit_code == 0
    assert Workspace(data).engine().generation() != before


def test_a_build_of_empty_bodies_changes_nothing(data: Path) -> None:
    records = served(data)
    before = Workspace(data).engine().generation()
    for options in ([], ["--force"]):
        result = build(data, [one | {"body": ""} for one in records], *options)
        assert result.exit_code == 1
        assert f"refused    {COUNT}" in result.stdout
        assert "line 1: it has neither text nor a picture" in result.stderr
        assert "no article was found: nothing was changed" in result.output
        assert Workspace(data).engine().generation() == before


def test_the_gate_objects_if_half_of_the_bodies_are_empty(data: Path) -> None:
    records = served(data)
    halved = [one | ({"body": " "} if number % 2 else {}) for number, one in enumerate(records)]
    result = build(data, halved)
    assert result.exit_code == 4
    assert "30 of 60 records were refused, 0 of 60 before: mend those" in result.stdout


def test_what_was_refused_before_is_no_reason_to_object(data: Path) -> None:
    good = [record(number) for number in range(COUNT)]
    bad = [record(number) | {"date": "أمس"} for number in range(100, 120)]
    assert build(data, [*good, *bad]).exit_code == 3  # there is nothing to compare with
    for more in range(200, 203):
        good.append(record(more))
        assert build(data, [*good, *bad]).exit_code == 3
        assert Workspace(data).engine().info().articles == len(good)
    worse = [*bad, *(record(number) | {"date": "أمس"} for number in range(300, 320))]
    result = build(data, [*good, record(400), *worse])
    assert result.exit_code == 4
    assert "40 of 104 records were refused, 20 of 83 before: mend" in result.stdout
    assert build(data, [*good, record(400), *worse], "--force").exit_code == 3
    assert build(data, [*good, record(400), record(401), *worse]).exit_code == 3


def test_texts_that_become_empty_are_objected_to(data: Path) -> None:
    records = served(data)
    seen = [{**one, "body": "", "content": "<iframe src='x'></iframe>"} for one in records]
    result = build(data, [*records[:40], *seen[40:]])
    assert result.exit_code == 4
    assert "20 of 60 articles would have no text, 0 of 60 before" in result.stdout
    assert build(data, [*records[:40], *seen[40:]], "--force").exit_code == 0
    assert build(data, [*records[:39], *seen[39:]]).exit_code == 0


def test_the_gate_objects_if_searches_have_mostly_other_hits(data: Path) -> None:
    Workspace(data).searches.write_text("الهجرة\nحدود\nألمانيا\n")
    records = served(data)
    later = [record(number) | {"date": "2024-04-05"} for number in range(100, 100 + COUNT)]
    result = build(data, [*records, *later])
    assert result.exit_code == 4
    assert "3 of 3 searches would mostly find something else" in result.stdout
    assert "search     حدود: 30 hits before, 60 now, 10 others among the first ten" in result.stdout


NUMBERS = ("واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")


def judge(data: Path) -> None:
    """Write judgements in which each numeral asks for the article of its number."""
    folder = Workspace(data).judgements
    folder.mkdir()
    queries = (f"{number}\t{name}" for number, name in enumerate(NUMBERS))
    qrels = (f"{number} 0 {number} 1" for number in range(len(NUMBERS)))
    (folder / "queries.tsv").write_text("\n".join(queries), encoding="utf-8")
    (folder / "qrels.txt").write_text("\n".join(qrels), encoding="utf-8")


def numbered(shift: int) -> list[Record]:
    """Return articles, ten of which hold a numeral: their own, or that of another."""
    records = [record(number) for number in range(COUNT)]
    for number in range(len(NUMBERS)):
        records[(number + shift) % COUNT]["body"] += f" {NUMBERS[number]}."
    return records


def test_the_gate_objects_if_judged_queries_find_what_was_judged_less_well(data: Path) -> None:
    judge(data)
    assert build(data, numbered(0)).exit_code == 0
    result = build(data, numbered(5))
    assert result.exit_code == 4
    assert "judged     10 queries: nDCG@10 1.000 before, 0.000 now" in result.stdout
    assert "10 judged queries would fall from 1.000 to 0.000: see what became" in result.stdout
    compared = json.loads(build(data, numbered(5), "--json").stdout)["comparison"]["judged"]
    assert compared == {"queries": 10, "before": 1.0, "after": 0.0}
    Workspace(data).settings_file.write_text("[gate]\nmost_relevance_lost = 1.0\n")
    assert build(data, numbered(5)).exit_code == 0


def test_judged_articles_that_are_gone_are_no_loss_of_relevance(data: Path) -> None:
    judge(data)
    records = numbered(0)
    assert build(data, records).exit_code == 0
    result = build(data, records[4:])
    assert result.exit_code == 0
    assert "judged     6 queries: nDCG@10 1.000 before, 1.000 now" in result.stdout
    result = build(data, records[10:])
    assert result.exit_code == 0
    assert "judged " not in result.stdout


def test_judgements_that_cannot_be_read_are_told_and_the_build_goes_on(data: Path) -> None:
    judge(data)
    qrels = Workspace(data).judgements / "qrels.txt"
    qrels.write_text("0 0 0 good\n")
    result = build(data, numbered(0))
    assert result.exit_code == 0
    assert f"not used: {qrels}: line 1, column 1" in result.stderr


def test_the_gate_does_not_object_to_ordinary_changes(data: Path) -> None:
    Workspace(data).searches.write_text("الهجرة\nحدود\n")
    records = served(data)
    today = [record(number) | {"section": "قسم جديد"} for number in range(100, 103)]
    renamed = [
        one | {"section": "اسم آخر"} if one["section"] == "قسم 1" else one for one in records
    ]
    result = build(data, [*renamed[3:], *today])
    assert result.exit_code == 0, result.stdout
    assert "gained     3" in result.stdout
    assert "lost       3" in result.stdout


def test_lost_articles_are_noticed_in_a_fresh_build_too(data: Path) -> None:
    records = served(data)
    assert build(data, records[:20], "--fresh").exit_code == 4
    stop_words = Workspace(data).words / "stop_words.txt"
    stop_words.write_text(stop_words.read_text(encoding="utf-8") + "كذا\n", encoding="utf-8")
    assert build(data, records[:20]).exit_code == 4


def test_thresholds_can_be_set_in_the_settings(data: Path) -> None:
    records = served(data)
    Workspace(data).settings_file.write_text("[gate]\nmost_lost = 0.9\n")
    assert build(data, records[:20]).exit_code == 0


def test_invalid_settings_stop_a_build_and_are_reported_by_status(data: Path) -> None:
    records = served(data)
    Workspace(data).settings_file.write_text("[gate]\nmost_lost = 'x'\n")
    result = build(data, records)
    assert result.exit_code == 1
    assert "line 2, column 1: gate.most_lost" in result.stderr
    assert "line 2, column 1: gate.most_lost" in run(data, "status").stderr  # nor an engine known
