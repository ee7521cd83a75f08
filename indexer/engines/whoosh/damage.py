"""Conversion of the errors that Whoosh raises for damaged files."""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from whoosh.index import IndexError as WhooshIndexError

from indexer.engines.base import DamagedIndexError

DAMAGE_ERRORS = (
    AssertionError,
    AttributeError,  # pickle and Whoosh, for a damaged class or value
    EOFError,
    ImportError,  # pickle, for a class with a damaged name
    LookupError,
    OSError,
    OverflowError,
    TypeError,
    ValueError,
    WhooshIndexError,
    pickle.UnpicklingError,
    struct.error,
    zlib.error,
)
"""Errors raised for a damaged file; Whoosh decodes its files without verifying checksums."""


@contextmanager
def damage_as_error() -> Iterator[None]:
    """Convert errors of a block that only reads Whoosh's own files to DamagedIndexError."""
    try:
        yield
    except DAMAGE_ERRORS as error:
        raise DamagedIndexError(repr(error)) from error
