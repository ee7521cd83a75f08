"""The name and the password by which a site is read that answers nobody else."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from analyzers.errors import UserError
from indexer.settings import SiteLogin

PASSWORD_VARIABLE = "BAHITH_SITE_PASSWORD"  # noqa: S105 # the name of a variable
"""Environment variable of the password, which comes before the file."""

_PORTS = {"http": 80, "https": 443}
_OWN_MACHINE = ("127.0.0.1", "::1", "localhost")


class LoginError(UserError):
    """The login of a site cannot be used; the message names the setting and the mend."""


@dataclass(frozen=True, slots=True)
class Login:
    """A login of one site.

    Attributes:
        site: Scheme and host of the site, which alone gets name and password.
        user: The name.
        password: The password.
    """

    site: str
    user: str
    password: str = field(repr=False)

    @classmethod
    def load(cls, settings: SiteLogin, folder: Path) -> Self | None:
        """Return the login that the settings name, or None if they name none.

        Args:
            settings: The settings.
            folder: The data folder.

        Raises:
            LoginError: The password cannot be read, or would be sent without encryption.
        """
        if not settings.site:
            return None
        if not settings.user:
            raise LoginError(
                f"sources.login.user: it is empty: name the user of {settings.site} whose "
                "application password this is"
            )
        parts = urlsplit(settings.site)
        if parts.scheme != "https" and parts.hostname not in _OWN_MACHINE:
            raise LoginError(
                f"sources.login.site: {settings.site}: a password is sent over https alone: name "
                "the address of the site that begins with https://"
            )
        return cls(settings.site, settings.user, _password(settings, folder))

    def is_for(self, url: str) -> bool:
        """Return True if an address is on the site: of the same scheme, host and port."""
        return _origin(url) == _origin(self.site)


def _password(settings: SiteLogin, folder: Path) -> str:
    """Return the password from the environment or its file.

    Raises:
        LoginError: It is not there.
    """
    if password := os.environ.get(PASSWORD_VARIABLE, "").strip():
        return password
    if not settings.password_file:
        raise LoginError(
            f"sources.login: there is no password for {settings.site}: write it in a file of the "
            f"data folder that password_file names, or in {PASSWORD_VARIABLE} in the environment"
        )
    file = folder / settings.password_file
    try:
        password = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        reason = error.strerror or str(error)
        raise LoginError(f"sources.login.password_file: {file}: {reason}") from error
    except UnicodeDecodeError:
        password = ""
    if not password or not password.isprintable():
        raise LoginError(
            f"sources.login.password_file: {file}: it holds no password: write the application "
            "password alone in it, in one line"
        )
    return password


def _origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
