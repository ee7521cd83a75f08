"""The connection to the cluster."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from opensearchpy import OpenSearch
from opensearchpy.exceptions import TransportError

from indexer.engines.base import EngineUnavailableError
from indexer.engines.opensearch.body import Json
from indexer.engines.opensearch.failures import explained, is_passing, reason_of
from indexer.engines.opensearch.settings import PASSWORD_VARIABLE, OpenSearchSettings

Answer = TypeVar("Answer")

PAUSES = (0.1, 0.5, 1.0)
"""Seconds before each further try of a read that failed while copies of shards change places."""

CONNECTIONS = 32
"""Connections to a node that stay open, one for each thread that searches at once."""

for _name in ("opensearch", "opensearchpy.trace"):
    # every retry is a warning there, and what readers search for is in the bodies
    logging.getLogger(_name).setLevel(logging.ERROR)


class Cluster:
    """A connection to the nodes, opened by the first request. Safe to share between threads."""

    def __init__(self, settings: OpenSearchSettings, folder: Path) -> None:
        """Prepare the connection.

        Args:
            settings: The settings.
            folder: Folder to which the files in the settings are relative.

        Raises:
            EngineUnavailableError: A file of the settings cannot be read.
        """
        self.settings = settings
        self._addresses = ", ".join(settings.addresses)
        self._client = OpenSearch(
            [_host(address) for address in settings.addresses],
            timeout=settings.seconds,
            pool_maxsize=CONNECTIONS,
            max_retries=3,
            retry_on_timeout=False,
            http_auth=account(settings, folder),
            **_tls(settings, folder),
        )

    def read(self, ask: Callable[[OpenSearch], Answer]) -> Answer:
        """Ask for something, again for a moment if copies of shards are just changing places.

        Raises:
            EngineUnavailableError: The cluster does not answer, or not from all shards.
            GenerationGoneError: The index is not there.
        """
        for pause in PAUSES:
            try:
                return ask(self._client)
            except TransportError as error:
                if not is_passing(error):
                    self._fail(error)
            time.sleep(pause)
        return self.write(ask)

    def write(self, ask: Callable[[OpenSearch], Answer]) -> Answer:
        """Ask for a change once.

        Raises:
            EngineUnavailableError: The cluster does not answer or refuses.
            GenerationGoneError: The index is not there.
            TransportError: The cluster objects to the request itself.
        """
        try:
            return ask(self._client)
        except TransportError as error:
            self._fail(error)

    def search(self, index: str, body: Json) -> Json:
        """Search all shards of an index; see `whole`.

        Raises:
            EngineUnavailableError: A shard does not answer.
            GenerationGoneError: The index is not there.
        """
        # With a time limit, this parameter would make an error of what was found in time.
        partial = "true" if "timeout" in body else "false"
        params = {"allow_partial_search_results": partial}
        found: Json = self.read(
            lambda client: whole(client.search(index=index, body=body, params=params))
        )
        return found

    def pages(self, index: str, body: Json) -> Iterator[list[Json]]:
        """Yield all hits of a search in the order of its sort keys, as many at a time as it says.

        Raises:
            EngineUnavailableError: A shard does not answer.
            GenerationGoneError: The index is not there.
        """
        body = {**body, "track_total_hits": False}
        while hits := self.search(index, body)["hits"]["hits"]:
            yield hits
            if len(hits) < body["size"]:
                return
            body["search_after"] = hits[-1]["sort"]

    def search_each(self, index: str, bodies: Sequence[Json]) -> list[Json]:
        """Search an index by several bodies in one request."""
        lines: list[Json] = []
        for body in bodies:
            lines += [{"allow_partial_search_results": False}, body]

        def ask(client: OpenSearch) -> list[Json]:
            answers = client.msearch(index=index, body=lines)["responses"]
            for answer in answers:
                if "error" in answer:
                    error = answer["error"]
                    raise TransportError(answer["status"], error["type"], answer)
            return [whole(answer) for answer in answers]

        return self.read(ask) if bodies else []

    def unavailable(self, reason: str) -> EngineUnavailableError:
        """Return the error of a cluster that does not do what it should."""
        return EngineUnavailableError(f"the cluster at {self._addresses} {reason}")

    def _fail(self, error: TransportError) -> NoReturn:
        """Raise the engine's error for an error of the client, or the error if it is a bug."""
        told = explained(error, self._addresses)
        if told is None:
            raise error
        raise told from error


def whole(answer: Json) -> Json:
    """Return the answer of a search if it is one of all shards.

    Raises:
        TransportError: It is not.
    """
    shards = answer["_shards"]
    if shards["successful"] < shards["total"]:
        kind, told = "no_shard_available_action_exception", reason_of(_failure(shards))
        raise TransportError(503, kind, {"error": {"reason": told}})
    return answer


def _failure(shards: Mapping[str, Any]) -> Any:
    """Return what is said of the first shard that failed."""
    reasons = [failure["reason"] for failure in shards.get("failures", ())]
    missing = shards["total"] - shards["successful"]
    return {"error": reasons[0]} if reasons else f"{missing} of {shards['total']} are missing"


def _host(address: str) -> Json:
    parts = urlsplit(address)
    is_safe = parts.scheme == "https"
    port = parts.port or (443 if is_safe else 80)
    return {
        "host": parts.hostname,
        "port": port,
        "use_ssl": is_safe,
        "url_prefix": parts.path.strip("/"),
    }


def account(settings: OpenSearchSettings, folder: Path) -> tuple[str, str] | None:
    """Return the user and the password, or None for a cluster without users.

    Raises:
        EngineUnavailableError: There is no password.
    """
    if not settings.user:
        return None
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None and settings.password_file:
        file = folder / settings.password_file
        try:
            password = file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise EngineUnavailableError(f"{file} cannot be read: {error.strerror}") from error
    if password is None:
        raise EngineUnavailableError(
            f"the user {settings.user} has no password: set engines.opensearch.password_file, or "
            f"{PASSWORD_VARIABLE} in the environment"
        )
    return settings.user, password


def _tls(settings: OpenSearchSettings, folder: Path) -> Json:
    """Return the options of the client for certificates."""
    options = {}
    for option, name in (
        ("ca_certs", settings.ca_file),
        ("client_cert", settings.certificate_file),
        ("client_key", settings.key_file),
    ):
        if name:
            if not (folder / name).is_file():
                raise EngineUnavailableError(f"{folder / name} of engines.opensearch is not there")
            options[option] = str(folder / name)
    return options
