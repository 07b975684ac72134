"""notifier in a race: a letter really released into a ledger on disk, and the outbox really posted.

    python -m bench.ours prepare FOLDER COUNT SIZE
    python -m bench.ours send FOLDER HOST PORT CONNECTIONS

All that the benchmarks know of notifier is here. Nothing of its rooms is left out or replaced,
but for the press: the letter is set beforehand, so that all race with the same words.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bench.letter import SMALL, letter, person
from bench.measure import Stopwatch
from notifier.cli import house
from notifier.cli.service.posting import Composer
from notifier.invitations.token import Key, Keys
from notifier.languages import LANGUAGES, Language
from notifier.ledger import letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Edition, Letter, Wording
from notifier.letters.mail.message import Verdict
from notifier.letters.slots import slot
from notifier.logs import set_up_logs
from notifier.members.member import Directory, FocalPoint
from notifier.plan.activity import Activity, consultation_key
from notifier.plan.kind import Kind
from notifier.plan.snapshots import snapshot
from notifier.relay.access import RelayAccess
from notifier.relay.limits import Pace, Rate
from notifier.relay.relays import Member, Relays
from notifier.relay.routing import Route
from notifier.settings import Settings
from notifier.ticks import path
from notifier.ticks.guard import site, stand
from notifier.ticks.issue import Press, issue
from notifier.ticks.post import Desk, post
from notifier.ticks.release import Office

LEDGER = "ledger.db"
_KEYS = Keys(Key(1, bytes(range(32))))
_SLOTS = {"{name}": "recipient_name", "{member}": "member_name", "{reply}": "reply_address"}


def _in_all(words: str) -> dict[Language, str]:
    return dict.fromkeys(LANGUAGES, words)


_ACTIVITY = Activity.model_validate(
    {
        "id": "forum-2027",
        "title": _in_all("Forum 2027"),
        "process": "wsis",
        "level": "high",
        "dates": {"start": "2027-07-05", "end": "2027-07-09"},
        "place": _in_all("Geneva"),
        "assessment": {
            "impact": {"rating": 4, "text": _in_all("It matters.")},
            "forms": ["host"],
            "expected_support": _in_all("Views."),
            "members_needed": "urgent",
            "reason": _in_all("The text is adopted in July."),
        },
        "announce": {"classes": ["member-state"]},
        "consultations": [
            {
                "id": "inputs",
                "form": "meeting",
                "reply": "views",
                "session": {"start": "2027-04-15T14:00", "end": "2027-04-15T17:00"},
                "deadline": {"at": "2027-04-30T23:59"},
            }
        ],
    }
)

Write = Callable[[Letter], Mapping[Language, Wording]]


def settings() -> Settings:
    """Return the settings that notifier is shipped with: who writes, who signs."""
    return house.settings(Path(__file__).parents[1] / "config/notifier.toml")


def members_and_people(of: Settings, count: int, languages: Sequence[Language]) -> Directory:
    """Return the real Member States, and `count` focal points spread over them and `languages`."""
    members = house.directory(of).members
    states = [code for code, each in members.items() if each.recipient_class == "member-state"]
    return Directory(members, {point.id: point for point in _points(states, count, languages)})


def _points(
    states: Sequence[str], count: int, languages: Sequence[Language]
) -> Iterable[FocalPoint]:
    for number in range(count):
        who = person(number)
        yield FocalPoint(
            id=f"point-{number}",
            member=states[number % len(states)],
            name=who.name,
            address=who.address,
            roles=frozenset({"wsis"}),
            language=languages[number % len(languages)],
            zone="Europe/Paris",
            rank=1,
        )


def issued(ledger: Ledger, kind: Kind, write: Write) -> Letter:
    """Take a letter of `kind` all its way: drafted, cleared as `write` words it, signed, issued."""
    calls = {consultation_key(_ACTIVITY, each): each for each in _ACTIVITY.consultations}
    if kind is Kind.ADVANCE_NOTICE:
        calls = {}
    at = datetime.now(UTC)
    key = f"{_ACTIVITY.id}/{kind.value}"

    def unit(tx: Tx) -> Letter:
        letters.draft(
            tx, key, kind, activity=_ACTIVITY.id, consultations=list(calls),
            facts=snapshot(_ACTIVITY, calls), addressees=None, parent=None, urgent=True,
            due_at=at, at=at,
        )  # fmt: skip
        draft = path.found(tx, key)
        path.clear(tx, draft, write(draft), by="officer", at=at)
        path.sign(tx, key, by="chief", at=at)
        return path.issue(tx, key, "CL-27/1", by="registry", at=at)

    return ledger.now(unit)


def release(ledger: Ledger, press: Press, of: Settings, directory: Directory) -> Awaitable[int]:
    """Do the issue tick: every row of an issued letter into the outbox."""
    office = Office(directory, _KEYS, of.sender.domain)
    return issue(datetime.now(UTC), ledger=ledger, press=press, office=lambda: office)


async def send_all(
    ledger: Ledger,
    folder: Path,
    of: Settings,
    access: RelayAccess,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Start as the service does, do the post tick over new lines, and return how many were sent.

    The right to send is taken and kept as always, with the file outside in `folder`; the pace is
    what the settings say.
    """
    guard = await stand(
        ledger, site(folder / "instance", folder / LEDGER), by="bench", now=datetime.now(UTC)
    )
    keeper = asyncio.create_task(guard.keep(lambda: datetime.now(UTC)))
    per_domain = Rate(of.pace.connections, of.pace.messages_per_minute)
    pace = Pace(Rate(access.connections), per_domain, {})
    async with Relays([Member(access, Route(access.name), pace)]) as way:
        desk = Desk(
            ledger=ledger,
            hold=guard.epoch,
            compose=Composer(ledger, of.sender, _KEYS),
            turn=way.turn,
            stopping=lambda: stopping() or guard.is_barred(),
            workers=way.connections,
            may_send=guard.may_send,
            clock=lambda _: datetime.now(UTC),
        )
        verdicts = await post(datetime.now(UTC), desk)
    keeper.cancel()
    with suppress(asyncio.CancelledError):
        await keeper
    return verdicts[Verdict.SENT]


