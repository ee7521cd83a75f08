"""Where a redirect of a site may lead."""

from __future__ import annotations

import pytest

from indexer.sources.source import SourceError, without_credentials
from indexer.sources.web.redirects import redirected
from indexer.sources.wordpress.api import first_page
from indexer.text.paragraphs import one_line


@pytest.mark.parametrize(
    ("source", "location", "target"),
    [
        ("https://example.org", "/ar/wp-json/", "https://example.org/ar/wp-json/"),
        ("http://example.org", "https://example.org/wp-json/", "https://example.org/wp-json/"),
        ("http://example.org", "https://www.example.org/", "https://www.example.org/"),
        ("https://www.example.org", "https://example.org/", "https://example.org/"),
        ("https://example.org", "//www.example.org/x", "https://www.example.org/x"),
        ("http://example.org:8080", "http://example.org:8080/x", "http://example.org:8080/x"),
        ("https://a:b@example.org", "https://www.example.org/", "https://a:b@www.example.org/"),
        ("https://a:b@example.org", "http://example.org/", "http://example.org/"),
        ("https://a:b@example.org", "https://c:d@example.org/", "https://a:b@example.org/"),
    ],
)
def test_it_may_lead_to_the_same_site(source: str, location: str, target: str) -> None:
    assert redirected(source, f"{source}/wp-json/", location) == target


@pytest.mark.parametrize(
    ("source", "location", "said"),
    [
        ("https://example.org", "http://127.0.0.1/latest/", "to another site, 127.0.0.1"),
        ("https://example.org", "http://169.254.169.254/", "to another site, 169.254.169.254"),
        ("https://example.org", "https://example.org.evil.test/", "to another site"),
        ("https://example.org", "https://evil.test@other.test/", "to another site, other.test"),
        ("https://example.org", "https://example.org@other.test/", "to another site, other.test"),
        ("https://example.org", "https://example.org:8443/", "another port, example.org:8443"),
        ("http://example.org", "http://example.org:22/", "to another port"),
        ("http://example.org:8080", "http://example.org/", "to another port, example.org:80"),
        ("https://example.org", "file:///etc/passwd", "to another site"),
        ("https://example.org", "gopher://example.org/", "to another site"),
        ("https://example.org", "https://[::1/", "no address"),
        ("https://example.org", "https://example.org:99999/", "no address"),
    ],
)
def test_it_may_lead_nowhere_else(source: str, location: str, said: str) -> None:
    with pytest.raises(SourceError, match="it redirects") as error:
        redirected(source, f"{source}/wp-json/", location)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://a:b@example.org/x: no", "https://example.org/x: no"),
        ("x http://a@h/ and https://b:c%40d@i/?q=e@f", "x http://h/ and https://i/?q=e@f"),
        ("mail a@b.org, https://h/a@b", "mail a@b.org, https://h/a@b"),
        ("https://a:b/c?d#e@h/x: no", "https://h/x: no"),
        ("http://h:80/@a and http://h:8080: no", "http://h:80/@a and http://h:8080: no"),
        ("http://[::1]:80/@a", "http://[::1]:80/@a"),
        ("a:b@h.org: no; //a:b@h", "h.org: no; h"),
        ("https://h: said\n\x1b[31mthis", "https://h: said  [31mthis"),
    ],
)
def test_credentials_are_not_shown(text: str, shown: str) -> None:
    assert one_line(without_credentials(text)) == shown
    assert str(SourceError(text)) == shown


def test_other_addresses_are_not_within_wordpress() -> None:
    for url in ("https://example.org", "https://example.org/ar", "https://wp-admin.example.org/x"):
        assert first_page(url) == ""
