"""Digests by e-mail, as a reader who subscribes gets them."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.pipeline import build
from indexer.building.progress import LineProgress
from indexer.model.article import Article
from indexer.model.document import make_document
from indexer.settings import Digests, Site
from indexer.sources.registry import as_source
from indexer.workspace import Workspace
from search_web.answer_cache import Answers
from search_web.app import create_app
from search_web.cli import main
from search_web.configuration import Configuration
from search_web.digests.invitations import CONFIRM_WITHIN, Invitation, Invitations
from search_web.digests.news import NEWEST
from search_web.digests.postman import PostError, Postman, clean_address
from search_web.digests.sending import Round, Sent
from search_web.digests.service import DigestService
from search_web.digests.subscriptions import MOST_ASKED, Subscriptions
from search_web.operations.operations import Operations
from search_web.operations.secret import secret_of
from search_web.served import ServedIndex
from search_web.staff.access import Staff
from tests.reference_engine import MemoryEngine
from tests.search_web.conftest import ARTICLES, engine_of, page_of, sparse
from tests.search_web.digests.mail_server import MailServer, mail_server
from tests.workspaces import SHIPPED, new_workspace

ADDRESS = "https://search.example.org"
READER = "reader@example.net"


@dataclass
class Desk:
    """An installation with digests."""

    engine: MemoryEngine
    service: DigestService
    served: ServedIndex
    app: Flask
    analyzer: ArabicAnalyzer

    def publish(self, articles: Sequence[Article]) -> None:
        """Publish articles beside those that are there."""
        with self.engine.writer(self.analyzer.version, self.analyzer.lists.files) as writer:
            for article in articles:
                writer.add(make_document(article, self.analyzer))
            writer.publish(["the test"], refused=0)

    def send(self) -> Sent:
        return Round(self.service, self.app, self.served, Answers()).send()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def desk(analyzer: ArabicAnalyzer, mail: MailServer, tmp_path: Path) -> Desk:
    settings = Digests(host="127.0.0.1", port=mail.port, tls="none", sender="news@example.org")
    service = DigestService(
        Subscriptions(tmp_path / "digests.sqlite"), b"k" * 32, Postman(settings), ADDRESS
    )
    engine = engine_of(ARTICLES, analyzer)
    served = ServedIndex(engine)
    operations = Operations(site=Site(address=ADDRESS))
    app = create_app(served, Configuration(digests=service, operations=operations))
    return Desk(engine, service, served, app, analyzer)


@pytest.fixture
def client(desk: Desk) -> Iterator[FlaskClient]:
    with desk.app.test_client() as client:
        yield client


def wait_for_mail(mail: MailServer, count: int) -> None:
    for _ in range(500):
        if len(mail.received) >= count:
            return
        time.sleep(0.01)
    raise AssertionError("no message came")


def path_of(link: str) -> str:
    assert link.startswith(f"{ADDRESS}/")
    return urlsplit(link).path


def subscribe(client: FlaskClient, mail: MailServer, query: str = "", email: str = READER) -> None:
    """Ask for digests, and press the button behind the link in the e-mail."""
    before = len(mail.received)
    asked = client.post(f"/ar/digests?q={query}", data={"email": email})
    assert asked.status_code == 200
    wait_for_mail(mail, before + 1)
    path = path_of(mail.links()[0])
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 200


def test_the_page_on_following_a_search_offers_digests_if_there_are_any(
    client: FlaskClient, app: Flask
) -> None:
    assert page_of(client.get("/ar/follow?q=الهجرة")).xpath(
        "//form[@method='post']//input[@id='email']"
    )
    assert not page_of(app.test_client().get("/ar/follow?q=الهجرة")).xpath("//input[@id='email']")
    assert app.test_client().post("/digests", data={"email": READER}).status_code == 404


def test_a_subscriber_is_told_once_of_each_new_article_that_the_search_finds(
    desk: Desk, client: FlaskClient, mail: MailServer
) -> None:
    subscribe(client, mail, "الهجرة")
    assert desk.send() == Sent(nothing_new=1)
    new = replace(sparse(900), title="الهجرة <اليوم>", summary="خلاصة", date=dt.date(2026, 11, 30))
    other = replace(sparse(901), title="سلاح", body="سلاح", section="", date=dt.date(2026, 11, 30))
    desk.publish([new, other])
    assert desk.send() == Sent(digests=1)
    message = mail.received[-1]
    assert (message["To"], message["From"]) == (READER, "باحث <news@example.org>")
    assert message["Subject"] == "إصدار جديد: الهجرة"
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert f"{ADDRESS}/ar/a/study-900" in plain.get_content()
    assert "الهجرة <اليوم>" in plain.get_content()
    assert "الهجرة &lt;اليوم&gt;" in page.get_content()
    assert 'dir="rtl"' in page.get_content()
    assert "سلاح" not in plain.get_content()
    assert desk.send() == Sent(nothing_new=1)


def test_a_mail_program_ends_a_subscription_with_one_click(
    desk: Desk, client: FlaskClient, mail: MailServer
) -> None:
    subscribe(client, mail)
    desk.publish([replace(sparse(900), date=dt.date(2026, 11, 30))])
    desk.send()
    message = mail.received[-1]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = path_of(message["List-Unsubscribe"].strip(" <>"))
    assert path_of(mail.links()[-1]) == path
    assert client.get(path).status_code == 200
    assert len(desk.service.subscriptions.all()) == 1, "programs that look at mail follow links"
    data = {"List-Unsubscribe": "One-Click"}
    headers = {"Origin": "https://mail.example"}
    assert client.post(path, data=data, headers=headers).status_code == 200
    assert desk.service.subscriptions.all() == []
    assert READER.encode() not in desk.service.subscriptions._file.read_bytes()


def test_nothing_is_stored_of_who_does_not_confirm(
    desk: Desk, client: FlaskClient, mail: MailServer
) -> None:
    client.post("/en/digests?q=الهجرة", data={"email": READER})
    wait_for_mail(mail, 1)
    assert mail.received[0]["Subject"] == "Confirm that you want new publications by e-mail"
    client.get(path_of(mail.links()[0]))
    assert desk.service.subscriptions.all() == []
    assert READER.encode() not in desk.service.subscriptions._file.read_bytes()


def test_who_has_subscribed_cannot_be_found_out(client: FlaskClient, mail: MailServer) -> None:
    subscribe(client, mail, "الهجرة")
    answers = [
        client.post("/ar/digests?q=الهجرة", data={"email": email})
        for email in (READER, "other@example.net")
    ]
    first, second = (answer.get_data(as_text=True) for answer in answers)
    assert first == second


def test_nobody_gets_more_than_a_few_confirmations_a_day(
    client: FlaskClient, mail: MailServer
) -> None:
    found = [
        client.post("/ar/digests", data={"email": email}).status_code
        for email in [READER.upper(), *[READER] * MOST_ASKED]
    ]
    assert found == [200] * MOST_ASKED + [429]
    wait_for_mail(mail, MOST_ASKED)


def test_a_form_of_another_site_is_refused(client: FlaskClient) -> None:
    headers = {"Origin": "https://evil.example"}
    answer = client.post("/ar/digests", data={"email": READER}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("state", ["old", "changed", "of another secret"])
def test_a_link_that_is_not_ours_or_too_old_confirms_nothing(
    desk: Desk, client: FlaskClient, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitations = desk.service.invitations
    if state == "of another secret":
        invitations = Invitations(b"z" * 32)
    if state == "old":
        now = int(time.time()) - CONFIRM_WITHIN - 5
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now)
    token = invitations.sign(Invitation(READER, "", "ar"))
    monkeypatch.undo()
    path = f"/ar/digests/confirm/{token[:-1] if state == 'changed' else token}"
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    assert desk.service.subscriptions.all() == []


def test_an_address_that_is_refused_for_good_is_paused_until_confirmed_again(
    desk: Desk, client: FlaskClient, mail: MailServer
) -> None:
    subscribe(client, mail)
    subscribe(client, mail, email="second@example.net")
    desk.publish([replace(sparse(900), date=dt.date(2026, 11, 30))])
    mail.refused = {READER: "550 unknown"}
    assert desk.send() == Sent(digests=1, paused=1)
    assert [one.paused for one in desk.service.subscriptions.all()] == ["550 unknown", ""]
    assert desk.send() == Sent(nothing_new=1)
    mail.refused = {}
    subscribe(client, mail)
    assert desk.send() == Sent(nothing_new=2)


@pytest.mark.parametrize("trouble", ["later", "full", "gone"])
def test_who_could_not_be_told_is_told_next_time(
    desk: Desk, client: FlaskClient, mail: MailServer, trouble: str
) -> None:
    subscribe(client, mail)
    desk.publish([replace(sparse(900), date=dt.date(2026, 11, 30))])
    received = len(mail.received)
    if trouble == "later":
        mail.refused = {READER: "451 try later"}
        assert desk.send() == Sent(failed=1)
    elif trouble == "full":
        mail.after = "452 no room"
        assert desk.send() == Sent(failed=1)
    else:
        service = desk.service
        service.postman = replace(
            service.postman, settings=service.postman.settings.model_copy(update={"port": 1})
        )
        with pytest.raises(PostError, match=":1 sends nothing"):
            desk.send()
        service.postman = replace(
            service.postman,
            settings=service.postman.settings.model_copy(update={"port": mail.port}),
        )
    assert len(mail.received) == received
    mail.refused, mail.after = {}, ""
    assert desk.send() == Sent(digests=1)


def test_a_digest_that_is_sent_again_after_a_crash_is_the_same_message(
    desk: Desk, client: FlaskClient, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(client, mail)
    desk.publish([replace(sparse(900), date=dt.date(2026, 11, 30))])
    with monkeypatch.context() as patched:
        patched.setattr(Subscriptions, "know", _crash)
        with pytest.raises(KeyboardInterrupt):
            desk.send()
    assert desk.send() == Sent(digests=1)
    first, second = mail.received[-2:]
    assert first["Message-ID"] == second["Message-ID"]


def _crash(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_old_article_is_not_new_because_others_were_deleted(
    desk: Desk, client: FlaskClient, mail: MailServer
) -> None:
    days = [dt.date(2025, 1, 1) + dt.timedelta(day) for day in range(NEWEST + 10)]
    desk.publish([replace(sparse(100 + n), date=day) for n, day in enumerate(days)])
    subscribe(client, mail)
    with desk.engine.writer(desk.analyzer.version, desk.analyzer.lists.files) as writer:
        for number in range(NEWEST, NEWEST + 5):
            writer.delete(f"study-{100 + number}")
        writer.publish(["the test"], refused=0)
    assert desk.send() == Sent(nothing_new=1)
    desk.publish([replace(sparse(900), date=dt.date(2026, 11, 30))])
    assert desk.send() == Sent(digests=1)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("reader@example.net", "reader@example.net"),
        ("  Reader@EXAMPLE.net ", "Reader@example.net"),
        ("a.b+c@sub.example.org", "a.b+c@sub.example.org"),
        ("", ""),
        ("reader", ""),
        ("reader@", ""),
        ("@example.net", ""),
        ("reader@localhost", ""),
        ("a b@example.net", ""),
        ("reader@example.net\nBcc: x@example.org", ""),
        ("a@example.net, b@example.net", ""),
        ("Reader <reader@example.net>", ""),
        ("قارئ@example.net", ""),
        ("a" * 250 + "@example.net", ""),
    ],
)
def test_an_address_is_one_address(written: str, address: str) -> None:
    assert clean_address(written) == address


@given(st.text(max_size=40))
def test_no_text_becomes_an_address_that_breaks_a_header(text: str) -> None:
    address = clean_address(text)
    assert not address or (address.count("@") >= 1 and address.isprintable() and " " not in address)


@given(st.text(max_size=30), st.text(max_size=60))
def test_a_token_is_read_as_it_was_signed(email: str, search: str) -> None:
    invitations = Invitations(b"k" * 32)
    invitation = Invitation(email, search, "ar")
    assert invitations.read(invitations.sign(invitation)) == invitation
    assert invitations.read_end(invitations.sign(invitation)) is None
    assert invitations.read(invitations.sign_end(7)) is None


# Staff


def test_staff_see_who_has_subscribed_and_end_a_subscription(
    desk: Desk, client: FlaskClient, mail: MailServer, tmp_path: Path
) -> None:
    subscribe(client, mail, "الهجرة")
    staff = Staff(
        Workspace(tmp_path), b"s" * 32, header="X-User", proxies=(ip_network("127.0.0.1"),)
    )
    operations = Operations(site=Site(address=ADDRESS))
    configuration = Configuration(digests=desk.service, staff=staff, operations=operations)
    member = create_app(desk.served, configuration).test_client()
    options: Any = {
        "base_url": ADDRESS,
        "headers": {"X-User": "staff", "Referer": f"{ADDRESS}/staff"},
    }
    page = page_of(member.get("/en/staff/subscribers", **options))
    assert [cell.text_content().strip() for cell in page.xpath("//tbody//th")] == [READER]
    (form,) = page.xpath("//tbody//form")
    path = form.get("action")
    data = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert member.post(path, data={**data, "csrf_token": ""}, **options).status_code == 400
    assert member.post(path, data=data, **options).status_code == 303
    assert desk.service.subscriptions.all() == []
    assert "Nobody has subscribed" in member.get("/en/staff/subscribers", **options).text


@pytest.fixture
def data(tmp_path: Path, mail: MailServer) -> Path:
    """A data folder with an index, and digests by the test's server."""
    folder = tmp_path / "data"
    workspace = new_workspace(folder)
    sources = [as_source(str(SHIPPED.samples))]
    build(workspace.plan(sources, workspace.engine()), LineProgress())
    with workspace.settings_file.open("a", encoding="utf-8") as settings:
        settings.write(
            f'\n[site]\naddress = "{ADDRESS}"\n[digests]\nhost = "127.0.0.1"\nport = {mail.port}\n'
            'tls = "none"\nsender = "news@example.org"\n'
        )
    return folder


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["digests", *arguments, "--data", str(data)])


