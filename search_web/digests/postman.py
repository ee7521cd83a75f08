"""Sending of e-mails through the SMTP server of the settings."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Self

from analyzers.errors import UserError
from indexer.settings import Digests
from indexer.workspace import Workspace

SECONDS = 20
"""Time limit of each step of the conversation with the server."""

LONGEST_ADDRESS = 254
"""Characters of the longest address (RFC 5321, 4.5.3.1.3, without the brackets)."""


class PostError(UserError):
    """Nothing can be sent at the moment; the message has the server's reason."""


class RefusedError(Exception):
    """The server will never take a message for this address; the message has its reason."""


@dataclass(frozen=True, slots=True)
class Postman:
    """A sender of e-mails.

    Attributes:
        settings: Where to send them.
        password: The password of the account, or "".
    """

    settings: Digests
    password: str = field(default="", repr=False)

    @classmethod
    def load(cls, workspace: Workspace) -> Self:
        """Read the password from its file.

        Raises:
            PostError: It cannot be read.
        """
        settings = workspace.settings().digests
        if not settings.password_file:
            return cls(settings)
        file = workspace.folder / settings.password_file
        try:
            return cls(settings, file.read_text(encoding="utf-8").strip())
        except (OSError, UnicodeDecodeError) as error:
            raise PostError(f"digests.password_file: {file}: {error}") from error

    def send(self, message: EmailMessage) -> None:
        """Send one message; see `Route.send`."""
        with self.route() as route:
            route.send(message)

    @contextmanager
    def route(self) -> Iterator[Route]:
        """Open a connection for several messages.

        Raises:
            PostError: The server does not answer, or refuses us.
        """
        settings = self.settings
        try:
            with self._connected() as server:
                if settings.tls == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if settings.user:
                    server.login(settings.user, self.password)
                yield Route(server)
        except (OSError, smtplib.SMTPException) as error:
            raise PostError(f"{settings.host}:{settings.port} sends nothing: {error}") from error

    def _connected(self) -> smtplib.SMTP:
        settings = self.settings
        if settings.tls == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(settings.host, settings.port, timeout=SECONDS, context=context)
        return smtplib.SMTP(settings.host, settings.port, timeout=SECONDS)


@dataclass(frozen=True, slots=True)
class Route:
    """An open connection to the server."""

    server: smtplib.SMTP

    def send(self, message: EmailMessage) -> None:
        """Send a message.

        Raises:
            RefusedError: Its address will never be served.
            SMTPException: The server does not take it now.
        """
        try:
            self.server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, reason),) = error.recipients.values()
            if code >= 500:
                raise RefusedError(f"{code} {reason.decode('utf-8', 'replace')}") from error
            raise


def clean_address(text: str) -> str:
    """Return an address as it is stored, or "" if it is none.

    The domain is in small letters; what stands before it is as the subscriber wrote it.
    """
    text = text.strip()
    if len(text) > LONGEST_ADDRESS or not text.isascii() or not text.isprintable():
        return ""
    try:
        address = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        return ""
    name, _, ending = address.domain.rpartition(".")
    is_address = bool(address.username and name and ending) and " " not in text
    return f"{address.username}@{address.domain.lower()}" if is_address else ""
