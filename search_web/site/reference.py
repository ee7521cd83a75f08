"""The reference: the document of the endpoints as a page, and a page for each type of problem."""

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

SAID = ("format", "minimum", "maximum", "minLength", "maxLength", "maxItems", "default")
"""What a schema says of a value beside its type."""


def reference(endpoints: tuple[Endpoint, ...]) -> Blueprint:
    """/api/ and /api/problems/<name>"""
    blueprint = Blueprint("reference", __name__)
    told = document(endpoints)

    @blueprint.get("/api/", endpoint="index")
    def index() -> ResponseReturnValue:
        return render_template(
            "reference.html",
            document=told,
            problems=problem_types(),
            coded=coded,
            examples=examples,
            limits=limits,
            resolved=lambda one: resolved(one, told),
            shape=shape,
        )

    @blueprint.get(f"{ADDRESS}/<name>")
    def problem(name: str) -> ResponseReturnValue:
        type_ = problem_type(name, 0)
        if type_ is None:
            raise NotFound
        return render_template("problem.html", problem=type_)

    return blueprint


def coded(text: str) -> Markup:
    """A text with `code` in it."""
    pieces = re.split("`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else escape(piece)
        for number, piece in enumerate(pieces)
    )


def limits(schema: dict[str, Any]) -> Iterator[str]:
    """What a schema says of a value, or of each where it is a list."""
    for name in SAID:
        for one in (schema, schema.get("items", {})):
            if name in one:
                yield f"{name} {one[name]}"


def examples(one: dict[str, Any]) -> list[str]:
    """The values of a parameter's example, as an address has them."""
    if "example" not in one:
        return []
    values = one["example"] if isinstance(one["example"], list) else [one["example"]]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]


def shape(schema: dict[str, Any]) -> Markup:
    """What kind of value it is; models are links to where they are described."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Markup('<a href="#{0}">{0}</a>').format(name)
    if "enum" in schema:
        return Markup(" | ").join(Markup("<code>{}</code>").format(one) for one in schema["enum"])
    if "anyOf" in schema:
        return Markup(" | ").join(map(shape, schema["anyOf"]))
    kind = schema.get("type", "any")
    if kind == "array" and "items" in schema:
        return Markup("list of {}").format(shape(schema["items"]))
    if isinstance(schema.get("additionalProperties"), dict):
        return Markup("object of {}").format(shape(schema["additionalProperties"]))
    return escape(kind)


def resolved(one: dict[str, Any], document_: dict[str, Any]) -> dict[str, Any]:
    """What a reference into the document stands for, or the thing itself."""
    if "$ref" not in one:
        return one
    found = document_
    for step in one["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found
