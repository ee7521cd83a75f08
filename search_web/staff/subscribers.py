"""The page of /staff with the subscribers to digests by e-mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from search_web.digests.news import saved_search
from search_web.digests.subscriptions import Subscriptions
from search_web.staff.presentation import Period


def add_subscribers(
    blueprint: Blueprint, subscriptions: Subscriptions, render: Callable[..., str]
) -> None:
    """Add GET /subscribers and POST /subscribers/end.

    Args:
        blueprint: That of /staff.
        subscriptions: The subscriptions.
        render: Renders a template for a period.
    """

    @blueprint.get("/subscribers")
    def subscribers() -> ResponseReturnValue:
        period = Period.asked(request.args.get("days", ""), dt.datetime.now(dt.UTC).date())
        listed = [(one, saved_search(one.search)) for one in subscriptions.all()]
        return render("staff_subscribers.html", period, subscribers=listed)

    @blueprint.post("/subscribers/end")
    def end_subscription() -> ResponseReturnValue:
        subscriptions.remove([request.form.get("subscription", 0, int)])
        return redirect(url_for(".subscribers"), 303)
