"""A small collection of articles, and the application over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.model.document import make_document
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.conftest import PROJECT
from tests.reference_engine import MemoryEngine

INDEX_DATA = PROJECT / "index_data"

FULL = Article(
    id="reports/2024/1",
    title="الإرهاب والتطرف في أوروبا: قراءة في تقرير Europol",
    body="يرصد التقرير تراجع الهجمات.\nأرقام العام\nبلغ عدد الموقوفين للإرهاب <120> موقوفاً.",
    headings=(1,),
    summary="خلاصة ما ورد في التقرير السنوي.",
    url="https://example.org/reports/1",
    date=dt.date(2024, 3, 12),
    section="مكافحة الإرهاب",
    authors=("وحدة الدراسات", "د. ليلى النجار"),
    kind="قراءة",
    language="ar",
    place="بروكسل",
    tags=("أوروبا", "أمن الحدود"),
    short_link="https://example.org/s/1",
    notice="نص كُتب للتجربة.",
)


def sparse(number: int) -> Article:
    """Make one of many similar articles, with few values besides a text."""
    return Article(
        id=f"study-{number}",
        title=f"دراسة في أمن الحدود رقم {number}",
        body="تتناول الدراسة أمن الحدود والهجرة.",
        date=dt.date(2010 + number % 10, 1, 1),
        section="الهجرة",
        authors=(f"وحدة {number % 9}",),
        language="ar",
    )


ARTICLES = (FULL, *(sparse(number) for number in range(1, 24)))


def engine_of(articles: Iterable[Article], analyzer: ArabicAnalyzer) -> MemoryEngine:
    """Make an engine that serves these articles."""
    engine = MemoryEngine()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article in articles:
            writer.add(make_document(article, analyzer))
        writer.publish(["the test"], refused=0)
    return engine


def page_of(response: TestResponse) -> html.HtmlElement:
    """Parse the page that a client got."""
    return html.document_fromstring(response.get_data(as_text=True))


def narrowed(page: html.HtmlElement, **ticked: str) -> str:
    """Return the address that a browser asks for when one more box of each facet is ticked.

    Empty dates are left out, as narrow.js leaves them out.
    """
    (form,) = page.xpath("//form[.//fieldset[contains(@class, 'facet')]//input[@type='checkbox']]")
    for field, value in ticked.items():
        form.xpath(f".//input[@name='{field}'][@value='{value}']")[0].set("checked", "")
    sent = [
        (field.get("name"), field.get("value", ""))
        for field in form.xpath(".//input[@name]")
        if field.get("type") != "checkbox" or "checked" in field.attrib
    ]
    return f"{form.get('action')}?{urlencode([pair for pair in sent if pair[1]])}"


@pytest.fixture
def app(analyzer: ArabicAnalyzer) -> Flask:
    """Make the application over ARTICLES."""
    return create_app(ServedIndex(engine_of(ARTICLES, analyzer)))


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client
