"""Varying: which headers of a request its answer was chosen by, as `Vary` tells caches."""

from __future__ import annotations

from flask import Response, g


def chosen_by(*headers: str) -> None:
    """Says that the answer to this request would be another if these headers were."""
    g.setdefault("chosen_by", set()).update(headers)


def tell(response: Response) -> Response:
    response.vary.update(sorted(g.get("chosen_by", ())))
    return response
