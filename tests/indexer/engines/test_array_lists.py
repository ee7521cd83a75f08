"""Lists of documents: long ones are kept otherwise than short ones, and give the same answers."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.arrays.coordination import gathered
from indexer.engines.arrays.evaluator import LONG_LIST, LongScored, Scored
from indexer.engines.arrays.facets import FacetCounter, FacetValues
from indexer.model.fields import BETWEEN_VALUES
from indexer.ranking.parameters import DEFAULT_RANKING

SIZE = 40
DOCUMENTS = st.integers(0, SIZE - 1)
MATCHES = st.dictionaries(DOCUMENTS, st.sampled_from([0.25, 0.5, 1.0, 3.0]))


def kept(matches: dict[int, float]) -> Scored:
    """Return matches as the cache keeps them."""
    documents = np.array(sorted(matches), np.int64)
    scores = np.array([matches[one] for one in sorted(matches)])
    return Scored(documents, scores).kept(SIZE)


@given(MATCHES, st.lists(DOCUMENTS, min_size=1, unique=True).map(sorted))
def test_a_document_has_the_same_score_in_a_long_list_as_in_a_short_one(
    matches: dict[int, float], asked: list[int]
) -> None:
    list_of_matches = kept(matches)
    assert isinstance(list_of_matches, LongScored) == (len(matches) >= SIZE * LONG_LIST)
    assert list_of_matches.documents.tolist() == sorted(matches)
    assert dict(zip(sorted(matches), list_of_matches.scores.tolist(), strict=True)) == matches
    assert len(list_of_matches) == len(matches)
    documents = np.array(asked)
    assert list_of_matches.scores_of(documents).tolist() == [matches.get(n, 0) for n in asked]
    assert list_of_matches.holds(documents).tolist() == [n in matches for n in asked]
    scores, patterns = np.zeros(SIZE), np.zeros(SIZE, np.uint8)
    list_of_matches.add_to(scores)
    list_of_matches.mark(patterns, 4)
    assert scores.tolist() == [matches.get(n, 0) for n in range(SIZE)]
    assert patterns.tolist() == [4 * (n in matches) for n in range(SIZE)]


def test_a_match_without_a_score_is_a_match_in_a_long_list() -> None:
    matches = kept(dict.fromkeys(range(SIZE), 0.0))
    assert matches.holds(np.arange(SIZE)).all()


@given(st.lists(MATCHES, min_size=1, max_size=14))
def test_hits_of_many_parts_have_the_share_and_the_score_of_the_parts_that_they_match(
    matches: list[dict[int, float]],
) -> None:
    parts = [kept(one) for one in matches]
    weights = [float(number) for number in range(1, len(parts) + 1)]
    found = gathered(SIZE, parts, parts, weights, len(parts), DEFAULT_RANKING)
    assert found.documents.tolist() == sorted({n for one in matches for n in one})
    for document, score, kind in zip(
        found.documents.tolist(), found.scores.tolist(), found.numbers.tolist(), strict=True
    ):
        held = [number for number, one in enumerate(matches) if document in one]
        assert score == sum(matches[number][document] for number in held)
        assert found.kinds.shares[kind] == sum(weights[number] for number in held) / sum(weights)
        assert found.kinds.is_whole[kind] == (len(held) == len(parts))


@given(
    st.lists(st.sampled_from(["", "a", "b", f"a{BETWEEN_VALUES}b"]), min_size=1, max_size=SIZE),
    st.sets(DOCUMENTS),
    st.sets(DOCUMENTS),
)
def test_a_facet_counts_the_same_by_the_documents_as_by_all_others(
    values: list[str], chosen: set[int], deleted: set[int]
) -> None:
    distinct = sorted(set(values))
    facet = FacetValues.of("tags", distinct, np.array([distinct.index(one) for one in values]))
    live = np.array([number not in deleted for number in range(len(values))])
    documents = [number for number in sorted(chosen) if number < len(values) and live[number]]
    totals = {"tags": facet.counts(live.nonzero()[0])}
    counter = FacetCounter(np.array(documents, np.int64), live, totals)
    counted = {one.value: one.count for one in counter.counts("tags", facet)}
    assert counted == Counter(
        value for number in documents for value in values[number].split(BETWEEN_VALUES) if value
    )
