"""Errors of the cluster as errors of the engine, each with its reason and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opensearchpy.exceptions import ConnectionError as NotReachedError
from opensearchpy.exceptions import ConnectionTimeout, TransportError

from indexer.engines.base import EngineError, EngineUnavailableError, GenerationGoneError

IN_PIECES = frozenset(
    {
        "search_phase_execution_exception",
        "no_shard_available_action_exception",
        "unavailable_shards_exception",
        "cluster_manager_not_discovered_exception",
        "master_not_discovered_exception",
        "process_cluster_event_timeout_exception",
    }
)
"""Types of errors while nodes or copies of shards are missing."""

_BLOCKED = (
    "refuses to write ({}): free space on its disks, or remove the block, see docs/opensearch.md"
)
_MENDS: Mapping[str | int, str] = {
    "cluster_block_exception": _BLOCKED,
    "index_create_block_exception": _BLOCKED,
    "index_closed_exception": "has closed the index ({}): open it again",
    401: "refuses the user of engines.opensearch ({}): see docs/opensearch.md",
    403: "refuses the user of engines.opensearch ({}): see docs/opensearch.md",
    429: "has more requests than it can take ({}): try again later, or add nodes",
}
"""What else a cluster refuses and what to do about it, by type or status of the error."""


def explained(error: TransportError, addresses: str) -> EngineError | None:
    """Return the engine's error for an error of the client, or None if it is a bug of ours.

    Args:
        error: The error.
        addresses: The addresses of the cluster, for the message.
    """
    told = reason_of(error.info)
    if str(error.error) == "index_not_found_exception":
        return GenerationGoneError(f"the generation is not kept ({told})")
    mend = _mend(error, told)
    return EngineUnavailableError(f"the cluster at {addresses} {mend}") if mend else None


def _mend(error: TransportError, told: str) -> str:
    """Return what a cluster does not do and what to do about it, or "" for other errors."""
    if isinstance(error, ConnectionTimeout):
        return "does not answer in time: see its load, or raise engines.opensearch.seconds"
    if isinstance(error, NotReachedError):
        return (
            f"does not answer ({error.error}): start its nodes, or set engines.opensearch.addresses"
        )
    if is_passing(error) or error.status_code in (502, 504):
        return (
            f"does not answer from all shards ({told}): see _cluster/health, and start the "
            "missing nodes"
        )
    found = _MENDS.get(str(error.error)) or _MENDS.get(error.status_code)
    return found.format(told) if found else ""


def is_passing(error: TransportError) -> bool:
    """Return whether the same request may soon be answered, since copies are changing places."""
    return str(error.error) in IN_PIECES or error.status_code == 503


def reason_of(info: Any) -> str:
    """Return the reason in the body of an error's answer."""
    told = info.get("error", info) if isinstance(info, dict) else info
    if isinstance(told, dict):
        causes = told.get("root_cause") or [told]
        told = next((cause["reason"] for cause in causes if cause.get("reason")), told.get("type"))
    return str(told)[:300]
