"""Access tokens: asked for once, kept while they last, and every failure told without a secret."""

import asyncio
import stat
from pathlib import Path
from typing import Any

import pytest

from notifier.errors import UserError
from notifier.relay.oauth import Grant, OAuth, TokenError, is_here
from tests.relay.endpoint import Endpoint, endpoint, granted

SECRET = "s3cret+of/ours"
OFFICE = "https://outlook.office365.com/.default"


def microsoft(at: Endpoint, **changes: Any) -> OAuth:
    """A login by client credentials."""
    given: dict[str, Any] = {"client_secret": SECRET, "scope": OFFICE}
    return OAuth(Grant("client-credentials", at.url, "notifier", **given | changes))


def google(at: Endpoint, file: Path) -> OAuth:
    """A login by a refresh token in a file."""
    return OAuth(Grant("refresh-token", at.url, "notifier", SECRET, refresh_token_file=file))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a refresh token, as an administrator writes it."""
    path = tmp_path / "refresh_token"
    path.write_text("first\n")
    path.chmod(0o640)
    return path


def text(file: Path) -> str:
    """What is in the file now."""
    return file.read_text()


def beside(file: Path) -> dict[str, int]:
    """Who may do what with each file of the folder."""
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}


def put(file: Path, content: str | bytes | None) -> None:
    """Replace what is in the file by hand; None: remove it."""
    file.unlink()
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())


async def test_client_credentials_are_asked_for_as_microsoft_documents_it() -> None:
    """One POST with everything in the body (RFC 6749 4.4.2)."""
    async with endpoint(granted("t1")) as at:
        token = await microsoft(at).token()

    assert token == "t1"
    assert at.asked == [
        {
            "grant_type": "client_credentials",
            "client_id": "notifier",
            "client_secret": SECRET,
            "scope": OFFICE,
        }
    ]


async def test_a_refresh_token_is_asked_with_as_google_documents_it(file: Path) -> None:
    """The line feed of an editor is no part of it (RFC 6749 6)."""
    async with endpoint(granted("t1")) as at:
        await google(at, file).token()

    assert at.asked == [
        {
            "grant_type": "refresh_token",
            "client_id": "notifier",
            "client_secret": SECRET,
            "refresh_token": "first",
        }
    ]


@pytest.mark.parametrize(
    ("lasts", "asked"), [(3600, 1), ("3599", 1), (0, 2), (-5, 2), (None, 1), ("soon", 1)]
)
async def test_a_token_is_used_while_it_lasts(lasts: object, asked: int) -> None:
    """Endpoints write the time as a number, as text, or not at all."""
    async with endpoint(granted("t1", lasts)) as at:
        oauth = microsoft(at)
        for _ in range(2):
            await oauth.token()

    assert len(at.asked) == asked


async def test_a_token_is_given_up_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the login and the relay's look at it, it must not run out."""
    loop = asyncio.get_running_loop()
    async with endpoint(granted("t1"), granted("t2")) as at:
        oauth = microsoft(at)
        started = loop.time()
        await oauth.token()
        kept = [await at_time(monkeypatch, oauth, started + later) for later in (3400.0, 3599.0)]

    assert kept == ["t1", "t2"]


async def at_time(monkeypatch: pytest.MonkeyPatch, oauth: OAuth, instant: float) -> str:
    """Ask for the token when the loop's clock stands at `instant`, and go on from there."""
    loop = asyncio.get_running_loop()
    ahead = instant - loop.time()
    clock = loop.time
    monkeypatch.setattr(loop, "time", lambda: clock() + ahead)
    return await oauth.token()


async def test_however_many_lines_wait_one_request_goes_out() -> None:
    """Endpoints lock out those who ask in bursts."""
    async with endpoint(granted("t1"), granted("t2"), is_open=False) as at:
        oauth = microsoft(at)
        waiting = [asyncio.create_task(oauth.token()) for _ in range(10)]
        await at.arrived.wait()
        at.gate.set()
        tokens = await asyncio.gather(*waiting)

    assert tokens == ["t1"] * 10
    assert len(at.asked) == 1


async def test_a_failure_is_told_to_all_who_wait_and_asked_anew_later() -> None:
    """Ten lines do not ask ten times for what was refused a moment ago."""
    async with endpoint((503, b"busy"), granted("t1"), is_open=False) as at:
        oauth = microsoft(at)
        waiting = [asyncio.create_task(oauth.token()) for _ in range(3)]
        await at.arrived.wait()
        at.gate.set()
        failed = await asyncio.gather(*waiting, return_exceptions=True)
        asked = len(at.asked)
        token = await oauth.token()

    assert [type(failure) for failure in failed] == [TokenError] * 3
    assert asked == 1
    assert token == "t1"


async def test_what_was_granted_is_kept_though_nobody_waits_any_more(file: Path) -> None:
    """With the answer the old refresh token may have become worthless."""
    answer = granted("t1", refresh_token="second")
    async with endpoint(answer, is_open=False) as at:
        oauth = google(at, file)
        waiting = asyncio.create_task(oauth.token())
        await at.arrived.wait()
        waiting.cancel()
        await asyncio.wait([waiting])
        at.gate.set()
        token = await oauth.token()

    assert token == "t1"
    assert len(at.asked) == 1
    assert text(file) == "second\n"


async def test_a_token_that_the_relay_refused_is_replaced_and_a_newer_one_is_not() -> None:
    """Two lines may learn of it one after the other."""
    async with endpoint(granted("t1"), granted("t2"), granted("t3")) as at:
        oauth = microsoft(at)
        old = await oauth.token()
        oauth.forget(old)
        await oauth.token()
        oauth.forget(old)

        assert await oauth.token() == "t2"


