"""The ranking that `search-web serve` gives to its processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.ranking.order_file import fitted_order, order_text
from indexer.ranking.parameters import DEFAULT_RANKING
from indexer.workspace import Workspace
from search_web.cli import main
from search_web.commands import serve
from search_web.serving import Serving


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Serving]:
    """Collect what the processes would be started with."""
    found: list[Serving] = []
    monkeypatch.setattr(serve, "run", lambda serving, *_: found.append(serving))
    monkeypatch.setattr(serve, "check_address", lambda *_: None)
    return found


def notes(serving: Serving) -> list[str]:
    return [note for told in serving.configuration.operations.notes for note in told()]


def serve_from(data: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "--data", str(data), "--newer", "0.5"])
    assert result.exit_code == 0, result.output


def test_the_order_of_the_data_folder_orders_the_pages(
    started: list[Serving], tmp_path: Path
) -> None:
    text = order_text(fitted_order(), []).replace("exact\t", "exact\t9")
    Workspace(tmp_path).order_file.write_text(text, encoding="utf-8")
    serve_from(tmp_path)
    (serving,) = started
    ranking = serving.configuration.ranking
    assert ranking.newer == 0.5
    assert ranking.order.plain == Workspace(tmp_path).ranking().order.plain
    assert ranking.order.plain != fitted_order().plain
    assert notes(serving) == []


def test_weights_of_another_version_are_a_note_of_readyz_and_the_shipped_ones_order(
    started: list[Serving], tmp_path: Path
) -> None:
    Workspace(tmp_path).order_file.write_text("words\t1\n", encoding="utf-8")
    serve_from(tmp_path)
    (serving,) = started
    assert serving.configuration.ranking.order == DEFAULT_RANKING.order
    (note,) = notes(serving)
    assert note.startswith(f"not used: {Workspace(tmp_path).order_file}: it has not the weights")
