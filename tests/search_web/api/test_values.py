"""JSON of searches, as the models of the OpenAPI document describe it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel

from search_web.api.export import ExportLine
from search_web.api.models import FacetsModel, SearchModel

QUERIES = (
    "",
    "أمن الحدود",
    "الارهاب في اوروبا",
    "hglhv",
    "الحدد",
    "التقرير 12 مارس 2024",
    "بطاطس",
    "Europol",
    "!!!",
)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(("path", "model"), [("search", SearchModel), ("facets", FacetsModel)])
def test_an_answer_is_what_its_model_writes(
    client: FlaskClient, path: str, model: type[BaseModel], query: str
) -> None:
    answer = client.get(f"/api/v1/{path}", query_string={"q": query}).get_data()
    assert model.model_validate_json(answer).model_dump_json(by_alias=True).encode() == answer


def test_a_line_of_an_export_is_what_its_model_writes(client: FlaskClient) -> None:
    asked = {"q": "أمن الحدود"}
    response = client.get("/api/v1/export", query_string=asked, buffered=True)
    lines = response.get_data(as_text=True).splitlines()
    assert len(lines) > 2
    for line in lines:
        assert ExportLine.model_validate_json(line).model_dump_json(exclude_unset=True) == line
