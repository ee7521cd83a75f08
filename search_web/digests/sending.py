"""One run that sends each subscriber what is new.

What was told is noted after the server has taken the message: after a crash between the two, one
message is sent again, with the same Message-ID.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from flask import Flask

from indexer.model.article import Article
from search_web.answer_cache import Answers
from search_web.digests.messages import digest
from search_web.digests.news import newest, saved_search
from search_web.digests.postman import RefusedError, Route
from search_web.digests.service import DigestService
from search_web.digests.subscriptions import Subscription
from search_web.served import ServedIndex

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Sent:
    """The outcome of a run.

    Attributes:
        digests: Digests that were sent.
        nothing_new: Subscriptions without news.
        paused: Subscriptions whose address the server refused for good.
        failed: Subscriptions that are tried again next time.
    """

    digests: int = 0
    nothing_new: int = 0
    paused: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """What a run needs.

    Attributes:
        service: The digests.
        app: The application, for its links and templates.
        served: The index.
        answers: Answers the saved searches.
    """

    service: DigestService
    app: Flask
    served: ServedIndex
    answers: Answers

    def send(self) -> Sent:
        """Send all digests that are due.

        Raises:
            PostError: The server does not answer; who was not told yet is told next time.
        """
        sent = Sent()
        active = [one for one in self.service.subscriptions.all() if not one.paused]
        if active:
            with self.service.postman.route() as route:
                for subscription in active:
                    self._tell(subscription, route, sent)
        return sent

    def _tell(self, subscription: Subscription, route: Route, sent: Sent) -> None:
        subscriptions = self.service.subscriptions
        with self.served.snapshot() as index:
            there = newest(saved_search(subscription.search), index, self.answers)
        news = there.unknown(subscriptions.known(subscription), subscription.oldest)
        if not news:
            sent.nothing_new += 1
        else:
            try:
                route.send(self._digest(subscription, news))
            except RefusedError as error:
                _log.warning("subscription %d is paused: %s", subscription.id, error)
                subscriptions.pause(subscription, str(error))
                sent.paused += 1
                return
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
                _log.warning("subscription %d is tried again next time: %s", subscription.id, error)
                sent.failed += 1
                return
            sent.digests += 1
        subscriptions.know(subscription, there.ids, there.oldest)

    def _digest(self, subscription: Subscription, news: Sequence[Article]) -> EmailMessage:
        settings = self.service.postman.settings
        end = self.service.invitations.sign_end(subscription.id)
        with self.service.speaking(self.app, subscription.language):
            return digest(subscription, news, settings.most_articles, end, settings.sender)
