"""Commands, pages and API on a cluster: they know nothing of it, and work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from indexer.cli import main as indexer
from indexer.engines.opensearch import catalogue
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.cluster.prefixes import emptied, new_prefix
from tests.workspaces import new_workspace

pytestmark = pytest.mark.cluster

TITLES = {str(number): f"خبر {number} عن أوروبا" for number in range(25)}


@pytest.fixture
def data(cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(catalogue, "FRESH_SECONDS", 0.0)
    with emptied(cluster, new_prefix()) as table:
        workspace = new_workspace(tmp_path)
        workspace.settings_file.write_text(
            'engine = "opensearch"\n[engines.opensearch]\n'
            f'addresses = ["{cluster}"]\nprefix = "{table.prefix}"\nshards = 2\n'
        )
        write(tmp_path, TITLES)
        yield tmp_path


def write(data: Path, titles: dict[str, str]) -> None:
    lines = (json.dumps({"id": id_, "title": one, "body": "أمن"}) for id_, one in titles.items())
    (data / "articles.jsonl").write_text("\n".join(lines))


def run(data: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(indexer, [*arguments, "--data", str(data)])
    assert result.exit_code == 0, result.output
    return result


def build(data: Path) -> None:
    run(data, "build", str(data / "articles.jsonl"))


@pytest.fixture
def client(data: Path) -> FlaskClient:
    build(data)
    workspace = Workspace(data)
    served = ServedIndex(workspace.engine(), workspace.words)
    return create_app(served).test_client()


def test_commands_work_on_a_cluster(data: Path) -> None:
    build(data)
    assert "engine     opensearch" in run(data, "status").stdout
    assert "25" in run(data, "status").stdout
    run(data, "verify")
    exported = [json.loads(line) for line in run(data, "export").stdout.splitlines()]
    assert [one["title"] for one in exported] == [*TITLES.values()]
    write(data, {**TITLES, "new": "خبر عن آسيا"})
    run(data, "update")
    assert len(run(data, "export").stdout.splitlines()) == 26
    run(data, "rollback")
    assert len(run(data, "export").stdout.splitlines()) == 25
    assert not Workspace(data).generations.exists()


def test_a_page_marks_the_words_and_counts_the_facets(client: FlaskClient) -> None:
    page = client.get("/search?q=أوروبا").text
    assert "<mark>أوروبا</mark>" in page
    assert client.get("/api/v1/search?q=أوروبا").get_json()["total"] == 25
    assert client.get("/api/v1/articles/3").get_json()["title"] == TITLES["3"]
    assert client.get("/readyz").status_code == 200


def test_a_cursor_goes_on_in_its_generation_after_the_next_one_is_served(
    data: Path, client: FlaskClient
) -> None:
    first = client.get("/api/v1/search?q=أوروبا&per_page=10").get_json()
    write(data, {"1": "خبر عن أوروبا"})
    run(data, "build", str(data / "articles.jsonl"), "--force")
    assert client.get("/api/v1/search?q=أوروبا").get_json()["total"] == 1
    answer, ids = first, [hit["id"] for hit in first["hits"]]
    while cursor := answer["next_cursor"]:
        answer = client.get("/api/v1/search", query_string={"cursor": cursor}).get_json()
        ids += [hit["id"] for hit in answer["hits"]]
    assert sorted(ids, key=int) == [*TITLES]
