"""Cursors: where a search goes on, in the generation in which it began. Opaque, and signed.

In one generation the order of hits never changes, so the number of the next page says exactly where
to go on: no hit comes twice and none is lost, whatever is built meanwhile.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from indexer.searching.request import SearchRequest

ORDER = 1
"""To be raised when a generation gives the hits of a request in another order than before."""


class InvalidCursorError(ValueError):
    """No cursor of ours."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What the order of hits depends on: the generation, the version of staff's lists, the version
    of the ranking, and ORDER."""

    generation: str
    lists: str
    ranking: str
    order: int = ORDER


@dataclass(frozen=True, slots=True)
class Cursor:
    """The page to go on with, and on what."""

    basis: Basis
    request: SearchRequest


class Cursors:
    """Writes and reads cursors with a secret."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeSerializer(
            secret, salt="bahith.cursor", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def write(self, cursor: Cursor) -> str:
        basis = cursor.basis
        wanted = cursor.request.model_dump(mode="json", exclude_defaults=True)
        values = [basis.generation, basis.lists, basis.ranking, basis.order, wanted]
        text = self._serializer.dumps(values)
        return text if isinstance(text, str) else text.decode()

    def read(self, text: str) -> Cursor:
        """Raises InvalidCursorError."""
        try:
            generation, lists, ranking, order, wanted = self._serializer.loads(text)
            request = SearchRequest.model_validate(wanted)
        except (BadData, ValueError, TypeError) as error:  # or one of an earlier program
            raise InvalidCursorError(str(error)) from error
        return Cursor(Basis(generation, lists, ranking, order), request)
