"""`indexer evaluate`: how well an index answers judged queries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.evaluation.measures import Evaluation, compare
from indexer.ranking.order import FEATURES
from indexer.workspace import Workspace
from tests.workspaces import SHIPPED, new_workspace

ARTICLES = {
    "border": ("أمن الحدود", "تعزز الدول أمن الحدود البرية."),
    "sea": ("الهجرة عبر البحر", "تعبر القوارب البحر المتوسط."),
    "cyber": ("الأمن السيبراني", "هجمات على شبكات الدول."),
}
QUERIES = ("q1\tأمن الحدود", "q2\tقوارب الهجرة", "q3\tلا شيء كهذا")
QRELS = ("q1 0 border 1", "q1 0 cyber 0", "q2 0 sea 1", "q3 0 cyber 1")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return built(tmp_path / "data", tuple(ARTICLES))


@pytest.fixture
def judgements(tmp_path: Path) -> Path:
    return judged(tmp_path / "judgements")


def built(data: Path, articles: Sequence[str]) -> Path:
    """Build an index of these articles in a new data folder."""
    new_workspace(data)
    source = data / "articles.jsonl"
    lines = (
        json.dumps({"id": id_, "title": ARTICLES[id_][0], "body": ARTICLES[id_][1]})
        for id_ in articles
    )
    source.write_text("\n".join(lines), encoding="utf-8")
    assert run("build", source, "--data", data).exit_code == 0
    return data


def judged(folder: Path, queries: Sequence[str] = QUERIES, qrels: Sequence[str] = QRELS) -> Path:
    folder.mkdir()
    (folder / "queries.tsv").write_text("\n".join(queries), encoding="utf-8")
    (folder / "qrels.txt").write_text("\n".join(qrels), encoding="utf-8")
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_each_measure_is_the_mean_of_all_judged_queries(data: Path, judgements: Path) -> None:
    result = run("evaluate", judgements, "--data", data, "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["queries"] == 3
    expected = dict.fromkeys(("MRR@10", "nDCG@10", "recall@10", "recall@100"), 2 / 3)
    assert report["means"] == pytest.approx(expected)


def test_the_table_names_the_set_the_queries_and_the_generation(
    data: Path, judgements: Path
) -> None:
    lines = run("evaluate", judgements, "--data", data).stdout.splitlines()
    name, queries, generation = lines[0].split("\t")
    assert (name, queries) == ("judgements", "3 queries")
    assert generation.startswith("generation ")
    assert "MRR@10\t0.667" in lines


def test_an_index_is_compared_with_another_and_the_most_changed_queries_are_listed(
    data: Path, judgements: Path, tmp_path: Path
) -> None:
    former = built(tmp_path / "former", ("border", "cyber"))
    result = run("evaluate", judgements, "--data", data, "--against", former, "--json")
    report = json.loads(result.stdout)
    (first, *_) = report["differences"]
    assert (first["measure"], first["before"], first["after"]) == pytest.approx(
        ("MRR@10", 1 / 3, 2 / 3)
    )
    assert 0 < first["p_value"] <= 1
    (changed,) = report["changed"]
    assert changed == {"id": "q2", "text": "قوارب الهجرة", "before": 0.0, "after": 1.0}


def test_a_difference_that_is_not_significant_is_marked(
    data: Path, judgements: Path, tmp_path: Path
) -> None:
    former = built(tmp_path / "former", ("border", "cyber"))
    shown = run("evaluate", judgements, "--data", data, "--against", former).stdout
    assert "may be chance" in shown
    assert "q2\t0.000\t1.000\tقوارب الهجرة" in shown


def test_a_setting_is_compared_with_the_default_one(data: Path, tmp_path: Path) -> None:
    (Workspace(data).words / "synonyms.txt").write_text("قوارب، قرصنة\n")
    judgements = judged(tmp_path / "pirates", ("q1\tقرصنة",), ("q1 0 sea 1",))
    report = json.loads(run("evaluate", judgements, "--data", data, "--no-lists", "--json").stdout)
    assert report["against"] == report["generation"]
    assert [(one["before"], one["after"]) for one in report["changed"]] == [(1.0, 0.0)]
    strict = json.loads(run("evaluate", judgements, "--data", data, "--strict", "--json").stdout)
    assert strict["means"]["MRR@10"] == 0


def test_the_place_of_each_hit_of_a_query_is_explained(data: Path, judgements: Path) -> None:
    lines = run("evaluate", judgements, "--data", data, "--explain", "q1").stdout.splitlines()
    assert lines[0] == "q1\tأمن الحدود"
    rank, grade, article, score, added = lines[1].split("\t")
    assert (rank, grade, article) == ("1", "*", "border")
    assert float(score) > 0
    named = dict(one.rsplit(" ", 1) for one in added.split("  "))
    assert named.keys() <= {*FEATURES}
    sizes = [abs(float(value)) for value in named.values()]
    assert sizes == sorted(sizes, reverse=True)


def test_staffs_own_judgements_are_the_default(data: Path) -> None:
    judged(data / "judgements")
    assert "3 queries" in run("evaluate", "--data", data).stdout


def test_the_judgements_of_the_samples_hold(tmp_path: Path) -> None:
    new_workspace(tmp_path)
    samples = SHIPPED.samples
    assert run("build", samples, "--data", tmp_path).exit_code == 0
    judgements = SHIPPED.judgements
    report = json.loads(run("evaluate", judgements, "--data", tmp_path, "--json").stdout)
    assert report["means"]["recall@10"] > 0.98
    assert report["means"]["nDCG@10"] > 0.9


@pytest.mark.parametrize(
    ("queries", "qrels", "message"),
    [
        (QUERIES, (*QRELS, "q1 0 border"), "qrels.txt: line 5, column 1: wanted a query"),
        (QUERIES, ("q1 0 border yes",), "qrels.txt: line 1, column 1: wanted a query"),
        (("q1 أمن",), QRELS, "queries.tsv: line 1, column 1: wanted an id, a tab and"),
        (
            (*QUERIES, "q1\tأمن"),
            QRELS,
            "queries.tsv: line 4, column 1: q1 stands",
        ),
        (QUERIES[:2], QRELS, "the judged query q3 is not there"),
        (QUERIES, (), "no query is judged"),
    ],
)
def test_judgements_that_cannot_be_used_are_named(
    data: Path, tmp_path: Path, queries: Sequence[str], qrels: Sequence[str], message: str
) -> None:
    folder = judged(tmp_path / "broken", queries, qrels)
    result = run("evaluate", folder, "--data", data)
    assert result.exit_code == 1
    assert message in result.output


def test_without_an_index_staff_are_told_to_build_one(judgements: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    result = run("evaluate", judgements, "--data", tmp_path / "nothing")
    assert result.exit_code == 1
    assert "Error" in result.output


def test_a_difference_on_every_query_is_significant_and_none_is_not() -> None:
    former = Evaluation({"nDCG@10": {f"q{n}": 0.5 for n in range(20)}})
    better = Evaluation({"nDCG@10": {f"q{n}": 0.6 for n in range(20)}})
    (difference,) = compare(former, better)
    assert difference.p_value < 0.001
    (difference,) = compare(former, former)
    assert difference.p_value == 1
