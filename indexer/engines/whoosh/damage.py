"""What a damaged file makes Whoosh raise, as one error."""

from __future__ import annotations

import pickle
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from whoosh.index import IndexError as WhooshIndexError

from indexer.engines.base import DamagedIndexError

RAISED = (
    AssertionError,
    AttributeError,  # pickle and Whoosh, of a class or value that is not what it was
    EOFError,
    ImportError,  # pickle, of a class with a damaged name
    LookupError,
    MemoryError,  # of a size that is not what it was
    OSError,
    OverflowError,
    TypeError,
    ValueError,
    WhooshIndexError,
    pickle.UnpicklingError,
    struct.error,
    zlib.error,
)
"""Whoosh checks no sums: it decodes whatever stands in its files."""


@contextmanager
def damage_named() -> Iterator[None]:
    """Raise DamagedIndexError for what Whoosh raises. Only for reads of Whoosh's own files."""
    try:
        yield
    except RAISED as error:
        raise DamagedIndexError(repr(error)) from error
