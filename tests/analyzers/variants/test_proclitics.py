"""A word is the same word with any conjunction, preposition or article before it."""

from __future__ import annotations

import pytest

from analyzers.variants.proclitics import with_other_proclitics


@pytest.mark.parametrize(
    ("form", "others"),
    [
        ("بطوله", {"بطوله", "البطوله", "وبطوله", "والبطوله", "للبطوله", "وبالبطوله"}),
        ("والبطوله", {"بطوله", "البطوله", "للبطوله", "وبطوله"}),
        ("لبالقضاء", {"القضاء", "بالقضاء", "قضاء"}),
        ("europol", {"europol"}),
    ],
)
def test_a_form_is_found_with_other_proclitics(form: str, others: set[str]) -> None:
    assert others <= {*with_other_proclitics(form)}


def test_a_word_of_other_letters_has_none() -> None:
    assert with_other_proclitics("f16") == ("f16",)
