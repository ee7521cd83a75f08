"""Declaration of endpoints, from which routes and the OpenAPI document are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import cleandoc

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from pydantic_core import to_json

from search_web.api.article_path import ends_with_id
from search_web.api.parameters import parse_parameters
from search_web.operations.access_log import took

BASE_PATH = "/api/v1"

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint of the API.

    Attributes:
        path: Path below `BASE_PATH`; `{id}` stands for the id of an article.
        view: Called with the parsed parameters and, if the path has it, `article_id`. Its name is
            the operation id; its docstring becomes summary and description.
        parameters: Model of the query parameters.
        answers: Response model by media type; None for another format than JSON of ours.
        statuses: The possible statuses besides 200.
        is_paged: Whether responses have the header Link.
        of_whole_id: The endpoint of ids that end like `path`; it answers if the last slash is
            percent-encoded.
    """

    path: str
    view: Callable[..., Response]
    parameters: type[BaseModel]
    answers: Mapping[str, type[BaseModel] | None]
    statuses: tuple[int, ...]
    is_paged: bool = False
    of_whole_id: Endpoint | None = None

    @property
    def name(self) -> str:
        """The operation id."""
        return self.view.__name__

    @property
    def summary(self) -> str:
        """The first line of the view's docstring, without its full stop."""
        return self._documentation[0]

    @property
    def description(self) -> str:
        """The rest of the view's docstring."""
        return self._documentation[1]

    @property
    def _documentation(self) -> tuple[str, str]:
        first, _, rest = cleandoc(self.view.__doc__ or "").partition("\n\n")
        return " ".join(first.split()).removesuffix("."), " ".join(rest.split())

    def add_route(self, blueprint: Blueprint) -> None:
        """Add the route; a trailing slash is ignored, unless it may belong to an id."""

        def view(article_id: str | None = None) -> ResponseReturnValue:
            if self.of_whole_id is not None and ends_with_id(request):
                whole_id = request.path.removeprefix(self.of_whole_id._route.partition("<")[0])
                took(request.environ, self.of_whole_id._route)
                return self.of_whole_id._respond(whole_id)
            return self._respond(article_id)

        blueprint.add_url_rule(
            self._route,
            self.name,
            view,
            strict_slashes=False,
            merge_slashes=False,
        )

    @property
    def _route(self) -> str:
        return BASE_PATH + self.path.replace("{id}", "<id:article_id>")

    def _respond(self, article_id: str | None) -> Response:
        parameters = parse_parameters(self.parameters, request.args)
        ids = {} if article_id is None else {"article_id": article_id}
        return self.view(parameters, **ids)


def json_response(content: BaseModel | Mapping[str, object]) -> Response:
    """Serialize a model by its aliases, or the values of one, as a response."""
    return Response(to_json(content, by_alias=True), content_type=JSON)
