"""The data that a new folder starts with: word lists, settings, judgements and sample articles.

They lie in `index_data/` of the project and travel in the package as `indexer/starter/`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from analyzers.errors import UserError
from indexer.workspace import Workspace

_PACKAGED = Path(__file__).with_name("starter")
_CHECKOUT = Path(__file__).parents[1] / "index_data"


class StarterDataError(UserError):
    """A data folder cannot be laid out; the message says where, why and what to do."""


def starters(workspace: Workspace) -> tuple[Path, ...]:
    """Return what is laid out in a data folder, in the order in which it is told."""
    return (
        workspace.words,
        workspace.settings_file,
        workspace.searches,
        workspace.judgements,
        workspace.samples,
    )


def lay_out(workspace: Workspace) -> tuple[Path, ...]:
    """Copy the starter data to a folder, which is made if it is not there.

    Args:
        workspace: The new data folder. It may hold other files already.

    Returns:
        What was made, a path for each of `starters`.

    Raises:
        StarterDataError: One of them is there already, then nothing is copied, or the folder cannot
            be written.
    """
    folder, made = workspace.folder, starters(workspace)
    if present := next((path for path in made if path.exists()), None):
        raise StarterDataError(
            f"{present} is there already and is left as it is; name another folder"
        )
    origin = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in made:
            _copy(origin / path.name, path)
    except OSError as error:
        raise StarterDataError(f"{folder} cannot be laid out: {error}") from error
    return made


def _copy(origin: Path, path: Path) -> None:
    """Copy a file or a folder without its modes: a package may be read-only, its copy is not."""
    if origin.is_dir():
        shutil.copytree(origin, path, copy_function=shutil.copyfile)
        path.chmod(0o755)
    else:
        shutil.copyfile(origin, path)
