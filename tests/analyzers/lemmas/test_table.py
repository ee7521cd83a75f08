"""The table of forms: its packing, and the shipped dictionary."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzers.lemmas.table import FormTable, shipped
from analyzers.normalize import normalize

letters = st.text(st.characters(min_codepoint=0x621, max_codepoint=0x64A), min_size=1, max_size=6)


@given(st.dictionaries(letters, st.lists(letters, min_size=1, max_size=3)), letters)
def test_every_form_has_its_lemmas_and_no_other_has_any(
    lemmas: dict[str, list[str]], other: str
) -> None:
    table = FormTable.of(lemmas)
    assert len(table) == len(lemmas)
    assert {form: [*table.get(form)] for form in table} == lemmas
    assert [*table.get(other)] == lemmas.get(other, [])


def test_the_table_that_ships_is_of_normalised_forms_in_order() -> None:
    forms = [*shipped()]
    assert forms == sorted(forms, key=str.encode)
    assert all(normalize(form) == (form,) for form in forms)


def test_every_lemma_that_ships_is_found_by_its_own_form() -> None:
    table = shipped()
    lemmas = {lemma for form in table for lemma in table.get(form)}
    lost = {
        lemma
        for lemma in lemmas
        if not table.get("".join(normalize(lemma[:-2] if "/" in lemma else lemma)))
    }
    assert len(lost) <= len(lemmas) / 100, sorted(lost)[:20]
