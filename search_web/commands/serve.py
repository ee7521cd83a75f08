"""The command `search-web serve`: serve pages and endpoints in several processes."""

from __future__ import annotations

import atexit
import datetime as dt
import logging
import os
import secrets
import shutil
import socket
import sqlite3
import tempfile
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indexer.commands.options import with_workspace
from indexer.engines.base import EngineError
from indexer.ranking.parameters import DEFAULT_RANKING
from indexer.searching.result_page import TIME_LIMIT
from indexer.settings import QueryRetention
from indexer.workspace import Workspace
from search_web.answer_cache import SIZE
from search_web.app import create_app
from search_web.commands.options import ServeOptions
from search_web.configuration import Configuration
from search_web.hooks.publish_hook import PublishHook
from search_web.operations.limits import Limits
from search_web.operations.logs import set_up_logs
from search_web.operations.metrics import share_among_processes
from search_web.operations.operations import Operations
from search_web.operations.proxies import Network
from search_web.operations.secret import SIZE as SECRET_SIZE
from search_web.operations.secret import secret_of
from search_web.operations.server import Server, listen
from search_web.query_log.log import QueryLog, expire
from search_web.query_log.store import QueryStore
from search_web.served import ServedIndex
from search_web.staff.access import Staff, read_password
from search_web.suggestions import Suggestions

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

LEAST_SECRET = 24
"""Least length of a secret in bytes, as in the Standard Webhooks specification."""

LIMITS = Limits()

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


@click.command("serve", context_settings={"show_default": True})
@with_workspace
@click.option("--host", default="127.0.0.1", help="Address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    help="Port to listen at; 0 chooses a free one.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    help="Number of worker processes, one per processor; each needs its own memory.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=8,
    help="Number of requests that a worker serves at once.",
)
@click.option(
    "--cache",
    type=click.IntRange(0),
    default=SIZE >> 20,
    help="Size of the cache of answers of each worker, in megabytes.",
)
@click.option(
    "--newer",
    type=click.FloatRange(0, 10),
    default=DEFAULT_RANKING.newer,
    help="Relative boost of the newest articles.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0.01, 60),
    default=TIME_LIMIT,
    help="Time limit of a search in seconds; partial results are returned.",
)
@click.option(
    "--hook-secret-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="BAHITH_HOOK_SECRET_FILE",
    help="File with the secret shared with a site that calls /hooks/published.",
)
@click.option(
    "--staff-password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="BAHITH_STAFF_PASSWORD_FILE",
    help="File with a password hash by `search-web staff-password`; enables /staff.",
)
@click.option(
    "--staff-header",
    default="",
    metavar="NAME",
    help="Header in which a proxy names the user, such as X-Remote-User; enables /staff.",
)
@click.option(
    "--staff-proxy",
    "staff_proxies",
    type=_NetworkType(),
    multiple=True,
    help="Address or network of a proxy that may send this header; may be repeated.",
)
@click.option(
    "--limit-pages", default=LIMITS.pages, help="Rate limit of pages per client, or `off`."
)
@click.option("--limit-api", default=LIMITS.api, help="Rate limit of the API per client, or `off`.")
@click.option(
    "--limit-suggest",
    default=LIMITS.suggest,
    help="Rate limit of suggestions per client, or `off`.",
)
@click.option(
    "--limits-storage",
    default=LIMITS.storage,
    help="Storage of rate limits: redis://… is shared, otherwise each process has its own.",
)
@click.option(
    "--trusted-proxy",
    type=click.IntRange(0, 10),
    default=0,
    help="Number of proxies in a chain that append to X-Forwarded-For.",
)
@click.option(
    "--metrics-port",
    type=click.IntRange(1, 65535),
    help="Serve /metrics only at this port, instead of at --port for this machine only.",
)
@click.option("--metrics-host", default="127.0.0.1", help="Address of --metrics-port.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    help="Format of the logs; the default is text on a terminal, JSON elsewhere.",
    show_default=False,
)
def serve_command(workspace: Workspace, **given: Any) -> None:
    """Serve the index of DATA until SIGTERM.

    Open requests are then completed, in at most 30 seconds.
    """
    options = ServeOptions(**given)
    set_up_logs(options.log_format)
    workspace.engine()  # report a missing package or a wrong setting once, here
    limits = options.limits
    kept = workspace.settings().queries
    hook = _hook(options.hook_secret_file, workspace) if options.hook_secret_file else None
    staff = _staff(options, workspace, kept)
    if not kept.kept_days:
        _forget(workspace.query_log, kept)
    secret = _secret(workspace)
    sockets = [_listen(options.host, options.port)]
    if options.metrics_port is not None:
        sockets.append(_listen(options.metrics_host, options.metrics_port))
    folder = Path(tempfile.mkdtemp(prefix="bahith-metrics-"))

    def make() -> WSGIApplication:
        """Return the application of a worker process, with its own index."""
        served = ServedIndex(workspace.engine(), workspace.words)
        _open_early(served)
        suggestions = Suggestions(served)
        suggestions.prepare()
        operations = Operations(
            limits=limits,
            secret=secret,
            trusted_proxies=options.trusted_proxy,
            metrics_port=options.metrics_port,
            metrics_folder=folder,
            is_draining=server.draining.is_set,
        )
        configuration = Configuration(
            cache=options.cache << 20,
            newer=options.newer,
            time_limit=options.time_limit,
            hook=hook,
            queries=_query_log(workspace.query_log, kept),
            staff=staff,
            operations=operations,
        )
        return create_app(served, configuration, suggestions)

    click.echo(f"باحث: http://{options.host}:{sockets[0].getsockname()[1]}  (Ctrl+C stops it)")
    server = Server(make, sockets, options.workers, options.threads)
    master = os.getpid()
    try:
        share_among_processes(folder)
        server.run()
    finally:
        if os.getpid() == master:  # the others end here too
            shutil.rmtree(folder)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return listen(host, port)
    except OSError as error:
        reason = f"{host}:{port} cannot be served: {error.strerror or error}"
        raise click.ClickException(reason) from error


