"""Judgements made of clicks: the articles that readers opened for a query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from indexer.evaluation.judgements import Judgements
from search_web.query_log.report import Clicked

LEAST_CLICKS = 3
"""Clicks on an article for a query below which nothing follows from them."""

LEAST_SHARE = 0.5
"""Share of the weight of the query's article with most from which another is relevant too."""

MAX_POSITION = 10
"""Position beyond which clicks weigh no more, so that a few of them do not outweigh all others."""


def judgements_of_clicks(clicked: Iterable[Clicked]) -> Judgements:
    """Make judgements of clicks.

    Readers see the first results more often and click on them for that alone. Each click is
    therefore divided by the probability that its position is looked at, the inverse of the position
    (Joachims, Swaminathan and Schnabel, "Unbiased Learning-to-Rank with Biased Feedback", WSDM
    2017), with an upper bound.

    Args:
        clicked: Clicks on articles by query and position.

    Returns:
        Judgements of grade 1; there may be none.
    """
    weights: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    queries: dict[str, str] = {}
    for one in clicked:
        weights[one.form][one.article] += one.clicks * min(one.position, MAX_POSITION)
        counts[one.form, one.article] += one.clicks
        queries[one.form] = one.query
    relevance: dict[str, dict[str, int]] = {}
    for form, articles in weights.items():
        least = LEAST_SHARE * max(articles.values())
        relevant = {
            article: 1
            for article, weight in articles.items()
            if weight >= least and counts[form, article] >= LEAST_CLICKS
        }
        if relevant:
            relevance[form] = relevant
    ids = {form: f"click-{number}" for number, form in enumerate(sorted(relevance), 1)}
    return Judgements(
        {ids[form]: queries[form] for form in ids}, {ids[form]: relevance[form] for form in ids}
    )