async def test_a_new_refresh_token_replaces_the_old_one_in_its_file(file: Path) -> None:
    """The old one may be worthless from now on, and the service restarts one day."""
    async with endpoint(granted("t1", 0, refresh_token="second"), granted("t2")) as at:
        oauth = google(at, file)
        await oauth.token()
        await oauth.token()

    assert [asked["refresh_token"] for asked in at.asked] == ["first", "second"]
    assert text(file) == "second\n"
    assert beside(file) == {file.name: 0o600}


async def test_a_refresh_token_that_a_person_puts_there_is_used_at_once(file: Path) -> None:
    """Consent was given anew; nobody has to restart anything."""
    async with endpoint((400, {"error": "invalid_grant"}), granted("t1")) as at:
        oauth = google(at, file)
        with pytest.raises(TokenError):
            await oauth.token()
        put(file, "by hand\n")
        await oauth.token()

    assert at.asked[-1]["refresh_token"] == "by hand"


async def test_a_refresh_token_that_cannot_be_written_is_told_and_used(tmp_path: Path) -> None:
    """Sending goes on, and whoever reads the log has until the next start."""
    file = tmp_path / ("r" * 250)  # the file written beside it would have too long a name
    file.write_text("first")
    async with endpoint(granted("t1", refresh_token="second"), granted("t2")) as at:
        oauth = google(at, file)
        with pytest.raises(TokenError, match=r"cannot be written to .*: File name too long"):
            await oauth.token()
        token = await oauth.token()
        oauth.forget(token)
        await oauth.token()

    assert token == "t1"
    assert [asked["refresh_token"] for asked in at.asked] == ["first", "second"]
    assert text(file) == "first"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            (401, {"error": "invalid_client", "error_description": "AADSTS7000215:\r\nno such"}),
            "127.0.0.1 gave no access token: invalid_client: AADSTS7000215: no such",
        ),
        ((400, {"error": "invalid_grant"}), "127.0.0.1 gave no access token: invalid_grant"),
        ((200, {"error": "invalid_grant"}), "127.0.0.1 gave no access token: invalid_grant"),
        ((502, b"<h1>Bad Gateway \xff</h1>"), "127.0.0.1 gave no access token: HTTP 502"),
        ((302, b""), "127.0.0.1 gave no access token: HTTP 302"),
        ((200, b"[]"), "127.0.0.1 answered without an access token"),
        ((200, {"access_token": 7}), "127.0.0.1 answered without an access token"),
        (granted("a\x01auth=b"), "127.0.0.1 answered without an access token"),
        (
            granted("t1", token_type="mac"),
            "127.0.0.1 gave a token of a type that XOAUTH2 cannot use",
        ),
    ],
)
async def test_a_refusal_is_told_in_the_words_of_the_endpoint(
    answer: tuple[int, object], words: str
) -> None:
    """The administrator looks them up; a page of HTML says nothing."""
    async with endpoint(answer) as at:
        with pytest.raises(TokenError) as refused:
            await microsoft(at).token()

    assert str(refused.value) == words


@pytest.mark.parametrize("echoed", [SECRET, "first"])
async def test_a_secret_is_not_told_though_the_endpoint_echoes_it(file: Path, echoed: str) -> None:
    """What is told ends up in logs."""
    said = {"error": "invalid_request", "error_description": f"what is '{echoed}'?"}
    async with endpoint((400, said)) as at:
        with pytest.raises(TokenError) as refused:
            await google(at, file).token()

    assert str(refused.value).endswith("invalid_request: what is '...'?")


async def test_an_endpoint_that_is_not_there_is_told() -> None:
    """By its name, so that the firewall can be asked."""
    async with endpoint(granted("t1")) as at:
        pass

    with pytest.raises(TokenError, match=r"127\.0\.0\.1 gave no access token: "):
        await microsoft(at).token()


async def test_an_endpoint_that_never_answers_is_not_waited_for() -> None:
    """A line to the relay waits meanwhile."""
    async with endpoint(granted("t1"), is_open=False) as at:
        with pytest.raises(TokenError, match=r"within 0\.2 s"):
            await microsoft(at, timeout=0.2).token()


@pytest.mark.parametrize(
    ("content", "words"), [(None, "No such file"), ("\n", "is empty"), (b"\xff", "utf-8")]
)
async def test_a_refresh_token_that_cannot_be_read_is_told(
    file: Path, content: str | bytes | None, words: str
) -> None:
    """Before anybody is asked."""
    put(file, content)
    async with endpoint(granted("t1")) as at:
        with pytest.raises(TokenError, match=f"the refresh token cannot be read: .*{words}"):
            await google(at, file).token()

    assert at.asked == []


@pytest.mark.parametrize("url", ["http://login.example/token", "login.example/token", "https:///"])
def test_a_secret_never_crosses_a_network_in_the_clear(url: str) -> None:
    """Refused before anything is asked for."""
    with pytest.raises(UserError, match="https"):
        OAuth(Grant("client-credentials", url, "notifier", SECRET))


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("127.0.0.1.example", False),
        ("10.0.0.1", False),
        ("relay.example", False),
        ("", False),
    ],
)
def test_this_machine_is_told_from_others(host: str, is_ours: bool) -> None:
    """On it alone nobody listens in."""
    assert is_here(host) == is_ours


def test_the_client_secret_does_not_show() -> None:
    """Values end up in logs."""
    assert SECRET not in repr(Grant("client-credentials", "https://x.example", "n", SECRET))
