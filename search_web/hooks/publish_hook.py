"""The publish hook: a site says that it has published, signed, and the index is soon brought up.

The request is signed as Standard Webhooks has it (https://www.standardwebhooks.com, version 1):
the headers `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature`, which
is `v1,` and the Base64 of the HMAC-SHA256 of `id.timestamp.body`. Its library brings an HTTP
client along for these few lines, so they are ours. Nothing is done within the request: it leaves
word for `indexer watch`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from dataclasses import dataclass
from pathlib import Path

TOLERANCE = 300
"""Seconds that a request may be old or early."""

_ID = re.compile(r"[!-\-/-~]{1,256}")
"""Without a full stop, which ends it where it is signed: else the end of an id could be taken for
the timestamp, and the timestamp for the beginning of the body."""

_TIMESTAMP = re.compile("[0-9]{1,12}")

PREFIX = "whsec_"
"""Before a secret that is given as Base64."""


class HookError(ValueError):
    """A request that is not taken; the message says why. `status`: the HTTP status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def secret_of(text: bytes) -> bytes:
    """The secret that a text stands for. Raises ValueError."""
    given = text.strip()
    if not given.startswith(PREFIX.encode()):
        return given
    return base64.b64decode(given.removeprefix(PREFIX.encode()), validate=True)


@dataclass(frozen=True, slots=True)
class PublishHook:
    """`secret`: shared with the site. `seen`: a folder in which all processes that serve leave the
    ids that were taken. `request`: the file that `indexer watch` looks at."""

    secret: bytes
    seen: Path
    request: Path

    def take(self, id_: str, timestamp: str, signature: str, body: bytes) -> None:
        """Takes a request, once. Raises HookError."""
        self._check(id_, timestamp, signature, body)
        self._remember(id_)
        self.request.touch()

    def _check(self, id_: str, timestamp: str, signature: str, body: bytes) -> None:
        if not _ID.fullmatch(id_) or not _TIMESTAMP.fullmatch(timestamp) or not signature:
            raise HookError(400, "webhook-id, webhook-timestamp and webhook-signature are wanted")
        expected = "v1," + base64.b64encode(
            hmac.digest(self.secret, f"{id_}.{timestamp}.".encode() + body, "sha256")
        ).decode("ascii")
        given = [one.encode() for one in signature.split(" ")]  # one for each secret of the sender
        if not any(hmac.compare_digest(expected.encode(), one) for one in given):
            raise HookError(401, "the signature is wrong")
        if abs(time.time() - int(timestamp)) > TOLERANCE:
            raise HookError(401, f"the timestamp is more than {TOLERANCE} seconds off")

    def _remember(self, id_: str) -> None:
        """Leaves the id where every process sees it; those too old to be sent again are removed."""
        self.seen.mkdir(parents=True, exist_ok=True)
        oldest = time.time() - 2 * TOLERANCE
        for file in self.seen.iterdir():
            if file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)
        try:
            (self.seen / hashlib.sha256(id_.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError as error:
            raise HookError(409, "the request was taken before") from error
