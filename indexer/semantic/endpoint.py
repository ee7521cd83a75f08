"""Embedder behind an HTTP endpoint of the form that OpenAI gave it: `POST {address}/embeddings`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests

from indexer.semantic.embedder import EmbedderError, Vector, Vectors, unit
from indexer.settings import Semantic

BATCH_SECONDS = 120.0
"""Time limit of a request for the vectors of passages."""


class Endpoint:
    """Embedder that asks an endpoint.

    Args:
        settings: Address, model, key and prefixes.
        folder: Folder that a relative path of the key's file is below.

    Raises:
        EmbedderError: A setting is missing, or the key cannot be read.
    """

    def __init__(self, settings: Semantic, folder: Path) -> None:
        if not settings.address or not settings.endpoint_model:
            raise EmbedderError(
                'the model "endpoint" needs the settings semantic.address and '
                "semantic.endpoint_model"
            )
        self._settings = settings
        self.model = f"endpoint-{settings.endpoint_model}"
        self._headers = {}
        if settings.key_file:
            self._headers = {"Authorization": f"Bearer {_key(folder / settings.key_file)}"}

    def query(self, text: str) -> Vector:
        prefixed = self._settings.query_prefix + text
        return unit(self._embedded([prefixed], self._settings.query_seconds)[0])

    def passages(self, texts: Sequence[str]) -> Vectors:
        prefixed = [self._settings.passage_prefix + text for text in texts]
        return unit(self._embedded(prefixed, BATCH_SECONDS))

    def _embedded(self, texts: Sequence[str], seconds: float) -> list[list[float]]:
        """Ask the endpoint for the vectors of texts, in their order."""
        address = f"{self._settings.address.rstrip('/')}/embeddings"
        asked = {
            "model": self._settings.endpoint_model,
            "input": list(texts),
            "encoding_format": "float",
        }
        try:
            response = requests.post(
                address, json=asked, headers=self._headers, timeout=seconds, allow_redirects=False
            )
            response.raise_for_status()
            rows = sorted(response.json()["data"], key=lambda row: row["index"])
            vectors = [_floats(row["embedding"]) for row in rows]
        except (requests.RequestException, ValueError, KeyError, TypeError) as error:
            raise EmbedderError(f"{address} gave no vectors: {error}") from error
        if len(vectors) != len(texts) or len({len(vector) for vector in vectors}) != 1:
            raise EmbedderError(f"{address} gave {len(vectors)} vectors for {len(texts)} texts")
        return vectors


def _floats(values: Any) -> list[float]:
    """Return the numbers of a vector in a response."""
    return [float(value) for value in values]


def _key(file: Path) -> str:
    """Read a key from a file."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise EmbedderError(f"{file}: the key of the endpoint cannot be read: {error}") from error
