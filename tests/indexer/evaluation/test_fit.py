"""`indexer fit`: the order learned from a site's own judgements, beside the shipped one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.evaluation.judgements import read_judgements
from indexer.ranking.order import FEATURES
from indexer.ranking.order_file import fitted_order, order_text, read_order
from indexer.ranking.parameters import DEFAULT_RANKING
from indexer.workspace import Workspace
from tests.workspaces import new_workspace

TOPICS = 40
LETTERS = "بتدرسعقكلمنه"


def words(topic: int) -> tuple[str, str]:
    """Two words that only the articles of a topic have."""
    one, other = LETTERS[topic % 12], LETTERS[topic // 12]
    return f"{one}غ{other}زط", f"{other}ظ{one}جص"


def articles() -> list[dict[str, str]]:
    """For each topic one article that has the words in the title, and one in the text."""
    rest = "نص عام عن أمور أخرى كثيرة لا صلة لها بهذا. " * 3
    found = []
    for topic in range(TOPICS):
        asked = " ".join(words(topic))
        found.append({"id": f"title-{topic}", "title": asked, "body": rest})
        found.append({"id": f"text-{topic}", "title": "تقرير", "body": f"{asked}. {rest}{asked}."})
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    workspace = new_workspace(tmp_path / "data")
    source = tmp_path / "articles.jsonl"
    source.write_text("\n".join(map(json.dumps, articles())), encoding="utf-8")
    assert run("build", source, data=workspace.folder).exit_code == 0
    return workspace.folder


def run(*arguments: str | Path, data: Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])


def judged(folder: Path, relevant: Callable[[int], str], topics: int = TOPICS) -> Path:
    """Write judgements of a query for each topic."""
    folder.mkdir()
    queries = (f"{topic}\t{' '.join(words(topic))}" for topic in range(topics))
    qrels = (f"{topic} 0 {relevant(topic)} 1" for topic in range(topics))
    (folder / "queries.tsv").write_text("\n".join(queries), encoding="utf-8")
    (folder / "qrels.txt").write_text("\n".join(qrels), encoding="utf-8")
    return folder


def ndcg(data: Path, judgements: Path) -> float:
    report = json.loads(run("evaluate", judgements, "--json", data=data).stdout)
    return float(report["means"]["nDCG@10"])


def test_what_the_judgements_prefer_comes_first_from_then_on(data: Path, tmp_path: Path) -> None:
    judgements = judged(tmp_path / "judged", lambda topic: f"text-{topic}")
    before = ndcg(data, judgements)
    result = run("fit", judgements, data=data)
    assert result.exit_code == 0, result.output
    name, queries, measure, shipped, fitted, *_ = result.stdout.splitlines()[0].split("\t")
    assert (name, queries, measure) == ("judged", "40 queries", "nDCG@10")
    assert float(shipped) == pytest.approx(before, abs=5e-4)
    assert float(fitted) > float(shipped) + 0.1
    assert ndcg(data, judgements) > before + 0.1
    assert Workspace(data).ranking().version != DEFAULT_RANKING.version
    heading = Workspace(data).order_file.read_text(encoding="utf-8")
    assert "By `indexer fit` on " in heading
    Workspace(data).order_file.unlink()
    assert ndcg(data, judgements) == before


def test_those_of_staff_are_used_if_none_are_named(data: Path) -> None:
    judged(Workspace(data).judgements, lambda topic: f"text-{topic}")
    assert run("fit", data=data).exit_code == 0
    assert Workspace(data).order_file.exists()


def test_several_folders_are_told_apart_and_together(data: Path, tmp_path: Path) -> None:
    one = judged(tmp_path / "one", lambda topic: f"text-{topic}")
    other = judged(tmp_path / "other", lambda topic: f"text-{topic}", 30)
    lines = run("fit", one, other, data=data).stdout.splitlines()
    assert [line.split("\t")[:2] for line in lines[:3]] == [
        ["one", "40 queries"],
        ["other", "30 queries"],
        ["all", "70 queries"],
    ]


def test_weights_that_are_no_better_are_not_used_unless_forced(data: Path, tmp_path: Path) -> None:
    judgements = judged(tmp_path / "judged", lambda topic: f"title-{topic}")  # as it is already
    refused = run("fit", judgements, data=data)
    assert refused.exit_code == 1
    assert "no better than the shipped ones" in refused.stderr
    assert not Workspace(data).order_file.exists()
    assert run("fit", judgements, "--force", data=data).exit_code == 0
    assert Workspace(data).order_file.exists()


@pytest.mark.parametrize("topics", [1, 19])
def test_too_few_judgements_are_refused(data: Path, tmp_path: Path, topics: int) -> None:
    judgements = judged(tmp_path / "judged", lambda topic: f"text-{topic}", topics)
    result = run("fit", judgements, "--force", data=data)
    assert result.exit_code == 1
    assert f"{topics} of {topics} judged queries" in result.stderr


def test_explanations_are_of_the_order_in_use(data: Path, tmp_path: Path) -> None:
    judgements = judged(tmp_path / "judged", lambda topic: f"text-{topic}")
    (query, *_) = read_judgements(judgements).queries
    shipped = run("evaluate", judgements, "--explain", query, data=data).stdout
    run("fit", judgements, data=data)
    assert run("evaluate", judgements, "--explain", query, data=data).stdout != shipped


@pytest.mark.parametrize(
    "text",
    [
        "",
        "words\t1\t2\n",
        order_text(fitted_order(), []).replace("words\t", "lengths\t"),
        order_text(fitted_order(), []) + "later\t1\t1\t1\n",
        order_text(fitted_order(), []).replace("words\t", "words\tnan\t", 1),
        order_text(fitted_order(), []).replace("\t", " "),
    ],
    ids=["empty", "half a row", "missing", "unknown", "no number", "no tabs"],
)
def test_weights_of_another_version_are_told_and_the_shipped_ones_order(
    data: Path, text: str
) -> None:
    Workspace(data).order_file.write_text(text, encoding="utf-8")
    assert Workspace(data).ranking() == DEFAULT_RANKING
    status = run("status", data=data).stdout
    assert f"not used: {Workspace(data).order_file}: it has not the weights" in status


def test_a_file_of_weights_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "order.tsv"
    file.write_text(order_text(fitted_order(), ["of a test"]), encoding="utf-8")
    read = read_order(file)
    assert read is not None
    assert (read.plain, read.titled, read.long) == (
        fitted_order().plain,
        fitted_order().titled,
        fitted_order().long,
    )
    assert len(read.plain) == len(FEATURES)
