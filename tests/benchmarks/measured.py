"""Whether the published figures are those of the code: fails if it changed and nobody measured.

`docs/benchmarks.json` holds the content of each file that the figures depend on, as git names it.
A file that changed needs a new run (`make bench`), or a line in `docs/unmeasured.tsv` that names
the file, its content and why the change needs no run. Only git's index is read: no history.

python -m tests.benchmarks.measured --because "only names changed"
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import click

from tests.benchmarks.project import DOCS, PROJECT

FOLDERS = (
    "analyzers",
    "indexer/engines",
    "indexer/model",
    "indexer/ranking",
    "indexer/searching",
    "search_web/api",
    "search_web/site",
    "search_web/templates",
)
"""Folders that the figures depend on."""

RESULTS = DOCS / "benchmarks.json"
UNMEASURED = DOCS / "unmeasured.tsv"

GONE = "gone"
"""Content of a file that is not there any more."""

HEADING = (
    "# Changes since the commit of benchmarks.json that need no new run: file, content, reason.\n"
    '# `python -m tests.benchmarks.measured --because "…"` writes lines; a run empties it.\n'
)

Contents = Mapping[str, str]
"""The content of each file, as the first letters of git's hash of it."""

Reasons = Mapping[tuple[str, str], str]
"""Why a file with some content needs no run."""


def contents(project: Path = PROJECT) -> dict[str, str]:
    """Return the content of all files that the figures depend on, as they are in git's index."""
    listed = _git(project, "ls-files", "--stage", "-z", "--", *FOLDERS)
    entries = (entry.split("\t") for entry in listed.split("\0") if entry)
    return {path: facts.split()[1][:12] for facts, path in entries}


def changed_files(project: Path = PROJECT) -> list[str]:
    """Return the files that the figures depend on and that differ from the last commit."""
    return _git(project, "diff", "--name-only", "HEAD", "--", *FOLDERS).splitlines()


def commit(project: Path = PROJECT) -> str:
    """Return the short hash of the last commit."""
    return _git(project, "rev-parse", "--short=10", "HEAD").strip()


def changes(measured: Contents, now: Contents) -> dict[str, str]:
    """Return the files with another content than was measured, and what they contain."""
    return {
        path: now.get(path, GONE)
        for path in sorted({*measured, *now})
        if measured.get(path) != now.get(path)
    }


def read_reasons(text: str) -> Reasons:
    """Read the lines of `unmeasured.tsv`."""
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {(path, content): reason for path, content, reason in lines if reason.strip()}


def reasons_text(reasons: Reasons) -> str:
    """Format reasons as the lines of `unmeasured.tsv`."""
    rows = ("\t".join((*changed, reason)) + "\n" for changed, reason in sorted(reasons.items()))
    return "".join((HEADING, *rows))


def _git(project: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=project, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


@click.command()
@click.option("--because", help="Write a line with this reason for each change.")
def main(because: str | None) -> None:
    """Fail if the published figures are of other code than this."""
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    reasons = read_reasons(UNMEASURED.read_text(encoding="utf-8"))
    changed = changes(results["files"], contents())
    missing = {path: content for path, content in changed.items() if (path, content) not in reasons}
    if because:
        known = {pair: reason for pair, reason in reasons.items() if pair in changed.items()}
        written = {**known, **dict.fromkeys(missing.items(), because)}
        UNMEASURED.write_text(reasons_text(written), encoding="utf-8")
    elif missing:
        listed = "\n".join(f"  {path}" for path in missing)
        raise click.ClickException(
            f"docs/benchmarks.md was measured at {results['commit']}; since then, without a run or "
            f"a line in docs/unmeasured.tsv that says why none is needed:\n{listed}\n"
            'Run `make bench`, or `python -m tests.benchmarks.measured --because "…"`.'
        )


if __name__ == "__main__":
    main()
