"""Lucene 8, measured by the small Java program beside this file.

Debian packages: default-jdk-headless and liblucene8-java.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.collection import Collection
from tests.benchmarks.measuring import ROUNDS, SECONDS

JARS = Path("/usr/share/java")
PARTS = ("core", "analyzers-common", "facet", "highlighter", "queries", "memory")
PROGRAM = Path(__file__).with_name("Lucene.java")


def build(collection: Collection, folder: Path) -> dict[str, Any]:
    made = _run("build", str(collection.stems), str(folder / "stems"))
    _run("build", str(collection.forms), str(folder / "forms"))
    return made


def measure(folder: Path, queries: Path) -> dict[str, Any]:
    return _run("measure", str(folder), str(queries), str(ROUNDS), str(SECONDS))


def memory(folder: Path, queries: Path) -> dict[str, Any]:
    return _run("memory", str(folder), str(queries))


def version() -> str:
    """Return the version of the jars, or "" if they are missing."""
    return next(
        (jar.stem.removeprefix("lucene-core-") for jar in JARS.glob("lucene-core-8.*.jar")), ""
    )


def _run(*arguments: str) -> dict[str, Any]:
    jars = ":".join(f"{JARS}/lucene-{part}-{version()}.jar" for part in PARTS)
    with tempfile.TemporaryDirectory() as classes:
        # Compiled beforehand: to run the source itself would leave the compiler in its memory.
        subprocess.run(["javac", "-cp", jars, "-d", classes, str(PROGRAM)], check=True)
        done = subprocess.run(
            ["java", "-Xmx2g", "-cp", f"{classes}:{jars}", "Lucene", *arguments],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
