"""Configuration: what those who run the site set of its pages and endpoints."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.ranking.parameters import DEFAULT_RANKING
from indexer.searching.result_page import TIME_LIMIT
from search_web.answer_cache import SIZE
from search_web.hooks.publish_hook import PublishHook
from search_web.operations.operations import Operations
from search_web.query_log.log import QueryLog
from search_web.staff.access import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """How an application is made.

    Attributes:
        cache: Bytes of answers that are kept.
        newer: Share of its score by which the newest article is preferred at most.
        time_limit: Seconds that a search may take.
        hook: What a site that publishes may call; there is none without.
        queries: Where searches are written down; nowhere without.
        staff: Who may see `/staff`, which is not there without.
        operations: Limits, the secret, metrics: what surrounds the pages.
    """

    cache: int = SIZE
    newer: float = DEFAULT_RANKING.newer
    time_limit: float = TIME_LIMIT
    hook: PublishHook | None = None
    queries: QueryLog | None = None
    staff: Staff | None = None
    operations: Operations = field(default_factory=Operations)
