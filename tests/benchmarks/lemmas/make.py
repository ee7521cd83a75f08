"""Makes the table of forms and their lemmas that ships, `analyzers/lemmas/forms.tsv.xz`.

    pip install -e ".[lemmas]"
    python -m tests.benchmarks.lemmas.make

It takes about an hour on two cores. What was read in the texts stays in `build/lemmas`, so that
another run takes a minute.
"""

from __future__ import annotations

import json
import lzma
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import click
from babel import Locale

from analyzers.lemmas.table import FILE, PARTICLE, FormTable, packed
from analyzers.lemmas.verbal_nouns import FILE as VERBAL_NOUNS
from analyzers.normalize import normalize
from analyzers.variants.proclitics import ARTICLE, with_proclitics
from analyzers.word_lists import BROKEN_PLURALS, VERB, WordLists
from tests.benchmarks.lemmas import dictionaries
from tests.benchmarks.lemmas.readings import Chosen, Reading, chosen_lemmas, readings, texts
from tests.benchmarks.lemmas.verbal_nouns import verbal_nouns
from tests.benchmarks.lemmas.weighing import (
    Word,
    in_sentences,
    lemma_counts,
    misread,
    reading_weights,
)
from tests.benchmarks.project import PROJECT

CORPORA = {"news-10k": 1, "wikipedia-9k": 3}
"""Of `../shared/corpora`: every so many of their texts are read."""

LEAST_MET = 2
"""Times that a word stands in them at least."""

SPELLING = 0.2
"""Share of a form's occurrences that one of its spellings has at least: عملة and عمله are one."""

SHARE = 0.3
"""Share of the weight of a word's nouns, or of its verbs, that a lemma has at least."""

KIND = 0.15
"""Share of a word's weight that its nouns, or its verbs, have at least."""

COMMON = 20
"""Weight of a singular that a plural is joined to: rarer ones are more often another word."""

OWN = 0.1
"""Count of a lemma in ـة, relative to its form, from which the form is of it too: ملابسة is no
form of ملبس alone."""

ACCUSATIVE = 0.3
"""Share of an adjective's weight that its indefinite accusative has at most."""

WORLD = "001"
"""CLDR's code of the world, whose name is a common noun."""

HASH_SEED = "0"

MASDAR = "مصدر"
"""How farahidi calls the kinds of verbal nouns."""

KNOWN = 3
"""Weight of a lemma whose forms are taken from dictionaries too."""

_WORD = re.compile("[ء-ي]{2,}")

Weights = dict[str, Counter[str]]
"""By form, the weight of each lemma: about how often the form stands for it in the texts."""


@click.command()
@click.option("--work", type=Path, default=PROJECT / "build" / "lemmas", show_default=True)
@click.option("--processes", type=int, default=2, show_default=True)
def main(work: Path, processes: int) -> None:
    """Make the table anew."""
    work.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(processes) as pool:
        chosen = _kept(work / "chosen.json", lambda: _chosen(pool))
        met = [word for word in sorted(chosen) if sum(chosen[word].values()) >= LEAST_MET]
        found = _kept(work / "readings.json", lambda: readings(met, pool))
    read = {
        word: [Reading(vocalised, lemma, tuple(pattern)) for vocalised, lemma, pattern in rows]
        for word, rows in found.items()
    }
    table = table_of(chosen, read, WordLists.load(PROJECT / "index_data" / "words"))
    text = packed(table)
    compressed = lzma.compress(text, preset=9 | lzma.PRESET_EXTREME)
    folder = PROJECT / "analyzers" / "lemmas"
    (folder / FILE).write_bytes(compressed)
    lemmas = Counter(lemma for found in table.values() for lemma in found)
    masdars = {
        one.lemma for found in read.values() for one in found if one.pattern[0].startswith(MASDAR)
    }
    nouns = verbal_nouns(lemmas, masdars)
    (folder / VERBAL_NOUNS).write_text("".join(f"{verb}\t{noun}\n" for verb, noun in nouns))
    several = sum(len(found) > 1 for found in table.values())
    click.echo(
        f"{len(table):,} forms of {len(lemmas):,} lemmas, {several:,} of several; "
        f"{len(text):,} bytes, compressed {len(compressed):,}; {FormTable(text).digest}"
    )


