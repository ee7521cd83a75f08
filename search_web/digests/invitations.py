"""Signed links of e-mails: to confirm a subscription that nobody has stored yet, and to end one."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

CONFIRM_WITHIN = 3 * 24 * 60 * 60
"""Seconds in which a subscription is to be confirmed."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A subscription that was asked for.

    Attributes:
        email: The address.
        search: Query string of the search, without the question mark.
        language: Language of the digests.
    """

    email: str
    search: str
    language: str


class Invitations:
    """Signs and reads the tokens in links.

    Args:
        secret: The key of the installation.
    """

    def __init__(self, secret: bytes) -> None:
        self._confirm = URLSafeTimedSerializer(secret, "digests: confirm")
        self._leave = URLSafeSerializer(secret, "digests: leave")

    def sign(self, invitation: Invitation) -> str:
        """Return the token of the link that confirms a subscription."""
        return _text(self._confirm.dumps(astuple(invitation)))

    def read(self, token: str) -> Invitation | None:
        """Return what a token confirms, or None if it is not ours or too old."""
        try:
            return Invitation(*self._confirm.loads(token, CONFIRM_WITHIN))
        except BadData:
            return None

    def sign_end(self, subscription: int) -> str:
        """Return the token of the link that ends a subscription; it never expires."""
        return _text(self._leave.dumps(subscription))

    def read_end(self, token: str) -> int | None:
        """Return the number of the subscription that a token ends, or None if it is not ours."""
        try:
            return int(self._leave.loads(token))
        except BadData:
            return None


def _text(token: str | bytes) -> str:
    return token if isinstance(token, str) else token.decode()
