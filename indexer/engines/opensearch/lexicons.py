"""The layers of lexicons that a process has read."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from cachetools import LRUCache

from indexer.engines.opensearch.files import Files
from indexer.engines.opensearch.lexicon import Layer

KEPT_LAYERS = 16
"""Layers kept: those of two generations, of which the first is usually the same large one."""


class Lexicons:
    """The layers of all generations, each read once. Safe to share between threads."""

    def __init__(self, files: Files) -> None:
        """Read from the files of all generations."""
        self._files = files
        self._layers: LRUCache[str, Layer] = LRUCache(KEPT_LAYERS)
        self._lock = threading.Lock()

    def layers(self, generations: Sequence[str]) -> list[Layer]:
        """Return the layers of generations, each of which follows the one before it.

        Raises:
            EngineError: One of them is not there.
        """
        with self._lock:
            known = {one: self._layers.get(one) for one in generations}
            contents = self._files.lexicons([one for one, layer in known.items() if not layer])
            layers: list[Layer] = []
            for one in generations:
                layer = known[one]
                if layer is None:
                    layer = Layer.parse(layers[-1].end if layers else 0, contents[one])
                    self._layers[one] = layer
                layers.append(layer)
            return layers
