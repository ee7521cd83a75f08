"""The stems of a segment's forms, for reading it without its arrays.

Whoosh's files hold the postings of forms alone; those of a stem are those of its forms. The file is
text, compressed by zlib: a line for each form, then its stems, divided by tabs.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from indexer.engines.arrays.segment_buffer import SegmentTerms

SUFFIX = ".stems"
"""Suffix of the file, after the id of the segment."""


def stems_name(segment: Any) -> str:
    """Return the name of the file of a Whoosh segment."""
    return f"{segment.segment_id()}{SUFFIX}"


def write_stems(path: Path, terms: SegmentTerms) -> None:
    """Write the stems of all forms of a segment."""
    stems = [terms.stems[number] for number in terms.form_stems.tolist()]
    bounds = pairwise(terms.form_stem_ends.tolist())
    lines = (
        "\t".join((form, *stems[begin:end]))
        for form, (begin, end) in zip(terms.forms, bounds, strict=True)
    )
    path.write_bytes(zlib.compress("\n".join(lines).encode()))


def read_forms_of_stems(path: Path) -> Mapping[str, Sequence[str]]:
    """Return the forms of each stem of a segment.

    Raises:
        OSError: The file cannot be read.
        zlib.error: It is damaged.
    """
    forms_of: dict[str, list[str]] = {}
    for line in zlib.decompress(path.read_bytes()).decode().split("\n"):
        form, *stems = line.split("\t")
        for stem in stems:
            forms_of.setdefault(stem, []).append(form)
    return forms_of
