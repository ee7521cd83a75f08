"""search-web: serves the pages and the endpoints."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import sqlite3
from ipaddress import ip_network
from pathlib import Path

import click

from indexer.building.watch import REQUEST
from indexer.command_group import CommandGroup
from indexer.engines.open import open_engine
from indexer.ranking.parameters import USUAL
from indexer.searching.result_page import TIME_LIMIT
from indexer.settings import Queries, Settings, Site
from search_web.answer_cache import SIZE
from search_web.hooks.publish_hook import PublishHook
from search_web.hooks.publish_hook import secret_of as hook_secret_of
from search_web.operations.bridge import AT_ONCE
from search_web.operations.health import Notes, Told
from search_web.operations.limits import Limits
from search_web.operations.logs import Format, set_up_logs
from search_web.operations.metrics import serve_metrics
from search_web.operations.metrics_files import MetricsFiles
from search_web.operations.operations import Operations
from search_web.operations.proxies import Network
from search_web.operations.secret import SIZE as SECRET_SIZE
from search_web.operations.secret import secret_of
from search_web.operations.server import check_address, numeric, run
from search_web.query_log.log import expire
from search_web.query_log.store import FILE, QueryStore
from search_web.serving import Serving
from search_web.staff.access import LEAST_PASSWORD, Staff, read_password, write_password

LEAST_SECRET = 24
"""Bytes; Standard Webhooks asks for as many."""

LIMITS = Limits()

SUCCESSORS = 2
"""Processes that may begin before those end in whose stead they come."""

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


@click.group(cls=CommandGroup)
@click.version_option(package_name="bahith", message="%(prog)s (Bahith) %(version)s")
def main() -> None:
    """باحث: the search pages and the JSON endpoint."""


@main.command(context_settings={"show_default": True})
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="index_data",
    envvar="BAHITH_DATA",
    show_envvar=True,
)
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=click.IntRange(1, 65535), default=8000)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    help="Processes that answer, one for each processor; each takes memory of its own.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, 64),
    default=AT_ONCE,
    help="Requests that each computes at once; clients may be more.",
)
@click.option(
    "--cache",
    type=click.IntRange(0),
    default=SIZE >> 20,
    help="Megabytes of recent answers that each keeps.",
)
@click.option(
    "--newer",
    type=click.FloatRange(0, 10),
    default=USUAL.newer,
    help="By how much of its score at most a newer article is preferred.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0.01, 60),
    default=TIME_LIMIT,
    help="Seconds after which a search gives what it has found.",
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
@click.option("--limit-pages", default=LIMITS.pages, help="Pages for one client, or `off`.")
@click.option("--limit-api", default=LIMITS.api, help="Answers of the API for one client.")
@click.option("--limit-suggest", default=LIMITS.suggest, help="Suggestions for one client.")
@click.option(
    "--limits-storage",
    default=LIMITS.storage,
    help="Where they are counted: redis://… for all processes together, else in each.",
)
@click.option(
    "--trusted-proxy",
    type=click.IntRange(0, 10),
    default=0,
    help="How many proxies in a row add the address they got to X-Forwarded-For.",
)
@click.option(
    "--metrics-port",
    type=click.IntRange(1, 65535),
    help="Where alone /metrics is let out, else at the usual port to this machine.",
)
@click.option("--metrics-host", default="127.0.0.1", help="The address of that port.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    help="As text on a terminal, else JSON, if it is not given.",
    show_default=False,
)
def serve(
    data: Path,
    host: str,
    port: int,
    workers: int,
    threads: int,
    cache: int,
    newer: float,
    time_limit: float,
    hook_secret_file: Path | None,
    staff_password_file: Path | None,
    staff_header: str,
    staff_proxies: tuple[Network, ...],
    limit_pages: str,
    limit_api: str,
    limit_suggest: str,
    limits_storage: str,
    trusted_proxy: int,
    metrics_port: int | None,
    metrics_host: str,
    log_format: Format | None,
) -> None:
    """Serve what `indexer build` has built under DATA, until SIGTERM: then requests under way are
    finished, which takes 30 seconds at most."""
    set_up_logs(log_format)
    settings = Settings.load(data)
    kept = settings.queries
    hook = _hook(hook_secret_file, data) if hook_secret_file else None
    staff = _staff(data, kept, staff_password_file, staff_header, staff_proxies)
    if not kept.kept_days:
        _forget(data, kept)
    limits = Limits(limit_pages, limit_api, limit_suggest, limits_storage)
    secret = _secret(data)
    address = _free_address(host, port)
    files, notes = _metrics_files(workers)
    operations = Operations(
        limits=limits,
        secret=secret,
        trusted_proxies=trusted_proxy,
        site=_site(settings.site, host),
        has_metrics_port=metrics_port is not None,
        metrics_files=files,
        notes=notes,
    )
    serving = Serving(
        data, operations, threads, cache << 20, newer, time_limit, kept, hook, staff, log_format
    )
    try:
        if metrics_port is not None:
            _serve_metrics(files, data, metrics_host, metrics_port)
        click.echo(f"باحث: http://{host}:{port}  (Ctrl+C stops it)")
        run(serving, address, port, workers)
    finally:
        if files is not None:
            files.remove()


def _site(site: Site, host: str) -> Site:
    """The site, which knows the name under which it is served."""
    return site.model_copy(update={"hosts": (*site.hosts, host)})


def _free_address(host: str, port: int) -> str:
    """The address of a host, where nothing else is served."""
    try:
        check_address(host, port)
        return numeric(host)
    except OSError as error:
        reason = f"{host}:{port} cannot be served: {error.strerror or error}"
        raise click.ClickException(reason) from error


def _metrics_files(workers: int) -> tuple[MetricsFiles | None, tuple[Notes, ...]]:
    """Where processes count together, a place for each and for one that comes in its stead; without
    room for them, what /readyz says of it."""
    try:
        return MetricsFiles.make(workers + SUCCESSORS), ()
    except OSError as error:
        told = f"metrics: each process counts for itself, the temporary folder has no room: {error}"
        _log.warning("%s", told)
        return None, (Told(told),)


def _serve_metrics(files: MetricsFiles | None, data: Path, host: str, port: int) -> None:
    try:
        serve_metrics(files, open_engine(data).info, host, port)
    except OSError as error:
        reason = f"{host}:{port} cannot be served: {error.strerror or error}"
        raise click.ClickException(reason) from error


def _hook(secret_file: Path, data: Path) -> PublishHook:
    try:
        secret = hook_secret_of(secret_file.read_bytes())
    except ValueError as error:
        raise click.ClickException(f"{secret_file}: {error}") from error
    if len(secret) < LEAST_SECRET:
        raise click.ClickException(f"{secret_file}: a secret has at least {LEAST_SECRET} bytes")
    return PublishHook(secret, data / "hooks", data / REQUEST)


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
    password = read_password(password_file) if password_file else ""
    return Staff(data, secret_of(data), password, header, proxies, kept)


def _forget(data: Path, kept: Queries) -> None:
    """Lets the single searches of a log go that was kept before."""
    if (data / FILE).exists():
        try:
            expire(QueryStore(data / FILE), kept, dt.datetime.now(dt.UTC).date())
        except (sqlite3.Error, OSError) as error:
            raise click.ClickException(f"{data / FILE}: {error}") from error


def _secret(data: Path) -> bytes:
    """What is signed with; where DATA cannot be written, only this server's processes know it."""
    try:
        return secret_of(data)
    except OSError as error:
        _log.warning("no secret can be kept, cursors end with this server: %s", error)
        return secrets.token_bytes(SECRET_SIZE)


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
