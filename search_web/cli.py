"""search-web: serves the pages and the endpoints."""

from __future__ import annotations

import atexit
import datetime as dt
import logging
import signal
import sqlite3
import sys
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path

import click
from waitress.server import create_server

from indexer.engines.base import EngineError
from indexer.engines.open import open_engine
from indexer.query_lists import WORDS
from indexer.ranking import NEWER
from indexer.settings import Queries, Settings, SettingsError
from indexer.watch import REQUEST
from search_web.answers import SIZE
from search_web.app import create_app
from search_web.hook import PublishHook
from search_web.proxies import Network
from search_web.query_log import QueryLog, expire
from search_web.query_store import FILE, QueryStore
from search_web.secret import secret_of
from search_web.served import ServedIndex
from search_web.staff import LEAST_PASSWORD, Staff, read_password, write_password
from search_web.suggestions import Suggestions

LEAST_SECRET = 24
"""Bytes; Standard Webhooks asks for as many."""

_log = logging.getLogger(__name__)


class _NetworkType(click.ParamType):  # type: ignore[type-arg] # newer clicks have a parameter
    name = "address"

    def convert(
        self, value: str | Network, param: click.Parameter | None, ctx: click.Context | None
    ) -> Network:
        try:
            return ip_network(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.group()
def main() -> None:
    """باحث: the search pages and the JSON endpoint."""


@main.command()
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default="index_data"
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True)
@click.option(
    "--cache",
    type=click.IntRange(0),
    default=SIZE >> 20,
    show_default=True,
    help="Megabytes of recent answers that are kept.",
)
@click.option(
    "--newer",
    type=click.FloatRange(0, 10),
    default=NEWER,
    show_default=True,
    help="By how much of its score at most a newer article is preferred.",
)
@click.option(
    "--hook-secret-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="BAHITH_HOOK_SECRET_FILE",
    help="The secret shared with a site that calls /hooks/published.",
)
@click.option(
    "--staff-password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="BAHITH_STAFF_PASSWORD_FILE",
    help="Opens /staff to the password that `search-web staff-password` left there.",
)
@click.option(
    "--staff-header",
    default="",
    metavar="NAME",
    help="Opens /staff to those whom a proxy names in this header, X-Remote-User for instance.",
)
@click.option(
    "--staff-proxy",
    "staff_proxies",
    type=_NetworkType(),
    multiple=True,
    help="The address or network of a proxy that may do so; may be repeated.",
)
def serve(
    data: Path,
    host: str,
    port: int,
    threads: int,
    cache: int,
    newer: float,
    hook_secret_file: Path | None,
    staff_password_file: Path | None,
    staff_header: str,
    staff_proxies: tuple[Network, ...],
) -> None:
    """Serve what `indexer build` has built under DATA."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    hook = _hook(hook_secret_file, data) if hook_secret_file else None
    kept = _kept(data)
    staff = _staff(data, kept, staff_password_file, staff_header, staff_proxies)
    queries = _query_log(data, kept)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # as Ctrl+C does: what is open is closed
    with closing(ServedIndex(open_engine(data), data / WORDS)) as served:
        _open_early(served)
        suggestions = Suggestions(served)
        suggestions.prepare()
        try:
            server = create_server(
                create_app(
                    served,
                    cache << 20,
                    newer,
                    hook,
                    suggestions,
                    queries=queries,
                    staff=staff,
                ),
                host=host,
                port=port,
                threads=threads,
                ident=None,
            )
        except (OSError, ValueError) as error:  # ValueError: there is no such host
            said = getattr(error, "strerror", None) or error
            reason = f"{host}:{port} cannot be served: {said}"
            raise click.ClickException(reason) from error
        server.print_listen("باحث: http://{}:{}  (Ctrl+C stops it)")
        server.run()


def _hook(secret_file: Path, data: Path) -> PublishHook:
    secret = secret_file.read_bytes().strip()
    if len(secret) < LEAST_SECRET:
        raise click.ClickException(f"{secret_file}: a secret has at least {LEAST_SECRET} bytes")
    return PublishHook(secret, data / "hooks", data / REQUEST)


def _kept(data: Path) -> Queries:
    try:
        return Settings.load(data).queries
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _staff(
    data: Path,
    kept: Queries,
    password_file: Path | None,
    header: str,
    proxies: tuple[Network, ...],
) -> Staff | None:
    """Who may see /staff, if anybody."""
    if bool(header) != bool(proxies):
        raise click.UsageError("--staff-header and --staff-proxy want each other")
    if not password_file and not header:
        return None
    try:
        password = read_password(password_file) if password_file else ""
        return Staff(data, secret_of(data), password, header, proxies, kept)
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error


def _query_log(data: Path, kept: Queries) -> QueryLog | None:
    """The log of queries, closed when the process ends. Where none is to be kept, the single
    searches of a former one go."""
    store = QueryStore(data / FILE)
    if kept.kept_days:
        queries = QueryLog(store, kept).start()
        atexit.register(queries.close)
        return queries
    if (data / FILE).exists():
        try:
            expire(store, kept, dt.datetime.now(dt.UTC).date())
        except (sqlite3.Error, OSError) as error:
            raise click.ClickException(f"{data / FILE}: {error}") from error
    return None


def _open_early(served: ServedIndex) -> None:
    """Opens the index before the first reader comes; without one the pages say so."""
    try:
        with served.snapshot() as index:
            info = index.snapshot.info
            _log.info("generation %s is served: %d articles", info.id, info.articles)
    except EngineError as error:
        _log.warning("%s", error)


@main.command("staff-password")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def staff_password(file: Path) -> None:
    """Ask for a password of staff, twice, and leave its hash in FILE for --staff-password-file."""
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < LEAST_PASSWORD:
        raise click.ClickException(f"a password has at least {LEAST_PASSWORD} characters")
    try:
        write_password(file, password)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
