"""Names of the elements of HTML, by what they mean for text."""

from __future__ import annotations

DROPPED = frozenset(
    "audio button canvas embed form head iframe input link meta nav noscript object script select"
    " style svg template textarea title video".split()
)
"""Elements that are removed with their content."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
"""Elements of headings."""

BLOCKS = HEADINGS | frozenset(
    "address article aside audio blockquote center dd details dialog dir div dl dt embed fieldset"
    " figcaption figure footer form header hgroup hr iframe legend li main menu nav object ol"
    " option p pre section summary table tbody td tfoot th thead tr ul video".split()
)
"""Block elements, which begin and end a line."""

INLINE = frozenset(
    "a abbr b big br cite code del em font i img ins kbd label mark q s small span strike strong"
    " sub sup tt u wbr".split()
)
"""Inline elements."""

LISTS = frozenset(("ul", "ol", "li", "menu", "dir"))
"""Elements of lists and their items."""

CELLS = frozenset(("td", "th"))
"""Elements of table cells."""
