"""Authentication of staff, by a password or by a header of a reverse proxy."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from werkzeug.security import check_password_hash, generate_password_hash

from analyzers.errors import UserError
from indexer import durable
from indexer.settings import QueryRetention
from indexer.workspace import Workspace
from search_web.language.languages import root
from search_web.operations.limits import client, storage_options
from search_web.operations.limits_storage import IN_MEMORY
from search_web.operations.proxies import Network, comes_from
from search_web.staff.store import AttemptsStorage, StaffStore

PATH = "/staff"

LEAST_PASSWORD = 12
"""Minimum characters; NIST SP 800-63B requires 8, and 15 for a password as the only factor."""

LOGIN_RATE = "10 per 15 minutes"
"""Rate limit of login attempts from one address."""

LOGIN_RATE_OF_ALL = "30 per minute"
"""Rate limit of login attempts from all addresses, but for browsers that logged in before.

It slows down guessing from many addresses: 43,200 attempts a day, for words of LEAST_PASSWORD
characters. As the window is short, staff with a new browser get their turn between them.
"""

SESSION_LIFETIME = dt.timedelta(hours=12)

HASH_METHOD = "scrypt"

DEFAULT_RETENTION = QueryRetention()


@dataclass(frozen=True, slots=True)
class Member:
    """An authenticated user, for Flask-Login.

    Attributes:
        id: The user's id in the session.
        name: The name that the proxy gave; "" after login by password.
        is_authenticated: Always True.
        is_active: Always True.
    """

    id: str
    name: str = ""
    is_authenticated: bool = True
    is_active: bool = True

    def get_id(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Staff:
    """Configuration of /staff.

    Attributes:
        workspace: The data folder.
        secret: Signs sessions.
        password_hash: As written by `write_password`; "" disables login by password.
        header: The header in which a proxy names the user; "" disables it.
        proxies: The only addresses whose `header` is trusted.
        kept: How long readers' searches are kept.
    """

    workspace: Workspace
    secret: bytes
    password_hash: str = field(default="", repr=False)
    header: str = ""
    proxies: tuple[Network, ...] = ()
    kept: QueryRetention = DEFAULT_RETENTION

    @property
    def password_id(self) -> str:
        """The user id of sessions by password; changing the password invalidates them."""
        return hashlib.sha256(self.password_hash.encode()).hexdigest()[:16]

    @property
    def store(self) -> StaffStore:
        """Return the store of sessions and attempts."""
        return StaffStore(self.workspace.staff_sessions)

    def begin_session(self) -> Member:
        """Begin the session of a user who gave the password.

        Raises:
            StaffStoreError: The session cannot be stored.
        """
        token = self.store.begin(SESSION_LIFETIME.total_seconds())
        return Member(f"{self.password_id}.{token}")

    def session(self, id_: str) -> Member | None:
        """Return the user of a session, or None if it has ended.

        Raises:
            StaffStoreError: Sessions cannot be read.
        """
        password_id, _, token = id_.partition(".")
        goes_on = self.password_hash and password_id == self.password_id
        return Member(id_) if goes_on and self.store.is_current(token) else None

    def end_session(self, id_: str) -> None:
        """End a session, wherever its cookie was copied to.

        Raises:
            StaffStoreError: Sessions cannot be written.
        """
        self.store.end(id_.partition(".")[2])

    def is_password(self, given: str) -> bool:
        """Return whether a password is the right one."""
        return bool(self.password_hash) and check_password_hash(self.password_hash, given)


class _Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie for all languages, which is `Secure` if the request is HTTPS."""

    def get_cookie_path(self, app: Flask) -> str:
        return f"{root()}/"  # without the prefix of a language

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


class _LoginManager(LoginManager):  # type: ignore[misc]
    """A login manager without "remember me", so that pages for readers never load a session."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def prepare_login(
    app: Flask, staff: Staff, storage: str = IN_MEMORY
) -> tuple[CSRFProtect, Limiter]:
    """Install sessions, login, CSRF protection and a limit of login attempts in an application.

    None of them affects pages that do not use them. All processes share the count of attempts, in
    the Redis of `Limits` or else in a file.

    Args:
        app: The application.
        staff: The configuration.
        storage: URI of the limiter's storage, as in `Limits`.
    """
    app.secret_key = staff.secret
    app.session_interface = _Sessions()
    app.permanent_session_lifetime = SESSION_LIFETIME
    app.config.update(
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        WTF_CSRF_CHECK_DEFAULT=False,  # the blueprint of staff checks its own requests
        WTF_CSRF_TIME_LIMIT=None,  # tokens expire with the session
    )
    logins = _LoginManager()
    logins.init_app(app, add_context_processor=False)
    logins.session_protection = None  # it compares client addresses, which a proxy may change
    logins.login_message = None

    def by_proxy(asked: Request) -> Member | None:
        given = asked.headers.get(staff.header, "").strip() if staff.header else ""
        name = given.encode("latin-1", "replace").decode("utf-8", "replace")  # undo WSGI's Latin-1
        return Member(name, name) if name and comes_from(asked, staff.proxies) else None

    logins.user_loader(staff.session)
    logins.request_loader(by_proxy)
    in_file = storage == IN_MEMORY
    limiter = Limiter(
        partial(client, staff.secret),
        app=app,
        storage_uri=AttemptsStorage.URI if in_file else storage,
        storage_options=(
            {"file": str(staff.workspace.staff_sessions)} if in_file else storage_options(storage)
        ),
        in_memory_fallback_enabled=True,
        key_prefix="bahith-staff",
    )
    return CSRFProtect(app), limiter


def write_password(file: Path, password: str) -> None:
    """Write the hash of a password to a file with mode 0600.

    Raises:
        OSError: The file cannot be written.
    """
    durable.write(file, f"{generate_password_hash(password, HASH_METHOD)}\n".encode(), 0o600)


def read_password(file: Path) -> str:
    """Read the hash of a password.

    Raises:
        UserError: The file holds no hash.
        OSError: The file cannot be read.
    """
    text = file.read_text(encoding="utf-8", errors="replace").strip()
    is_written = text.isascii() and text.startswith(f"{HASH_METHOD}:") and text.count("$") == 2
    if not is_written:
        raise UserError(f"{file} was not written by `search-web staff-password`")
    return text
