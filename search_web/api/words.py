"""The endpoints of words: query completion and text analysis."""

from __future__ import annotations

from flask import Response

from analyzers.explanation import explain
from search_web.address import read_query
from search_web.api.conditional import conditional, conditional_on_content
from search_web.api.endpoint import JSON, Endpoint, json_response
from search_web.api.library import Library
from search_web.api.parameters import AnalyzeParameters, SuggestParameters
from search_web.api.word_models import AnalysisModel, SuggestionsModel, TokenModel


def word_endpoints(library: Library) -> tuple[Endpoint, ...]:
    """Return the endpoints of completion and analysis."""

    def suggest(parameters: SuggestParameters) -> Response:
        """Complete a query.

        Queries, sections and units, and titles that complete the text typed so far, as the search
        box offers them. For some seconds after a build, the completions may be those of the
        previous generation; after a start, there may be none.
        """
        text = read_query(parameters.q)
        completed = library.suggestions.complete(text)
        with library.served.snapshot() as index:
            return conditional_on_content(
                json_response(SuggestionsModel.of(text, completed, index))
            )

    def analyze(parameters: AnalyzeParameters) -> Response:
        """Analyse a text.

        The words of a text as the index stores them: offsets, normalised forms, stems, whether they
        are stop words, and the reason for each stem.
        """
        with library.served.snapshot() as index:
            return conditional(
                library.versions(index),
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