def table_of(
    chosen: Chosen, read: Mapping[str, Sequence[Reading]], lists: WordLists
) -> dict[str, tuple[str, ...]]:
    """The table: what was met in texts first, then what dictionaries add."""
    words = in_sentences(chosen, read)
    weights = reading_weights(words)
    names = misread(words, weights)
    words = {word: one for word, one in words.items() if word not in names}
    counts = lemma_counts(words, weights, unread(chosen, words))
    common: Counter[str] = Counter()
    for word, one in words.items():
        for (lemma, _), weight in weights[word].items():
            common[lemma] += weight * one.count  # type: ignore[assignment]
    singulars = singular_of(common, lists)
    met: Counter[str] = Counter()
    for word, one in words.items():
        met[form_of(word)] += one.count
    forms: dict[str, Counter[str]] = {}
    for word, one in words.items():
        form = form_of(word)
        if form and one.count >= SPELLING * met[form]:
            for lemma, count in likely(singular(counts[word], singulars)).items():
                forms.setdefault(form, Counter())[lemma] += count  # type: ignore[assignment]
    table = {form: ordered(lemmas) for form, lemmas in forms.items()}
    named(table, (*names, *territories(), *own_names(common, words)), met)
    for lemma, count in common.items():
        form = form_of(lemma)
        if lemma.endswith("ة") and count >= OWN * met[form] and lemma not in table.get(form, ()):
            table[form] = (*table.get(form, pronominal(lemma, common)), lemma)
    for lemma in sorted({lemma for found in table.values() for lemma in found}):
        if form := form_of(lemma.removesuffix(VERB).removesuffix(PARTICLE)):
            table.setdefault(form, (*pronominal(lemma, common), lemma))
    for form, lemma in added(common, singulars):
        table.setdefault(form, (lemma,))
    return table


def pronominal(lemma: str, common: Mapping[str, float]) -> tuple[str, ...]:
    """The noun whose form with "his" is that of a lemma in ـة: انتماءه is of انتماء rather."""
    noun = lemma.removesuffix("ة")
    return (noun,) if noun != lemma and common.get(noun, 0) > common.get(lemma, 0) else ()


def named(table: dict[str, tuple[str, ...]], names: Iterable[str], met: Mapping[str, int]) -> None:
    """Put names into a table, and leave it to the lookup to take proclitics off them."""
    for name in names:
        form = form_of(name)
        table[form] = (name.removeprefix(ARTICLE),)
        for joined in with_proclitics(form):
            if met[joined] < met[form]:
                table.pop(joined, None)


def unread(chosen: Chosen, words: Mapping[str, Word]) -> dict[str, int]:
    """How often words stand in the texts that have no reading."""
    counts = {word: sum(lemmas.values()) for word, lemmas in chosen.items() if word not in words}
    return {word: count for word, count in counts.items() if count >= LEAST_MET}


def singular(lemmas: Mapping[str, float], singulars: Mapping[str, str]) -> dict[str, float]:
    """The weights of a word's lemmas, those of plurals added to their singular's."""
    added_up: dict[str, float] = {}
    for lemma, weight in lemmas.items():
        one = singulars.get(lemma, lemma)
        added_up[one] = added_up.get(one, 0.0) + weight
    return added_up


def likely(lemmas: Mapping[str, float]) -> dict[str, float]:
    """The lemmas that a word may well stand for, with their weights."""
    kinds: dict[str, float] = {}
    for lemma, weight in lemmas.items():
        kinds[_kind(lemma)] = kinds.get(_kind(lemma), 0.0) + weight
    least = KIND * sum(lemmas.values())
    best = ordered(lemmas)[0]
    return {
        lemma: weight
        for lemma, weight in lemmas.items()
        if lemma == best or (kinds[_kind(lemma)] >= least and weight >= SHARE * kinds[_kind(lemma)])
    }


