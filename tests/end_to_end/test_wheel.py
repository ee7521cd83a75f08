"""Tests of the wheel, installed in a fresh environment and run in another folder."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import threading
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.conftest import PROJECT
from tests.copied_project import copy_project
from tests.end_to_end.running import free_port, listens

pytestmark = pytest.mark.slow

PATIENCE = 60
"""Time limit in seconds for a server to start."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wheel")
    sources = copy_project(tmp_path_factory.mktemp("sources"))
    build = (sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation")
    subprocess.run([*build, "-w", str(made), str(sources)], check=True)
    [path] = made.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fresh environment with the wheel and the locked versions of its dependencies."""
    made = tmp_path_factory.mktemp("environment")
    venv.create(made, with_pip=True)
    pip = (str(made / "bin" / "pip"), "install", "-q", "--disable-pip-version-check")
    locked = ("--require-hashes", "-r", str(PROJECT / "requirements.txt"))
    subprocess.run([*pip, *locked], check=True, cwd=made)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True, cwd=made)
    subprocess.run([str(made / "bin" / "pip"), "check"], check=True, cwd=made)
    return made


def run(environment: Path, folder: Path, program: str, *arguments: str) -> str:
    """Return the output of a command run in a folder outside the project."""
    ran = subprocess.run(
        [str(environment / "bin" / program), *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@contextmanager
def serving(environment: Path, folder: Path) -> Iterator[str]:
    """Yield the address of a server of the folder's `index_data`."""
    port = free_port()
    server = subprocess.Popen(
        [str(environment / "bin" / "search-web"), "serve", "--port", str(port)],
        cwd=folder,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    too_late = threading.Timer(PATIENCE, server.kill)
    too_late.start()
    try:
        assert server.stdout
        said = re.search(r"http://\S+", server.stdout.readline())
        assert said
        assert listens(port)
        yield said[0]
    finally:
        too_late.cancel()
        server.terminate()
        server.communicate(timeout=PATIENCE)
    assert server.returncode == 0


def test_the_package_has_the_types_and_nothing_of_the_tests(environment: Path) -> None:
    [packages] = (environment / "lib").glob("python3.*/site-packages")
    for package in ("analyzers", "indexer", "search_web"):
        assert (packages / package / "py.typed").is_file()
    assert not list(packages.glob("tests"))


def test_it_lays_out_builds_and_serves_in_a_folder_of_its_own(
    environment: Path, folder: Path
) -> None:
    version = run(environment, folder, "indexer", "--version")
    assert re.fullmatch(r"indexer \(Bahith\) \d+\.\d+\.\d+\n", version)
    assert run(environment, folder, "search-web", "--version").split()[-1] == version.split()[-1]

    said = run(environment, folder, "indexer", "init")
    assert "indexer build --data index_data index_data/samples" in said
    run(environment, folder, "indexer", "build", "index_data/samples")
    assert "served" in run(environment, folder, "indexer", "status")

    with serving(environment, folder) as address:
        query = quote("الاستخبارات")
        with urlopen(f"{address}/api/v1/search?q={query}", timeout=PATIENCE) as answer:
            assert json.load(answer)["total"] > 0
        with urlopen(f"{address}/ar/search?q={query}", timeout=PATIENCE) as page:
            text = page.read().decode()
    assert "<mark>" in text
    assert "نتائج" in text or "نتيجة" in text  # the wheel includes the Arabic catalogue


def test_it_writes_the_plugin_for_wordpress(environment: Path, folder: Path) -> None:
    program = str(environment / "bin" / "search-web")
    ran = subprocess.run(
        [program, "wordpress-plugin"], cwd=folder, stdout=subprocess.PIPE, check=True
    )
    with zipfile.ZipFile(io.BytesIO(ran.stdout)) as archive:
        names = set(archive.namelist())
    assert {"bahith/bahith.php", "bahith/languages/bahith-ar.mo"} <= names
