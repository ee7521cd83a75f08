"""The language of a text."""

from __future__ import annotations

import pytest

from indexer.text.language import language_of

TEXTS = [
    ("تتناول الدراسة أمن الحدود في الاتحاد الأوروبي (Frontex) والهجرة.", "ar"),
    (
        (
            "وتحدث عن پاريس وما رآه في شوارعها وأسواقها ومتاحفها وحدائقها ومكتباتها وجامعاتها "
            "ومسارحها كلها أمس وفي الأسبوع السابق كله"
        ),
        "ar",
    ),
    ("این گزارش درباره امنیت مرزها و پلیس در اروپا و گروه‌های چپ است", "fa"),
    ("یہ رپورٹ یورپ میں سرحدوں کی حفاظت کے بارے میں ہے", "ur"),
    ("The Act has changed how platforms answer removal orders.", "en"),
    ("Der Bericht über die Sicherheit der Grenzen und das neue Gesetz", "de"),
    ("Le rapport sur la sécurité des frontières dans une Europe", "fr"),
    ("El informe sobre la seguridad de las fronteras y los datos", "es"),
    ("Отчёт о безопасности", "ru"),
    ("דו״ח על ביטחון", "he"),
    ("Europol TE-SAT", ""),
    ("2024 – 120", ""),
    ("", ""),
]
NAMED = [("en", "en"), ("en_GB", "en"), ("AR-eg", "ar"), ("zh-Hans", "zh"), ("?", "ar"), ("", "ar")]


@pytest.mark.parametrize(("text", "language"), TEXTS)
def test_letters_and_frequent_words_show_the_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(("named", "language"), NAMED)
def test_the_source_knows_better(named: str, language: str) -> None:
    assert language_of("نص عربي", named) == language
