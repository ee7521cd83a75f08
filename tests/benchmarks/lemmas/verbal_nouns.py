"""The verbal nouns (masdars) of verbs, by the patterns of the derived forms.

The patterns are those of grammars (Wright, "A Grammar of the Arabic Language", I, sections
195-211), on words without vowel marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from analyzers.word_lists import VERB


def verbal_nouns(forms: Mapping[str, int], masdars: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield each verb with its verbal noun, of several the one with most forms.

    Args:
        forms: How many forms each lemma has.
        masdars: The lemmas that are verbal nouns by their readings.
    """
    for lemma in sorted(forms):
        if lemma.endswith(VERB):
            nouns = [noun for noun in patterns(lemma.removesuffix(VERB)) if noun in masdars]
            noun = max(nouns, key=lambda noun: (forms.get(noun, 0), noun), default="")
            if noun in forms:
                yield lemma, noun


def patterns(verb: str) -> Iterator[str]:  # noqa: PLR0912 - a table, a row each
    """Yield the verbal nouns that a verb may have by its pattern.

    A verb of three letters has one of its own (بحث, كتابة) or that of the second form (تأسيس); one
    of the fifth form goes with the second (تأسس, تأسيس).
    """
    match [*verb]:
        case ["ا", *_, "ى"] if len(verb) >= 5:  # VII, VIII, X: انتهى, استدعى
            yield verb[:-1] + "اء"
        case ["ا", "س", "ت", _, "ا", last]:  # X, hollow: استقال
            yield verb + "ة"
        case ["ا", first, second, "ا", last]:  # VIII, hollow: اختار
            yield "ا" + first + second + "يا" + last
        case ["ا", *_, last] if len(verb) >= 5:  # VII, VIII, X: انسحب, استخدم
            yield verb[:-1] + "ا" + last
        case ["أ", first, second, "ى"]:  # IV: أجرى
            yield "إ" + first + second + "اء"
        case ["أ", first, "ا", last]:  # IV, hollow: أدار
            yield "إ" + first + "ا" + last + "ة"
        case ["أ", first, second, last]:  # IV: أعلن
            yield "إ" + first + second + "ا" + last
        case ["ت", first, "ا", second, "ى"]:  # VI: توالى
            yield "ت" + first + "ا" + second + "ي"
        case ["ت", _, "ا", _, _]:  # VI: تعاون
            yield verb
        case ["ت", first, second, "ى"]:  # V: تصدى
            yield "ت" + first + second + "ي"
        case ["ت", first, second, last]:  # V: تأسس
            yield "ت" + first + second + "ي" + last
            yield verb
        case [first, "ا", second, "ى"]:  # III: عانى
            yield "م" + first + "ا" + second + "اة"
        case [_, "ا", _, _]:  # III: حاول
            yield "م" + verb + "ة"
        case [first, second, "ى"]:  # II: غطى
            yield "ت" + first + second + "ية"
        case [first, second, last] if second != "ا":  # I: بحث; II: أسس
            if first != "أ":  # أحد, أجل
                yield verb
            yield "ت" + first + second + "ي" + last
