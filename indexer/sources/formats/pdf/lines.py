"""Glyphs to lines: which stand in one line, and in which order they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from indexer.sources.formats.pdf.glyphs import Glyph

SAME_LINE = 0.3
"""Maximum distance of baselines in one line, in sizes of the font."""

RAISED = (-0.25, 0.65)
"""Distances of the baselines of smaller glyphs that belong to a line, in its size: notes' marks."""

WORD_GAP = 0.17
"""Least distance of two words without a space between them, in sizes of the font."""

COLUMN_GAP = 1.8
"""Least width of the space between two pieces of a line, in sizes of the font: cells or columns."""

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_DIGIT = re.compile(r"[0-9\u0660-\u0669\u06f0-\u06f9]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_BRACKETS = {"(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "«": "»", "»": "«"}
_OPENING = "([{«"
_PUNCTUATION = ".,;:،؛؟!"
_TATWEEL = "\u0640"
_MISPLACED = re.compile(r"(?!\.\.)([.,;:،؛؟!]{1,3}[\"”»]?)(?=[\u0621-\u064a])")
"""Signs of the end of a line at its beginning, where programs draw them whose paragraphs are read
from the left."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or a piece of it between wide gaps.

    Attributes:
        text: The text in the order of reading.
        left: Left edge in points.
        right: Right edge in points.
        baseline: Height of the baseline above the bottom of the page in points.
        size: Size of most of its glyphs in points.
        is_bold: Whether most of its glyphs are bold.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool

    @property
    def is_rtl(self) -> bool:
        """Return True if the line is read from the right."""
        return reads_from_right(self.text)


def reads_from_right(text: str) -> bool:
    """Return True if a text has at least half as many Arabic letters as Latin ones, and any."""
    arabic = len(_ARABIC.findall(text))
    return arabic > 0 and 2 * arabic >= len(_LATIN.findall(text))


def rows_of(glyphs: Sequence[Glyph]) -> list[list[Line]]:
    """Return the rows of a page from top to bottom, each with its pieces from the left."""
    spaces = [glyph for glyph in glyphs if glyph.is_space]
    marks = [glyph for glyph in glyphs if glyph.is_mark]
    letters = [glyph for glyph in glyphs if not (glyph.is_space or glyph.is_mark)]
    is_rtl = reads_from_right("".join(letter.text for letter in letters))
    found: list[list[Line]] = []
    for row in _rows(letters):
        between = [space.x for space in spaces if _is_beside(space, row)]
        found.append([_line(piece, between, is_rtl) for piece in _pieces(_with_marks(row, marks))])
    return found


def _is_beside(space: Glyph, row: Sequence[Glyph]) -> bool:
    """Return True if a space is in the line of a row."""
    return abs(space.baseline - row[0].baseline) <= SAME_LINE * row[0].size


def _rows(letters: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return the glyphs of each line, from the left, the highest line first.

    Large glyphs make lines first; smaller ones then join them, such as the marks of notes.
    """
    rows: list[tuple[float, float, list[Glyph]]] = []
    for glyph in sorted(letters, key=lambda one: (-round(one.size), -one.baseline)):
        best: tuple[float, list[Glyph]] | None = None
        for baseline, size, row in reversed(rows[-400:]):
            away = glyph.baseline - baseline
            is_raised = glyph.size < 0.8 * size and RAISED[0] * size <= away <= RAISED[1] * size
            if abs(away) <= SAME_LINE * size or is_raised:
                beside = _gap(row, glyph) if is_raised and abs(away) > SAME_LINE * size else 0.0
                if beside <= size and (best is None or abs(away) < best[0]):
                    best = abs(away), row
        if best:
            best[1].append(glyph)
        else:
            rows.append((glyph.baseline, glyph.size, [glyph]))
    rows.sort(key=lambda row: -row[0])
    return [sorted(row, key=lambda glyph: glyph.x) for _, _, row in rows]


def _gap(row: Sequence[Glyph], glyph: Glyph) -> float:
    """Return the distance of a glyph from the nearest one of a row in points."""
    return min(max(one.left - glyph.right, glyph.left - one.right, 0.0) for one in row)


def _with_marks(row: list[Glyph], marks: Sequence[Glyph]) -> list[Glyph]:
    """Return a row with the marks that stand over or under its letters added to them."""
    baseline, size = median(glyph.baseline for glyph in row), max(glyph.size for glyph in row)
    near = [mark for mark in marks if -0.5 * size <= mark.baseline - baseline <= 0.7 * size]
    added: dict[int, str] = {}
    for mark in near:
        middle = (mark.left + mark.right) / 2
        index = min(
            range(len(row)),
            key=lambda n: (
                max(row[n].left - middle, middle - row[n].right, 0.0)
                + abs(row[n].left + row[n].right - 2 * middle) / 1000
            ),
        )
        added[index] = added.get(index, "") + mark.text
    return [
        replace(glyph, text=glyph.text + added[n]) if n in added else glyph
        for n, glyph in enumerate(row)
    ]


def _pieces(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the pieces of a row between wide gaps, from the left."""
    piece: list[Glyph] = []
    edge = 0.0
    for glyph in row:
        if piece and glyph.left - edge > COLUMN_GAP * max(glyph.size, piece[-1].size):
            yield piece
            piece = []
        edge = max(edge, glyph.right) if piece else glyph.right
        piece.append(glyph)
    if piece:
        yield piece


def _line(piece: Sequence[Glyph], spaces: Sequence[float], page_is_rtl: bool) -> Line:
    """Return the line of glyphs that stand side by side, given from the left.

    Args:
        piece: The glyphs.
        spaces: Where the file has spaces, in points.
        page_is_rtl: Whether most of the page is read from the right.
    """
    words = _words(piece, spaces)
    whole = "".join(glyph.text for glyph in piece)
    is_rtl = bool(_ARABIC.search(whole)) and (page_is_rtl or reads_from_right(whole))
    text = _from_right(words) if is_rtl else " ".join("".join(word) for word in words)
    return Line(
        text=text.replace(_TATWEEL, ""),
        left=min(glyph.left for glyph in piece),
        right=max(glyph.right for glyph in piece),
        baseline=median(glyph.baseline for glyph in piece),
        size=median(glyph.size for glyph in piece),
        is_bold=2 * sum(glyph.is_bold for glyph in piece) > len(piece),
    )


def _words(piece: Sequence[Glyph], spaces: Sequence[float]) -> list[list[str]]:
    """Return the texts of the glyphs of each word, from the left."""
    words: list[list[str]] = []
    last: Glyph | None = None
    for glyph in piece:
        is_new = last is None or (
            glyph.left - last.right > WORD_GAP * glyph.size
            or any(last.x < space <= glyph.x for space in spaces)
        )
        if is_new:
            words.append([])
        words[-1].append(glyph.text)
        last = glyph
    return words


def _from_right(words: Sequence[Sequence[str]]) -> str:
    """Return words that stand from left to right in the order of reading from the right.

    Runs of Latin words and numbers are read from the left.
    """
    tokens: list[str] = []
    for word in words:
        if tokens:
            tokens.append(" ")
        tokens += word
    tokens.reverse()
    begin = 0
    while begin < len(tokens):
        if not _is_from_left(tokens[begin]):
            begin += 1
            continue
        end = _end_of_run(tokens, begin)
        tokens[begin:end] = tokens[begin:end][::-1]
        begin = end
    text = _with_brackets("".join(tokens))
    if signs := _MISPLACED.match(text):
        text = text[signs.end() :] + signs[1][::-1]
    return text


def _is_from_left(token: str) -> bool:
    """Return True if a glyph is a Latin letter or a digit."""
    return bool(_LATIN.match(token) or _DIGIT.match(token))


def _end_of_run(tokens: Sequence[str], begin: int) -> int:
    """Return the end of a run that is read from the left.

    Within it are the signs between Latin letters or digits; with digits alone, only those that
    join numbers and are not beside a space.
    """
    end = begin + 1
    has_latin = bool(_LATIN.match(tokens[begin]))
    number = begin + 1
    while number < len(tokens) and not _ARABIC.match(tokens[number].strip(_TATWEEL) or " "):
        token = tokens[number]
        if _is_from_left(token):
            between = tokens[end:number]
            is_latin = has_latin or bool(_LATIN.match(token))
            joins = all(sign in ".,:/\u066b\u066c" for sign in between) and len(between) <= 1
            if between and not is_latin and not joins:
                break
            has_latin = is_latin
            end = number + 1
        number += 1
    return end


def _with_brackets(text: str) -> str:
    """Return a text with each bracket opened before and closed behind what it holds.

    Whether a file names a bracket by its shape or by its sense cannot be known; where the spaces
    are tells.
    """
    signs = list(text)
    for index, sign in enumerate(signs):
        if sign not in _BRACKETS:
            continue
        former, following = signs[index - 1 : index], signs[index + 1 : index + 2]
        opens = not former or former[0].isspace() or former[0] in _OPENING
        closes = not following or following[0].isspace() or following[0] in _PUNCTUATION
        if opens not in (closes, sign in _OPENING):
            signs[index] = _BRACKETS[sign]
    return "".join(signs)
