"""Addresses of articles, compared as readers paste them.

A pasted address may lack its scheme or `www.`, end with a slash, have its letters escaped or
not, and carry the parameters of a newsletter or a social network.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from indexer.model.article import Article

_ADDRESS = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)
_AROUND = "<>\"'«»“”()[]،؛.,;!"
_TRACKING = re.compile(
    "utm_.*|mtm_.*|pk_.*|at_.*|mc_[ce]id|(?:fb|g|d)clid|gbraid|wbraid|msclkid|twclid|yclid|igshid|igsh"
    "|ref|ref_src|ref_url|source|share|shared|spm|amp|_ga|_gl|_hsenc|_hsmi|si"
)
"""Names of parameters that tell where a reader comes from and not which page is meant."""


def canonical_address(text: str) -> str:
    """Return the one spelling of a pasted address, or "" if the text is no address."""
    pasted = text.strip().strip(_AROUND)
    if not _ADDRESS.fullmatch(pasted):
        return ""
    try:
        parts = urlsplit(pasted if "://" in pasted else f"//{pasted}")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    path = re.sub("/{2,}", "/", unquote(parts.path)).rstrip("/")
    parameters = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(pair[0].lower())
    ]
    query = f"?{urlencode(sorted(parameters))}" if parameters else ""
    return f"{host}{port}{path}{query}" if path or query else ""


def addresses_of(article: Article) -> tuple[str, ...]:
    """Return the addresses of an article in their one spelling."""
    written = (article.url, article.short_link)
    return tuple(dict.fromkeys(filter(None, map(canonical_address, written))))