def test_staff_invite_list_send_and_remove_by_commands(data: Path, mail: MailServer) -> None:
    assert run(data, "invite", READER, "--search", "الهجرة").exit_code == 0
    assert "عن «الهجرة»" in mail.received[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    service = DigestService.load(Workspace(data), secret_of(Workspace(data).secret))
    assert service is not None
    invitation = service.invitations.read(mail.links()[0].rpartition("/")[2])
    assert invitation is not None
    with closing(ServedIndex(Workspace(data).engine())) as served:
        service.confirm(invitation, served, Answers())
    assert f"1  {READER}  ar" in run(data, "list").output
    assert run(data, "send").output == (
        "0 sent, 1 without news, 0 paused for good, 0 tried again next time\n"
    )
    assert run(data, "remove", "1").output == "1 removed\n"
    assert run(data, "list").output == ""


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("", "digests are off: set host and sender under [digests]"),
        ('[digests]\nhost = "mail"', "digests.sender: digests need the address"),
        ('[digests]\nhost = "mail"\nsender = "a@b.org"', "site.address: digests need the public"),
    ],
)
def test_what_digests_lack_is_told_with_the_file(tmp_path: Path, settings: str, told: str) -> None:
    workspace = new_workspace(tmp_path)
    workspace.settings_file.write_text(settings, encoding="utf-8")
    done = run(tmp_path, "list")
    assert done.exit_code == 1
    assert f"{workspace.settings_file}: {told}" in done.output
