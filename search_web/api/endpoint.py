"""Endpoint: an address, what may be asked there, and what it answers: for the routes and for the
document alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import cleandoc

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel

from search_web.api.parameters import read

BASE = "/api/v1"

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """`path`: below BASE, `{id}` stands for an article's id. `view` is called with the parameters,
    and with the id; its name names the operation, its docstring describes it. `answers`: by media
    type the model of an answer, None where it is no JSON. `statuses`: those beside 200."""

    path: str
    view: Callable[..., Response]
    parameters: type[BaseModel]
    answers: Mapping[str, type[BaseModel] | None]
    statuses: tuple[int, ...]
    is_paged: bool = False

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def summary(self) -> str:
        return self._told[0]

    @property
    def description(self) -> str:
        return self._told[1]

    @property
    def _told(self) -> tuple[str, str]:
        first, _, rest = cleandoc(self.view.__doc__ or "").partition("\n\n")
        return " ".join(first.split()).removesuffix("."), " ".join(rest.split())

    def route(self, blueprint: Blueprint) -> None:
        """Adds the route; with a slash at its end it is the same, unless it ends in an id."""

        def view(article_id: str | None = None) -> ResponseReturnValue:
            parameters = read(self.parameters, request.args)
            ids = {} if article_id is None else {"article_id": article_id}
            return self.view(parameters, **ids)

        blueprint.add_url_rule(
            BASE + self.path.replace("{id}", "<id:article_id>"),
            self.name,
            view,
            strict_slashes=False,
            merge_slashes=False,
        )


def json_response(model: BaseModel) -> Response:
    return Response(model.model_dump_json(by_alias=True), content_type=JSON)
