"""Contrast of colours, and the surfaces of the pages' two themes that text stands on."""

from __future__ import annotations

import re

LEAST_CONTRAST = 4.5
"""Least contrast of text (WCAG 2.2, success criterion 1.4.3)."""

SURFACES = {
    "light": ("#f7f6f2", "#ffffff", "#efede6", "#e2eef0"),
    "dark": ("#10161d", "#171f29", "#0c1117", "#17313a", "#0b2026"),
}
"""Colours beside or below an accent, by theme: those of `search_web/static/style.css`."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Return whether a text is a colour as the settings have it, such as #0b5563."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def faintest(colour: str, theme: str) -> tuple[str, float]:
    """Return the surface of a theme on which a colour is read worst, and its contrast there."""
    ratios = {surface: contrast(colour, surface) for surface in SURFACES[theme]}
    surface = min(ratios, key=lambda one: ratios[one])
    return surface, ratios[surface]


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2, "relative luminance")."""
    shares = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
