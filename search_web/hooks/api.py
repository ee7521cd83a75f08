"""HTTP endpoint of the publish hook: POST /hooks/published."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from search_web.hooks.publish_hook import HookError, PublishHook
from search_web.problems.problem import problem

MAX_BODY = 64 << 10
"""Maximum bytes of a request's body, which is only needed to verify the signature."""


def hook_api(hook: PublishHook) -> Blueprint:
    """Return the blueprint of the publish hook."""
    blueprint = Blueprint("hooks", __name__)

    @blueprint.post("/hooks/published")
    def published() -> ResponseReturnValue:
        body = request.stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            return problem(413, f"the body exceeds {MAX_BODY >> 10} KiB")
        id_, timestamp, signature = (
            request.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
        )
        try:
            hook.accept(id_, timestamp, signature, body)
        except HookError as error:
            return problem(error.status, str(error))
        except OSError as error:
            current_app.logger.error("a call of the publish hook is lost: %s", error)
            return problem(503, f"the call cannot be kept: {error.strerror}")
        return Response(status=202)

    return blueprint
