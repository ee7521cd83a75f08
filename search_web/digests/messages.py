"""The e-mails: one that asks for a confirmation, and the digest.

They are made within a request of the public address, in whose language and with whose links.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from urllib.parse import urlsplit

from flask import render_template, request, url_for
from flask_babel import gettext, ngettext

from indexer.model.article import Article
from indexer.text.paragraphs import fold_space
from search_web.centre import centre_name
from search_web.digests.invitations import Invitation
from search_web.digests.news import saved_search
from search_web.digests.subscriptions import Subscription
from search_web.language.formatting import number
from search_web.language.templates import template


def confirmation(invitation: Invitation, token: str, sender: str) -> EmailMessage:
    """Return the e-mail that asks whether a subscription is wanted.

    Args:
        invitation: The subscription.
        token: Token of the link that confirms it.
        sender: Address of the sender.
    """
    values = {
        "link": url_for("digests.confirm", token=token, _external=True),
        "query": saved_search(invitation.search).q,
    }
    subject = gettext("Confirm that you want new publications by e-mail")
    return _message(invitation.email, sender, subject, "digest_confirmation", values)


def digest(
    subscription: Subscription, news: Sequence[Article], shown: int, token: str, sender: str
) -> EmailMessage:
    """Return a digest, which mail programs offer to unsubscribe from (RFC 2369, RFC 8058).

    Args:
        subscription: The subscription.
        news: The new articles, newest first.
        shown: How many of them are listed at most.
        token: Token of the link that ends the subscription.
        sender: Address of the sender.
    """
    end = url_for("digests.leave", token=token, _external=True)
    query = saved_search(subscription.search).q
    values = {
        "articles": news[:shown],
        "more": len(news) - shown,
        "query": query,
        "search": f"{url_for('pages.results', _external=True)}?{subscription.search}",
        "end": end,
    }
    subject = ngettext(
        "%(count)s new publication",
        "%(count)s new publications",
        len(news),
        count=number(len(news)),
    )
    message = _message(
        subscription.email, sender, f"{subject}: {query}" if query else subject, "digest", values
    )
    message["List-Unsubscribe"] = f"<{end}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # sent again after a crash, it is the same message for whoever received it
    told = "\n".join((subscription.email, subscription.search, *(article.id for article in news)))
    name = hashlib.sha256(told.encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{name}@{urlsplit(request.host_url).hostname}>"
    return message


def _message(
    to: str, sender: str, subject: str, name: str, values: Mapping[str, object]
) -> EmailMessage:
    """Return an e-mail of a plain text and of a page, from templates of the same name."""
    centre = centre_name() or gettext("Bahith")
    message = EmailMessage()
    message["From"] = formataddr((centre, sender))
    message["To"] = to
    message["Subject"] = fold_space(subject)
    message["Date"] = formatdate()
    message["Auto-Submitted"] = "auto-generated"  # no answers of absent people (RFC 3834)
    given = {"centre": centre, **values}
    message.set_content(render_template(template(f"{name}.txt"), **given))
    message.add_alternative(render_template(template(f"{name}.html"), **given), subtype="html")
    return message
