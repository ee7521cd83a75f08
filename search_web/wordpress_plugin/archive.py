"""The archive of the plugin, which WordPress installs."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from search_web.static_files import FOLDER as STATIC

PLUGIN = Path(__file__).parent / "bahith"
"""Folder of the plugin's own files."""

ALSO_OURS = {"assets/bahith-search.js": STATIC / "bahith-search.js"}
"""Files that the plugin has in common with our pages, by their path in it."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of all entries, the first of the format: equal files make equal archives."""

MODE = 0o100644 << 16
"""Attributes of an entry: a file that all may read."""


def write_archive(file: BinaryIO) -> None:
    """Write the archive of the plugin, always the same bytes for the same files."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in sorted(_files()):
            entry = zipfile.ZipInfo(f"{PLUGIN.name}/{name}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = MODE
            archive.writestr(entry, content)


def _files() -> Iterator[tuple[str, bytes]]:
    """Yield the path of each file in the plugin, and its content."""
    own = {path.relative_to(PLUGIN).as_posix(): path for path in PLUGIN.rglob("*.*")}
    for name, path in (own | ALSO_OURS).items():
        content = path.read_bytes()
        yield name, content
        if path.suffix == ".po":
            yield name.removesuffix("po") + "mo", compiled(content)


def compiled(catalogue: bytes) -> bytes:
    """Return a catalogue in the form that WordPress reads.

    WordPress wants the table of hashes, which is empty, to begin behind that of the translations;
    Babel writes zero.
    """
    made = io.BytesIO()
    write_mo(made, read_po(io.BytesIO(catalogue)))
    count, _, translations = struct.unpack_from("<III", made.getbuffer(), 8)
    struct.pack_into("<I", made.getbuffer(), 24, translations + 8 * count)
    return made.getvalue()
