"""POST /hooks/published: the publish hook over HTTP."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from search_web.hooks.publish_hook import HookError, PublishHook
from search_web.problems.problem import problem

LARGEST = 64 << 10
"""Bytes of a request's body, which nothing is read from but its signature."""


def hook_api(hook: PublishHook) -> Blueprint:
    blueprint = Blueprint("hooks", __name__)

    @blueprint.post("/hooks/published")
    def published() -> ResponseReturnValue:
        body = request.stream.read(LARGEST + 1)
        if len(body) > LARGEST:
            return problem(413, f"more than {LARGEST >> 10} KiB are not read")
        id_, timestamp, signature = (
            request.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
        )
        try:
            hook.take(id_, timestamp, signature, body)
        except HookError as error:
            return problem(error.status, str(error))
        return Response(status=202)

    return blueprint
