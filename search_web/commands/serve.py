"""The command `search-web serve`: serve pages and endpoints in several processes."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import sqlite3
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import click

from indexer.commands.options import with_workspace
from indexer.engines.base import Engine
from indexer.ranking.order_file import OrderError, read_order
from indexer.ranking.parameters import DEFAULT_RANKING
from indexer.searching.result_page import TIME_LIMIT
from indexer.settings import QueryRetention, Site
from indexer.workspace import Workspace
from search_web.answer_cache import SIZE
from search_web.centre import Face
from search_web.commands.options import ServeOptions
from search_web.configuration import Configuration
from search_web.digests.service import DigestService
from search_web.hooks.publish_hook import PublishHook
from search_web.hooks.publish_hook import secret_of as hook_secret_of
from search_web.operations.bridge import AT_ONCE
from search_web.operations.health import Notes, Told
from search_web.operations.limits import Limits
from search_web.operations.logs import set_up_logs
from search_web.operations.metrics import serve_metrics
from search_web.operations.metrics_files import MetricsFiles
from search_web.operations.operations import Operations
from search_web.operations.proxies import Network
from search_web.operations.secret import SIZE as SECRET_SIZE
from search_web.operations.secret import secret_of
from search_web.operations.server import check_address, numeric, run
from search_web.query_log.log import expire
from search_web.query_log.store import QueryStore
from search_web.serving import Serving
from search_web.staff.access import Staff, read_password

LEAST_SECRET = 24
"""Least length of a secret in bytes, as in the Standard Webhooks specification."""

LIMITS = Limits()
"""Default rate limits."""

WORKERS = 2
"""Default number of processes: while one is replaced, the other answers."""

SUCCESSORS = 2
"""Number of processes that may start before the ones they replace have ended."""

_log = logging.getLogger(__name__)


class _NetworkType(click.ParamType):  # type: ignore[type-arg] # generic in newer versions of click
    """The parameter type of a network, or a single address."""

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
    type=click.IntRange(1, 65535),
    default=8000,
    help="Port to listen at.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=WORKERS,
    help="Number of worker processes, one per processor; each needs its own memory.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=AT_ONCE,
    help="Number of requests that a worker computes at once; it may have more clients.",
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
    engine = workspace.engine()  # report a missing package or a wrong setting once, here
    settings = workspace.settings()
    face = Face.load(settings.centre, workspace.folder)
    kept = settings.queries
    hook = _hook(options.hook_secret_file, workspace) if options.hook_secret_file else None
    staff = _staff(options, workspace, kept)
    if not kept.kept_days:
        _forget(workspace.query_log, kept)
    secret = _secret(workspace)
    address = _free_address(options.host, options.port)
    files, notes = _metrics_files(options.workers)
    operations = Operations(
        limits=options.limits,
        secret=secret,
        trusted_proxies=options.trusted_proxy,
        site=_site(settings.site, options.host),
        has_metrics_port=options.metrics_port is not None,
        metrics_files=files,
        notes=(*notes, *_unused_order(workspace)),
    )
    DigestService.load(workspace, secret)  # report a wrong setting once, here
    configuration = Configuration(
        cache=options.cache << 20,
        ranking=replace(workspace.ranking(), newer=options.newer),
        time_limit=options.time_limit,
        hook=hook,
        staff=staff,
        operations=operations,
        face=face,
    )
    serving = Serving(workspace, configuration, kept, options.threads, options.log_format)
    try:
        if options.metrics_port is not None:
            _serve_metrics(files, engine, options.metrics_host, options.metrics_port)
        click.echo(f"باحث: http://{options.host}:{options.port}  (Ctrl+C stops it)")
        run(serving, address, options.port, options.workers)
    finally:
        if files is not None:
            files.remove()


def _site(site: Site, host: str) -> Site:
    """Return the site with the name that it is served under added to its hosts."""
    return site.model_copy(update={"hosts": (*site.hosts, host)})


def _free_address(host: str, port: int) -> str:
    """Return the IP address of a host, after a check that the port is free."""
    try:
        check_address(host, port)
        return numeric(host)
    except OSError as error:
        reason = f"{host}:{port} cannot be served: {error.strerror or error}"
        raise click.ClickException(reason) from error


def _metrics_files(workers: int) -> tuple[MetricsFiles | None, tuple[Notes, ...]]:
    """Make the files of shared metrics, one per process and per successor.

    Returns:
        The files, or None if there is no room for them, and notes for /readyz.
    """
    try:
        return MetricsFiles.make(workers + SUCCESSORS), ()
    except OSError as error:
        told = f"metrics: each process counts for itself, the temporary folder has no room: {error}"
        _log.warning("%s", told)
        return None, (Told(told),)


def _unused_order(workspace: Workspace) -> tuple[Notes, ...]:
    """Return a note for /readyz if the data folder's own order cannot be used."""
    try:
        read_order(workspace.order_file)
    except OrderError as error:
        _log.warning("not used: %s", error)
        return (Told(f"not used: {error}"),)
    return ()


def _serve_metrics(files: MetricsFiles | None, engine: Engine, host: str, port: int) -> None:
    """Serve the metrics at a separate port, or exit with an error message."""
    try:
        serve_metrics(files, engine.info, host, port)
    except OSError as error:
        reason = f"{host}:{port} cannot be served: {error.strerror or error}"
        raise click.ClickException(reason) from error


def _hook(secret_file: Path, workspace: Workspace) -> PublishHook:
    """Return the hook with the secret in a file, or exit with an error message."""
    try:
        secret = hook_secret_of(secret_file.read_bytes())
    except ValueError as error:
        raise click.ClickException(f"{secret_file}: {error}") from error
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


def _forget(file: Path, kept: QueryRetention) -> None:
    """Delete the single searches that the query log holds from before it was disabled."""
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
