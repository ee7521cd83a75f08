"""English topics and the Arabic that says the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from analyzers.normalize import is_arabic
from analyzers.variants import topics
from analyzers.variants.names import normalize_all

LINES = (Path(topics.__file__).parent / "topics.tsv").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(line.split("\t")) for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("terrorism", "الإرهاب"),
        ("drones", "الطائرات المسيرة"),
        ("foreign fighters", "المقاتلون الأجانب"),
        ("lone wolves", "الذئاب المنفردة"),
        ("cyber security", "الأمن السيبراني"),
        ("women", "المرأة"),
        ("news", ""),
        ("the", ""),
        ("s", ""),
    ],
)
def test_a_topic_is_put_into_arabic(english: str, arabic: str) -> None:
    assert topics.in_arabic(english.split()) == arabic


def test_each_topic_stands_once_as_readers_words_are_normalised() -> None:
    assert all(len(row) == 2 for row in ROWS)
    english = [topic for _, row in ROWS for topic in row.split(", ")]
    assert [topic for topic, count in Counter(english).items() if count > 1] == []
    assert [topic for topic in english if " ".join(normalize_all(topic)) != topic] == []
    assert [arabic for arabic, _ in ROWS if not all(map(is_arabic, normalize_all(arabic)))] == []
    assert topics.longest() == max(len(topic.split()) for topic in english)
