"""Another engine, chosen in settings.toml or by --engine, in every command and page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from click import Group
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from indexer.building.gate import Gate
from indexer.cli import main as indexer
from indexer.engines.base import Engine, EngineUnavailableError, GenerationInfo
from indexer.engines.registry import ENGINES, EngineContext, EngineRow
from indexer.settings import Settings, Table
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.cli import main as search_web
from search_web.configuration import Configuration
from search_web.served import ServedIndex
from search_web.staff.access import Staff
from tests.reference_engine import MemoryEngine, MemorySnapshot
from tests.workspaces import new_workspace

MEND = "the cluster at http://127.0.0.1:9 does not answer: start it, or set engines.absent.address"

READING = ("status", "rollback", "verify", "export", "evaluate")
"""Commands that only read the served generation."""


class AbsentEngine:
    """An engine that is never available."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def not_there(*_: object, **__: object) -> None:
            raise EngineUnavailableError(MEND)

        return not_there


class FailingEngine(MemoryEngine):
    """An engine that can be made unavailable."""

    def __init__(self) -> None:
        super().__init__()
        self.fails: set[str] = set()

    def generation(self) -> str:
        self._ask("generation")
        return super().snapshot().info.id

    def snapshot(self, generation: str | None = None) -> MemorySnapshot:
        self._ask("snapshot")
        return super().snapshot(generation)

    def verify(self) -> Sequence[str]:
        self._ask("verify")
        return super().verify()

    def info(self) -> GenerationInfo:
        self._ask("info")
        return super().snapshot().info

    def _ask(self, method: str) -> None:
        if method in self.fails:
            raise EngineUnavailableError(MEND)


class AbsentSettings(Table):
    address: str = ""


def not_installed(_: EngineContext) -> Engine:
    raise EngineUnavailableError("opensearch-py is not installed: pip install 'bahith[opensearch]'")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FailingEngine:
    """Register the engine `memory`, shared by the whole test, and an unavailable one."""
    engine = FailingEngine()
    monkeypatch.setitem(ENGINES, "memory", EngineRow(lambda _: engine))
    absent: Callable[[EngineContext], Any] = lambda _: AbsentEngine()  # noqa: E731
    monkeypatch.setitem(ENGINES, "absent", EngineRow(absent, AbsentSettings))
    monkeypatch.setitem(ENGINES, "uninstalled", EngineRow(not_installed))
    return engine


@pytest.fixture
def data(tmp_path: Path, engine: FailingEngine) -> Path:
    new_workspace(tmp_path)
    write(tmp_path, {"1": "خبر عن أوروبا"})
    return tmp_path


def write(data: Path, titles: Mapping[str, str]) -> None:
    lines = (
        json.dumps({"id": id_, "title": title, "body": "أمن"}) for id_, title in titles.items()
    )
    (data / "articles.jsonl").write_text("\n".join(lines))


def run(data: Path, *arguments: str, by: Group = indexer) -> Result:
    return CliRunner().invoke(by, [*arguments, "--data", str(data)])


def build(data: Path, *options: str) -> Result:
    return run(data, "build", str(data / "articles.jsonl"), *options)


def pages(workspace: Workspace, engine: Engine | None = None) -> FlaskClient:
    served = ServedIndex(engine or workspace.engine(), workspace.words)
    staff = Staff(workspace, b"secret", header="X-User", proxies=(ip_network("127.0.0.1"),))
    return create_app(served, Configuration(staff=staff)).test_client()


def found(client: FlaskClient, query: str) -> list[str]:
    """Return the ids of the hits from the API."""
    answer = client.get("/api/v1/search", query_string={"q": query}).get_json()
    return [hit["id"] for hit in answer["hits"]]


def test_the_engine_of_the_settings_is_used_by_all_commands_and_pages(
    data: Path, engine: FailingEngine
) -> None:
    Workspace(data).settings_file.write_text('engine = "memory"\n[gate]\nfew = 0\n')
    assert build(data).exit_code == 0
    first = engine.generation()
    write(data, {"1": "خبر عن أوروبا", "2": "خبر عن آسيا"})
    assert build(data).exit_code == 0
    assert "engine     memory" in run(data, "status").stdout
    assert not (data / "generations").exists()

    client = pages(Workspace(data), engine)
    assert found(client, "اسيا") == ["2"]

    write(data, {"2": "خبر عن آسيا"})
    result = build(data)
    assert result.exit_code == 4, result.output
    assert "1 of 2 articles would be lost" in result.output

    assert run(data, "verify").exit_code == 0
    assert len(run(data, "export").stdout.splitlines()) == 2
    assert run(data, "update").exit_code == 4
    assert run(data, "rollback").exit_code == 0
    assert engine.generation() == first
    assert found(client, "اسيا") == []


def test_the_option_overrides_the_engine_of_the_settings(data: Path, engine: FailingEngine) -> None:
    assert build(data, "--engine", "memory").exit_code == 0
    assert engine.info().articles == 1
    assert "nothing has been built" in run(data, "status").stderr
    assert "engine     memory" in run(data, "status", "--engine", "memory").stdout


@pytest.mark.parametrize(
    ("by", "command"), [(indexer, ("status",)), (search_web, ("serve", "--port", "8123"))]
)
def test_an_unknown_engine_is_an_error_that_suggests_the_nearest_name(
    data: Path, by: Group, command: tuple[str, ...]
) -> None:
    result = run(data, *command, "--engine", "whosh", by=by)
    assert result.exit_code == 1
    said = f'Error: there is no engine "whosh", perhaps "whoosh"; there are: {", ".join(ENGINES)}'
    assert result.stderr.startswith(said)


