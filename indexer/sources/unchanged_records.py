"""Digests of the records that earlier builds indexed, to skip unchanged records.

The digests are stored with a generation, so a rollback restores the older ones. The digest of a
record includes the name and version of its format, so a new version parses every record again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

RECORDS_FILE = "records.json"
"""Name of the file that holds the digests in a generation."""

ReadBefore = Mapping[str, str]
"""A map from the digest of each record's bytes to the id of its article."""

NOTHING: ReadBefore = {}
"""An empty map, used if nothing has been indexed yet."""


def record_digest(*parts: bytes) -> str:
    """Return a BLAKE2b digest of a record, equal for records that are equal byte for byte.

    Args:
        parts: The parts of the record. Their lengths are hashed too, so that moving a boundary
            between parts changes the digest.
    """
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def parse_read_before(content: bytes | None) -> ReadBefore:
    """Return the digests from the content of `RECORDS_FILE`; an empty map if there is no file."""
    return json.loads(content)["records"] if content else NOTHING


def format_read_before(records: ReadBefore) -> bytes:
    """Return the content of `RECORDS_FILE` for these digests."""
    return json.dumps(
        {"records": dict(records)}, ensure_ascii=False, separators=(",", ":")
    ).encode()
