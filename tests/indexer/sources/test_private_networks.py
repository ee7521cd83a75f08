"""A public site does not lead into a private network, whatever its name resolves to."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from indexer.sources.source import SourceError
from indexer.sources.web import peers
from indexer.sources.wordpress.client import SiteClient

PUBLIC, OTHER_PUBLIC, PRIVATE, OTHER_PRIVATE = "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"
"""Addresses of this machine; the tests take the first two for public ones."""

Names = dict[str, list[str]]
"""The addresses that each name resolves to in turn; the last one stays."""


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Return the names of the test, which replace those of the network."""
    known: Names = {}

    def resolve(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        addresses = known[host]
        address = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    is_public = peers.is_public_address
    monkeypatch.setattr(
        peers,
        "is_public_address",
        lambda text: text in (PUBLIC, OTHER_PUBLIC) or is_public(text),
    )
    return known


class Site:
    """A site on all addresses of this machine.

    Attributes:
        port: Its port.
        asked: The address at which each request arrived, with its path.
        redirects: Targets of redirects, by path.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.redirects: dict[str, str] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.connection.getsockname()[0], self.path))
                target = site.redirects.get(self.path)
                self.send_response(302 if target else 200)
                if target:
                    self.send_header("Location", target)
                self.send_header("Content-Length", "2")
                self.end_headers()  # HTTP/1.0: each request has its own connection
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
        self.port = self.server.server_address[1]


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    serving = threading.Thread(target=made.server.serve_forever)
    serving.start()
    yield made
    made.server.shutdown()
    serving.join()
    made.server.server_close()


@pytest.fixture
def client() -> Iterator[SiteClient]:
    with closing(SiteClient(pause=0, back_off=0)) as client:
        yield client


def test_a_name_that_resolves_to_a_private_address_later_is_refused_unasked(
    names: Names, site: Site, client: SiteClient
) -> None:
    names["site.test"] = [PUBLIC, OTHER_PUBLIC, PRIVATE]
    url = f"http://site.test:{site.port}/wp-json/"
    assert [client.get(url).status for _ in range(2)] == [200, 200]
    with pytest.raises(SourceError, match=f"site.test: it leads into a private network.*{PRIVATE}"):
        client.get(url)
    assert [address for address, _ in site.asked] == [PUBLIC, OTHER_PUBLIC]


@pytest.mark.parametrize("target", ["site.test", "www.site.test"])
def test_a_redirect_into_a_private_network_is_not_followed(
    names: Names, site: Site, client: SiteClient, target: str
) -> None:
    names |= {"site.test": [PUBLIC, PRIVATE], "www.site.test": [PRIVATE]}
    site.redirects["/"] = f"http://{target}:{site.port}/latest/meta-data/"
    with pytest.raises(SourceError, match=f"{target}: it leads into a private network"):
        client.get(f"http://site.test:{site.port}/")
    assert site.asked == [(PUBLIC, "/")]


def test_a_redirect_of_a_site_in_a_private_network_stays_there(
    names: Names, site: Site, client: SiteClient
) -> None:
    names |= {"inside.test": [PRIVATE], "www.inside.test": [OTHER_PRIVATE]}
    site.redirects["/"] = f"http://www.inside.test:{site.port}/x"
    assert client.get(f"http://inside.test:{site.port}/").status == 200
    assert site.asked == [(PRIVATE, "/"), (OTHER_PRIVATE, "/x")]


@pytest.fixture
def tls(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site speak TLS, with a certificate that clients trust."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    named = ["-subj", "/CN=site.test", "-addext", "subjectAltName=DNS:site.test"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *named, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not here")
@pytest.mark.usefixtures("tls")
def test_a_connection_with_tls_is_checked_too(names: Names, site: Site, client: SiteClient) -> None:
    names["site.test"] = [PUBLIC, PRIVATE]
    url = f"https://site.test:{site.port}/wp-json/"
    assert client.get(url).status == 200
    with pytest.raises(SourceError, match="into a private network"):
        client.get(url)
    assert [address for address, _ in site.asked] == [PUBLIC]


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.0.0.7", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("::ffff:169.254.169.254", False),
        ("::ffff:93.184.215.14", True),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
    ],
)
def test_an_address_is_public_or_not(address: str, is_public: bool) -> None:
    assert peers.is_public_address(address) is is_public
