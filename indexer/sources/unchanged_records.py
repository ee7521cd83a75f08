"""ReadBefore: which article each record of a file became, so that what did not change is not read
again. It is kept with a generation, and goes back with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

READING = 1
"""Raised with every change of what the readers of files make of a record."""

FILE = "records.json"

ReadBefore = Mapping[str, str]
"""By the digest of a record's bytes, the id of its article."""

NOTHING: ReadBefore = {}


def record_digest(*parts: bytes) -> str:
    """Equal for records that are byte for byte the same."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def parse_read_before(content: bytes | None) -> ReadBefore:
    """What was kept; nothing if that is nothing, or of another reading."""
    held = json.loads(content) if content else {}
    return held["records"] if held.get("reading") == READING else NOTHING


def format_read_before(records: ReadBefore) -> bytes:
    held = {"reading": READING, "records": dict(records)}
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
