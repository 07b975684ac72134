"""Outside calendars as they are written down."""

from pathlib import Path

import pytest

from notifier.settings import FeedSection, read_settings
from tests.settings.edits import PASSWORD, told, write

URL = 'url = "https://calendar.example/events.ics"'


def add(config: Path, lines: str, name: str = "un-events") -> None:
    """Add a calendar."""
    write(config, "files", "", before=f"[feeds.{name}]\n{lines}\n\n")


def test_there_is_none_unless_somebody_wants_one(config: Path) -> None:
    """What is shipped asks nobody."""
    assert read_settings(config).feeds == {}


def test_a_calendar_needs_nothing_but_its_address(config: Path) -> None:
    """The rest has values that fit most."""
    add(config, URL)

    feed = read_settings(config).feeds["un-events"]

    assert feed == FeedSection(url="https://calendar.example/events.ics")
    assert (feed.zone, feed.every, feed.timeout) == ("Europe/Zurich", 15, 20)
    assert (feed.max_octets, feed.allow_private) == (5_000_000, False)
    assert feed.address == "https://calendar.example/events.ics"


def test_files_count_from_the_folder_above_config(config: Path) -> None:
    """As all others do."""
    add(config, 'file = "var/rooms.ics"')
    add(
        config, 'caldav = "https://c.example/dav/"\nusername = "u"\npassword_file = "p"', "missions"
    )

    feeds = read_settings(config).feeds

    assert feeds["un-events"].file == config.parents[1] / "var/rooms.ics"
    assert feeds["missions"].password_file == config.parents[1] / "p"


def test_a_password_comes_as_a_credential(config: Path, credentials: Path) -> None:
    """Its name holds that of the feed."""
    (credentials / "feeds__un-events__password").write_text(PASSWORD, encoding="utf-8")
    add(config, f'{URL}\nusername = "u"')

    password = read_settings(config).feeds["un-events"].password

    assert password is not None
    assert password.get_secret_value() == PASSWORD


def test_a_password_in_the_file_is_refused(config: Path) -> None:
    """People edit it, and send it around."""
    add(config, f'{URL}\nusername = "u"\npassword = "{PASSWORD}"')

    [(where, what)] = told(config).items()

    assert where == "feeds.un-events.password"
    assert "a secret does not belong here" in what
    assert PASSWORD not in what


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        ("every = 5", {"": "give exactly one of `file`, `url` and `caldav`"}),
        (f'{URL}\nfile = "a.ics"', {"": "give exactly one of `file`, `url` and `caldav`"}),
        ('url = "calendar.example"', {".url": "is no address, such as https://calendar.example/events.ics"}),
        ('url = "ftp://a.example/x"', {".url": "is no address, such as https://calendar.example/events.ics"}),
        ('url = "https://[/x"', {".url": "is no address, such as https://calendar.example/events.ics"}),
        ('caldav = "https://u:p@a.example/x"', {".caldav": "holds a login; give it as `username` and `password_file`"}),
        (f'{URL}\nzone = "Mars/Base"', {".zone": "'Mars/Base' is not an IANA time zone, such as Europe/Zurich"}),
        (f"{URL}\nevery = 0", {".every": "input should be greater than or equal to 1"}),
        (f'{URL}\nusername = "u"', {".username": "has no password: give the credential, or `password_file`"}),
        (f'{URL}\npassword_file = "p"', {".username": "must be given, since a password is"}),
        ('file = "a.ics"\nusername = "u"\npassword_file = "p"', {".username": "is for an address, and this is a file"}),
        ('url = "http://a.example/x"\nusername = "u"\npassword_file = "p"',
         {".url": "begins with http://, and the login would cross the network in the clear"}),
        ('caldav = "http://a.example/x"\nusername = "u"\npassword_file = "p"',
         {".caldav": "begins with http://, and the login would cross the network in the clear"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_key(
    config: Path, lines: str, problems: dict[str, str]
) -> None:
    """In words of what is written there."""
    add(config, lines)

    assert told(config) == {f"feeds.un-events{key}": what for key, what in problems.items()}


def test_a_password_from_two_places_is_told(config: Path, credentials: Path) -> None:
    """One of them is out of date, and nobody can say which."""
    (credentials / "feeds__un-events__password").write_text(PASSWORD, encoding="utf-8")
    add(config, f'{URL}\nusername = "u"\npassword_file = "p"')

    assert told(config) == {
        "feeds.un-events.password_file": "is given beside a credential; one of them must go"
    }


@pytest.mark.parametrize("url", ["http://localhost:5232/a/", "webcal://calendar.example/a.ics"])
def test_a_login_may_stay_on_this_machine_or_go_by_webcal(config: Path, url: str) -> None:
    """Which is https."""
    add(config, f'url = "{url}"\nusername = "u"\npassword_file = "p"')

    assert read_settings(config).feeds["un-events"].address == url


@pytest.mark.parametrize("name", ["UN", "un_events", "un--events", "-"])
def test_a_feed_has_a_name_that_a_plan_can_name(config: Path, name: str) -> None:
    """`calendar: {feed: un-events}`."""
    add(config, URL, name)

    assert told(config) == {
        f"feeds.{name}": "a feed is named in small letters, digits and single hyphens"
    }


def test_no_feed_has_the_name_of_the_plan(config: Path) -> None:
    """Whoever accepts `plan` accepts one of the two, and nobody could say which."""
    add(config, URL, "plan")

    assert any("no feed is named `plan`" in what for what in told(config).values())
