"""Explanations of operating system errors for staff: what, where, why, and the remedy."""

from __future__ import annotations

import errno
import os
import pwd
import shlex
import shutil
import tempfile
from pathlib import Path

from analyzers.errors import UserError

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
LITTLE_SPACE = 1 << 30
"""Free bytes below which a disk is named as possibly full, if several disks are in use."""

PERMISSION_DENIED = (errno.EACCES, errno.EPERM)

SYSTEM_LIMITS = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""Failures of a process that may not use more of the system for now."""


def is_refused(error: Exception) -> bool:
    """Return whether the system refused an access, which says nothing about the file's content.

    Args:
        error: The error, or one that the refusal caused.
    """
    cause = error if isinstance(error, OSError) else error.__cause__
    return isinstance(cause, OSError) and cause.errno in (*PERMISSION_DENIED, *SYSTEM_LIMITS)


def explain_error(error: UserError | OSError, folder: Path | None = None) -> str:
    """Explain an error in one line; if the system refused an access, say who may have it.

    Args:
        error: The error.
        folder: The data folder of the command, if it has one.
    """
    cause = error.__cause__ if is_refused(error) and isinstance(error, UserError) else error
    return explain_os_error(cause, folder) if isinstance(cause, OSError) else str(error)


def explain_os_error(error: OSError, folder: Path | None = None) -> str:
    """Explain an operating system error in one line.

    Args:
        error: The error.
        folder: The data folder of the command, if it has one.
    """
    named = error.filename2 or error.filename  # of a copy, the copy and not the original
    path = Path(os.fsdecode(named)) if isinstance(named, str | bytes) else None
    if error.errno in DISK_FULL:
        return _full(error, path, folder)
    if error.errno in PERMISSION_DENIED and path is not None:
        return _forbidden(path, folder)
    if error.errno == errno.EROFS and path is not None:
        return f"{path}: the disk may only be read: name a place on one that is written to"
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return f"{error}: too many files are open at once: raise the limit (ulimit -n 4096)"
    return str(error)


def _full(error: OSError, path: Path | None, folder: Path | None) -> str:
    """Explain a full disk: that of the path or, if it is unknown, of a place that was written to.

    Those are the data folder, the folder of temporary files and the file of the output.
    """
    written = (folder, Path(tempfile.gettempdir()), _output())
    places = [_there(place) for place in ((path,) if path else written) if place]
    mounts = sorted(dict.fromkeys(map(_mount, places)), key=_free)
    told = [mount for mount in mounts if _free(mount) < LITTLE_SPACE] or mounts[:1]
    what = "the quota is used up" if error.errno == errno.EDQUOT else "the disk is full"
    said = f"{what} ({error.strerror}), at {' or '.join(map(_space, told))}"
    is_of_index = path is None or (folder and path.absolute().is_relative_to(folder.absolute()))
    if folder is None or not is_of_index:
        return f"{said}: free some"
    return (
        f"{said}. Nothing was changed: what is served is as it was. A new index is written beside "
        "the served one and needs about as much space again: free some, or keep fewer generations "
        "(kept, under [generations] in settings.toml)"
    )


def _output() -> Path | None:
    """Return the file to which the output is redirected, or None."""
    file = Path("/proc/self/fd/1").resolve()
    return file if file.is_file() else None


def _free(mount: Path) -> int:
    """Return the free bytes of a disk."""
    return shutil.disk_usage(mount).free


def _space(mount: Path) -> str:
    """Return the name of a disk and its free space, after the failed write was cleaned up."""
    usage = shutil.disk_usage(mount)
    return f"{mount} ({usage.free / 1e6:,.1f} of {usage.total / 1e6:,.1f} MB are free now)"


def _forbidden(path: Path, folder: Path | None) -> str:
    """Explain a denied permission: the owner of a path, and how to get access."""
    there, me = _there(path), os.geteuid()
    owner = there.stat().st_uid
    whose = "it" if there == path else str(there)
    denied = f"{path}: permission is denied to {_user(me)}"
    if owner == me:
        return f"{denied}, to whom {whose} belongs: see its mode (ls -ld {_quoted(there)})"
    if folder is not None and _there(folder).stat().st_uid == me:
        return (
            f"{denied}: {whose} was made by a command that {_user(owner)} ran. Give it back: sudo "
            f"chown -R {_user(me)} {_quoted(folder)}"
        )
    return (
        f"{denied}: {whose} belongs to {_user(owner)}. Run the command as {_user(owner)} (sudo -u "
        f"{_user(owner)} …), or give {_user(me)} the right to it"
    )


def _quoted(path: Path) -> str:
    """Return a path quoted for a shell."""
    return shlex.quote(str(path))


def _there(path: Path) -> Path:
    """Return the path, or its nearest parent that exists."""
    path = path.absolute()
    while path != path.parent:
        try:
            path.stat()
        except OSError:
            path = path.parent
        else:
            return path
    return path


def _mount(path: Path) -> Path:
    """Return the mount point of a path."""
    path = path.resolve()
    while not path.is_mount() and path != path.parent:
        path = path.parent
    return path


def _user(number: int) -> str:
    """Return the name of a user id."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
