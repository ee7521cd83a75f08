"""The publish hook: a site tells, in a signed request, that it has published.

The signature is that of Standard Webhooks, version 1 (https://www.standardwebhooks.com): the
headers `webhook-id`, `webhook-timestamp` (seconds since 1970) and `webhook-signature`, which is
`v1,` and the Base64 of the HMAC-SHA256 of `id.timestamp.body`. The library `standardwebhooks`
depends on an HTTP client, so these few lines are our own. The request itself updates nothing: it
touches a file that `indexer watch` looks at.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TOLERANCE = 300
"""Maximum difference in seconds between the timestamp of a request and our clock."""

_ID = re.compile(r"[!-\-/-~]{1,256}")
"""An id, without the full stop that ends it in the signed text.

Otherwise the end of an id could pass as the timestamp, and the timestamp as the start of the body.
"""

_TIMESTAMP = re.compile("[0-9]{1,12}")

PREFIX = "whsec_"
"""Prefix of a secret in Base64."""


class HookError(ValueError):
    """A rejected request; the message says why.

    Attributes:
        status: The HTTP status.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def secret_of(text: bytes) -> bytes:
    """Return the secret that the text of a file stands for.

    Raises:
        ValueError: What follows `PREFIX` is not Base64.
    """
    given = text.strip()
    if not given.startswith(PREFIX.encode()):
        return given
    return base64.b64decode(given.removeprefix(PREFIX.encode()), validate=True)


@dataclass(frozen=True, slots=True)
class PublishHook:
    """Verify requests, reject replayed ones, and tell `indexer watch`.

    Attributes:
        secret: Shared with the site.
        seen: Folder of the accepted ids, shared by all serving processes.
        request: The file that `indexer watch` looks at.
    """

    secret: bytes
    seen: Path
    request: Path

    def accept(self, id_: str, timestamp: str, signature: str, body: bytes) -> None:
        """Accept a request, once.

        Args:
            id_: The header webhook-id.
            timestamp: The header webhook-timestamp.
            signature: The header webhook-signature.
            body: The body as it was sent.

        Raises:
            HookError: The request is malformed, wrongly signed, too old, or was accepted before.
            OSError: It cannot be passed on; sent again, it is accepted.
        """
        self._check(id_, timestamp, signature, body)
        accepted = self._remember(id_)
        try:
            self.request.touch()
        except OSError:
            accepted.unlink(missing_ok=True)
            raise

    def _check(self, id_: str, timestamp: str, signature: str, body: bytes) -> None:
        if not _ID.fullmatch(id_) or not _TIMESTAMP.fullmatch(timestamp) or not signature:
            raise HookError(400, "webhook-id, webhook-timestamp and webhook-signature are required")
        expected = "v1," + base64.b64encode(
            hmac.digest(self.secret, f"{id_}.{timestamp}.".encode() + body, "sha256")
        ).decode("ascii")
        given = [one.encode() for one in signature.split(" ")]  # one per secret of the sender
        if not any(hmac.compare_digest(expected.encode(), one) for one in given):
            raise HookError(401, "the signature is wrong")
        if abs(time.time() - int(timestamp)) > TOLERANCE:
            raise HookError(401, f"the timestamp is more than {TOLERANCE} seconds off")

    def _remember(self, id_: str) -> Path:
        """Store an id for all processes, and remove ids too old to be accepted anyway.

        Returns:
            The file that stands for the id.
        """
        self.seen.mkdir(parents=True, exist_ok=True)
        oldest = time.time() - 2 * TOLERANCE
        for file in self.seen.iterdir():
            with suppress(FileNotFoundError):  # another process was faster
                if file.stat().st_mtime < oldest:
                    file.unlink()
        accepted = self.seen / hashlib.sha256(id_.encode()).hexdigest()
        try:
            accepted.touch(exist_ok=False)
        except FileExistsError as error:
            raise HookError(409, "the request was accepted before") from error
        return accepted
