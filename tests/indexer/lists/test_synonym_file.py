"""The list of synonyms after edits on the pages of staff."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzers.list_reader import ListError
from indexer.lists.query_lists import SYNONYMS, entry_forms, read_synonyms
from indexer.lists.synonym_file import (
    Added,
    SynonymError,
    add_synonym,
    remove_entry,
    with_synonym,
    without_entry,
)

LIST = "# names\nداعش، تنظيم الدولة  # the group\n\nناتو, NATO\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / SYNONYMS
    file.write_text(LIST)
    return file


@pytest.mark.parametrize(
    ("entry", "other", "text"),
    [
        ("الدواعش", "داعش", LIST.replace("الدولة ", "الدولة، الدواعش ")),
        ("دَاعش", "الدواعش", LIST.replace("الدولة ", "الدولة، الدواعش ")),
        ("الحلف", "nato", LIST.replace("NATO", "NATO، الحلف")),
        ("حلف", "أطلسي", LIST + "أطلسي، حلف\n"),
    ],
)
def test_an_entry_joins_the_group_of_the_other_or_both_become_a_new_group(
    file: Path, entry: str, other: str, text: str
) -> None:
    add_synonym(file, entry, other)
    assert file.read_text() == text


def test_the_added_entry_and_its_group_are_returned(file: Path) -> None:
    assert add_synonym(file, "حلف", "ناتو") == Added("حلف", ("ناتو", "NATO", "حلف"))
    assert add_synonym(file, "تشيلي", "شيلي") == Added("تشيلي", ("شيلي", "تشيلي"))


@pytest.mark.parametrize(
    ("entry", "other", "reason"),
    [
        ("داعش", "...", "no word"),
        ("داعش", "أ، ب", "sign"),
        ("داعش", "ب # ج", "sign"),
        ("حلف", "أ\nب", "sign"),
        ("داعش", "دَاعِش", "same"),
        ("داعش", "تنظيم الدولة", "same"),
        ("داعش", "ناتو", "apart"),
    ],
)
def test_entries_that_cannot_be_synonyms_change_nothing(
    file: Path, entry: str, other: str, reason: str
) -> None:
    with pytest.raises(SynonymError) as error:
        add_synonym(file, entry, other)
    assert error.value.reason == reason
    assert file.read_text() == LIST


@pytest.mark.parametrize("content", ["داعش\n".encode(), "داعش، ISIS\n".encode() + b"\xff"])
def test_a_file_with_a_mistake_is_not_changed(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ListError, match="line"):
        add_synonym(file, "حلف", "ناتو")
    assert file.read_bytes() == content


def test_a_missing_list_is_created(tmp_path: Path) -> None:
    add_synonym(tmp_path / SYNONYMS, "حلف", "ناتو")
    assert (tmp_path / SYNONYMS).read_text() == "ناتو، حلف\n"


def test_permissions_and_a_symbolic_link_are_kept(file: Path, tmp_path: Path) -> None:
    file.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(file)
    add_synonym(link, "حلف", "ناتو")
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert "حلف" in file.read_text()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link", SYNONYMS]


def test_removing_an_added_entry_restores_the_list(file: Path) -> None:
    remove_entry(file, add_synonym(file, "الدواعش", "داعش").entry)
    assert file.read_text() == LIST
    added = add_synonym(file, "تشيلي", "شيلي")
    add_synonym(file, "Chile", "شيلي")  # somebody else, meanwhile
    remove_entry(file, added.entry)
    assert file.read_text() == LIST + "شيلي، Chile\n"


def test_a_concurrent_save_of_an_editor_is_not_lost(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = LIST + "كوفيد، COVID\n"
    sync = os.fsync

    def save(handle: int) -> None:
        monkeypatch.setattr(os, "fsync", sync)
        file.write_text(saved)
        sync(handle)

    monkeypatch.setattr(os, "fsync", save)
    add_synonym(file, "حلف", "ناتو")
    assert file.read_text() == saved.replace("NATO", "NATO، حلف")


def test_concurrent_edits_are_all_kept(file: Path) -> None:
    edits = [
        threading.Thread(target=add_synonym, args=(file, f"كلمة{number}", "داعش"))
        for number in range(20)
    ]
    for edit in edits:
        edit.start()
    for edit in edits:
        edit.join()
    (group, _) = read_synonyms(file, file.read_bytes()).strictly()
    assert set(group) >= {f"كلمة{number}" for number in range(20)}


# Any file

ENTRY = st.text("ابتثدرس هABC ", min_size=1, max_size=8).filter(entry_forms)
BLANKS = st.sampled_from(["", " ", "  ", "\t"])
COMMENT = st.builds("#{}".format, st.text("ابج، ,x#", max_size=10))
COMMAS = st.sampled_from([",", "، ", " ,", "،"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Draw a valid list of synonyms in any layout."""
    entries = draw(st.lists(ENTRY, unique_by=entry_forms, max_size=12))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    lines = []
    while entries:
        size = draw(st.integers(2, 4))
        group, entries = entries[:size], entries[size:]
        if len(group) > 1:
            comma = draw(COMMAS)
            lines.append(comma.join(group) + draw(BLANKS) + draw(COMMENT | st.just("")))
        lines += draw(st.lists(COMMENT | BLANKS, max_size=2))
    return end.join(lines) + draw(st.sampled_from(["", end])) if lines else ""


def groups_of(text: str) -> tuple[tuple[str, ...], ...]:
    return read_synonyms(Path(), text.encode()).strictly()


@given(files(), ENTRY, ENTRY)
@example("A,AA#", "B ", "A")
def test_former_groups_stay_and_the_pair_is_a_group(text: str, entry: str, other: str) -> None:
    former = groups_of(text)
    try:
        changed, added = with_synonym(text, entry, other)
    except SynonymError:  # they are the same, or each is in a group of its own
        return
    groups = [set(map(entry_forms, group)) for group in groups_of(changed)]
    assert any({entry_forms(entry), entry_forms(other)} <= group for group in groups)
    for group in former:
        assert any(set(map(entry_forms, group)) <= one for one in groups)
    assert set(map(entry_forms, added.group)) in groups

    before, after = text.splitlines(), changed.splitlines()
    differing = [number for number, line in enumerate(before) if line != after[number]]
    assert len(differing) <= 1
    assert len(after) == len(before) + (not differing)
    for number in differing:  # its comment and its entries stand where they stood
        body, sign, comment = before[number].partition("#")
        assert after[number].startswith(body.rstrip())
        assert after[number].endswith(sign + comment)
    assert without_entry(changed, added.entry).splitlines() == before
