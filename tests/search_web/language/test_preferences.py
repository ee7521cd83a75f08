"""Reader preferences, stored without JavaScript and safe from other sites."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from tests.search_web.conftest import FULL


def page(client: FlaskClient, address: str = "/") -> html.HtmlElement:
    return html.document_fromstring(client.get(address).text)


def test_the_form_on_every_page_shows_the_preferences_and_returns_to_the_page(
    client: FlaskClient,
) -> None:
    address = f"/a/{FULL.id}?hl=%D8%A3%D9%85%D9%86"
    (form,) = page(client, "/en" + address).xpath("//footer//form")
    assert (form.get("method"), form.get("action")) == ("post", "/en/preferences")
    given = dict(form.form_values())
    assert given == {"back": address, "language": "en", "numerals": "latn", "theme": "system"}
    response = client.post("/en/preferences", data=given | {"theme": "dark", "language": "ar"})
    assert (response.status_code, response.location) == (303, address)
    shown = page(client, response.location)
    assert (shown.get("lang"), shown.get("data-theme")) == ("ar", "dark")
    assert dict(shown.xpath("//footer//form")[0].form_values())["theme"] == "dark"


def test_the_cookies_identify_nobody_and_last_a_year(client: FlaskClient) -> None:
    answer = client.post(
        "/preferences", data={"theme": "dark", "numerals": "arab", "back": "/help"}
    )
    cookies = answer.headers.getlist("Set-Cookie")
    assert sorted(cookie.partition(";")[0] for cookie in cookies) == ["numerals=arab", "theme=dark"]
    for cookie in cookies:
        for attribute in ("Max-Age=31536000", "SameSite=Lax", "Path=/", "HttpOnly"):
            assert attribute in cookie.split("; ")


def test_an_unknown_value_changes_nothing(client: FlaskClient) -> None:
    answer = client.post("/preferences", data={"theme": '"><script>', "language": "xx"})
    assert answer.status_code == 303
    assert not answer.headers.getlist("Set-Cookie")
    client.set_cookie("theme", "blue")
    assert page(client).get("data-theme") is None


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "/%0d%0a",
        "\\\\evil.example",
        "evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=y",
        "",
    ],
)
def test_the_redirect_never_leads_to_another_site(client: FlaskClient, back: str) -> None:
    location = client.post("/preferences", data={"back": back}).location
    assert location in ("/", "/%0d%0a")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "https://localhost"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://behind.a.proxy"}, 303),
    ],
)
def test_another_site_changes_nothing(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/preferences", data={"theme": "dark"}, headers=headers)
    assert answer.status_code == status
    assert bool(answer.headers.getlist("Set-Cookie")) == (status == 303)


@pytest.mark.parametrize(
    ("theme", "attribute", "scheme", "colours"),
    [
        ("system", None, "light dark", ["#ffffff", "#171f29"]),
        ("light", "light", "light", ["#ffffff"]),
        ("dark", "dark", "dark", ["#171f29"]),
    ],
)
def test_the_theme_is_set_by_the_server(
    app: Flask, theme: str, attribute: str | None, scheme: str, colours: list[str]
) -> None:
    client = app.test_client()
    client.set_cookie("theme", theme)
    shown = page(client)
    assert shown.get("data-theme") == attribute
    assert shown.xpath("//meta[@name='color-scheme']/@content") == [scheme]
    assert shown.xpath("//meta[@name='theme-color']/@content") == colours
