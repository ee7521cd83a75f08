"""A small library of articles, its pages through Flask, and the real server for the browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from analyzers import word_lists
from analyzers.arabic import ArabicAnalyzer
from analyzers.word_lists import WordLists
from indexer.article import Article
from indexer.document import make_document
from indexer.engines.memory import MemoryEngine
from search_web.pages import pages
from search_web.served import ServedIndex

FULL = Article(
    id="reports/2024/1",
    title="الإرهاب والتطرف في أوروبا: قراءة في تقرير Europol",
    body="يرصد التقرير تراجع الهجمات.\nأرقام العام\nبلغ عدد الموقوفين للإرهاب <120> موقوفاً.",
    headings=(1,),
    summary="خلاصة ما ورد في التقرير السنوي.",
    url="https://example.org/reports/1",
    date=dt.date(2024, 3, 12),
    section="مكافحة الإرهاب",
    author="وحدة الدراسات",
    place="بروكسل",
    short_link="https://example.org/s/1",
    notice="نص كُتب للتجربة.",
)


def sparse(number: int) -> Article:
    """An article with little but a text, one of many alike."""
    return Article(
        id=f"study-{number}",
        title=f"دراسة في أمن الحدود رقم {number}",
        body="تتناول الدراسة أمن الحدود والهجرة.",
        date=dt.date(2010 + number % 10, 1, 1),
        section="الهجرة",
        author=f"وحدة {number % 9}",
    )


ARTICLES = (FULL, *(sparse(number) for number in range(1, 24)))


@pytest.fixture
def engine() -> MemoryEngine:
    """An engine that serves ARTICLES."""
    analyzer = ArabicAnalyzer(
        WordLists.parse({name: b"" for name in word_lists.FILES} | {word_lists.STOP_WORDS: "من\nفي".encode()})
    )
    engine = MemoryEngine()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article in ARTICLES:
            writer.add(make_document(article, analyzer))
        writer.publish(["the test"], refused=0)
    return engine


@pytest.fixture
def app(engine: MemoryEngine) -> Flask:
    app = Flask("search_web")
    app.register_blueprint(pages(ServedIndex(engine)))
    return app


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client
