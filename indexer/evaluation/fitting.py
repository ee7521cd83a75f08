"""Fitting of the order to the judgements of one site, starting from the shipped weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from analyzers.errors import UserError
from indexer.evaluation.cross_validation import FOLDS, fold, held_out
from indexer.evaluation.listwise import JudgedQuery, fit, ndcg_with
from indexer.evaluation.measures import Difference, difference
from indexer.ranking.order import Order
from indexer.ranking.order_file import fitted_order

LEAST_QUERIES = 20
"""Queries to learn from below which nothing is fitted: too few to hold a fifth of them out."""


class TooFewJudgementsError(UserError):
    """There is too little to learn from; the message says what is needed."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What fitting gives on queries that it was not fitted to.

    Attributes:
        name: Name of the judged queries.
        queries: Their number.
        difference: nDCG@10 in the shipped order, and in orders fitted to other queries.
    """

    name: str
    queries: int
    difference: Difference


@dataclass(frozen=True, slots=True)
class FittedOrder:
    """An order fitted to judged queries.

    Attributes:
        order: The order.
        sets: What it gives on each set of queries.
        overall: What it gives on all of them.
    """

    order: Order
    sets: tuple[HeldOut, ...]
    overall: HeldOut

    @property
    def is_better(self) -> bool:
        """Return whether it is better than the shipped order, beyond chance."""
        found = self.overall.difference
        return found.after > found.before and not found.may_be_chance


def fitted(queries: Sequence[JudgedQuery]) -> FittedOrder:
    """Fit an order to judged queries, near to the shipped order, and cross-validate it.

    Args:
        queries: The answers to the queries.

    Raises:
        TooFewJudgementsError: Too few of them tell anything.
    """
    telling = sum(any(one.is_learned_from for one in query.lists) for query in queries)
    if telling < LEAST_QUERIES or len({fold(query) for query in queries}) < FOLDS:
        raise TooFewJudgementsError(
            f"{telling} of {len(queries)} judged queries have relevant and other articles among "
            f"their first hits: judge more queries, of different articles; {LEAST_QUERIES} are "
            "the least, a hundred tell something"
        )
    shipped = fitted_order()
    learn = partial(fit, prior=shipped)
    before = [ndcg_with(shipped, query) for query in queries]
    after = held_out(queries, fold, learn)

    def measured(name: str, places: Sequence[int]) -> HeldOut:
        values = [before[one] for one in places], [after[one] for one in places]
        return HeldOut(name, len(places), difference("nDCG@10", *values))

    sets = (
        measured(name, [place for place, query in enumerate(queries) if query.name == name])
        for name in dict.fromkeys(query.name for query in queries)
    )
    return FittedOrder(learn(queries), tuple(sets), measured("all", range(len(queries))))
