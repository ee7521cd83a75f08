"""The encoding of text that does not name one."""

from __future__ import annotations

from indexer.sources.formats.format import UnreadableError


def decoded(data: bytes) -> str:
    """Return text in UTF-8, or in Windows-1256 if that gives mostly Arabic letters.

    Raises:
        UnreadableError: It is not text in a known encoding.
    """
    if _is_utf16(data):
        raise UnreadableError("it is UTF-16 without a byte order mark: save it as UTF-8")
    if b"\0" in data:
        raise UnreadableError(
            f"it is a binary file (byte {data.index(0)} is zero): only text is indexed"
        )
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        # If non-ASCII text before the error is valid UTF-8, the file is damaged UTF-8.
        text = data.decode("cp1256")
        if data[: error.start].isascii() and _is_mostly_arabic(text):
            return text
        reason = (
            f"it is no text in UTF-8 or Windows-1256: byte {error.start} cannot be read: save it "
            "as UTF-8"
        )
        raise UnreadableError(reason) from error


def _is_utf16(data: bytes) -> bool:
    """Return True if at least 1 byte in 40 is zero, all at even or all at odd offsets.

    In UTF-16, spaces and punctuation marks have one zero byte each.
    """
    zeros = sorted((data[0::2].count(0), data[1::2].count(0)))
    return zeros[0] == 0 and 40 * zeros[1] > len(data)


def _is_mostly_arabic(text: str) -> bool:
    """Return True if more than half of the letters are Arabic."""
    letters = [char for char in text if char.isalpha()]
    arabic = sum("\u0621" <= char <= "\u064a" for char in letters)
    return arabic > len(letters) / 2
