"""The composition root: settings come in here, and every room gets what it needs as arguments."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from notifier.errors import UserError
from notifier.invitations.token import Key, Keys
from notifier.languages import Language
from notifier.ledger.database import Ledger
from notifier.letters.dates import GENEVA
from notifier.letters.letter import Edition, Letter, Wording
from notifier.letters.outputs.layout import Layout
from notifier.letters.press import Masthead, Templates, edition, wordings
from notifier.letters.wording import from_json
from notifier.members.member import Directory
from notifier.plan.activity import Plan
from notifier.settings import Settings, read_settings
from notifier.sources.layout import read_layout
from notifier.sources.plan_files import plan_paths, read_plans
from notifier.sources.rules import read_rules
from notifier.sources.table import read_directory
from notifier.sources.templates import read_templates
from notifier.ticks.release import Office
from notifier.ticks.report import Papers
from notifier.ticks.watch import Sources

log = structlog.get_logger()

LEDGER, KEY = "ledger.db", "token.key"


def settings(path: Path) -> Settings:
    """Read the settings of `path`."""
    return read_settings(path)


def open_ledger(of: Settings) -> Ledger:
    """Open the ledger, made where there is none."""
    return Ledger(of.files.state / LEDGER)


def keys(of: Settings) -> Keys:
    """Return the keys of tokens; the first start makes one, readable by us alone."""
    path = of.files.state / KEY
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"1 {secrets.token_hex(32)}\n", encoding="ascii")
    try:
        lines = [line.split() for line in path.read_text(encoding="ascii").splitlines() if line]
        current, *previous = (Key(int(number), bytes.fromhex(secret)) for number, secret in lines)
    except (ValueError, UnicodeDecodeError) as error:
        raise UserError.of(
            str(path),
            "each line holds the number of a key and its secret in hexadecimal, the newest first",
        ) from error
    return Keys(current, tuple(previous))


def directory(of: Settings) -> Directory:
    """Read members and focal points."""
    return read_directory(of.files.members, of.files.focal_points)


class SourcesReader:
    """Guards the last sources that could be read: files are read again when one has changed."""

    def __init__(self, of: Settings, last_plan: Callable[[], Plan | None] = lambda: None) -> None:
        self._files = of.files
        self._last_plan = last_plan
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._sources: Sources | None = None

    def __call__(self) -> Sources:
        """Return what people edit, as it stands now.

        Files with mistakes are told, and the last good ones stay in force. At the first reading
        there are none, but for the plan, which `last_plan` knows; else UserError tells all that is
        wrong.
        """
        seen = self._stat()
        if self._sources is None:
            self._sources = self._first()
        elif seen != self._seen:
            self._refresh(self._sources)
        self._seen = seen
        return self._sources

    def _first(self) -> Sources:
        try:
            return self._read()
        except Exception as found:
            error = self._as_mistakes(found)
            plan = self._last_plan()
            if plan is None:
                raise error from found
            return self._with_mistakes(self._around(plan), error)

    def _refresh(self, last_good: Sources) -> None:
        try:
            self._sources = self._read()
        except Exception as found:  # noqa: BLE001 - no file that people edit stops the service
            self._sources = self._with_mistakes(last_good, self._as_mistakes(found))

    def _as_mistakes(self, found: Exception) -> UserError:
        """Return what reading met as mistakes of the files; what nobody foresaw is one, too."""
        if isinstance(found, UserError):
            return found
        said = " ".join(str(found).split())[:160].rstrip(".")
        what = f"The files cannot be worked out: {type(found).__name__}: {said}."
        return UserError.of(str(self._files.plan), what)

    def _with_mistakes(self, last_good: Sources, error: UserError) -> Sources:
        log.error("sources.rejected", problems=[str(problem) for problem in error.problems])
        return replace(last_good, problems=tuple(error.problems))

    def _paths(self) -> list[Path]:
        files = self._files
        plans = plan_paths(files.plan)
        return [*plans, files.rules, files.observances, files.members, files.focal_points]

    def _stat(self) -> tuple[tuple[str, int, int], ...]:
        stats = [(path, path.stat()) for path in self._paths() if path.exists()]
        return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)

    def _read(self) -> Sources:
        files = self._files
        people = read_directory(files.members, files.focal_points)
        regions = {member.region for member in people.members.values()}
        plans = read_plans(files.plan, regions=regions)
        if not plans:
            raise UserError.of(
                str(files.plan), "there is no plan, such as 2027.yaml, in this folder"
            )
        # one plan of all years: a consultation that is in none of them counts as withdrawn
        whole = Plan(
            year=max(plan.year for plan in plans),
            activities=tuple(activity for plan in plans for activity in plan.activities),
        )
        rules = read_rules(files.rules, files.observances, regions=regions)
        return Sources(whole, people, rules)

    def _around(self, plan: Plan) -> Sources:
        files = self._files
        people = read_directory(files.members, files.focal_points)
        return Sources(plan, people, read_rules(files.rules, files.observances))


def templates(of: Settings) -> Templates:
    """Read all templates of letters; files that did not change are not read again."""
    folder = of.files.templates
    stats = [(path, path.stat()) for path in sorted(folder.rglob("*.md"))]
    return _templates(folder, tuple((path, s.st_mtime_ns, s.st_size) for path, s in stats))


@lru_cache(maxsize=1)
def _templates(folder: Path, _: tuple[tuple[Path, int, int], ...]) -> Templates:
    return read_templates(folder)


@lru_cache(maxsize=1)
def _layout(folder: Path) -> Layout:
    return read_layout(folder)


def layout(of: Settings) -> Layout:
    """Read the layout of letters, once a process: its compilers are costly to make."""
    return _layout(of.files.templates / "_layout")


def masthead(of: Settings) -> Masthead:
    """Return who writes and who signs."""
    return Masthead(
        organization=of.union.organization,
        organ=of.union.organ,
        address_lines=of.union.address_lines,
        contact=of.contact.model_dump(),
        signatory_name=of.signatory.name,
        signatory_title=of.signatory.title,
        addressees=of.addressees,
    )


def papers(of: Settings) -> Papers:
    """Return what documents are made with."""
    folder = of.files.templates.parent / "reports"
    return Papers(
        summary_html=(folder / "summary.html").read_text(encoding="utf-8"),
        plan_html=(folder / "annual_plan.html").read_text(encoding="utf-8"),
        css=(folder / "page.css").read_text(encoding="utf-8"),
        organization=of.union.organization["en"],
        folder=of.files.state / "documents",
    )


class PressRoom:
    """Sets letters: wordings at clearance, editions at issue, off the loop in one thread."""

    def __init__(self, of: Settings) -> None:
        self._settings = of
        self._masthead = masthead(of)
        self._layout = layout(of)

    def write(self, letter: Letter) -> Mapping[Language, Wording]:
        """Return what a letter says today in every required language."""
        return wordings(
            letter, templates(self._settings), self._masthead, self._settings.required_languages
        )

    async def press(self, letter: Letter, texts: Mapping[str, str]) -> list[Edition]:
        """Return the editions of what was cleared, dated the day of issue in Geneva."""
        return await asyncio.to_thread(self._press, letter, texts)

    def _press(self, letter: Letter, texts: Mapping[str, str]) -> list[Edition]:
        assert letter.issued_at is not None
        day = letter.issued_at.astimezone(ZoneInfo(GENEVA)).date()
        return [
            edition(from_json(text), letter, self._masthead, self._layout, day=day)
            for text in texts.values()
        ]


def office(of: Settings, sources: SourcesReader, token_keys: Keys) -> Office:
    """Return what rows are made with, as of now."""
    at_hand = sources()
    rules = at_hand.rules
    return Office(at_hand.directory, token_keys, of.sender.domain, rules.delivery, rules.overdue)
