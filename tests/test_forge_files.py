"""The workflows, the containers, the hooks and the documents name commands that there are."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from indexer.cli import main as indexer
from search_web.cli import main as search_web
from tests.conftest import PROJECT

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
COMPOSE = PROJECT / "compose.yaml"
ON_OPENSEARCH = PROJECT / "compose.opensearch.yaml"
DOCKERFILE = PROJECT / "Dockerfile"
PROGRAMS = {"indexer": indexer, "search-web": search_web}
DOCUMENTS = [
    *WORKFLOWS,
    COMPOSE,
    ON_OPENSEARCH,
    DOCKERFILE,
    *(PROJECT / name for name in (".ci/run", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((PROJECT / "systemd").glob("*.service")),
]
LOCKS = sorted(PROJECT.glob("requirements*.txt"))


def parsed(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for workflow in WORKFLOWS:
        for name, job in parsed(workflow)["jobs"].items():
            for step in job["steps"]:
                yield name, step


def make_targets() -> set[str]:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def check_command(words: list[str]) -> None:
    """A command line of ours, as click would take it: its command and its options are known."""
    program, name, *rest = words
    command = PROGRAMS[program].commands.get(name)
    assert command, f"{program} has no command {name}"
    known = {option for parameter in command.params for option in parameter.opts}
    options = {word.split("=")[0] for word in rest if word.startswith("--")}
    assert options <= known, f"{program} {name}: {options - known}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_target_of_make_that_is_named_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"(?:^|`|run: |RUN |&& |  )make ([a-z-]+)", text, re.MULTILINE)
    assert set(named) <= make_targets()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_ours_that_is_named_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in re.findall(r"(?<![\w\"./-])(?:\S*/bin/)?((?:indexer|search-web) [a-z].*)", text):
        words = shlex.split(line.split("`")[0], comments=True)
        check_command(words)


def test_the_services_run_commands_of_ours_and_share_the_data_and_the_counts() -> None:
    services = parsed(COMPOSE)["services"]
    for name in ("pages", "watch"):
        check_command(shlex.split(services[name]["command"]))
        assert services[name]["volumes"] == ["data:/data"]
    assert "BAHITH_DATA=/data" in DOCKERFILE.read_text(encoding="utf-8")
    assert re.search(r"--limits-storage redis://(\w+):", services["pages"]["command"]) is not None
    assert services["limits"]["image"].startswith("redis:")


def test_the_nodes_of_a_cluster_are_of_the_version_that_is_tested() -> None:
    tested = re.search(
        r"<version\.opensearch>(.*)<", (PROJECT / "tests" / "cluster" / "pom.xml").read_text()
    )
    assert tested is not None
    services = parsed(ON_OPENSEARCH)["services"]
    check_command(shlex.split(services["pages"]["command"]))
    nodes = [services[name] for name in services if name.startswith("node-")]
    assert {node["image"] for node in nodes} == {f"opensearchproject/opensearch:{tested[1]}"}
    assert all("ports" not in node for node in nodes)


def test_the_image_is_no_root_and_its_command_is_one_of_ours() -> None:
    lines = DOCKERFILE.read_text(encoding="utf-8").splitlines()
    [user] = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert user != "root"
    [command] = [line.removeprefix("CMD ") for line in lines if line.startswith("CMD ")]
    check_command(yaml.safe_load(command))
    stages = [line for line in lines if line.startswith("FROM ")]
    assert len(stages) == 2


def test_the_workflow_runs_all_that_ci_runs_on_every_python() -> None:
    run = {
        target for _, step in steps() for target in re.findall(r"make (\S+)", step.get("run", ""))
    }
    ours = set(re.findall(r"^make (\S+)", (PROJECT / ".ci" / "run").read_text(), re.MULTILINE))
    assert ours
    assert ours <= run
    [workflow] = WORKFLOWS
    versions = parsed(workflow)["jobs"]["test"]["strategy"]["matrix"]["python-version"]
    assert versions == ["3.11", "3.12", "3.13"]


def test_actions_are_pinned_to_a_major_version() -> None:
    used = [step["uses"] for _, step in steps() if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", action) for action in used)


def test_the_hooks_run_what_is_installed_here() -> None:
    hooks = [
        hook
        for repository in parsed(PROJECT / ".pre-commit-config.yaml")["repos"]
        for hook in repository["hooks"]
    ]
    programs = {hook["entry"].split()[0] for hook in hooks}
    assert {hook["language"] for hook in hooks} == {"system"}
    dev = (PROJECT / "requirements-dev.txt").read_text(encoding="utf-8")
    assert programs == {
        "msgfmt",
        *(f".venv/bin/{name}" for name in ("ruff", "check-toml", "check-yaml")),
        ".venv/bin/check-added-large-files",
    }
    assert re.search(r"^pre-commit-hooks==", dev, re.MULTILINE)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_has_a_hash_for_each_package_and_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--index-url|--find-links|--trusted-host", text)
    assert not re.search(r"^ +# via .*/|^ +#   /", text, re.MULTILINE)
    entries = re.split(
        r"^(?=[a-z])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.M
    )
    packages = [entry for entry in entries if entry]
    assert packages
    for entry in packages:
        assert re.match(r"[a-z0-9.-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_what_runs_is_what_is_tested() -> None:
    """Each version in requirements.txt is the one that the tests have."""
    names = re.compile(r"^([a-z0-9.-]+==[^ ;]+)", re.MULTILINE)
    run, dev = (
        set(names.findall((PROJECT / name).read_text(encoding="utf-8")))
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert run <= dev


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for dependency in project["dependencies"]:
        assert re.fullmatch(r"[a-z0-9-]+(==[\d.]+|>=[\d.]+,<[\d.]+)", dependency), dependency


def test_the_version_of_the_package_is_in_the_changelog() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert released[0] == project["version"]
    sections = set(re.findall(r"^### (.+)$", changelog, re.MULTILINE))
    assert sections <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
