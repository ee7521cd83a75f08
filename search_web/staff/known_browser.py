"""A cookie for browsers from which staff have logged in, so that strangers cannot keep staff out.

The limit of login attempts from all addresses together does not apply to these browsers (device
cookies, OWASP: https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
The cookie lets nobody in.
"""

from __future__ import annotations

import datetime as dt

from flask import Response, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from search_web.language.languages import root

NAME = "staff-known"
"""Name of the cookie."""

LIFETIME = dt.timedelta(days=180)
"""Lifetime of the cookie from the last login on."""


class KnownBrowsers:
    """The browsers that know the current password.

    Args:
        secret: Key that signs the cookies.
        password_id: Id of the password; cookies of another one are void.
    """

    def __init__(self, secret: bytes, password_id: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt=NAME)
        self._password_id = password_id

    def remember(self, response: Response) -> None:
        """Set the cookie in the response to a login."""
        response.set_cookie(
            NAME,
            self._signer.dumps(self._password_id),
            max_age=LIFETIME,
            path=f"{root()}/",
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )

    def is_known(self) -> bool:
        """Return whether the current request has a valid cookie."""
        given = request.cookies.get(NAME, "")
        try:
            found = self._signer.loads(given, max_age=int(LIFETIME.total_seconds()))
        except BadSignature:
            return False
        return bool(found == self._password_id)
