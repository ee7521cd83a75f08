"""Ligatures of whole words: ﷲ, which proclitics are joined to, and formulas such as ﷺ and ﷽."""

from __future__ import annotations

import re
import unicodedata

_FORMULAS = {
    "\ufd40": "رحمه الله",
    "\ufd41": "رضي الله عنه",
    "\ufd42": "رضي الله عنها",
    "\ufd43": "رضي الله عنهم",
    "\ufd44": "رضي الله عنهما",
    "\ufd45": "رضي الله عنهن",
    "\ufd46": "صلى الله عليه وآله",
    "\ufd47": "عليه السلام",
    "\ufd48": "عليهم السلام",
    "\ufd49": "عليهما السلام",
    "\ufd4a": "عليه الصلاة والسلام",
    "\ufd4b": "قدس سره",
    "\ufd4c": "صلى الله عليه وآله وسلم",
    "\ufd4d": "عليها السلام",
    "\ufd4e": "تبارك وتعالى",
    "\ufd4f": "رحمهم الله",
    "\ufdcf": "سلامه علينا",
    "\ufdfa": "صلى الله عليه وسلم",
    "\ufdfb": "جل جلاله",
    "\ufdfc": "ريال",
    "\ufdfd": "بسم الله الرحمن الرحيم",
    "\ufdfe": "سبحانه وتعالى",
    "\ufdff": "عز وجل",
}
"""The words of each formula; Unicode decomposes only three of them."""

FORMULAS = "".join(_FORMULAS)
"""Ligatures that are words of their own wherever they stand, as characters of a class."""

_LIGATURE = re.compile("ا?(\ufdf2)|([\ufdf0\ufdf1\ufdf3-\ufdf9])")
_PROCLITICS = re.compile("[وف]?[بلكت]?")


def spelled_out(word: str) -> str:
    """Return a word with its ligatures spelled out, each between spaces unless it is joined.

    A proclitic is joined to a ligature: بﷲ is بالله, لﷲ is لله. اﷲ is الله too: many fonts draw ﷲ
    without its alef.
    """
    if word in _FORMULAS:
        return _FORMULAS[word]
    found = _LIGATURE.search(word)
    if found is None:
        return word
    before, behind = word[: found.start()], spelled_out(word[found.end() :])
    ligature = unicodedata.normalize("NFKC", found[1] or found[2])
    if not _PROCLITICS.fullmatch(before):
        before += " "
    elif before.endswith("ل") and found[1]:
        ligature = "له"  # the article and its alef are not written after ل
    return f"{before}{ligature} {behind}".strip()
