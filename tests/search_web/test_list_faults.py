"""Mistakes in a list: its other lines stay in use; logs, /readyz and /staff name the mistake."""

from __future__ import annotations

import io
import json
import logging
import os
from collections.abc import Iterator
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from analyzers.analyzer import ArabicAnalyzer
from analyzers.list_reader import REASONS
from indexer.lists.query_lists import PINNED
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.operations import logs
from search_web.served import ServedIndex
from search_web.staff.access import Staff
from search_web.staff.list_faults import reasons
from tests.search_web.conftest import ARTICLES, engine_of
from tests.workspaces import new_workspace

SYNONYMS = "حدود، تخوم\nخطأ وحده\nتراجع، انحسار\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    new_workspace(tmp_path)
    workspace = Workspace(tmp_path)
    workspace.synonyms.write_text(SYNONYMS)
    return workspace


@pytest.fixture
def served(workspace: Workspace, analyzer: ArabicAnalyzer) -> Iterator[ServedIndex]:
    with closing(ServedIndex(engine_of(ARTICLES, analyzer), workspace.words)) as served:
        yield served


def finds(served: ServedIndex, query: str) -> int:
    """Return the number of articles that a reader finds."""
    answer = create_app(served).test_client().get("/api/v1/search", query_string={"q": query})
    total: int = answer.get_json()["total"]
    return total


def written(file: Path, text: str, moment: int) -> None:
    """Write a list with another modification time than before."""
    file.write_text(text)
    os.utime(file, (moment, moment))


def test_the_good_lines_are_used_after_a_restart_and_after_an_edit(
    served: ServedIndex, workspace: Workspace
) -> None:
    assert finds(served, "تخوم") > 0
    assert finds(served, "انحسار") > 0
    assert finds(served, "خطأ") == 0
    written(workspace.synonyms, "حدود، تخوم\n،\n", 1)
    assert (finds(served, "تخوم") > 0, finds(served, "انحسار")) == (True, 0)


def test_the_log_has_file_line_column_and_readable_arabic(
    served: ServedIndex, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    logs.set_up_logs("json")
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    with served.snapshot():
        pass
    with served.snapshot():  # it is told once
        pass
    (line,) = [line for line in stream.getvalue().splitlines() if "not used" in line]
    said = f"{workspace.synonyms}: line 2, column 1: خطأ وحده has nothing beside it"
    assert said in line
    assert json.loads(line)["message"].startswith(f"not used: {said}")


def test_readyz_is_ready_and_names_the_mistake(served: ServedIndex) -> None:
    answer = create_app(served).test_client().get("/readyz")
    assert answer.status_code == 200
    ok, told = answer.text.splitlines()
    assert ok == "ok"
    assert told.startswith("not used: synonyms.txt: line 2, column 1: خطأ وحده")


def test_an_unreadable_list_leaves_the_previous_lists_in_use(
    served: ServedIndex, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    assert finds(served, "تخوم") > 0
    workspace.synonyms.write_bytes("حدود، تخوم\n".encode("utf-16"))
    os.utime(workspace.synonyms, (1, 1))
    assert finds(served, "تخوم") > 0
    assert "synonyms.txt: it is saved as UTF-16: save it as UTF-8" in caplog.text
    assert "the previous lists stay in use" in caplog.text
    assert "UTF-16" in create_app(served).test_client().get("/readyz").text


def test_at_start_an_unreadable_list_does_not_disable_the_others(
    served: ServedIndex, workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    (workspace.words / PINNED).write_text("x = 1\n", encoding="utf-16")
    assert finds(served, "تخوم") > 0
    assert "pinned.txt: it is saved as UTF-16" in caplog.text
    assert "former" not in caplog.text


@pytest.fixture
def staff(served: ServedIndex, workspace: Workspace) -> FlaskClient:
    staff = Staff(workspace, b"secret", header="X-User", proxies=(ip_network("127.0.0.1"),))
    return create_app(served, Configuration(staff=staff)).test_client()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "synonyms.txt: السطر 2، العمود 1: لا مرادف بجانب خطأ وحده"),
        ("en", "synonyms.txt: line 2, column 1: خطأ وحده has nothing beside it"),
    ],
)
def test_staff_see_mistakes_in_their_language(staff: FlaskClient, language: str, said: str) -> None:
    page = staff.get("/staff", headers={"X-User": "x", "Accept-Language": language}).text
    assert said in page


def test_a_pinned_article_that_there_is_not_is_named(
    staff: FlaskClient, workspace: Workspace
) -> None:
    (workspace.words / PINNED).write_text("الحدود = study-1، nowhere-7\n", encoding="utf-8")
    page = staff.get("/staff", headers={"X-User": "x", "Accept-Language": "ar"}).text
    assert "pinned.txt: السطر 1، العمود 19: لا مقال رقمه nowhere-7" in page


def test_every_reason_is_translated(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert reasons() == REASONS
    with app.test_request_context(), force_locale("ar"):
        assert all(text != REASONS[code] for code, text in reasons().items())