def ordered(lemmas: Mapping[str, float]) -> tuple[str, ...]:
    """The lemmas, the likeliest first."""
    return tuple(sorted(lemmas, key=lambda lemma: (-lemmas[lemma], lemma)))


def _kind(lemma: str) -> str:
    return lemma[-2:] if lemma.endswith((VERB, PARTICLE)) else ""


def singular_of(common: Mapping[str, float], lists: WordLists) -> dict[str, str]:
    """The singular of each lemma that is a broken plural.

    It is staff's, or the commonest of arramooz's if the plural is no singular too.
    """
    singulars, own = dictionaries.plurals()
    found = {}
    for lemma in common:
        candidates = singulars.get(lemma, ()) if lemma not in own else ()
        best = max(candidates, key=lambda one: (common.get(one, 0), one), default=lemma)
        if best != lemma and common.get(best, 0) >= COMMON:
            found[lemma] = best
    return found | _pairs(lists.files[BROKEN_PLURALS].decode())


def added(common: Mapping[str, float], singulars: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Forms of lemmas that are met, with their lemma, surest first."""
    known = {lemma for lemma, weight in common.items() if weight >= KNOWN}
    nouns = frozenset(lemma for lemma in known if not lemma.endswith((VERB, PARTICLE)))
    verbs = frozenset(lemma.removesuffix(VERB) for lemma in known if lemma.endswith(VERB))
    plurals, _ = dictionaries.plurals()
    pairs = [
        *((form, verb + VERB) for form, verb in dictionaries.conjugated(verbs)),
        *(
            (plural, one)
            for plural, ones in sorted(plurals.items())
            if len(met := sorted(nouns & ones)) == 1
            for one in met
        ),
        *(
            (form, singulars.get(lemma, lemma) if lemma in nouns else lemma + VERB)
            for form, lemma in dictionaries.simplemma_pairs()
            if (lemma in nouns) != (lemma in verbs)
        ),
    ]
    return ((form, lemma) for word, lemma in pairs if (form := form_of(word)))


def territories() -> Iterator[str]:
    """The territories whose name is one word, which is never an inflection of another (CLDR)."""
    named = Locale("ar").territories.items()
    return (name for code, name in sorted(named) if code != WORLD and _WORD.fullmatch(name))


def own_names(common: Mapping[str, float], words: Mapping[str, Word]) -> Iterator[str]:
    """Words in ـيا that are too common for the accusative of an adjective: تكنولوجيا, كوريا."""
    for word, one in words.items():
        adjective = word.removesuffix("ا")
        least = max(COMMON, ACCUSATIVE * common.get(adjective, 0))
        if word.endswith("يا") and adjective in common and form_of(word) and one.count > least:
            yield word


def form_of(word: str) -> str:
    """The one form of a written word; "" if it has none or several."""
    forms = normalize(word)
    return forms[0] if len(forms) == 1 and _WORD.fullmatch(word) else ""


def _chosen(pool: ProcessPoolExecutor) -> Chosen:
    corpora = PROJECT.parent / "shared" / "corpora"
    return chosen_lemmas(
        chain.from_iterable(
            texts(corpora / f"{name}.jsonl.gz", every) for name, every in CORPORA.items()
        ),
        pool,
    )


def _kept(path: Path, make: Callable[[], Any]) -> Any:
    """What an earlier run left there, or what is made, which is left there."""
    if not path.exists():
        path.write_text(json.dumps(make(), ensure_ascii=False), encoding="utf-8")
    return json.loads(path.read_text(encoding="utf-8"))


def _pairs(text: str) -> dict[str, str]:
    """The pairs of a word list, as they are written."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return dict(line.split("\t") for line in lines if line)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != HASH_SEED:  # farahidi breaks ties by the order of sets
        os.environ["PYTHONHASHSEED"] = HASH_SEED
        os.execv(
            sys.executable, [sys.executable, "-m", "tests.benchmarks.lemmas.make", *sys.argv[1:]]
        )
    main()
