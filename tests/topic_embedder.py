"""An embedder for tests: texts on the same topics are near, whatever words they use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.semantic.embedder import EmbedderError, Vector, Vectors, unit

TOPICS = (
    ("سفينة", "مركب", "زورق", "ship"),
    ("ذهب", "معدن", "فضة", "gold"),
    ("مطر", "غيث", "سحاب", "rain"),
)
"""Words of a topic; each topic is an axis."""


class TopicEmbedder:
    """Counts the words of each topic; it remembers the passages that it was given."""

    model = "topics"

    def __init__(self) -> None:
        self.embedded: list[str] = []
        self.is_broken = False

    def query(self, text: str) -> Vector:
        if self.is_broken:
            raise EmbedderError("it is broken")
        vector: Vector = self._vectors([text])[0]
        return vector

    def passages(self, texts: Sequence[str]) -> Vectors:
        if self.is_broken:
            raise EmbedderError("it is broken")
        self.embedded += texts
        return self._vectors(texts)

    @staticmethod
    def _vectors(texts: Sequence[str]) -> Vectors:
        counted = [[sum(map(text.count, topic)) for topic in TOPICS] for text in texts]
        return unit(np.array(counted) + 0.01)
