"""ReadBefore: which article each record of a file became, so that what did not change is not read
again. It is kept with a generation, and goes back with it.

The digest of a record has the name and version of its format in it: a format that is read otherwise
than before finds none of its records here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

RECORDS_FILE = "records.json"

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
    """Return what was kept with a generation; nothing if it kept nothing."""
    return json.loads(content)["records"] if content else NOTHING


def format_read_before(records: ReadBefore) -> bytes:
    """Return what is kept with a generation."""
    return json.dumps(
        {"records": dict(records)}, ensure_ascii=False, separators=(",", ":")
    ).encode()
