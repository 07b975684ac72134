"""The preview in a browser: on loopback alone, anew within a second of saving, and never dead."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from notifier.cli.options import now
from notifier.cli.writing.previewing import Wanted
from notifier.cli.writing.watching import watch_template
from notifier.errors import UserError
from notifier.plan.kind import Kind

COMMAND = "from notifier.cli.writing.templates import app; app()"
PATIENCE = 30.0  # seconds that a slow machine may need to begin


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `notifier template preview consultation --watch`; return the process and its address."""
    words = ("preview", "consultation", "--watch", "--for", "EG", "--lang", "ar", "--lang", "en")
    settings = ("--config", str(folder / "config/notifier.toml"))
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words, *settings],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
    assert address is not None
    yield process, address[0]
    process.kill()
    process.wait()
    process.stdout.close()


def state_when(address: str, is_wanted: Callable[[Any], bool]) -> Any:
    """Return the state of the preview as soon as an event says that it is as wanted."""
    begun = time.monotonic()
    with httpx2.stream("GET", f"{address}events", timeout=PATIENCE) as events:
        for line in events.iter_lines():
            state = httpx2.get(f"{address}state").json() if line.startswith("data:") else None
            if state is not None and is_wanted(state):
                return state
            if time.monotonic() - begun > PATIENCE:
                break
    raise AssertionError("the preview never came to that")


def language(state: Any, code: str) -> Any:
    """Return what the state says of one language."""
    return next((each for each in state["languages"] if each["code"] == code), {"forms": {}})


def is_whole(state: Any) -> bool:
    """Whether English is there on paper, which comes last."""
    return "pdf" in language(state, "en")["forms"]


def test_the_preview_shows_each_language_and_form(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    """As the reader gets it, on a page that runs no script but its own."""
    _, address = served
    state = state_when(address, is_whole)

    mail = httpx2.get(f"{address}seen/ar/mail")
    text = httpx2.get(f"{address}seen/en/text")
    page = httpx2.get(address)

    assert [each["code"] for each in state["languages"]] == ["ar", "en"]
    assert state["about"].endswith("The reader is eg-wsis, وزارة الاتصالات (EG, Africa/Cairo).")
    assert 'dir="rtl"' in mail.text
    assert "script" not in mail.headers["content-security-policy"]
    assert "وزارة الاتصالات" in text.text
    assert httpx2.get(f"{address}seen/en/pdf").content.startswith(b"%PDF")
    assert httpx2.get(f"{address}seen/fr/mail").status_code == 404
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert [httpx2.get(f"{address}{name}").status_code for name in ("page.js", "page.css")] == [
        200,
        200,
    ]


def test_a_page_from_elsewhere_is_sent_away(served: tuple[subprocess.Popen[str], str]) -> None:
    """A name in the DNS that points to 127.0.0.1 lets a stranger's page read what is not issued."""
    _, address = served

    answer = httpx2.get(f"{address}state", headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "consultation" not in answer.text


def test_what_is_saved_is_seen_and_a_mistake_is_told_in_its_place(
    served: tuple[subprocess.Popen[str], str], folder: Path
) -> None:
    """The last good edition stays to be seen, and the preview goes on when it is mended."""
    _, address = served
    path = folder / "templates/letters/consultation/en.md"
    good = path.read_text(encoding="utf-8")
    before = language(state_when(address, is_whole), "en")["forms"]["mail"]

    path.write_text(good.replace("Dear Madam/Sir", "Excellency"), encoding="utf-8")
    saved = state_when(address, lambda s: language(s, "en")["forms"]["mail"] != before)
    path.write_text(good.replace("activity.impact", "activity.impct"), encoding="utf-8")
    broken = state_when(address, lambda s: language(s, "en")["problems"])
    shown = httpx2.get(f"{address}seen/en/mail").text
    path.write_text(good, encoding="utf-8")
    mended = state_when(address, lambda s: language(s, "en")["forms"]["mail"] == before)

    assert language(saved, "en")["problems"] == []
    assert language(broken, "en")["problems"] == [
        {
            "where": "templates/letters/consultation/en.md:19:7",
            "what": "`activity.impct` is not known; did you mean `activity.impact`?",
        }
    ]
    assert language(broken, "ar")["problems"] == []
    assert "Excellency" in shown
    assert language(mended, "en")["problems"] == []


def test_a_changed_fragment_is_seen_too(
    served: tuple[subprocess.Popen[str], str], folder: Path
) -> None:
    """It is a part of the letter."""
    _, address = served
    before = language(state_when(address, is_whole), "en")["forms"]["text"]

    path = folder / "templates/letters/_fragments/contact/en.md"
    path.write_text("Write to nobody.\n", encoding="utf-8")
    state_when(address, lambda s: language(s, "en")["forms"]["text"] != before)

    assert "Write to nobody." in httpx2.get(f"{address}seen/en/text").text


def test_it_ends_with_ctrl_c_while_a_browser_looks(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    """An open page must not keep the terminal busy."""
    process, address = served
    state_when(address, is_whole)

    with httpx2.stream("GET", f"{address}events", timeout=PATIENCE) as events:
        next(events.iter_lines())
        process.send_signal(signal.SIGINT)
        code = process.wait(PATIENCE)

    assert code == 0
    assert process.stdout is not None
    assert process.stdout.read().splitlines()[-1] == "The preview has ended."


def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    """Another preview runs there already."""
    config = folder / "config/notifier.toml"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=rf"--port: port {port} cannot be had"):
            watch_template(Wanted(config, Kind.UPDATE, now()), port)
