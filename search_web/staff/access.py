"""Staff: who may see /staff, by a password or by what a reverse proxy says, and how they log in."""

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
from indexer.settings import Queries
from indexer.workspace import Workspace
from search_web.language.languages import root
from search_web.operations.limits import client, storage_options
from search_web.operations.limits_storage import IN_MEMORY
from search_web.operations.proxies import Network, comes_from

PATH = "/staff"

LEAST_PASSWORD = 12
"""Characters; NIST SP 800-63B asks for 15 where nothing else is asked for, and 8 at least."""

ATTEMPTS = "10 per 15 minutes"
"""To log in, of one address."""

SESSION = dt.timedelta(hours=12)

METHOD = "scrypt"

USUALLY_KEPT = Queries()


@dataclass(frozen=True, slots=True)
class Staff:
    """`workspace`: the data folder. `secret`: what sessions are signed with. `password_hash`: as
    `write_password` leaves it; empty, nobody logs in by password. `header`: in which a proxy names
    who is logged in, believed of `proxies` alone; empty, of none. `kept`: what is kept of readers'
    searches."""

    workspace: Workspace
    secret: bytes
    password_hash: str = field(default="", repr=False)
    header: str = ""
    proxies: tuple[Network, ...] = ()
    kept: Queries = USUALLY_KEPT

    @property
    def password_id(self) -> str:
        """Who logged in by this password; another password ends their sessions."""
        return hashlib.sha256(self.password_hash.encode()).hexdigest()[:16]

    def is_password(self, given: str) -> bool:
        return bool(self.password_hash) and check_password_hash(self.password_hash, given)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of staff, as Flask-Login wants it. `name`: as the proxy has it; by password nobody
    is named."""

    id: str
    name: str = ""
    is_authenticated: bool = True
    is_active: bool = True

    def get_id(self) -> str:
        return self.id


class _Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie, sent only over https where it came so."""

    def get_cookie_path(self, app: Flask) -> str:
        return f"{root()}/"  # the same in every language

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


class _Logins(LoginManager):  # type: ignore[misc]
    """Remembers nobody beyond a session, so that no page of readers looks for one."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def prepare_login(
    app: Flask, staff: Staff, storage: str = IN_MEMORY
) -> tuple[CSRFProtect, Limiter]:
    """Gives an application sessions, logins, protection of forms and a count of attempts, kept as
    that of `Limits`; nothing of it touches a page that does not ask for it."""
    app.secret_key = staff.secret
    app.session_interface = _Sessions()
    app.permanent_session_lifetime = SESSION
    app.config.update(
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        WTF_CSRF_CHECK_DEFAULT=False,  # the pages of staff check for themselves
        WTF_CSRF_TIME_LIMIT=None,  # it ends with the session
    )
    logins = _Logins()
    logins.init_app(app, add_context_processor=False)
    logins.session_protection = None  # a proxy may change addresses
    logins.login_message = None

    def by_session(id_: str) -> Member | None:
        is_current = staff.password_hash and id_ == staff.password_id
        return Member(id_) if is_current else None

    def by_proxy(asked: Request) -> Member | None:
        given = asked.headers.get(staff.header, "").strip() if staff.header else ""
        name = given.encode("latin-1", "replace").decode("utf-8", "replace")  # WSGI has bytes so
        return Member(name, name) if name and comes_from(asked, staff.proxies) else None

    logins.user_loader(by_session)
    logins.request_loader(by_proxy)
    limiter = Limiter(
        partial(client, staff.secret),
        app=app,
        storage_uri=storage,
        storage_options=storage_options(storage),
        in_memory_fallback_enabled=True,
        key_prefix="bahith-staff",
    )
    return CSRFProtect(app), limiter


def write_password(file: Path, password: str) -> None:
    """Writes the hash of a password, for its owner alone to read. Raises OSError."""
    durable.write(file, f"{generate_password_hash(password, METHOD)}\n".encode(), 0o600)


def read_password(file: Path) -> str:
    """The hash in a file. Raises ValueError if it holds none, OSError."""
    text = file.read_text(encoding="utf-8").strip()
    if not text.startswith(f"{METHOD}:") or text.count("$") != 2:
        raise UserError(f"{file} was not written by `search-web staff-password`")
    return text