def access_to(host: str, port: int, connections: int) -> RelayAccess:
    """Return a relay in the clear; all else is as the service has it by default."""
    return RelayAccess(host, port, tls="none", connections=connections)


def prepare(folder: Path, messages: int, size: int) -> None:
    """Release one letter to `messages` focal points: a plain one, or a consultation with PDF."""
    of = settings()
    directory = members_and_people(of, messages, ["fr"])
    words = edition(size)
    kind = Kind.ADVANCE_NOTICE if size == SMALL else Kind.CONSULTATION

    async def press(_: Letter, __: Mapping[str, str]) -> list[Edition]:
        return [words]

    wording = Wording("fr", words.subject, "", (), words.text, "")
    with Ledger(folder / LEDGER) as ledger:
        issued(ledger, kind, lambda _: {"fr": wording})
        with Stopwatch() as watch:
            rows = asyncio.run(_released(release(ledger, press, of, directory)))
    watch.report(rows)


def send(folder: Path, host: str, port: int, connections: int) -> None:
    """Send what is in the ledger of `folder` as the service does after a start."""
    of = settings()
    with Stopwatch() as watch, Ledger(folder / LEDGER) as ledger:
        sent = asyncio.run(send_all(ledger, folder, of, access_to(host, port, connections)))
    watch.report(sent)


async def _released(releasing: Awaitable[int]) -> int:
    return await releasing


def edition(size: int) -> Edition:
    """Return the letter of the race as notifier keeps an edition: with slots."""
    words = letter(size)
    text, html = words.text, words.html
    for mark, name in _SLOTS.items():
        text, html = text.replace(mark, slot(name)), html.replace(mark, slot(name))
    return Edition("fr", words.subject, text, html, words.pdf, "letter.pdf")


if __name__ == "__main__":
    set_up_logs(json=True)
    verb, where, *rest = sys.argv[1:]
    if verb == "prepare":
        prepare(Path(where), int(rest[0]), int(rest[1]))
    else:
        send(Path(where), rest[0], int(rest[1]), int(rest[2]))
