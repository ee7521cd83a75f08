"""Configuration of the application by the operators of the site."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.ranking.parameters import DEFAULT_RANKING, Ranking
from indexer.searching.result_page import TIME_LIMIT
from search_web.answer_cache import SIZE
from search_web.centre import Face
from search_web.digests.service import DigestService
from search_web.hooks.publish_hook import PublishHook
from search_web.operations.operations import Operations
from search_web.query_log.log import QueryLog
from search_web.staff.access import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The configuration of an application.

    Attributes:
        cache: Size of the cache of answers in bytes.
        ranking: The ranking.
        time_limit: Time limit of a search in seconds.
        hook: Hook that a publishing site may call, or None to disable it.
        queries: Log of searches, or None to record none.
        staff: Access rules of `/staff`, or None to disable it.
        digests: Digests by e-mail, or None to disable them.
        operations: Settings of the request handling, such as limits and metrics.
        face: The centre as the pages show it.
    """

    cache: int = SIZE
    ranking: Ranking = DEFAULT_RANKING
    time_limit: float = TIME_LIMIT
    hook: PublishHook | None = None
    queries: QueryLog | None = None
    staff: Staff | None = None
    digests: DigestService | None = None
    operations: Operations = field(default_factory=Operations)
    face: Face = field(default_factory=Face)
