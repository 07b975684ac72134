"""An activity that follows an event, as lines for the plan that staff complete."""

import json
import re
import unicodedata
from collections.abc import Collection
from itertools import count

from notifier.plan.calendar.feeds import FeedEvent


def skeleton(event: FeedEvent, feed: str, zone: str, taken: Collection[str]) -> str:
    """Return one entry of the plan for an event of `feed`; its id is none of `taken`.

    It is read without a mistake as it stands. What a calendar cannot know is marked.
    """
    zone = event.times.zone if event.times else zone
    status = "tentative" if event.status == "tentative" else "confirmed"
    lines = [
        f"- id: {_id(event, taken)}",
        "  title:",
        f"    en: {_quoted(event.title or event.uid)}  # add the other languages",
        "  process: wsis  # choose: wsis, sdg or digital-governance",
        "  level: expert  # choose: high, senior or expert",
        f"  dates: {{start: {event.start}, end: {event.end}, zone: {zone}, status: {status}}}",
    ]
    if event.place:
        lines.append(f"  place: {{en: {_quoted(event.place)}}}")
    lines.append(f"  calendar: {{feed: {feed}, uid: {_quoted(event.uid)}}}")
    if event.occurrence:
        only = f"`occurrence: {event.occurrence}`"
        lines.append(f"  # it recurs: with {only} after the uid only that one is followed")
    return "\n".join(lines)


def _id(event: FeedEvent, taken: Collection[str]) -> str:
    plain = unicodedata.normalize("NFKD", event.title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:6]
    year = str(event.start.year)
    stem = "-".join([*(word for word in words if word != year), year])[-56:].strip("-")
    name = stem if words else f"event-{event.start}"
    if name not in taken:
        return name
    return next(f"{name}-{n}" for n in count(2) if f"{name}-{n}" not in taken)


def _quoted(text: str) -> str:
    """Return a text in double quotes, which YAML reads as JSON does."""
    return json.dumps(text, ensure_ascii=not text.isprintable())
