"""Limits of a query's complexity, reported as problems; pages apply them silently."""

from __future__ import annotations

from flask_babel import gettext

from indexer.searching.open_index import OpenIndex
from indexer.searching.query.parser import MAX_COST, MAX_DEPTH, PREFIX_COST, depth
from indexer.searching.request import SearchRequest
from search_web.api.failures import ProblemError
from search_web.problems.validation import parameter_error

PROBLEM_TYPE = "query-too-complex"


def check_limits(request: SearchRequest, index: OpenIndex) -> None:
    """Check that a query is neither nested too deeply nor too long.

    Raises:
        ProblemError: It is (400).
    """
    if depth(request.q) > MAX_DEPTH:
        detail = gettext("Parentheses may be nested at most %(most)d deep.", most=MAX_DEPTH)
        raise ProblemError(400, detail, [parameter_error("q", "too_deep")], PROBLEM_TYPE)
    if index.parse(request.q).too_many_words:
        detail = gettext(
            "A query may cost at most %(most)d: a word costs 1, a phrase as many as its words, "
            "a prefix %(prefix)d.",
            most=MAX_COST,
            prefix=PREFIX_COST,
        )
        raise ProblemError(400, detail, [parameter_error("q", "too_many_terms")], PROBLEM_TYPE)
