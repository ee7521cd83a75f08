"""The endpoints of words: completions of what is typed, and what the analyser makes of a text."""

from __future__ import annotations

from flask import Response

from analyzers.explanation import explain
from search_web.address import read_query
from search_web.api.conditional import by_content, conditional
from search_web.api.endpoint import JSON, Endpoint, json_response
from search_web.api.library import Library
from search_web.api.parameters import AnalyzeParameters, SuggestParameters
from search_web.api.word_models import AnalysisModel, SuggestionsModel, TokenModel


def words(library: Library) -> tuple[Endpoint, ...]:
    def suggest(parameters: SuggestParameters) -> Response:
        """Complete what is typed.

        Queries and titles that what is typed may become, as the search box offers them. After a
        build the former completions may answer for some seconds, or none.
        """
        text = read_query(parameters.q)
        completed = library.suggestions.complete(text)
        with library.served.snapshot() as index:
            return by_content(json_response(SuggestionsModel.of(text, completed, index)))

    def analyze(parameters: AnalyzeParameters) -> Response:
        """Analyse a text.

        The words of a text as the index holds them: offsets, normalised forms, stems, which are
        stop words, and why each stem is what it is.
        """
        with library.served.snapshot() as index:
            return conditional(
                library.basis(index),
                lambda: json_response(
                    AnalysisModel(
                        generation=index.snapshot.info.id,
                        analyzer_version=index.analyzer.version,
                        text=parameters.text,
                        tokens=tuple(map(TokenModel.of, explain(parameters.text, index.analyzer))),
                    )
                ),
            )

    return (
        Endpoint(
            path="/suggest",
            view=suggest,
            parameters=SuggestParameters,
            answers={JSON: SuggestionsModel},
            statuses=(304, 400, 429, 503),
        ),
        Endpoint(
            path="/analyze",
            view=analyze,
            parameters=AnalyzeParameters,
            answers={JSON: AnalysisModel},
            statuses=(304, 400, 429, 503),
        ),
    )
