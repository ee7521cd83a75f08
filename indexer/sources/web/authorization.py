"""Name and password in the requests to one site, and in no others."""

from __future__ import annotations

from requests import PreparedRequest
from requests.auth import AuthBase, HTTPBasicAuth

from indexer.sources.login import Login


class SiteAuthorization(AuthBase):
    """Adds the header `Authorization` to requests to the site of a login.

    Redirects are prepared as requests of their own, so one that leaves the site has no password.
    """

    def __init__(self, login: Login) -> None:
        self._login = login
        self._header = HTTPBasicAuth(login.user.encode(), login.password.encode())

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Return the request, with the header if it goes to the site."""
        if self._login.is_for(request.url or ""):
            self._header(request)
        return request
