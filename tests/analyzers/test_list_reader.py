"""Reading of staff's lists, and the messages about mistakes in them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.list_reader import (
    MAX_FAULTS,
    Comments,
    Line,
    LineError,
    ListError,
    content_of,
    read_list,
    split_lines,
)
from analyzers.word_lists import BROKEN_PLURALS, FILES, STOP_WORDS, WordLists

FILE = Path("words") / "list.txt"
COMMA = re.compile("[,،]")


def entry(line: Line) -> str:
    """Parse a line; one with an `x` is at fault."""
    for part in line.parts(COMMA):
        if "x" in part.text:
            raise LineError(part.column, "no word")
    return line.entry.text


@pytest.mark.parametrize(
    ("content", "comments", "entries"),
    [
        (b"a\nb\r\nc\rd", "#", ("a", "b", "c", "d")),
        (b"\n  a \n\t\n", "#", ("a",)),
        ("\ufeffa".encode(), "#", ("a",)),
        (b"# a\nb # c", "#", ("b",)),
        (b"# a\n # b\nc # d", "# first", ("c # d",)),
        (b"# a", None, ("# a",)),
        ("a\u2028b\x0bc".encode(), "#", ("a\u2028b\x0bc",)),  # no editor counts these as lines
        (b"", "#", ()),
    ],
)
def test_lines_end_as_in_editors_and_comments_and_blank_lines_are_skipped(
    content: bytes, comments: Comments | None, entries: tuple[str, ...]
) -> None:
    read = read_list(FILE, content, entry, comments)
    assert (read.entries, read.faults) == (entries, ())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("أ\nب، x".encode(), "line 2, column 4: there is no word"),
        ("\ufeffx".encode(), "line 1, column 1: there is no word"),
        ("أ\r\n\tمُهِمّ, x # y".encode(), "line 2, column 10: there is no word"),
        ("كتاب\n\nكتب".encode() + b"\xff", "line 3, column 4: it is not UTF-8"),
        (b"\xef\xbb\xbfa\r\xffb", "line 2, column 1: it is not UTF-8"),
    ],
)
def test_a_mistake_is_reported_with_file_line_and_column(content: bytes, said: str) -> None:
    (fault,) = read_list(FILE, content, entry).faults
    assert str(fault).startswith(f"words/list.txt: {said}")
    assert fault.in_short.startswith(f"list.txt: {said}")


def test_a_strict_reader_raises_the_first_mistake() -> None:
    with pytest.raises(ListError, match=r"words/list\.txt: line 1, column 1: there is no word"):
        read_list(FILE, b"x\nx", entry).strictly()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_list_saved_as_utf_16_is_one_mistake_with_a_remedy(encoding: str) -> None:
    (fault,) = read_list(FILE, f"\ufeff{'كلمة' * 9}".encode(encoding), entry).faults
    assert str(fault) == "words/list.txt: it is saved as UTF-16: save it as UTF-8"


def test_a_list_in_another_encoding_is_one_mistake_with_a_remedy() -> None:
    text = "# Names, one a line\nألمانيا\nالأردن\nلبنان\n"
    read = read_list(FILE, text.encode("windows-1256"), entry)
    assert read.entries == ()
    assert list(map(str, read.faults)) == ["words/list.txt: it is not saved as UTF-8: save it so"]


def test_of_many_mistakes_the_first_are_reported_and_the_others_counted() -> None:
    read = read_list(FILE, b"x\n" * MAX_FAULTS + b"a\nx\nb\nx\n", entry)
    assert read.entries == ("a", "b")
    *first, last = read.faults
    assert [fault.line for fault in first] == list(range(1, MAX_FAULTS + 1))
    said = f"line {MAX_FAULTS + 2}, column 1: other lines from here on are not used either, 2 in"
    assert said in str(last)


def test_an_unreadable_list_is_reported_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=f"{tmp_path}: it cannot be read: Is a directory"):
        content_of(tmp_path)
    with pytest.raises(ListError, match="No such file"):
        content_of(tmp_path / "list.txt")
    assert content_of(tmp_path / "list.txt", may_be_absent=True) == b""


def test_a_pipe_in_place_of_a_list_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "list.txt")
    with pytest.raises(ListError, match="it cannot be read: it is no regular file"):
        content_of(tmp_path / "list.txt", may_be_absent=True)


def test_what_a_message_repeats_of_a_list_is_short_and_controls_no_terminal() -> None:
    error = LineError(1, "not one word", entry="\x1b[31m\u202e" + "كلمة " * 1000)
    assert error.values["entry"] == f" [31m {('كلمة ' * 1000)[:74]}…"


LINES = st.lists(
    st.text("ابx،# \t", max_size=6).map(str.encode) | st.binary(max_size=4), max_size=12
)


@given(LINES, st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_a_mistake_affects_no_other_line(lines: list[bytes], end: bytes) -> None:
    lines = [re.sub(rb"[\r\n]", b"", line) for line in lines]
    content = end.join(lines)
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return
    read = read_list(FILE, content, entry)
    expected: list[str] = []
    at_fault: list[int] = []
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode().partition("#")[0].strip()
        except UnicodeDecodeError:
            at_fault.append(number)
            continue
        if "x" in text:
            at_fault.append(number)
        elif text:
            expected.append(text)
    if [fault.code for fault in read.faults] == ["other encoding"]:
        assert len(at_fault) > 1
        return
    assert list(read.entries) == expected
    assert [fault.line for fault in read.faults] == at_fault
    for fault in read.faults:
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1


@given(st.text("ا\n\r x"))
def test_the_lines_with_their_ends_add_up_to_the_text(text: str) -> None:
    assert "".join(split_lines(text)) == text


def test_a_plural_whose_singular_is_a_plural_is_left_out() -> None:
    files = dict.fromkeys(FILES, b"")
    files[BROKEN_PLURALS] = "كتب\tكتاب\nكتاب\tمكتوب\nأحزاب\tحزب\n".encode()
    files[STOP_WORDS] = "في\nإلى أن\nعلى\n".encode()
    lists = WordLists.parse(files)
    assert lists.plurals == {"كتاب": "مكتوب", "احزاب": "حزب"}
    assert lists.stop_words == {"في", "علي"}
    assert [fault.in_short.partition(":")[0] for fault in lists.faults] == [
        STOP_WORDS,
        BROKEN_PLURALS,
    ]


def test_a_missing_word_list_is_reported_by_name() -> None:
    with pytest.raises(ListError, match=r"words/lexicon\.tsv: it cannot be read: it is missing"):
        WordLists.parse({}, Path("words"))
