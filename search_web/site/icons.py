"""Icons, drawn for right-to-left pages; those with a direction are mirrored on others."""

from __future__ import annotations

from markupsafe import Markup

_DRAWINGS = {
    "logo": '<circle cx="10.5" cy="10.5" r="7.5"/><path d="m16 16 5 5M7.5 9h6.5M10 12.5h4"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "back": '<path d="m9 5 7 7-7 7"/>',
    "forward": '<path d="m15 5-7 7 7 7"/>',
    "up": '<path d="m5 15 7-7 7 7"/>',
    "picture": '<path d="M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.01"/>',
    "down": '<path d="m5 9 7 7 7-7"/>',
    "remove": '<path d="m7 7 10 10M17 7 7 17"/>',
    "filter": '<path d="M4 7h16M7 12h10M10 17h4"/>',
    "outward": '<path d="M14 5h5v14H5v-5M11 5H5v6M5 5l9 9"/>',
}

_DIRECTED = frozenset(("back", "forward", "outward"))


def _drawn(name: str) -> Markup:
    flip = " flip" if name in _DIRECTED else ""
    return Markup(  # noqa: S704 # of the table above
        f'<svg class="icon{flip}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f"{_DRAWINGS[name]}</svg>"
    )


_ICONS = {name: _drawn(name) for name in _DRAWINGS}


def icon(name: str) -> Markup:
    """Return an icon by its name."""
    return _ICONS[name]
