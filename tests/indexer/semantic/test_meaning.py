"""What counts as near in meaning."""

from __future__ import annotations

import numpy as np

from indexer.semantic.meaning import UNKNOWN, Cosines

SCATTERED = np.random.default_rng(3).normal(0.8, 0.02, 1000).clip(0.75, 0.85).astype(np.float32)
"""Cosines of a query that no article answers, as e5 gives them."""

IDS = [str(number) for number in range(len(SCATTERED))]
NUMBERS = {id_: number for number, id_ in enumerate(IDS)}


def test_of_articles_that_are_all_as_far_none_is_near() -> None:
    assert Cosines(IDS, NUMBERS, SCATTERED).nearest(10) == ()


def test_those_that_stand_out_are_near_the_nearest_first() -> None:
    values = SCATTERED.copy()
    values[[7, 400, 3]] = 0.91, 0.95, 0.95
    assert Cosines(IDS, NUMBERS, values).nearest(10) == ("3", "400", "7")
    assert Cosines(IDS, NUMBERS, values).nearest(1) == ("3",)


def test_an_article_without_a_vector_is_never_near() -> None:
    values = SCATTERED.copy()
    values[:500], values[600] = UNKNOWN, 0.95
    cosines = Cosines(IDS, NUMBERS, values)
    assert cosines.nearest(10) == ("600",)
    assert np.isnan(cosines.of(["0"])).all()


def test_prominence_is_the_distance_from_the_mean_of_all_in_deviations() -> None:
    values = np.array([0.8, 0.8, 0.9, 0.9, UNKNOWN], np.float32)
    cosines = Cosines(IDS[:5], NUMBERS, values)
    assert np.allclose(cosines.prominence(["2", "0"]), [1, -1], atol=1e-3)
    assert np.isnan(cosines.prominence(["4"])).all()
    alike = Cosines(IDS[:2], NUMBERS, np.array([0.8, 0.8], np.float32))
    assert np.allclose(alike.prominence(["0", "1"]), 0, atol=1e-6)
