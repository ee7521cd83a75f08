"""Parser of the project's documents: their links, commands and code."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import PROJECT

DOCUMENTS = tuple(sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md")]))

PROGRAMS = ("indexer", "search-web")

_COMMAND = re.compile(rf"(?:^|[\s/])({'|'.join(PROGRAMS)}) +([a-z-].*)$")


def text(name: str) -> str:
    """Return the text of a document by its path from the root of the project."""
    return (PROJECT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    """Return the fenced code blocks in a language, without the indentation of lists."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```", text(name), re.DOTALL | re.MULTILINE)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def code_spans(document: str) -> list[str]:
    """Return the inline code, between backquotes within a line."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", document)


def links(document: str) -> list[str]:
    """Return the targets of links and pictures within the project."""
    prose = re.sub(r"^ *```.*?^ *```", "", document, flags=re.DOTALL | re.MULTILINE)
    prose = re.sub(r"`[^`\n]*`", "", prose)
    targets = re.findall(r"\]\(([^)\s]+)\)", prose)
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def anchors(document: str) -> set[str]:
    """Return the anchors that GitHub derives from the headings."""
    headings = re.findall(r"^#+ (.+)$", document, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in headings}


def code_lines(document: str) -> Iterator[str]:
    """Yield the lines of fenced and indented code blocks, with continuation lines joined."""
    fenced = False
    for line in document.replace("\\\n", " ").splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()


def commands(document: str) -> list[tuple[str, ...]]:
    """Return the calls of the project's programs in code blocks and inline code, as words.

    Where their output goes is left out.
    """
    lines = [
        re.sub(r" > \S+$", "", line) for line in (*code_lines(document), *code_spans(document))
    ]
    found = (_COMMAND.search(line) for line in lines)
    return [(call[1], *shlex.split(call[2], comments=True)) for call in found if call]


def calls_in(path: Path) -> list[tuple[str, ...]]:
    """Return the calls of the project's programs in a systemd unit or a compose file."""
    lines = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    found = (_COMMAND.search(line) for line in lines if re.match(r"\s*(ExecStart=|command:)", line))
    return [(call[1], *shlex.split(call[2], comments=True)) for call in found if call]