@pytest.mark.parametrize("text", ["engine = 'whosh'", "[engines.whosh]\nshards = 3"])
def test_an_unknown_engine_in_the_settings_is_refused_with_their_file(
    data: Path, text: str
) -> None:
    (data / "settings.toml").write_text(text)
    said = f'Error: {data / "settings.toml"}: there is no engine "whosh", perhaps "whoosh"'
    assert run(data, "status").stderr.startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("engine = 'absent'\n[engines.absent]\nadress = ''", "line 3, column 1: engines.absent.ad"),
        ("engine = 'absent'\n[engines.absent]\naddress = 9", "line 3, column 1: engines.absent.ad"),
        ("[engines.whoosh]\nshards = 3", "line 2, column 1: engines.whoosh.shards"),
        ("engine = 3", "line 1, column 1: engine"),
    ],
)
def test_a_mistake_in_the_settings_of_an_engine_is_reported_with_line_and_column(
    data: Path, text: str, said: str
) -> None:
    Workspace(data).settings_file.write_text(text)
    assert said in run(data, "status").stderr


def test_the_default_engine_is_in_the_table() -> None:
    assert Settings().engine in ENGINES


# An engine that is not there


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize(("name", "mend"), [("absent", MEND), ("uninstalled", "pip install")])
def test_every_command_prints_the_remedy_on_one_line(
    data: Path, command: str, name: str, mend: str
) -> None:
    result = run(data, command, "--engine", name)
    assert result.exit_code == 1
    assert mend in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("options", [(), ("--fresh",), ("--keep-other",), ("--force",)])
def test_a_build_fails_with_the_remedy(data: Path, options: tuple[str, ...]) -> None:
    result = build(data, "--engine", "absent", *options)
    assert result.exit_code == 1
    assert result.stderr.strip().endswith(MEND)


@pytest.mark.parametrize("method", ["verify", "snapshot"])
def test_a_build_does_not_treat_an_unavailable_engine_as_damaged(
    data: Path, engine: FailingEngine, method: str
) -> None:
    assert build(data, "--engine", "memory").exit_code == 0
    before = engine.generation()
    write(data, {"2": "خبر آخر"})
    engine.fails = {method}
    result = build(data, "--engine", "memory")
    assert (result.exit_code, MEND in result.stderr) == (1, True)
    engine.fails = set()
    assert engine.generation() == before


def test_keep_other_changes_nothing_while_the_engine_is_unavailable(
    data: Path, engine: FailingEngine
) -> None:
    assert build(data, "--engine", "memory").exit_code == 0
    before = engine.generation()
    (data / "articles.jsonl").rename(data / "others.jsonl")
    engine.fails = {"info"}
    others = str(data / "others.jsonl")
    result = run(data, "build", others, "--engine", "memory", "--keep-other", "--fresh")
    assert (result.exit_code, MEND in result.stderr) == (1, True)
    assert engine.generation() == before


@pytest.mark.parametrize("failures", [1, 99])
def test_the_gate_blocks_publishing_while_it_cannot_compare(
    data: Path, engine: FailingEngine, failures: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build(data, "--engine", "memory").exit_code == 0
    left = [EngineUnavailableError(MEND)] * failures

    def failing(generation: str | None = None) -> MemorySnapshot:
        if left:
            raise left.pop()
        return MemoryEngine.snapshot(engine, generation)

    with engine.writer("1", Workspace(data).word_lists().files) as writer:
        candidate = writer.candidate(["the test"], 0)
        monkeypatch.setattr(engine, "snapshot", failing)
        with pytest.raises(EngineUnavailableError):
            Gate().compared(engine, candidate, Workspace(data).analyzer())


def test_search_web_does_not_start_without_the_package_of_the_engine(data: Path) -> None:
    result = run(data, "serve", "--port", "8123", "--engine", "uninstalled", by=search_web)
    assert result.exit_code == 1
    assert "Error: opensearch-py is not installed: pip install" in result.stderr


def test_pages_and_api_ask_to_retry_and_readyz_gives_the_reason(data: Path) -> None:
    client = pages(Workspace(data, "absent"))
    for path in ("/search?q=x", "/api/v1/search?q=x", "/feed"):
        answer = client.get(path)
        assert (answer.status_code, bool(answer.headers["Retry-After"])) == (503, True)
        assert MEND not in answer.text
    assert MEND in client.get("/readyz").get_json()["detail"]
    assert client.get("/healthz").status_code == 200
    told = client.get("/staff", headers={"X-User": "x"})
    assert (told.status_code, MEND in told.text) == (200, True)


def test_readers_are_answered_as_soon_as_the_engine_is_available_again(
    data: Path, engine: FailingEngine
) -> None:
    assert build(data, "--engine", "memory").exit_code == 0
    client = pages(Workspace(data), engine)
    assert client.get("/search?q=اوروبا").status_code == 200
    engine.fails = {"generation", "snapshot"}
    assert client.get("/search?q=آسيا").status_code == 503
    engine.fails = set()
    assert client.get("/search?q=آسيا").status_code == 200


def test_a_new_generation_is_served_after_an_outage_of_the_engine(
    data: Path, engine: FailingEngine
) -> None:
    assert build(data, "--engine", "memory").exit_code == 0
    with closing(ServedIndex(engine)) as served:
        with served.snapshot() as index:
            former = index.snapshot.info.id
        write(data, {"2": "خبر آخر"})
        assert build(data, "--engine", "memory").exit_code == 0
        engine.fails = {"snapshot"}
        with served.snapshot() as index:
            assert index.snapshot.info.id == former
        engine.fails = set()
        with served.snapshot() as index:
            assert index.snapshot.info.id == engine.generation() != former
        engine.fails = {"snapshot"}
        with pytest.raises(EngineUnavailableError), served.snapshot(former):
            pass  # it is not gone: a cursor may go on later
