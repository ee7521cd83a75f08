"""The document: OpenAPI 3.1, made of the endpoints, their parameters and the models of answers.

The schemas are pydantic's own. flask-openapi3 and SpecTree make such documents too, but take a
parameter that is given twice for one, answer faults in their own way, and describe neither headers
nor a 304; what is left of the work is this table of responses.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from indexer.model.article import MAX_ID_LENGTH
from search_web.api.endpoint import BASE, JSON, Endpoint
from search_web.api.export import ExportLine
from search_web.problems.problem import CONTENT_TYPE, Problem
from search_web.publication.citations import FORMATS

Json = dict[str, Any]

CSL_JSON = FORMATS["csl-json"].media_type

ABOUT = (
    "Searches the publications of the centre. All endpoints are read with GET; HEAD and OPTIONS "
    "behave as HTTP says, and any origin may ask. Every answer names the generation of the index "
    "that it comes from. Errors are problems (RFC 9457), told in Arabic, or in English by "
    "Accept-Language; each type has a page that explains it."
)

HEADERS: Json = {
    "ETag": {
        "description": "Changes with the index, staff's lists and the request. Sent back in "
        "If-None-Match it spares an answer that has not changed.",
        "schema": {"type": "string"},
        "example": 'W/"0d1c5a0f3b7a9c2e4d6f"',
    },
    "Cache-Control": {
        "description": "Caches may keep the answer, and ask each time whether it is still right.",
        "schema": {"type": "string"},
        "example": "public, no-cache",
    },
    "Link": {
        "description": "The first page, the next and the one before (RFC 8288).",
        "schema": {"type": "string"},
        "example": '</api/v1/search?q=a&page=2>; rel="next"',
    },
    "Retry-After": {
        "description": "Seconds to wait.",
        "schema": {"type": "string"},
        "example": "30",
    },
    "RateLimit": {
        "description": "How many requests are left for how many seconds, where there is a limit.",
        "schema": {"type": "string"},
        "example": '"api";r=1199;t=60',
    },
    "RateLimit-Policy": {
        "description": "How many requests there are in how many seconds, where there is a limit.",
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

ON_ALL = ("RateLimit", "RateLimit-Policy", "X-Request-ID")

PROBLEM_HEADERS = {405: "Allow", 429: "Retry-After", 503: "Retry-After"}

TOLD = {
    304: "Not changed since the answer with this ETag.",
    400: "A parameter is not valid, the query too complex, or the cursor not one of ours.",
    404: "There is no such article.",
    405: "Only GET, HEAD and OPTIONS are allowed.",
    410: "The cursor cannot be followed any more; `restart` says where to begin again.",
    429: "Too many requests.",
    503: "The index cannot be read now.",
}


TEXT: Json = {"type": "string"}

OTHER: Json = {
    JSON: {"type": "object"},
    CSL_JSON: {"type": "array", "items": {"type": "object"}},
}
"""Answers of other standards, and their shape."""


def document(endpoints: Sequence[Endpoint]) -> Json:
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
            "description": ABOUT,
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "servers": [{"url": "/"}],
        "security": [],  # whoever asks is answered
        "paths": {BASE + one.path: {"get": operation(one)} for one in endpoints},
        "components": {
            "schemas": schemas["$defs"],
            "headers": HEADERS,
            "responses": {str(status): response(status) for status in statuses},
        },
    }


def operation(endpoint: Endpoint) -> Json:
    """The operation at the address of an endpoint."""
    path_parameters = [ARTICLE_ID] if "{id}" in endpoint.path else []
    statuses = sorted((*endpoint.statuses, 405))
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "parameters": path_parameters + parameters(endpoint.parameters),
        "responses": {"200": answer(endpoint)}
        | {str(one): {"$ref": f"#/components/responses/{one}"} for one in statuses},
    }


ARTICLE_ID: Json = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id of an article, as hits have it; it may hold slashes.",
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_ID_LENGTH},
}


def parameters(model: type[BaseModel]) -> list[Json]:
    """A model's fields as parameters; lists are given by repeating the parameter."""
    schema = model.model_json_schema()
    required = schema.get("required", ())
    return [
        parameter(name, one, name in required) for name, one in schema.get("properties", {}).items()
    ]


def parameter(name: str, field: Json, is_required: bool) -> Json:
    """A field of a model's schema as a parameter. What is optional is left out, never null."""
    kinds = [one for one in field.get("anyOf", ()) if one != {"type": "null"}]
    left_out = ("anyOf", "default", "deprecated", "description", "examples", "title")
    shape = {key: value for key, value in field.items() if key not in left_out}
    shape |= kinds[0] if kinds else {}
    if field.get("default"):
        shape["default"] = field["default"]
    described: Json = {"name": name, "in": "query", "description": field["description"]}
    described |= {"required": True} if is_required else {}
    described |= {"deprecated": True} if field.get("deprecated") else {}
    described |= {"example": field["examples"][0]} if "examples" in field else {}
    return described | {"schema": shape}


def answer(endpoint: Endpoint) -> Json:
    """The answer if all is well."""
    names = ("ETag", "Cache-Control", *(("Link",) if endpoint.is_paged else ()), *ON_ALL)
    return {
        "description": "The answer.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {
            media_type: {"schema": reference(model) if model else OTHER.get(media_type, TEXT)}
            for media_type, model in endpoint.answers.items()
        },
    }


def response(status: int) -> Json:
    """Another answer: nothing new, or a problem."""
    if status == 304:
        names, content = ["ETag", "Cache-Control"], {}
    else:
        names, content = ["Content-Language"], {CONTENT_TYPE: {"schema": reference(Problem)}}
    if status in PROBLEM_HEADERS:
        names.append(PROBLEM_HEADERS[status])
    names += ON_ALL
    told: Json = {
        "description": f"{HTTPStatus(status).phrase}. {TOLD[status]}",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
    }
    return told | ({"content": content} if content else {})


def reference(model: type[BaseModel]) -> Json:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
