"""An SMTP server that keeps what it gets, and refuses what a test wants refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer


@dataclass
class MailServer:
    """What a server is told, and what it answers.

    Attributes:
        port: Its port on the loopback.
        received: The messages, in order.
        refused: The answer to messages for some addresses, such as "550 unknown".
        after: Answer to what follows a whole message, or "" to take it.
    """

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    after: str = ""

    def links(self, number: int = -1) -> list[str]:
        """Return the links in the plain text of a message."""
        body = self.received[number].get_body(("plain",))
        assert body is not None
        return [word for word in body.get_content().split() if word.startswith("https://")]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run a server until the end of the context."""
    kept = MailServer()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline().decode().strip():
                command, _, rest = line.partition(" ")
                match command.upper():
                    case "RCPT":
                        address = rest.partition("<")[2].partition(">")[0]
                        self._say(kept.refused.get(address, "250 ok"))
                    case "DATA":
                        self._say("354 go on")
                        self._take()
                    case "QUIT":
                        self._say("221 bye")
                        return
                    case _:
                        self._say("250 ok")

        def _take(self) -> None:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            if kept.after:
                self._say(kept.after)
                return
            message = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(message, EmailMessage)
            kept.received.append(message)
            self._say("250 taken")

        def _say(self, answer: str) -> None:
            self.wfile.write(f"{answer}\r\n".encode())

    ThreadingTCPServer.daemon_threads = True
    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()
