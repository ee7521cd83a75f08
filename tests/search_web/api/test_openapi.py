"""The OpenAPI document is valid and complete."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.search_web.api.conftest import Ask


@pytest.fixture
def document(ask: Ask) -> dict[str, Any]:
    return ask("openapi.json")


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_the_document_describes_every_route_and_no_other(
    document: dict[str, Any], script: FlaskClient
) -> None:
    rules = {
        rule.rule.replace("<id:article_id>", "{id}")
        for rule in script.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
    }
    assert document["paths"].keys() == rules
    names = [methods["get"]["operationId"] for methods in document["paths"].values()]
    assert len(set(names)) == len(names)


def test_every_parameter_has_a_description_limits_and_an_example(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for one in methods["get"]["parameters"]:
            assert one["description"].endswith(".")
            if one["name"] not in ("cursor", "id"):  # of which none is good everywhere
                assert "example" in one, one
            schema = one["schema"]
            if schema["type"] == "string" and not {"enum", "format"} & schema.keys():
                assert "maxLength" in schema, one
            if schema["type"] == "array":
                assert "maxItems" in schema, one
            if schema["type"] == "integer":
                assert {"minimum", "maximum"} <= schema.keys(), one


def test_every_answer_has_its_statuses_and_headers(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        responses = methods["get"]["responses"]
        assert {"200", "304", "400", "405", "429"} <= responses.keys()
        assert ("404" in responses) == ("{id}" in path)
        assert "ETag" in responses["200"]["headers"]
    assert "410" in document["paths"]["/api/v1/search"]["get"]["responses"]
    shared = document["components"]["responses"]
    assert "Retry-After" in shared["503"]["headers"]
    assert "Allow" in shared["405"]["headers"]
    for status, one in shared.items():
        assert ("application/problem+json" in one.get("content", {})) == (status != "304")
