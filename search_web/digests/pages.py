"""The pages of subscribers: to ask for digests, to confirm, and to end them.

Links in e-mails lead to a page with a button, since programs that look at mail follow links.
"""

from __future__ import annotations

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from search_web.address import changed, read_search, write_search
from search_web.answer_cache import Answers
from search_web.digests.invitations import Invitation
from search_web.digests.news import saved_search
from search_web.digests.postman import clean_address
from search_web.digests.service import DigestService
from search_web.language.languages import language
from search_web.language.templates import template
from search_web.operations.limits import network
from search_web.operations.same_site import is_cross_site
from search_web.served import ServedIndex


def digest_pages(
    app: Flask, service: DigestService, served: ServedIndex, answers: Answers
) -> Blueprint:
    """Return the blueprint of /digests.

    Args:
        app: The application, for links in e-mails.
        service: The digests.
        served: The index.
        answers: Answers the saved searches.
    """
    blueprint = Blueprint("digests", __name__, url_prefix="/digests")
    app.jinja_env.globals["has_digests"] = True

    @blueprint.post("")
    def ask() -> ResponseReturnValue:
        """Send a link to an address; the answer is the same whoever has subscribed."""
        if is_cross_site(request):
            raise Forbidden
        search = changed(read_search(request.args)[0])
        email = clean_address(request.form.get("email", ""))
        if not email:
            return shown("no address", search.q, 400)
        if not service.may_ask(email, network(request.remote_addr or "")):
            return shown("too many", search.q, 429)
        invitation = Invitation(email, write_search(search), language())
        service.post_later(service.invite(app, invitation))
        return shown("asked", search.q)

    @blueprint.get("/confirm/<token>")
    def confirm(token: str) -> ResponseReturnValue:
        invitation = service.invitations.read(token)
        if invitation is None:
            return shown("expired", "", 410)
        return shown("confirm", saved_search(invitation.search).q)

    @blueprint.post("/confirm/<token>")
    def confirmed(token: str) -> ResponseReturnValue:
        invitation = service.invitations.read(token)
        if invitation is None:
            return shown("expired", "", 410)
        service.confirm(invitation, served, answers)
        return shown("confirmed", saved_search(invitation.search).q)

    @blueprint.get("/leave/<token>")
    def leave(token: str) -> ResponseReturnValue:
        number = service.invitations.read_end(token)
        subscription = service.subscriptions.get(number) if number is not None else None
        if subscription is None:
            return shown("left", "")
        return shown("leave", saved_search(subscription.search).q)

    @blueprint.post("/leave/<token>")
    def left(token: str) -> ResponseReturnValue:
        """End a subscription, from our page or from a mail program (RFC 8058)."""
        if (number := service.invitations.read_end(token)) is not None:
            service.subscriptions.remove([number])
        return shown("left", "")

    def shown(state: str, query: str, status: int = 200) -> ResponseReturnValue:
        page = render_template(template("digests.html"), state=state, asked=query)
        return page, status, {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}

    return blueprint
