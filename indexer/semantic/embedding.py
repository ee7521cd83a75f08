"""Making the vectors of a generation's articles, beside the index.

An article is embedded again only if its passages have changed. A process that is killed loses the
work since the last checkpoint.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from indexer.engines.base import Snapshot
from indexer.semantic.embedder import Embedder
from indexer.semantic.passages import passages
from indexer.semantic.vector_file import (
    DamagedVectorsError,
    Records,
    VectorFolder,
    article_key,
    key,
    record_type,
    records_of,
)

CHECKPOINT_SECONDS = 30.0
"""Seconds of work after which the vectors made so far are written, and readers use them."""

BATCH = 16
"""Passages of a call, and of the articles that are embedded together.

e5 makes as many a second of 1, 8 or 48 at once (1,003 to 1,012 tokens/s; 2026-12-01).
"""

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the number of articles that have vectors and of all articles."""


def no_progress(_done: int, _all: int) -> None:
    """Receive the progress and do nothing."""


def embed(
    snapshot: Snapshot,
    folder: VectorFolder,
    embedder: Embedder,
    most: int,
    progress: Progress,
) -> int:
    """Make the vectors that the articles of a snapshot lack.

    Args:
        snapshot: The generation.
        folder: The vectors of the embedder's model.
        embedder: The embedder.
        most: Maximum number of passages of an article.
        progress: Receives the progress.

    Returns:
        The number of articles that were embedded.

    Raises:
        LockedError: Another process is making vectors in this folder.
        EmbedderError: The embedder cannot be used now; the vectors made so far are kept.
        EngineError: The generation cannot be read.
    """
    with folder.writing():
        keys = {id_: article_key(digest, most) for id_, digest in snapshot.digests().items()}
        run = _Run(folder, embedder)
        missing = [id_ for id_ in keys if keys[id_] not in run.articles]
        done = len(keys) - len(missing)
        try:
            for batch in _batches(snapshot, missing, most):
                run.add([(keys[id_], pieces) for id_, pieces in batch])
                done += len(batch)
                progress(done, len(keys))
        finally:
            run.write()
        folder.keep(np.array([*keys.values()], np.uint64))
        return run.embedded


class _Run:
    """One run: the vectors that exist, and those made but not yet written."""

    def __init__(self, folder: VectorFolder, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        self._made: list[Records] = []
        self._written_at = time.monotonic()
        known = _known(folder)
        firsts: list[int] = np.flatnonzero(known["number"] == 0).tolist()
        self._known = known
        self._texts: dict[int, int] = dict(zip(known["text"][firsts].tolist(), firsts, strict=True))
        self.articles: set[int] = set(known["article"][firsts].tolist())
        self.embedded = 0

    def add(self, articles: list[tuple[int, list[str]]]) -> None:
        """Add the vectors of articles, given as their keys and passages."""
        new: list[tuple[int, int, list[str]]] = []
        for article, pieces in articles:
            text = key("\n".join(pieces))
            if text in self._texts:
                first = self._texts[text]
                copied = self._known[first : first + int(self._known["of"][first])].copy()
                copied["article"] = article
                self._made.append(copied)
            else:
                new.append((article, text, pieces))
        if new:
            texts = [piece for *_, pieces in new for piece in pieces]
            calls = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
            vectors = np.concatenate([self._embedder.passages(call) for call in calls])
            ends = np.cumsum([len(pieces) for *_, pieces in new])
            for (article, text, _), rows in zip(new, np.split(vectors, ends[:-1]), strict=True):
                self._made.append(records_of(article, text, rows))
            self.embedded += len(new)
        if time.monotonic() - self._written_at > CHECKPOINT_SECONDS:
            self.write()

    def write(self) -> None:
        """Write what was made."""
        if self._made:
            self._folder.append(np.concatenate(self._made))
            self._made = []
        self._written_at = time.monotonic()


def _known(folder: VectorFolder) -> Records:
    """Return the records that there are; damaged ones are dropped."""
    checkpoint = folder.checkpoint()
    try:
        return folder.read(checkpoint) if checkpoint else np.empty(0, record_type(0))
    except DamagedVectorsError as error:
        _log.warning("%s", error)
        folder.clear()
        return np.empty(0, record_type(0))


def _batches(
    snapshot: Snapshot, ids: Iterable[str], most: int
) -> Iterator[list[tuple[str, list[str]]]]:
    """Yield articles with their passages, as many as make up a batch, or one that is longer."""
    batch: list[tuple[str, list[str]]] = []
    for id_ in ids:
        article = snapshot.article(id_)
        if article is not None:
            batch.append((id_, passages(article, most)))
        if sum(len(pieces) for _, pieces in batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
