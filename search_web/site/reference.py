"""The API reference: the OpenAPI document as a page, and a page for each problem type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape
from werkzeug.exceptions import NotFound

from search_web.api.endpoint import Endpoint
from search_web.api.openapi import document
from search_web.problems.types import ADDRESS, problem_type, problem_types

CONSTRAINTS = ("format", "minimum", "maximum", "minLength", "maxLength", "maxItems", "default")
"""Keywords of a JSON schema that the reference shows beside the type."""


def reference(endpoints: tuple[Endpoint, ...]) -> Blueprint:
    """Return the blueprint of /api/ and /api/problems/<name>."""
    blueprint = Blueprint("reference", __name__)
    openapi = document(endpoints)

    @blueprint.get("/api/", endpoint="index")
    def index() -> ResponseReturnValue:
        return render_template(
            "reference.html",
            document=openapi,
            problems=problem_types(),
            with_code=with_code,
            examples=examples,
            constraints=constraints,
            resolve=lambda one: resolve(one, openapi),
            type_of=type_of,
        )

    @blueprint.get(f"{ADDRESS}/<name>")
    def problem(name: str) -> ResponseReturnValue:
        type_ = problem_type(name, 0)
        if type_ is None:
            raise NotFound
        return render_template("problem.html", problem=type_)

    return blueprint


def with_code(text: str) -> Markup:
    """Escape a text, with <code> elements for its parts in backticks."""
    pieces = re.split("`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece)
        for number, piece in enumerate(pieces)
    )


def constraints(schema: dict[str, Any]) -> Iterator[str]:
    """Yield the constraints of a schema and, if it is an array, of its items."""
    for name in CONSTRAINTS:
        for one in (schema, schema.get("items", {})):
            if name in one:
                yield f"{name} {one[name]}"


def examples(one: dict[str, Any]) -> list[str]:
    """Return the values of a parameter's example, as a query string has them."""
    if "example" not in one:
        return []
    values = one["example"] if isinstance(one["example"], list) else [one["example"]]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]


def type_of(schema: dict[str, Any]) -> Markup:
    """Render the type of a schema; models are links to their descriptions."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Markup('<a href="#{0}">{0}</a>').format(name)
    if "enum" in schema:
        return Markup(" | ").join(Markup("<code>{}</code>").format(one) for one in schema["enum"])
    if "anyOf" in schema:
        return Markup(" | ").join(map(type_of, schema["anyOf"]))
    kind = schema.get("type", "any")
    if kind == "array" and "items" in schema:
        return Markup("list of {}").format(type_of(schema["items"]))
    if isinstance(schema.get("additionalProperties"), dict):
        return Markup("object of {}").format(type_of(schema["additionalProperties"]))
    return escape(kind)


def resolve(node: dict[str, Any], openapi: dict[str, Any]) -> dict[str, Any]:
    """Return the target of a `$ref` into the document; any other node unchanged."""
    if "$ref" not in node:
        return node
    target = openapi
    for step in node["$ref"].removeprefix("#/").split("/"):
        target = target[step]
    return target
