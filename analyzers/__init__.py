"""Arabic text analysis: tokenisation, normalisation and stemming by word lists.

analyzer = make_analyzer(WordLists.load(folder))
forms = analyzer.forms(text)
"""

from __future__ import annotations

from analyzers.analyzer import ArabicAnalyzer, UnknownStemmerError, make_analyzer
from analyzers.explanation import TokenExplanation, explain
from analyzers.list_reader import Fault, ListError
from analyzers.word_lists import WordLists

__all__ = [
    "ArabicAnalyzer",
    "Fault",
    "ListError",
    "TokenExplanation",
    "UnknownStemmerError",
    "WordLists",
    "explain",
    "make_analyzer",
]
