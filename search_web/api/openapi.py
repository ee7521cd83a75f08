"""The OpenAPI 3.1 document, made of the endpoints, their parameters and their response models.

Schemas are made by pydantic. flask-openapi3 and SpecTree make such documents too, but they accept a
repeated parameter silently, report invalid parameters in their own format, and describe neither
headers nor 304; beside their work, only this table of responses would remain.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from indexer.model.article import MAX_ID_LENGTH
from search_web.api.endpoint import BASE_PATH, JSON, Endpoint
from search_web.api.export import ExportLine
from search_web.problems.problem import CONTENT_TYPE, Problem
from search_web.publication.citations import FORMATS

Json = dict[str, Any]

CSL_JSON = FORMATS["csl-json"].media_type

DESCRIPTION = (
    "Search in the publications of the centre. All endpoints are read-only: GET, HEAD and OPTIONS, "
    "from any origin. Every response names the generation of the index that it comes from. Errors "
    "are problem details (RFC 9457) in Arabic, or in English by Accept-Language; each problem type "
    "has a page that explains it."
)

HEADERS: Json = {
    "ETag": {
        "description": "Changes with the index, staff's lists and the request. Send it in "
        "If-None-Match to get 304 if the response has not changed.",
        "schema": {"type": "string"},
        "example": 'W/"0d1c5a0f3b7a9c2e4d6f"',
    },
    "Cache-Control": {
        "description": "Caches may store the response, but must revalidate it each time.",
        "schema": {"type": "string"},
        "example": "public, no-cache",
    },
    "Link": {
        "description": "The first, next and previous page (RFC 8288).",
        "schema": {"type": "string"},
        "example": '</api/v1/search?q=a&page=2>; rel="next"',
    },
    "Retry-After": {
        "description": "Seconds to wait.",
        "schema": {"type": "string"},
        "example": "30",
    },
    "RateLimit": {
        "description": "Requests left (r) and seconds until the limit resets (t), if there is one.",
        "schema": {"type": "string"},
        "example": '"api";r=1199;t=60',
    },
    "RateLimit-Policy": {
        "description": "Requests (q) allowed in a window of seconds (w), if there is a limit.",
        "schema": {"type": "string"},
        "example": '"api";q=1200;w=60',
    },
    "X-Request-ID": {
        "description": "The id of the request in our logs: the client's own, or one of ours.",
        "schema": {"type": "string"},
        "example": "0f8fad5b-d9cb-469f-a165-70867728950e",
    },
    "Allow": {
        "description": "The methods that are allowed.",
        "schema": {"type": "string"},
        "example": "GET, HEAD, OPTIONS",
    },
    "Content-Language": {
        "description": "The language of the texts.",
        "schema": {"type": "string", "enum": ["ar", "en"]},
        "example": "en",
    },
}

COMMON_HEADERS = ("RateLimit", "RateLimit-Policy", "X-Request-ID")
"""Headers of every response."""

PROBLEM_HEADERS = {405: "Allow", 429: "Retry-After", 503: "Retry-After"}

STATUS_DESCRIPTIONS = {
    304: "Not changed since the response with this ETag.",
    400: "A parameter is invalid, the query is too complex, or the cursor is invalid.",
    404: "There is no such article.",
    405: "Only GET, HEAD and OPTIONS are allowed.",
    410: "The cursor has expired; `restart` says where to start again.",
    429: "Too many requests.",
    503: "The index is not available.",
}


TEXT_SCHEMA: Json = {"type": "string"}

STANDARD_SCHEMAS: Json = {
    JSON: {"type": "object"},
    CSL_JSON: {"type": "array", "items": {"type": "object"}},
}
"""Schema by media type of responses in formats of other standards; text by default."""


def document(endpoints: Sequence[Endpoint]) -> Json:
    """Return the OpenAPI document of endpoints."""
    models: list[type[BaseModel]] = [Problem, ExportLine]
    models += [model for one in endpoints for model in one.answers.values() if model]
    _, schemas = models_json_schema(
        [(model, "serialization") for model in dict.fromkeys(models)],
        ref_template="#/components/schemas/{model}",
    )
    statuses = sorted({status for one in endpoints for status in one.statuses} | {405})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "باحث · Bahith",
            "version": version("bahith"),
            "summary": "Search in the Arabic publications of a research centre.",
            "description": DESCRIPTION,
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "servers": [{"url": "/"}],
        "security": [],  # no authentication
        "paths": {BASE_PATH + one.path: {"get": operation(one)} for one in endpoints},
        "components": {
            "schemas": schemas["$defs"],
            "headers": HEADERS,
            "responses": {str(status): shared_response(status) for status in statuses},
        },
    }


def operation(endpoint: Endpoint) -> Json:
    """Return the Operation Object of an endpoint."""
    path_parameters = [ARTICLE_ID] if "{id}" in endpoint.path else []
    statuses = sorted((*endpoint.statuses, 405))
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "parameters": path_parameters + parameters(endpoint.parameters),
        "responses": {"200": success_response(endpoint)}
        | {str(one): {"$ref": f"#/components/responses/{one}"} for one in statuses},
    }


ARTICLE_ID: Json = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id of an article, as hits have it; it may hold slashes, also as %2F.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_ID_LENGTH},
}


def parameters(model: type[BaseModel]) -> list[Json]:
    """Return the Parameter Objects of a model's fields; a list is a repeated parameter."""
    schema = model.model_json_schema()
    required = schema.get("required", ())
    return [
        parameter(name, one, name in required) for name, one in schema.get("properties", {}).items()
    ]


def parameter(name: str, field: Json, is_required: bool) -> Json:
    """Return the Parameter Object of a field's schema.

    Its schema is never null, as an optional parameter is omitted.
    """
    types = [one for one in field.get("anyOf", ()) if one != {"type": "null"}]
    excluded = ("anyOf", "default", "deprecated", "description", "examples", "title")
    schema = {key: value for key, value in field.items() if key not in excluded}
    schema |= types[0] if types else {}
    if field.get("default"):
        schema["default"] = field["default"]
    described: Json = {"name": name, "in": "query", "description": field["description"]}
    described |= {"required": True} if is_required else {}
    described |= {"deprecated": True} if field.get("deprecated") else {}
    described |= {"example": field["examples"][0]} if "examples" in field else {}
    return described | {"schema": schema}


def success_response(endpoint: Endpoint) -> Json:
    """Return the Response Object of status 200."""
    names = ("ETag", "Cache-Control", *(("Link",) if endpoint.is_paged else ()), *COMMON_HEADERS)
    return {
        "description": "The answer.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {
            media_type: {
                "schema": schema_reference(model)
                if model
                else STANDARD_SCHEMAS.get(media_type, TEXT_SCHEMA)
            }
            for media_type, model in endpoint.answers.items()
        },
    }


def shared_response(status: int) -> Json:
    """Return the Response Object of another status: 304, or a problem."""
    if status == 304:
        names, content = ["ETag", "Cache-Control"], {}
    else:
        names = ["Content-Language"]
        content = {CONTENT_TYPE: {"schema": schema_reference(Problem)}}
    if status in PROBLEM_HEADERS:
        names.append(PROBLEM_HEADERS[status])
    names += COMMON_HEADERS
    described: Json = {
        "description": f"{HTTPStatus(status).phrase}. {STATUS_DESCRIPTIONS[status]}",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
    }
    return described | ({"content": content} if content else {})


def schema_reference(model: type[BaseModel]) -> Json:
    """Return a reference to the schema of a model."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}
