"""What the pages, staff and the command line do with digests."""

from __future__ import annotations

import hashlib
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from typing import Self

from flask import Flask
from flask.ctx import RequestContext

from analyzers.errors import UserError
from indexer.workspace import Workspace
from search_web.address import write_search
from search_web.answer_cache import Answers
from search_web.digests.invitations import Invitation, Invitations
from search_web.digests.messages import confirmation
from search_web.digests.news import newest, saved_search
from search_web.digests.postman import PostError, Postman, RefusedError, clean_address
from search_web.digests.subscriptions import Subscription, Subscriptions
from search_web.language.prefix import LANGUAGE_KEY
from search_web.served import ServedIndex

MOST_WAITING = 100
"""Confirmations that wait to be sent; further ones are dropped."""

_log = logging.getLogger(__name__)


class DigestService:
    """Digests by e-mail of one installation. Safe to share between threads.

    Attributes:
        subscriptions: The subscriptions.
        invitations: Signs links.
        postman: Sends e-mails.
        address: The public address of the pages, in which all links begin.
    """

    def __init__(
        self, subscriptions: Subscriptions, secret: bytes, postman: Postman, address: str
    ) -> None:
        """Take what digests need.

        Args:
            subscriptions: The subscriptions.
            secret: The key of the installation.
            postman: Sends e-mails.
            address: The public address of the pages.
        """
        self.subscriptions = subscriptions
        self.invitations = Invitations(secret)
        self.postman = postman
        self.address = address
        self._secret = secret
        self._waiting = threading.Semaphore(MOST_WAITING)
        self._pool = ThreadPoolExecutor(1, "digests")

    @classmethod
    def load(cls, workspace: Workspace, secret: bytes) -> Self | None:
        """Return the digests of a data folder, or None if the settings switch them off.

        Raises:
            UserError: The settings lack something, or a file cannot be read.
        """
        settings = workspace.settings()
        if not settings.digests.host:
            return None
        if not clean_address(settings.digests.sender):
            raise UserError(
                f"{workspace.settings_file}: digests.sender: digests need the address that they "
                "come from, such as news@example.org"
            )
        if not settings.site.address:
            raise UserError(
                f"{workspace.settings_file}: site.address: digests need the public address of the "
                "pages, such as https://search.example.org"
            )
        postman = Postman.load(workspace)
        return cls(Subscriptions(workspace.subscriptions), secret, postman, settings.site.address)

    def may_ask(self, email: str, client: str) -> bool:
        """Return whether a confirmation may be sent to an address for a client today."""
        return self.subscriptions.may_ask(self._digest(email.lower()), self._digest(client))

    def invite(self, app: Flask, invitation: Invitation) -> EmailMessage:
        """Return the e-mail that asks for a confirmation."""
        token = self.invitations.sign(invitation)
        with self.speaking(app, invitation.language):
            return confirmation(invitation, token, self.postman.settings.sender)

    def post_later(self, message: EmailMessage) -> None:
        """Send an e-mail in the background; a failure is logged, without the address."""
        if self._waiting.acquire(blocking=False):
            self._pool.submit(self._post, message)
        else:
            _log.warning("a confirmation was not sent: %d wait already", MOST_WAITING)

    def confirm(
        self, invitation: Invitation, served: ServedIndex, answers: Answers
    ) -> Subscription:
        """Store a subscription, from the articles on that are there now."""
        search = saved_search(invitation.search)
        with served.snapshot() as index:
            there = newest(search, index, answers)
        return self.subscriptions.add(
            invitation.email, write_search(search), invitation.language, there.ids, there.oldest
        )

    def speaking(self, app: Flask, language: str) -> RequestContext:
        """Return a context for links with the public address, in a language."""
        return app.test_request_context(
            "/", base_url=f"{self.address}/{language}", environ_overrides={LANGUAGE_KEY: language}
        )

    def _post(self, message: EmailMessage) -> None:
        try:
            self.postman.send(message)
        except (PostError, RefusedError) as error:
            _log.warning("a confirmation was not sent: %s", error)
        finally:
            self._waiting.release()

    def _digest(self, who: str) -> str:
        """Return a keyed digest of an address or a client."""
        return hashlib.blake2b(who.encode(), digest_size=16, key=self._secret[:64]).hexdigest()
