"""The pictures of the guide, of what it tells staff to do; `make pictures` copies them to it."""

from __future__ import annotations

import html
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import PROJECT
from tests.end_to_end.documents import links, text
from tests.workspaces import SHIPPED

GUIDE = "docs/guide.ar.md"
KEPT = PROJECT / "docs" / "pictures" / "guide"
"""Where the guide has its pictures."""

TAKEN = PROJECT / "build" / "screenshots" / "guide"
MOST_BYTES = 100_000

TERMINAL = """<!doctype html><meta charset="utf-8"><style>
    body {{ margin: 0; padding: 20px 24px; background: #16211f; color: #e8eeec; }}
    p {{ margin: 0; font: 15px/1.65 "DejaVu Sans Mono", monospace; white-space: pre-wrap;
        unicode-bidi: plaintext; }}
    p.typed {{ color: #8fd9c8; font-weight: bold; }}
    p + p.typed {{ margin-top: 14px; }}
</style>{lines}"""
"""A page that shows commands and their output as a terminal does."""

PAGE = """<!doctype html><html lang="ar"><head><meta charset="utf-8">
<title>الأمن البحري في المتوسط</title>
<meta property="article:published_time" content="2024-03-05"></head>
<body><nav>الرئيسية</nav><article><h1>الأمن البحري في المتوسط</h1>
<p>تتناول هذه الدراسة أمن الممرات البحرية في البحر المتوسط، وما تفعله دول الجوار
لحماية سفنها وموانئها.</p>
<p>وتخلص إلى أن التعاون بين خفر السواحل في الدول المطلة يقلل من المخاطر.</p>
</article></body></html>"""
"""A page as a browser saves it."""

OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)

Shell = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a member of staff: files of a centre, some of which cannot be read."""
    archive = tmp_path / "archive"
    archive.mkdir()
    first = (SHIPPED.samples / "cyber.jsonl").read_text(encoding="utf-8").splitlines()[:3]
    untitled = json.dumps({"id": "77", "body": "نص بلا عنوان."}, ensure_ascii=False)
    (archive / "studies.jsonl").write_text("\n".join([*first, untitled]), encoding="utf-8")
    (archive / "page.html").write_text(PAGE, encoding="utf-8")
    (archive / "old-report.doc").write_bytes(OLD_OFFICE)
    (archive / "cover.png").write_bytes(PNG)
    return tmp_path


@pytest.fixture
def shell(folder: Path, browser: Browser) -> Shell:
    """A function that types commands there, takes a picture of them, and returns the output."""

    def typed(name: str, *commands: str) -> str:
        lines: list[str] = []
        said: list[str] = []
        for command in commands:
            program, *words = command.split()
            ran = subprocess.run(
                [sys.executable, "-m", program, *words],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            lines.append(f'<p class="typed">$ {html.escape(command)}</p>')
            lines += (f"<p>{html.escape(line) or '&nbsp;'}</p>" for line in ran.stdout.splitlines())
            said.append(ran.stdout)
        with browser.new_context(viewport={"width": 960, "height": 200}) as context:
            page = context.new_page()
            page.set_content(TERMINAL.format(lines="".join(lines)))
            page.screenshot(path=TAKEN / f"{name}.png", full_page=True)
        return "\n".join(said)

    return typed


@pytest.mark.browser
def test_the_first_build_of_the_samples(shell: Shell) -> None:
    said = shell("build", "indexer init index_data", "indexer build index_data/samples")
    assert "indexed    47" in said
    assert "is served" in said


@pytest.mark.browser
def test_what_is_read_from_what_the_report_and_its_mending(shell: Shell, folder: Path) -> None:
    shell("init", "indexer init index_data")
    (TAKEN / "init.png").unlink()
    said = shell("sources", "indexer sources archive --records 1")
    assert "refused: it is a picture" in said
    assert "title      الأمن البحري في المتوسط" in said
    said = shell("report", "indexer build archive")
    assert "archive/studies.jsonl, line 4: it has no title" in said
    assert "refused    3" in said
    studies = folder / "archive" / "studies.jsonl"
    mended = studies.read_text(encoding="utf-8").replace('"77",', '"77", "title": "أمن الموانئ",')
    studies.write_text(mended, encoding="utf-8")
    (folder / "archive" / "old-report.doc").unlink()
    (folder / "archive" / "cover.png").unlink()
    said = shell("mending", "indexer update", "indexer status")
    assert "refused    0" in said
    assert "articles   5 (0 records refused)" in said


def shown() -> set[str]:
    return {link for link in links(text(GUIDE)) if link.startswith("pictures/guide/")}


def test_the_guide_shows_each_picture_and_each_is_small() -> None:
    pictures = {f"pictures/guide/{file.name}": file for file in KEPT.iterdir()}
    assert shown() == set(pictures)
    for file in pictures.values():
        assert file.read_bytes().startswith(b"\x89PNG")
        assert int.from_bytes(file.read_bytes()[16:20]) <= 1280
        assert file.stat().st_size < MOST_BYTES
