"""The endpoint of the OpenAPI document."""

from __future__ import annotations

import json
from functools import cache

from flask import Response

from search_web.api.conditional import conditional_on_content
from search_web.api.endpoint import JSON, Endpoint
from search_web.api.openapi import document
from search_web.api.parameters import NoParameters


def openapi_endpoint(others: tuple[Endpoint, ...]) -> Endpoint:
    """Return the endpoint that describes the other endpoints and itself."""

    def openapi(parameters: NoParameters) -> Response:
        """Describe the endpoints.

        This document, in OpenAPI 3.1.
        """
        return conditional_on_content(Response(text(), content_type=JSON))

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
