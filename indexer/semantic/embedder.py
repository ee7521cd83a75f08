"""The contract of an embedder: a model that makes vectors of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from analyzers.errors import UserError

Vector = npt.NDArray[np.float32]
"""The vector of a text, of length 1; shape (dimension,)."""

Vectors = npt.NDArray[np.float32]
"""A vector per row, each of length 1; shape (texts, dimension)."""


class EmbedderError(UserError):
    """The embedder cannot be used now; the message says what to do."""


class Embedder(Protocol):
    """A model that makes vectors of texts; their dot product says how near the texts' meanings are.

    Safe to share between threads.
    """

    @property
    def model(self) -> str:
        """Return the name of the model; vectors of different models are never compared."""
        ...

    def query(self, text: str) -> Vector:
        """Return the vector of a query.

        Raises:
            EmbedderError: The embedder cannot be used now.
        """
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, at least one.

        Raises:
            EmbedderError: The embedder cannot be used now.
        """
        ...


def unit(vectors: npt.ArrayLike) -> Vectors:
    """Return vectors, given as rows, scaled to length 1; a row of zeros stays as it is."""
    rows = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
