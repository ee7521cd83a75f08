"""Starter data of a new data folder: word lists, settings, judgements and sample articles.

They are in `index_data/` of the repository and in `indexer/starter/` of the installed package.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from analyzers.errors import UserError
from indexer.os_failures import explain_os_error
from indexer.workspace import Workspace

_PACKAGED = Path(__file__).with_name("starter")
_CHECKOUT = Path(__file__).parents[1] / "index_data"


class StarterDataError(UserError):
    """A data folder cannot be created; the message says where, why and what to do."""


def starter_paths(workspace: Workspace) -> tuple[Path, ...]:
    """Return the paths of the starter data in a data folder."""
    return (
        workspace.words,
        workspace.settings_file,
        workspace.searches,
        workspace.judgements,
        workspace.samples,
    )


def copy_starter_data(workspace: Workspace) -> tuple[Path, ...]:
    """Copy the starter data to a data folder, and create the folder if needed.

    Args:
        workspace: The data folder. It may contain other files.

    Returns:
        The paths that were created, those of `starter_paths`.

    Raises:
        StarterDataError: A path exists, and nothing was copied; or the folder cannot be written.
    """
    folder, made = workspace.folder, starter_paths(workspace)
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
        _remove(made)
        reason = explain_os_error(error, folder)
        raise StarterDataError(f"{folder} cannot be laid out: {reason}") from error
    return made


def _remove(paths: Iterable[Path]) -> None:
    """Remove incomplete copies, as far as possible."""
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)
        with suppress(OSError):
            path.unlink()


def _copy(origin: Path, path: Path) -> None:
    """Copy a file or a folder with default permissions, since a package may be read-only."""
    if origin.is_dir():
        path.mkdir()
        for child in sorted(origin.iterdir()):
            _copy(child, path / child.name)
    else:
        shutil.copyfile(origin, path)
