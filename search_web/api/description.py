"""The endpoint of the document that describes them all."""

from __future__ import annotations

import json
from functools import cache

from flask import Response

from search_web.api.conditional import by_content
from search_web.api.endpoint import JSON, Endpoint
from search_web.api.openapi import document
from search_web.api.parameters import NoParameters


def describing(others: tuple[Endpoint, ...]) -> Endpoint:
    """For these endpoints and itself."""

    def openapi(parameters: NoParameters) -> Response:
        """Describe the endpoints.

        This document, as OpenAPI 3.1.
        """
        return by_content(Response(text(), content_type=JSON))

    @cache
    def text() -> str:
        return json.dumps(document((*others, itself)), ensure_ascii=False)

    itself = Endpoint(
        path="/openapi.json",
        view=openapi,
        parameters=NoParameters,
        answers={JSON: None},
        statuses=(304, 400, 429),
    )
    return itself
