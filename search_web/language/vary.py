"""The response header Vary: which request headers a response depends on."""

from __future__ import annotations

from flask import Response, g


def vary_on(*headers: str) -> None:
    """Add these headers to Vary of the response to the current request."""
    g.setdefault("vary", set()).update(headers)


def set_vary(response: Response) -> Response:
    """Set Vary to the headers collected by `vary_on`."""
    response.vary.update(sorted(g.get("vary", ())))
    return response
