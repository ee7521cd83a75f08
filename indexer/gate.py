"""The gate: what must not be switched to without a second thought.

A source that answers half, an export cut short and a wrong folder look like many deletions.
"""

from __future__ import annotations

MOST_LOST = 0.1
"""Share of the served articles that a build may take away."""

FEW = 10
"""Articles that it may take away whatever the share."""

MOST_REFUSED = 0.1
"""Share of the records read that may be refused, if more than FEW are."""


def objections(served: int, removed: int, read: int, refused: int) -> list[str]:
    """What speaks against a switch, a line each: how many articles are served, how many of them
    would be removed, how many records were read and how many of them refused."""
    found = []
    if removed > max(FEW, served * MOST_LOST):
        found.append(f"{removed:,} of {served:,} articles would be lost")
    if refused > max(FEW, read * MOST_REFUSED):
        found.append(f"{refused:,} of {read:,} records were refused")
    return found
