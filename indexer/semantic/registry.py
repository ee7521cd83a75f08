"""The table of embedders. To add one, write its file in this folder and add a row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analyzers.nearest import not_among
from indexer.semantic.e5 import E5
from indexer.semantic.embedder import Embedder, EmbedderError
from indexer.semantic.endpoint import Endpoint
from indexer.settings import Semantic

EMBEDDERS: dict[str, Callable[[Semantic, Path], Embedder]] = {
    "e5": lambda _settings, _folder: E5(),
    "endpoint": Endpoint,
}
"""The embedders by name, as in `settings.toml` (`semantic.model`)."""


def open_embedder(settings: Semantic, file: Path) -> Embedder | None:
    """Open the embedder that the settings name, or return None if they name none.

    Args:
        settings: The settings of search by meaning.
        file: Path of the settings, for messages and for paths in them.

    Raises:
        EmbedderError: There is no such embedder, or it cannot be opened.
    """
    if not settings.model:
        return None
    if settings.model not in EMBEDDERS:
        raise EmbedderError(f"{file}: {not_among('model', settings.model, EMBEDDERS)}")
    try:
        return EMBEDDERS[settings.model](settings, file.parent)
    except EmbedderError as error:
        raise EmbedderError(f"{file}: {error}") from error
