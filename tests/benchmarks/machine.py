"""The machine and the versions that numbers belong to."""

from __future__ import annotations

import datetime as dt
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.benchmarks.engines import lucene

LIBRARIES = ("numpy", "whoosh3", "tantivy", "tashaphyne", "flask")


def describe_machine() -> dict[str, str]:
    """Return the description of this machine for comparisons."""
    return {
        "processor": _processor(),
        "cores": str(psutil.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        **{library: version(library) for library in LIBRARIES},
        "SQLite": sqlite3.sqlite_version,
        "Lucene": lucene.version() or "not there",
    }


def today() -> str:
    """Return the current day in UTC."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