def _hook(secret_file: Path, workspace: Workspace) -> PublishHook:
    secret = secret_file.read_bytes().strip()
    if len(secret) < LEAST_SECRET:
        raise click.ClickException(f"{secret_file}: a secret has at least {LEAST_SECRET} bytes")
    return PublishHook(secret, workspace.hooks, workspace.update_request)


def _staff(options: ServeOptions, workspace: Workspace, kept: QueryRetention) -> Staff | None:
    """Return the access rules of /staff, or None if it is disabled."""
    header, password_file = options.staff_header, options.staff_password_file
    if bool(header) != bool(options.staff_proxies):
        raise click.UsageError("--staff-header and --staff-proxy want each other")
    if not password_file and not header:
        return None
    return Staff(
        workspace,
        secret_of(workspace.secret),
        read_password(password_file) if password_file else "",
        header,
        options.staff_proxies,
        kept,
    )


def _query_log(file: Path, kept: QueryRetention) -> QueryLog | None:
    """Return the query log, closed when the process exits, or None if it is disabled."""
    if not kept.kept_days:
        return None
    queries = QueryLog(QueryStore(file), kept).start()
    atexit.register(queries.close)
    return queries


def _forget(file: Path, kept: QueryRetention) -> None:
    """Remove single searches from a query log of former settings."""
    if file.exists():
        try:
            expire(QueryStore(file), kept, dt.datetime.now(dt.UTC).date())
        except (sqlite3.Error, OSError) as error:
            raise click.ClickException(f"{file}: {error}") from error


def _secret(workspace: Workspace) -> bytes:
    """Return the signing key: that of DATA or, if DATA is read-only, one of this server only."""
    try:
        return secret_of(workspace.secret)
    except OSError as error:
        _log.warning("no secret can be kept, cursors end with this server: %s", error)
        return secrets.token_bytes(SECRET_SIZE)


def _open_early(served: ServedIndex) -> None:
    """Open the index before the first request; log a warning if there is none."""
    try:
        with served.snapshot() as index:
            info = index.snapshot.info
            _log.info("generation %s is served: %d articles", info.id, info.articles)
    except EngineError as error:
        _log.warning("%s", error)
