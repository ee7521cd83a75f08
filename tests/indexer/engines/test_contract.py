"""The contract of every engine. The classic Whoosh passes it too (`make test-classic`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import (
    Engine,
    EngineError,
    FacetCount,
    Filters,
    GenerationGoneError,
    LockedError,
    NoGenerationError,
    Snapshot,
    Window,
)
from indexer.model.article import Article
from indexer.model.document import content_digest, make_document
from indexer.model.fingerprint import are_near_duplicates
from indexer.model.query import And, Ids, Not, Or, Phrase, Prefix, Query, Word
from tests.indexer.engines.collection import ARTICLES, build, word

Opened = Callable[[], Snapshot]

A, B, C, D = ARTICLES


@pytest.fixture
def snapshot(engine: Engine, opened: Opened, analyzer: ArabicAnalyzer) -> Snapshot:
    build(engine, ARTICLES, analyzer)
    return opened()


def found(snapshot: Snapshot, query: Query, filters: Filters | None = None) -> set[str]:
    hits = snapshot.search(query, filters or Filters(), Window(limit=100))
    assert hits.total == len(hits.hits)
    return {hit.id for hit in hits.hits}


def test_a_word_is_found_by_its_stem(snapshot: Snapshot, analyzer: ArabicAnalyzer) -> None:
    assert found(snapshot, word("الإرهابيين", analyzer)) == {"a", "c"}


def test_the_exact_form_scores_above_the_stem_alone(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    exact = replace(B, id="exact", body="كلام عن دولة وحدود")
    stem = replace(B, id="stem", body="كلام عن دولتين وحدود")
    build(engine, (stem, exact), analyzer)
    hits = opened().search(word("دولة", analyzer), Filters(), Window())
    assert [hit.id for hit in hits.hits] == ["exact", "stem"]
    assert hits.hits[0].score > hits.hits[1].score


def test_a_word_in_the_title_scores_above_one_in_the_body(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    title = replace(B, id="title", title="التهريب عبر البحر", body="كلام طويل عن شبكات الحدود")
    body = replace(B, id="body", title="الحدود عبر البحر", body="كلام طويل عن شبكات التهريب")
    build(engine, (body, title), analyzer)
    hits = opened().search(word("التهريب", analyzer), Filters(), Window())
    assert [hit.id for hit in hits.hits] == ["title", "body"]


def test_without_a_stem_only_the_form_is_found(snapshot: Snapshot) -> None:
    assert found(snapshot, Word("الارهاب", None)) == {"a"}


def test_a_word_can_be_searched_in_one_field(snapshot: Snapshot, analyzer: ArabicAnalyzer) -> None:
    assert found(snapshot, word("الإرهاب", analyzer, "title")) == {"a"}
    assert found(snapshot, word("الدراسات", analyzer, "author")) == {"a", "c"}


def test_section_and_author_are_not_searched_unless_named(
    snapshot: Snapshot, analyzer: ArabicAnalyzer
) -> None:
    assert found(snapshot, word("السيبراني", analyzer)) == {"c"}
    assert found(snapshot, word("وحدة", analyzer)) == set()


def test_and_requires_every_child(snapshot: Snapshot, analyzer: ArabicAnalyzer) -> None:
    query = And((word("الدول", analyzer), word("الهجرة", analyzer)))
    assert found(snapshot, query) == {"b"}


def test_or_requires_at_least_the_given_number_of_children(
    snapshot: Snapshot, analyzer: ArabicAnalyzer
) -> None:
    words = tuple(word(text, analyzer) for text in ("الدول", "الهجرة", "الإرهاب"))
    assert found(snapshot, Or(words)) == {"a", "b", "c", "d"}
    assert found(snapshot, Or(words, least=2)) == {"a", "b", "c"}
    assert found(snapshot, Or(words, least=3)) == set()
    assert found(snapshot, Or(())) == set()


def test_not_excludes_documents(snapshot: Snapshot, analyzer: ArabicAnalyzer) -> None:
    assert found(snapshot, And((word("أوروبا", analyzer), Not(word("مكافحة", analyzer))))) == {"c"}
    assert found(snapshot, Not(word("الإرهاب", analyzer))) == {"b", "d"}


def test_an_and_without_children_matches_everything(snapshot: Snapshot) -> None:
    assert found(snapshot, And(())) == {"a", "b", "c", "d"}


def test_a_phrase_matches_adjacent_forms_in_order(snapshot: Snapshot) -> None:
    assert found(snapshot, Phrase((("تنظيم",), ("الدوله",)))) == {"d"}
    assert found(snapshot, Phrase((("الدوله",), ("تنظيم",)))) == set()
    assert found(snapshot, Phrase((("x", "مكافحه"), ("الارهاب",), ("في",)))) == {"a"}


def test_a_phrase_stays_within_a_field(snapshot: Snapshot) -> None:
    assert found(snapshot, Phrase((("اوروبا",), ("تتعاون",)))) == set()


def test_a_prefix_finds_all_forms_that_begin_with_it(snapshot: Snapshot) -> None:
    assert found(snapshot, Prefix("الار")) == {"a"}
    assert found(snapshot, Prefix("سيبر")) == {"c"}
    assert found(snapshot, Prefix("زز")) == set()


def test_a_prefix_may_stand_behind_other_letters(snapshot: Snapshot) -> None:
    assert found(snapshot, Prefix("زز", more=("سيبر", "والار"))) == {"a", "c"}
    assert found(snapshot, Prefix("ارهاب", more=("بالارهاب", "با"))) == {"c"}


def test_an_address_finds_its_article(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    one = replace(A, url="https://example.org/one/", short_link="https://example.org/?p=1")
    two = replace(B, url="https://example.org/one/two/")
    build(engine, (one, two, C), analyzer)
    snapshot = opened()
    assert [*snapshot.with_address("example.org/one")] == ["a"]
    assert [*snapshot.with_address("example.org?p=1")] == ["a"]
    assert [*snapshot.with_address("example.org/one/two")] == ["b"]
    assert [*snapshot.with_address("example.org")] == []
    assert [*snapshot.with_address("")] == []


def test_the_address_of_a_deleted_article_finds_nothing(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    build(engine, (replace(A, url="https://example.org/one/"), B), analyzer)
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        writer.delete("a")
        writer.publish(["a test"], refused=0)
    assert [*opened().with_address("example.org/one")] == []


def test_an_unknown_word_finds_nothing(snapshot: Snapshot) -> None:
    assert found(snapshot, Word("قسطنطينيه", "قسطنطين")) == set()


def test_a_filter_accepts_any_of_its_values_and_all_filters_apply(snapshot: Snapshot) -> None:
    author = {"author": ("وحدة الدراسات",)}
    assert found(snapshot, And(()), Filters(author)) == {"a", "c"}
    assert found(snapshot, And(()), Filters({**author, "year": ("2021", "2020")})) == {"c"}
    assert found(snapshot, And(()), Filters({"section": ("لا قسم",)})) == set()
    assert found(snapshot, And(()), Filters({"section": ()})) == {"a", "b", "c", "d"}


def test_each_of_several_values_is_counted_and_is_a_filter(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    both = replace(A, authors=("وحدة الدراسات", "د. ليلى النجار"), tags=("أوروبا", "أمن"))
    build(engine, (both, replace(B, tags=("أمن",)), C), analyzer)
    several = opened()
    counted = several.search(And(()), Filters(), Window(), ("author", "tags")).facets
    assert counted["tags"] == (FacetCount("أمن", 2), FacetCount("أوروبا", 1))
    assert set(counted["author"]) == {
        FacetCount("وحدة الدراسات", 2),
        FacetCount("د. ليلى النجار", 1),
        FacetCount("وحدة الهجرة", 1),
    }
    for values, ids in (
        ({"tags": ("أمن",)}, {"a", "b"}),
        ({"tags": ("أوروبا", "أمن"), "author": ("د. ليلى النجار",)}, {"a"}),
        ({"author": ("وحدة الدراسات",)}, {"a", "c"}),
        ({"author": ("وحدة الدراسات\x1fد. ليلى النجار",)}, set()),
    ):
        assert found(several, And(()), Filters(values)) == ids
    assert found(several, word("ليلى", analyzer, "author")) == {"a"}
    hit = several.search(Ids(("a",)), Filters(), Window()).hits[0]
    assert several.read(hit) == both


def test_of_many_tags_the_most_frequent_are_counted(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    tags = tuple(f"وسم {number:03}" for number in range(150))
    build(engine, [replace(B, id=f"{n}", tags=tags[: 150 - n]) for n in range(3)], analyzer)
    counted = opened().search(And(()), Filters(), Window(), ("tags",)).facets["tags"]
    assert counted == tuple(FacetCount(tag, 3) for tag in tags[:100])


def test_a_month_and_a_kind_are_filters(snapshot: Snapshot) -> None:
    assert found(snapshot, And(()), Filters({"month": ("2021-01", "2019-06")})) == {"a", "b"}
    assert found(snapshot, And(()), Filters({"month": ("2021-01",), "year": ("2019",)})) == set()
    assert found(snapshot, And(()), Filters({"kind": ("دراسة",)})) == {"a"}


def test_months_are_counted_newest_first_without_undated_articles(snapshot: Snapshot) -> None:
    hits = snapshot.search(And(()), Filters({"year": ("2021",)}), Window(), ("month", "kind"))
    assert hits.facets["month"] == (FacetCount("2021-07", 1), FacetCount("2021-01", 1))
    assert hits.facets["kind"] == (FacetCount("تقرير", 1),)


def test_near_duplicates_are_recognised_by_their_fingerprints(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    words = [f"كلمه{number}" for number in range(300)]
    other = [f"لفظ{number}" for number in range(300)]
    bodies = (" ".join(words), " ".join([*words[:150], "زائده", *words[150:]]), " ".join(other))
    articles = [replace(B, id=str(number), body=body) for number, body in enumerate(bodies)]
    build(engine, articles, analyzer)
    hits = opened().search(And(()), Filters(), Window()).hits
    marks = {hit.id: hit.fingerprint for hit in hits}
    assert are_near_duplicates(marks["0"], marks["1"])
    assert not are_near_duplicates(marks["0"], marks["2"])


def test_date_ranges_are_inclusive_and_never_match_undated_articles(snapshot: Snapshot) -> None:
    day = dt.date(2021, 1, 2)
    assert found(snapshot, And(()), Filters(first=day)) == {"b", "c"}
    assert found(snapshot, And(()), Filters(last=day)) == {"a", "b"}
    assert found(snapshot, And(()), Filters(first=day, last=day)) == {"b"}


def test_a_facet_is_counted_under_the_filters_of_the_other_fields(snapshot: Snapshot) -> None:
    filters = Filters({"author": ("وحدة الدراسات",), "year": ("2021",)})
    hits = snapshot.search(And(()), filters, Window(), ("section", "author", "year"))
    assert hits.total == 1
    assert hits.facets["section"] == (FacetCount("الأمن السيبراني", 1),)
    assert set(hits.facets["author"]) == {
        FacetCount("وحدة الدراسات", 1),
        FacetCount("وحدة الهجرة", 1),
    }
    assert hits.facets["year"] == (FacetCount("2021", 1), FacetCount("2019", 1))


def test_values_of_a_facet_may_be_of_any_length(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    long = "قسم " * 10_000
    sections = ("قصير", f"{long}أول", f"{long}ثان", f"{long}ثان")
    articles = [
        replace(ARTICLES[0], id=str(number), section=section)
        for number, section in enumerate(sections)
    ]
    build(engine, articles, analyzer)
    snapshot = opened()
    counted = snapshot.search(And(()), Filters(), Window(), ("section",)).facets["section"]
    assert counted == (
        FacetCount(sections[2], 2),
        FacetCount(sections[1], 1),
        FacetCount(sections[0], 1),
    )
    chosen = snapshot.search(And(()), Filters({"section": (sections[1],)}), Window())
    assert [hit.id for hit in chosen.hits] == ["1"]


@pytest.mark.parametrize(("sort", "order"), [("-date", "cbad"), ("date", "abcd")])
def test_hits_sorted_by_date_end_with_undated_articles(
    snapshot: Snapshot, sort: str, order: str
) -> None:
    window = Window(sort="-date" if sort == "-date" else "date")
    hits = snapshot.search(And(()), Filters(), window)
    assert "".join(hit.id for hit in hits.hits) == order


def test_consecutive_windows_show_every_hit_once(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    articles = [replace(B, id=f"{number:03}") for number in range(25)]
    build(engine, articles, analyzer)
    snapshot = opened()
    query = word("الهجرة", analyzer)
    shown = [
        hit.id
        for offset in range(0, 30, 10)
        for hit in snapshot.search(query, Filters(), Window(offset, 10)).hits
    ]
    assert shown == [article.id for article in articles]


def test_a_stored_article_equals_the_added_one(snapshot: Snapshot) -> None:
    for article in ARTICLES:
        assert snapshot.article(article.id) == article
    assert snapshot.article("nobody") is None


def test_a_generation_describes_its_content(engine: Engine, analyzer: ArabicAnalyzer) -> None:
    info = build(engine, ARTICLES, analyzer)
    assert (info.articles, info.first, info.last) == (4, A.date, C.date)
    assert info.analyzer_version == analyzer.version
    assert engine.info() == info
    assert engine.generation() == info.id
    assert [one.id for one in engine.generations()] == [info.id]


def test_a_generation_keeps_its_word_lists(snapshot: Snapshot, analyzer: ArabicAnalyzer) -> None:
    assert snapshot.resources() == analyzer.lists.files


def test_an_empty_generation_finds_nothing(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    build(engine, (), analyzer)
    snapshot = opened()
    query = word("الهجرة", analyzer)
    hits = snapshot.search(And((query, Not(query))), Filters(), Window(), ("section", "year"))
    assert (hits.total, hits.facets) == (0, {"section": (), "year": ()})


def test_without_a_build_there_is_no_generation(engine: Engine) -> None:
    for ask in (engine.snapshot, engine.generation, engine.info):
        with pytest.raises(NoGenerationError):
            ask()


def test_the_next_generation_starts_from_the_served_one(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    changed = replace(B, body="تتحدث الدول عن الفضاء.")
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        assert set(writer.kept()) == {"a", "b", "c", "d"}
        writer.delete("c")
        writer.add(make_document(changed, analyzer))
        writer.add(make_document(replace(D, id="e"), analyzer))
        writer.publish(["a test"], refused=0)
    snapshot = opened()
    assert snapshot.info.articles == 4
    assert found(snapshot, And(())) == {"a", "b", "d", "e"}
    assert found(snapshot, word("الفضاء", analyzer)) == {"b"}
    assert found(snapshot, word("التهريب", analyzer)) == set()
    assert snapshot.article("c") is None
    assert snapshot.article("b") == changed


def test_scores_after_changes_are_those_of_a_fresh_generation(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    query = Or((word("الدول", analyzer), word("أوروبا", analyzer)))
    build(engine, (*ARTICLES, replace(A, id="gone")), analyzer)
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        writer.delete("gone")
        writer.publish(["a test"], refused=0)
    changed = opened().search(query, Filters(), Window())
    build(engine, ARTICLES, analyzer)
    fresh = opened().search(query, Filters(), Window())
    assert [hit.score for hit in changed.hits] == pytest.approx([hit.score for hit in fresh.hits])


def test_a_build_with_another_analyser_starts_from_nothing(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    with engine.writer("another", analyzer.lists.files) as writer:
        assert writer.kept() == {}


def test_an_unpublished_generation_changes_nothing(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    info = build(engine, ARTICLES, analyzer)
    with (
        pytest.raises(RuntimeError, match="no more"),
        engine.writer(analyzer.version, analyzer.lists.files) as writer,
    ):
        writer.delete("a")
        raise RuntimeError("no more")
    assert engine.info() == info
    assert found(opened(), And(())) == {"a", "b", "c", "d"}


def test_an_open_snapshot_does_not_change(
    engine: Engine, opened: Opened, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    former = opened()
    for number in range(6):
        build(engine, (replace(D, id=f"new-{number}"),), analyzer)
    assert found(former, word("الهجرة", analyzer)) == {"b"}
    assert former.article("a") == A


def test_only_one_writer_may_be_open(engine: Engine, analyzer: ArabicAnalyzer) -> None:
    with (
        engine.writer(analyzer.version, analyzer.lists.files),
        pytest.raises(LockedError),
        engine.writer(analyzer.version, analyzer.lists.files),
    ):
        pass
    build(engine, ARTICLES, analyzer)


def test_a_rollback_serves_the_previous_generation_and_its_articles(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    first = build(engine, ARTICLES, analyzer)
    build(engine, ARTICLES[:1], analyzer)
    assert engine.rollback() == first
    with closing(engine.snapshot()) as snapshot:
        assert {article.id for article in snapshot.articles()} == {one.id for one in ARTICLES}
    with pytest.raises(EngineError, match="before"):
        engine.rollback()


def test_a_generation_that_is_kept_is_opened_by_its_id(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    first = build(engine, ARTICLES, analyzer)
    second = build(engine, ARTICLES[:1], analyzer)
    for info in (first, second):
        with closing(engine.snapshot(info.id)) as snapshot:
            assert snapshot.info == info
            assert snapshot.search(And(()), Filters(), Window()).total == info.articles
    assert engine.generation() == second.id


@pytest.mark.parametrize("unknown", ["", "20001231T235959000000", "..", "../x", "CURRENT", "a\0b"])
def test_a_generation_that_is_not_kept_is_gone(
    engine: Engine, analyzer: ArabicAnalyzer, unknown: str
) -> None:
    build(engine, ARTICLES, analyzer)
    with pytest.raises(GenerationGoneError, match="not kept"):
        engine.snapshot(unknown)


def test_a_file_is_kept_with_its_generation(engine: Engine, analyzer: ArabicAnalyzer) -> None:
    def write(content: bytes | None) -> bytes | None:
        with engine.writer(analyzer.version, analyzer.lists.files) as writer:
            kept = writer.kept_file("state")
            if content is not None:
                writer.keep_file("state", content)
            writer.add(make_document(ARTICLES[0], analyzer))
            writer.publish(["a test"], refused=0)
            return kept

    assert write(b"one") is None
    assert write(b"two") == b"one"
    engine.rollback()
    assert write(None) == b"one"


def test_documents_are_found_by_their_ids(snapshot: Snapshot) -> None:
    wanted = Ids((ARTICLES[1].id, "nobody", ARTICLES[0].id))
    hits = snapshot.search(wanted, Filters(), Window())
    assert {hit.id for hit in hits.hits} == {ARTICLES[0].id, ARTICLES[1].id}
    assert hits.total == 2


def test_a_snapshot_returns_the_digest_of_every_article(
    snapshot: Snapshot, analyzer: ArabicAnalyzer
) -> None:
    digests = {one.id: content_digest(one, analyzer.version) for one in ARTICLES}
    assert snapshot.digests() == digests


def test_a_candidate_can_be_searched_before_it_is_published(
    engine: Engine, analyzer: ArabicAnalyzer
) -> None:
    build(engine, ARTICLES, analyzer)
    served = engine.generation()
    for published in (False, True):
        with engine.writer(analyzer.version, analyzer.lists.files) as writer:
            writer.delete(ARTICLES[0].id)
            with closing(writer.candidate(["a test"], refused=1)) as candidate:
                assert ARTICLES[0].id not in candidate.digests()
                everything = candidate.search(And(()), Filters(), Window())
                assert everything.total == len(ARTICLES) - 1 == candidate.info.articles
            assert engine.generation() == served
            if published:
                info = writer.publish(["a test"], refused=1)
                assert engine.info() == info == candidate.info
        assert (engine.generation() == served) != published


def test_the_forms_of_all_texts_are_counted(engine: Engine, analyzer: ArabicAnalyzer) -> None:
    build(engine, [Article(id="1", title="حزب", body="الحزب حزب"), ARTICLES[0]], analyzer)
    with closing(engine.snapshot()) as snapshot:
        forms = snapshot.forms()
    assert (forms["حزب"], forms["الحزب"]) == (2, 1)
    assert "قلم" not in forms
