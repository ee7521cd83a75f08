"""search-web: serves the pages and the endpoints."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

import click
from waitress.server import create_server

from indexer.engines.base import EngineError
from indexer.engines.open import open_engine
from indexer.query_lists import WORDS
from indexer.ranking import NEWER
from indexer.watch import REQUEST
from search_web.answers import SIZE
from search_web.app import create_app
from search_web.hook import PublishHook
from search_web.secret import secret_of
from search_web.served import ServedIndex
from search_web.suggestions import Suggestions

LEAST_SECRET = 24
"""Bytes; Standard Webhooks asks for as many."""

_log = logging.getLogger(__name__)


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
def serve(
    data: Path,
    host: str,
    port: int,
    threads: int,
    cache: int,
    newer: float,
    hook_secret_file: Path | None,
) -> None:
    """Serve what `indexer build` has built under DATA."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    hook = _hook(hook_secret_file, data) if hook_secret_file else None
    with closing(ServedIndex(open_engine(data), data / WORDS)) as served:
        _open_early(served)
        suggestions = Suggestions(served)
        suggestions.prepare()
        try:
            server = create_server(
                create_app(served, cache << 20, newer, hook, suggestions, _secret(data)),
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


def _secret(data: Path) -> bytes | None:
    """What cursors are signed with; where DATA cannot be written, only this process knows it."""
    try:
        return secret_of(data)
    except OSError as error:
        _log.warning("no secret can be kept, cursors end with this process: %s", error)
        return None


def _open_early(served: ServedIndex) -> None:
    """Opens the index before the first reader comes; without one the pages say so."""
    try:
        with served.snapshot() as index:
            info = index.snapshot.info
            _log.info("generation %s is served: %d articles", info.id, info.articles)
    except EngineError as error:
        _log.warning("%s", error)
