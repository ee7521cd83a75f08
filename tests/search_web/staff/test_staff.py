"""Access to /staff, its pages and its forms."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import io
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import check_password_hash
from werkzeug.test import TestResponse

from analyzers.analyzer import ArabicAnalyzer
from indexer.settings import QueryRetention
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.cli import main
from search_web.configuration import Configuration
from search_web.operations.proxies import is_within
from search_web.query_log.log import normalized_query
from search_web.query_log.store import LoggedClick, LoggedSearch, QueryStore
from search_web.served import ServedIndex
from search_web.staff.access import (
    LEAST_PASSWORD,
    SESSION_LIFETIME,
    Staff,
    read_password,
    write_password,
)
from tests.reference_engine import MemoryEngine
from tests.search_web.conftest import ARTICLES, engine_of
from tests.workspaces import new_workspace

PASSWORD = "a long enough password"
HEADER = "X-Remote-User"
PAGES = ("", "/queries", "/empty", "/slow", "/clicks", "/counts.csv", "/clicks.csv")

Serve = Callable[..., FlaskClient]
"""Makes a client of an application with these options of Staff."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    new_workspace(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def password_hash(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("secrets") / "password"
    write_password(file, PASSWORD)
    return read_password(file)


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check passwords without a hash, which takes long on purpose."""
    monkeypatch.setattr(Staff, "is_password", lambda _, given: given == PASSWORD)


@pytest.fixture(scope="module")
def engine(analyzer: ArabicAnalyzer) -> MemoryEngine:
    return engine_of(ARTICLES, analyzer)


@pytest.fixture
def serve(data: Path, engine: MemoryEngine) -> Iterator[Serve]:
    with closing(ServedIndex(engine, Workspace(data).words)) as served:

        def serve(**options: object) -> FlaskClient:
            staff = Staff(Workspace(data), b"secret", **options)  # type: ignore[arg-type]
            client = create_app(served, Configuration(staff=staff)).test_client()
            client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
            return client

        yield serve


@pytest.fixture
def client(serve: Serve, password_hash: str) -> FlaskClient:
    """Make an anonymous client of an application with a password."""
    return serve(password_hash=password_hash)


@pytest.fixture
def member(client: FlaskClient) -> FlaskClient:
    """Make a client that is logged in."""
    assert log_in(client).status_code == 303
    return client


def token(client: FlaskClient, path: str = "/staff/login") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).get_data(True))
    assert found
    return found[1]


def log_in(client: FlaskClient, password: str = PASSWORD, **options: object) -> TestResponse:
    form = {"password": password, "csrf_token": token(client)}
    return client.post("/staff/login", data=form, **options)


def ask(data: Path, query: str, times: int = 1, total: int = 0, took_ms: float = 5.0) -> None:
    now = int(dt.datetime.now(dt.UTC).timestamp())
    one = LoggedSearch(now, query, normalized_query(query), total, took_ms, "", False, "page")
    QueryStore(Workspace(data).query_log).add([one] * times)


# What readers open


def test_opened_results_are_listed_with_their_titles(
    data: Path, serve: Serve, password_hash: str
) -> None:
    hour = int(dt.datetime.now(dt.UTC).timestamp()) // 3600 * 3600
    clicks = [
        LoggedClick(hour - 3600 * number, "أمن الحدود", "امن الحدود", "study-1", 2)
        for number in range(3)
    ]
    gone = LoggedClick(hour, "<سر>", "سر", "gone", 1)
    QueryStore(Workspace(data).query_log).add([*clicks, gone])
    client = serve(password_hash=password_hash, kept=QueryRetention(least_asked=3))
    log_in(client)
    text = client.get("/staff/clicks?days=all").text
    assert "دراسة في أمن الحدود رقم 1" in text
    assert "gone" in text
    assert "&lt;سر&gt;" in text
    exported = client.get("/staff/clicks.csv?days=all").get_data().decode("utf-8-sig")
    assert "امن الحدود,study-1,2," in exported
    assert "سر" not in exported.replace("امن الحدود", "")  # a rare query may be personal


# Who gets in


def test_without_a_way_to_log_in_there_is_no_such_page(engine: MemoryEngine) -> None:
    with closing(ServedIndex(engine)) as served:
        client = create_app(served).test_client()
        for path in ("/staff", "/staff/login", "/staff/queries"):
            assert client.get(path).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_anonymous_visitors_are_redirected_to_the_login(client: FlaskClient, page: str) -> None:
    answer = client.get(f"/staff{page}")
    assert (answer.status_code, answer.location) == (302, "/staff/login")


@pytest.mark.parametrize("path", ["logout", "synonyms", "synonyms/undo"])
def test_anonymous_visitors_can_change_nothing(client: FlaskClient, data: Path, path: str) -> None:
    before = Workspace(data).synonyms.read_bytes()
    form = {"csrf_token": token(client), "entry": "داعش", "other": "غيره"}
    assert client.post(f"/staff/{path}", data=form).location == "/staff/login"
    assert Workspace(data).synonyms.read_bytes() == before


def test_the_password_lets_in_and_logging_out_ends_it(member: FlaskClient) -> None:
    for page in PAGES:
        assert member.get(f"/staff{page}").status_code == 200
    member.post("/staff/logout", data={"csrf_token": token(member, "/staff")})
    assert member.get("/staff").status_code == 302


def test_logging_out_ends_a_session_wherever_its_cookie_was_copied(
    member: FlaskClient, serve: Serve, password_hash: str
) -> None:
    cookie = member.get_cookie("staff")
    assert cookie
    copied = serve(password_hash=password_hash)  # another process
    copied.set_cookie("staff", cookie.value)
    other = serve(password_hash=password_hash)
    assert log_in(other).status_code == 303
    assert copied.get("/staff").status_code == 200
    member.post("/staff/logout", data={"csrf_token": token(member, "/staff")})
    assert copied.get("/staff").status_code == 302
    assert other.get("/staff").status_code == 200  # a session of its own


def test_a_session_ends_after_some_hours(
    member: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.time() + SESSION_LIFETIME.total_seconds()
    monkeypatch.setattr("search_web.staff.store.time.time", lambda: later)
    assert member.get("/staff").status_code == 302


def test_no_token_of_a_session_can_be_read_from_the_file(member: FlaskClient, data: Path) -> None:
    with member.session_transaction() as session:
        token_ = session["_user_id"].partition(".")[2]
    assert token_
    assert token_.encode() not in Workspace(data).staff_sessions.read_bytes()
    assert stat.S_IMODE(Workspace(data).staff_sessions.stat().st_mode) == 0o600


def test_where_sessions_cannot_be_kept_nobody_is_let_in(client: FlaskClient, data: Path) -> None:
    form = {"password": PASSWORD, "csrf_token": token(client)}
    Workspace(data).staff_sessions.unlink(missing_ok=True)
    Workspace(data).staff_sessions.mkdir()
    answer = client.post("/staff/login", data=form)
    assert answer.status_code == 503
    assert Workspace(data).staff_sessions.name in answer.get_data(True)
    assert client.get("/staff").status_code == 302


def test_attempts_are_counted_by_all_processes_together(serve: Serve, password_hash: str) -> None:
    clients = [serve(password_hash=password_hash) for _ in range(3)]
    statuses = [log_in(clients[number % 3], "another password").status_code for number in range(12)]
    assert statuses == [401] * 10 + [429] * 2


def test_a_wrong_password_is_refused(client: FlaskClient) -> None:
    answer = log_in(client, "another password")
    assert answer.status_code == 401
    assert "The password is wrong." in answer.get_data(True)
    assert client.get("/staff").status_code == 302


def test_attempts_to_log_in_are_limited(client: FlaskClient) -> None:
    form = {"password": "another password", "csrf_token": token(client)}
    statuses = [client.post("/staff/login", data=form).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    refused = log_in(client)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 901  # rounded up
    assert "Too many attempts" in refused.get_data(True)
    other = {"REMOTE_ADDR": "198.51.100.7"}
    assert log_in(client, environ_base=other).status_code == 303


@pytest.fixture
def guess(serve: Serve, password_hash: str) -> Callable[[int], list[int]]:
    """Return a function that guesses from many addresses at three processes in turn.

    It takes the number of guesses and returns the statuses.
    """

    def guess(times: int) -> list[int]:
        clients = [serve(password_hash=password_hash) for _ in range(3)]
        forms = [{"password": "a guess", "csrf_token": token(client)} for client in clients]
        return [
            clients[number % 3]
            .post(
                "/staff/login",
                data=forms[number % 3],
                environ_base={"REMOTE_ADDR": f"198.51.100.{number}"},
            )
            .status_code
            for number in range(times)
        ]

    return guess


@pytest.mark.usefixtures("quick_passwords")
def test_guesses_from_many_addresses_are_slowed_down_over_processes(
    client: FlaskClient, guess: Callable[[int], list[int]]
) -> None:
    assert guess(33) == [401] * 30 + [429] * 3
    refused = log_in(client)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 61  # within the next minute


@pytest.mark.usefixtures("quick_passwords")
def test_guesses_from_many_addresses_keep_nobody_out_who_logged_in_before(
    member: FlaskClient, serve: Serve, password_hash: str, guess: Callable[[int], list[int]]
) -> None:
    known = member.get_cookie("staff-known")
    assert known
    assert 429 in guess(33)
    returning = serve(password_hash=password_hash)
    returning.set_cookie("staff-known", known.value)
    assert returning.get("/staff").status_code == 302  # the cookie alone lets nobody in
    assert log_in(returning, "another password").status_code == 401
    assert log_in(returning).status_code == 303
    for forged in ("", "a", known.value[:-1], known.value + "a"):
        other = serve(password_hash=password_hash)
        other.set_cookie("staff-known", forged)
        assert log_in(other).status_code == 429


@pytest.mark.usefixtures("quick_passwords")
def test_a_browser_is_known_by_the_current_password_only(
    member: FlaskClient, serve: Serve, password_hash: str, guess: Callable[[int], list[int]]
) -> None:
    known = member.get_cookie("staff-known")
    assert known
    assert 429 in guess(33)
    changed = serve(password_hash=password_hash.replace("$", "$x", 1))
    changed.set_cookie("staff-known", known.value)
    assert log_in(changed).status_code == 429


@pytest.mark.usefixtures("quick_passwords")
def test_one_address_uses_up_its_own_attempts_only(client: FlaskClient) -> None:
    statuses = [log_in(client, "another password").status_code for _ in range(60)]
    assert statuses == [401] * 10 + [429] * 50
    assert log_in(client, environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 303


def test_changing_the_password_ends_all_sessions(
    member: FlaskClient, serve: Serve, password_hash: str
) -> None:
    cookie = member.get_cookie("staff")
    assert cookie
    for hash_, status in ((password_hash, 200), (password_hash.replace("$", "$x", 1), 302)):
        client = serve(password_hash=hash_)
        client.set_cookie("staff", cookie.value)
        assert client.get("/staff").status_code == status


def test_the_cookies_are_samesite_httponly_and_over_https_secure(
    client: FlaskClient,
) -> None:
    plain = [set(cookie.split("; ")) for cookie in log_in(client).headers.getlist("Set-Cookie")]
    assert len(plain) == 2
    for cookie in plain:
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= cookie
        assert "Secure" not in cookie
    safely = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/staff"}}
    form = {"password": PASSWORD, "csrf_token": ""}
    page = client.get("/staff/login", base_url="https://localhost").get_data(True)
    form["csrf_token"] = page.partition('csrf_token" value="')[2].partition('"')[0]
    answer = client.post("/staff/login", data=form, **safely)
    assert all("Secure" in cookie.split("; ") for cookie in answer.headers.getlist("Set-Cookie"))


def test_readers_get_no_cookie_and_nothing_varies_by_one(client: FlaskClient) -> None:
    for path in ("/", "/search?q=x", "/healthz", "/api/v1/search"):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in client.get("/healthz").vary


@pytest.mark.parametrize("path", ["login", "logout", "synonyms", "synonyms/undo"])
@pytest.mark.parametrize("given", [None, "", "made up"])
def test_a_form_without_a_csrf_token_is_refused(
    member: FlaskClient, data: Path, path: str, given: str | None
) -> None:
    before = Workspace(data).synonyms.read_bytes()
    form = {"entry": "داعش", "other": "غيره", "password": PASSWORD}
    if given is not None:
        form["csrf_token"] = given
    answer = member.post(f"/staff/{path}", data=form)
    assert answer.status_code == 400
    assert "This form has expired" in answer.get_data(True)
    assert Workspace(data).synonyms.read_bytes() == before
    assert member.get("/staff").status_code == 200


def test_staff_pages_are_neither_cached_nor_indexed(
    member: FlaskClient, client: FlaskClient
) -> None:
    for page in (*PAGES, "/login"):
        answer = member.get(f"/staff{page}")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Disallow: /staff" in client.get("/robots.txt").get_data(True).splitlines()


# By a proxy


PROXIES = (ip_network("10.0.0.0/24"), ip_network("::1"))


@pytest.fixture
def behind(serve: Serve) -> FlaskClient:
    return serve(header=HEADER, proxies=PROXIES)


def test_a_proxy_names_who_is_logged_in(behind: FlaskClient) -> None:
    named = {HEADER: "سلمى".encode().decode("latin-1")}  # as WSGI has bytes
    answer = behind.get("/staff", headers=named, environ_base={"REMOTE_ADDR": "10.0.0.5"})
    assert answer.status_code == 200
    assert "Logged in as <bdi>سلمى</bdi>" in answer.get_data(True)
    assert "Log out" not in answer.get_data(True)


@pytest.mark.parametrize("name", ["", " "])
def test_a_user_whom_the_proxy_does_not_name_is_refused(behind: FlaskClient, name: str) -> None:
    answer = behind.get("/staff", headers={HEADER: name}, environ_base={"REMOTE_ADDR": "10.0.0.5"})
    assert answer.status_code == 403
    assert behind.get("/staff/login").status_code == 404


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.1.5", "203.0.113.9", "", "unix"])
def test_the_header_is_trusted_from_the_proxy_only(behind: FlaskClient, address: str) -> None:
    told = {HEADER: "admin", "X-Forwarded-For": "10.0.0.5"}
    for page in PAGES:
        answer = behind.get(f"/staff{page}", headers=told, environ_base={"REMOTE_ADDR": address})
        assert answer.status_code == 403


def test_the_proxy_is_recognized_by_its_own_address_not_by_x_forwarded_for(
    behind: FlaskClient,
) -> None:
    behind.application.wsgi_app = ProxyFix(behind.application.wsgi_app)  # type: ignore[method-assign]
    for peer, client, status in (("203.0.113.9", "10.0.0.5", 403), ("10.0.0.5", "192.0.2.1", 200)):
        told = {HEADER: "admin", "X-Forwarded-For": client}
        answer = behind.get("/staff", headers=told, environ_base={"REMOTE_ADDR": peer})
        assert answer.status_code == status


def test_forms_are_protected_behind_a_proxy_too(behind: FlaskClient) -> None:
    told = {"headers": {HEADER: "admin"}, "environ_base": {"REMOTE_ADDR": "10.0.0.5"}}
    form = {"entry": "داعش", "other": "غيره"}
    answer = behind.post("/staff/synonyms", data=form, **told)
    assert answer.status_code == 400


def test_an_ipv4_address_is_the_same_in_ipv6() -> None:
    assert is_within("::ffff:10.0.0.5", PROXIES)
    assert not is_within("::ffff:10.0.1.5", PROXIES)
    assert is_within("::1", PROXIES)


# The command lines


def test_a_password_is_asked_for_twice_and_left_as_a_hash(tmp_path: Path) -> None:
    file = tmp_path / "password"
    done = CliRunner().invoke(
        main, ["staff-password", str(file)], input=f"{PASSWORD}\n{PASSWORD}\n"
    )
    assert done.exit_code == 0
    assert PASSWORD not in done.output
    assert PASSWORD not in file.read_text()
    assert check_password_hash(read_password(file), PASSWORD)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_short_password_is_refused(tmp_path: Path) -> None:
    short = "x" * (LEAST_PASSWORD - 1)
    done = CliRunner().invoke(
        main, ["staff-password", str(tmp_path / "password")], input=f"{short}\n{short}\n"
    )
    assert done.exit_code == 1
    assert not (tmp_path / "password").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--staff-header", HEADER], "want each other"),
        (["--staff-proxy", "10.0.0.1"], "want each other"),
        (["--staff-header", HEADER, "--staff-proxy", "somewhere"], "somewhere"),
        (["--staff-password-file", "{data}/plain"], "was not written by"),
        (["--staff-password-file", "{data}/binary"], "was not written by"),
    ],
)
def test_options_that_let_in_anybody_or_nobody_are_refused(
    tmp_path: Path, options: list[str], said: str
) -> None:
    (tmp_path / "plain").write_text("password")
    (tmp_path / "binary").write_bytes(b"scrypt:\xff$\xfe$")
    given = [option.format(data=tmp_path) for option in options]
    done = CliRunner().invoke(main, ["serve", "--data", str(tmp_path), *given])
    assert done.exit_code != 0
    assert said in done.output


# What they see


def test_the_overview_says_what_was_searched_and_what_the_index_holds(
    member: FlaskClient, data: Path
) -> None:
    ask(data, "مكافحة الإرهاب", 3, total=4, took_ms=12)
    ask(data, "قدوة", 1)
    page = text(member, "/staff")
    assert "<dd>4</dd>" in page
    assert "25%" in page
    assert "12 ms" in page
    assert "مكافحة الإرهاب" in page
    assert f"<dd>{len(ARTICLES)}</dd>" in page
    assert "never an address" in page
    assert "30 days" in page


def test_the_overview_works_without_an_index_and_names_broken_lists(
    data: Path, password_hash: str
) -> None:
    Workspace(data).synonyms.write_text("داعش\n")
    with closing(ServedIndex(MemoryEngine(), Workspace(data).words)) as served:
        staff = Staff(Workspace(data), b"secret", password_hash)
        client = create_app(served, Configuration(staff=staff)).test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        log_in(client)
        page = text(client, "/staff")
    assert "No index can be opened" in page
    assert "synonyms.txt: line 1, column 1: داعش has nothing beside it" in page


def test_a_log_that_cannot_be_read_is_reported(member: FlaskClient, data: Path) -> None:
    Workspace(data).query_log.write_bytes(b"no database" * 100)
    answer = member.get("/staff")
    assert answer.status_code == 500
    assert "cannot be read" in answer.get_data(True)


def test_a_query_is_shown_as_text(member: FlaskClient, data: Path) -> None:
    ask(data, "<script>x</script> &")
    for page in ("", "/queries", "/empty", "/slow"):
        assert "<script>x" not in text(member, f"/staff{page}")
        assert "&lt;script&gt;x" in text(member, f"/staff{page}")


def test_a_period_is_chosen_and_another_is_the_usual_one(member: FlaskClient, data: Path) -> None:
    ask(data, "أمن")
    for days, chosen in (("1", "Today"), ("30", "30 days"), ("all", "All that is kept")):
        page = text(member, f"/staff?days={days}")
        assert f'aria-current="true">{chosen}</a>' in page
    assert 'aria-current="true">7 days</a>' in text(member, "/staff?days=x")


def test_the_file_of_counts_has_frequent_queries_alone(member: FlaskClient, data: Path) -> None:
    ask(data, "الأمن", 5)
    ask(data, "سر شخصي", 4)
    answer = member.get("/staff/counts.csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[0] == ["day", "query", "searches", "without_result"]
    assert [line[1:] for line in lines[1:]] == [["الامن", "5", "5"]]


@given(st.text(max_size=40) | st.sampled_from(["=1+1", "@SUM(A1)", "-2+3", '+cmd|" /C calc"!A0']))
def test_no_query_in_the_file_of_counts_is_a_formula(query: str) -> None:
    assert not normalized_query(query).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


# What they may do


def test_a_query_without_result_is_shown_with_the_nearest_words(
    member: FlaskClient, data: Path
) -> None:
    ask(data, "الحدوووود", 2)
    page = text(member, "/staff/empty")
    assert "asked 2 times" in page
    assert 'name="other" value="الحدود"' in page


def test_a_synonym_works_at_once_and_can_be_undone(member: FlaskClient, data: Path) -> None:
    before = Workspace(data).synonyms.read_text()
    ask(data, "تخوم")
    change(member, "synonyms", entry="تخوم", other="الحدود")
    page = text(member, "/staff/empty")
    assert "These mean the same from now on:" in page
    assert "It has 23 results now." in page
    assert "These mean the same" not in text(member, "/staff/empty")
    assert "تخوم" in Workspace(data).synonyms.read_text()
    change(member, "synonyms/undo", entry="تخوم")
    assert "was removed from the list of synonyms" in text(member, "/staff/empty")
    assert Workspace(data).synonyms.read_text() == before


@pytest.mark.parametrize(
    ("entry", "other", "said"),
    [
        ("تخوم", "", "Fill in both fields."),
        ("تخوم", "أ، ب", "A synonym cannot contain a comma or #."),
        ("داعش", "ISIS", "The two are synonyms already."),
        ("داعش", "ناتو", "Each is in a group of its own already"),
    ],
)
def test_an_invalid_synonym_is_reported(
    member: FlaskClient, data: Path, entry: str, other: str, said: str
) -> None:
    before = Workspace(data).synonyms.read_bytes()
    change(member, "synonyms", entry=entry, other=other)
    assert said in text(member, "/staff/empty")
    assert Workspace(data).synonyms.read_bytes() == before


def test_a_list_with_a_mistake_is_left_to_an_editor(member: FlaskClient, data: Path) -> None:
    Workspace(data).synonyms.write_text("داعش\n")
    change(member, "synonyms", entry="تخوم", other="الحدود")
    assert "line 1, column 1" in text(member, "/staff/empty")
    assert Workspace(data).synonyms.read_text() == "داعش\n"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/staff", "The list cannot be written: No space left on device"),
        ("/ar/staff", "تعذّرت كتابة القائمة: No space left on device"),
    ],
)
def test_a_list_on_a_full_disk_is_told_in_the_language_of_the_page(
    member: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str, said: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("search_web.staff.synonyms.add_synonym", full)
    form = {"csrf_token": token(member, "/staff/slow"), "entry": "تخوم", "other": "الحدود"}
    assert member.post(f"{path}/synonyms", data=form).status_code == 303
    assert said in text(member, "/staff/empty")


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def change(client: FlaskClient, path: str, **fields: str) -> None:
    form = fields | {"csrf_token": token(client, "/staff/slow"), "days": "30"}
    answer = client.post(f"/staff/{path}", data=form)
    assert (answer.status_code, answer.location) == (303, "/staff/empty?days=30")
