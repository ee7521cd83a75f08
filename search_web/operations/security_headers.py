"""Security headers of all responses."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.settings import Site

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src {}; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy, without the sources of pictures."""

OWN_PICTURES = ("'self'", "data:")
"""Sources of the pictures of the pages themselves."""

HEADERS = {
    "Content-Security-Policy": POLICY.format(" ".join(OWN_PICTURES)),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), payment=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Default headers of responses that do not set them."""

HTTPS_ALONE = {"Strict-Transport-Security": "max-age=31536000"}
"""HTTP Strict Transport Security for a year (RFC 6797)."""


def security_headers(site: Site) -> Mapping[str, str]:
    """Return the security headers of a site, with HSTS if its address has the scheme https."""
    policy = POLICY.format(" ".join((*OWN_PICTURES, *site.pictures)))
    own = HEADERS | {"Content-Security-Policy": policy}
    return own | (HTTPS_ALONE if site.address.startswith("https://") else {})
