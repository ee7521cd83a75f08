"""Signed, opaque cursors, which continue a search in the generation in which it began.

The order of hits never changes within a generation, so the next page number is an exact position:
no hit is repeated or lost, whatever is built meanwhile.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

from indexer.searching.request import SearchRequest

ORDER_VERSION = 1
"""Version of the order of hits; raise it when code changes the order within a generation."""


class InvalidCursorError(ValueError):
    """A cursor that was not made with this secret, or was modified."""


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of everything that the order of hits depends on.

    Attributes:
        generation: Id of the generation.
        lists: Version of the query lists.
        ranking: Version of the ranking.
        order: `ORDER_VERSION`.
    """

    generation: str
    lists: str
    ranking: str
    order: int = ORDER_VERSION


@dataclass(frozen=True, slots=True)
class Cursor:
    """The position of the next page.

    Attributes:
        versions: The versions in which the search began.
        request: The search, on its next page.
    """

    versions: Versions
    request: SearchRequest


class Cursors:
    """Serialize and parse cursors, signed with a secret."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeSerializer(
            secret, salt="bahith.cursor", signer_kwargs={"digest_method": hashlib.sha256}
        )

    def write(self, cursor: Cursor) -> str:
        """Serialize and sign a cursor."""
        versions = cursor.versions
        wanted = cursor.request.model_dump(mode="json", exclude_defaults=True)
        values = [versions.generation, versions.lists, versions.ranking, versions.order, wanted]
        text = self._serializer.dumps(values)
        return text if isinstance(text, str) else text.decode()

    def read(self, text: str) -> Cursor:
        """Verify and parse a cursor.

        Raises:
            InvalidCursorError: The signature or the content is invalid.
        """
        try:
            generation, lists, ranking, order, wanted = self._serializer.loads(text)
            request = SearchRequest.model_validate(wanted)
        except (BadData, ValueError, TypeError) as error:  # or a cursor of an older release
            raise InvalidCursorError(str(error)) from error
        return Cursor(Versions(generation, lists, ranking, order), request)
