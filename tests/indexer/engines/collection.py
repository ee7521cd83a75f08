"""Small articles for engine tests, and how to build them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from analyzers.analyzer import ArabicAnalyzer
from analyzers.variants.proclitics import with_proclitics
from indexer.engines.base import Engine, GenerationInfo, Window
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.model.query import Word
from indexer.ranking.parameters import DEFAULT_RANKING

BY_SCORE = Window(ranking=replace(DEFAULT_RANKING, ordered=0))
"""A window in the order of scores, which needs no positions: damaged arrays do not change it."""

ARTICLES = (
    Article(
        id="a",
        title="مكافحة الإرهاب في أوروبا",
        body="تتعاون الدول الأوروبية في مكافحة الإرهاب.\nوالإرهابيون يعبرون الحدود.",
        summary="تعاون أوروبي",
        date=dt.date(2019, 6, 14),
        section="مكافحة الإرهاب",
        authors=("وحدة الدراسات",),
        kind="دراسة",
    ),
    Article(
        id="b",
        title="الهجرة عبر المتوسط",
        body="تناقش الدول ملف الهجرة واللجوء، وتتهم شبكات التهريب.",
        date=dt.date(2021, 1, 2),
        section="الهجرة",
        authors=("وحدة الهجرة",),
        kind="تقرير",
    ),
    Article(
        id="c",
        title="أمن المعلومات",
        body="هجمات سيبرانية على دول أوروبا، بلا صلة بالإرهاب التقليدي.",
        date=dt.date(2021, 7, 9),
        section="الأمن السيبراني",
        authors=("وحدة الدراسات",),
    ),
    Article(id="d", title="بلا تاريخ", body="نص قصير عن تنظيم الدولة في العراق."),
)


def build(engine: Engine, articles: Iterable[Article], analyzer: ArabicAnalyzer) -> GenerationInfo:
    """Build and publish a generation of these articles alone."""
    with engine.writer(analyzer.version, analyzer.lists.files, fresh=True) as writer:
        for article in articles:
            writer.add(make_document(article, analyzer))
        return writer.publish(["a test"], refused=0)


def word(text: str, analyzer: ArabicAnalyzer, *fields: str) -> Word:
    (form,) = analyzer.forms(text)
    stems = analyzer.stems(form)
    joined = (one for one in with_proclitics(form) if {*stems} & {*analyzer.stems(one)})
    families = analyzer.families(stems)
    query = replace(Word.of(form, stems), families=families, joined=tuple(joined))
    return replace(query, fields=fields) if fields else query
