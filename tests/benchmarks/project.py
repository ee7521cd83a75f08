"""Where things are."""

from __future__ import annotations

from pathlib import Path

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.word_lists import WordLists
from tests.workspaces import SHIPPED

PROJECT = Path(__file__).resolve().parents[2]
CORPORA = PROJECT.parent / "shared" / "corpora"
JUDGEMENTS = PROJECT.parent / "shared" / "relevance"
WORK = PROJECT / ".bench"
DOCS = PROJECT / "docs"


def project_analyzer() -> ArabicAnalyzer:
    """Return the analyser with the shipped word lists."""
    return make_analyzer(WordLists.load(SHIPPED.words))
