"""What every answer tells browsers, so that no page does what it was not made for."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.settings import Site

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), payment=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Sent with every answer that does not set them itself."""

HTTPS_ALONE = {"Strict-Transport-Security": "max-age=31536000"}
"""For a year a browser asks this name over https alone (RFC 6797)."""


def security_headers(site: Site) -> Mapping[str, str]:
    """Those of a site; one whose address begins with https is never to be asked without."""
    return HEADERS | (HTTPS_ALONE if site.address.startswith("https://") else {})
