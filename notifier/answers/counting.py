"""Which response of a member counts, and which members are silent."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import get_args

from notifier.answers.response import Response
from notifier.plan.activity import ReplyType

_Rank = tuple[bool, datetime, datetime, int]


def counting(
    responses: Iterable[Response], reply_type: ReplyType = "views"
) -> Mapping[str, Response]:
    """Return the response that counts of each member, members without one left out.

    It is the latest that is not late; one given on older terms counts until one on the present
    terms is there. What a later one replaced stays in the register.
    """
    rank = _RANKS[reply_type]
    chosen: dict[str, Response] = {}
    for response in responses:
        if response.is_late:
            continue
        present = chosen.get(response.member)
        if present is None or rank(response) > rank(present):
            chosen[response.member] = response
    return chosen


def silent(invited_members: Iterable[str], responses: Iterable[Response]) -> tuple[str, ...]:
    """Return the members that were asked and have said nothing, late answers included.

    Silence is a fact, never a support: what it means is for the procedure to say.
    """
    heard = {response.member for response in responses}
    return tuple(dict.fromkeys(m for m in invited_members if m not in heard))


def _rank(response: Response) -> _Rank:
    # A clock that runs ahead must not win: nothing was given after it arrived.
    given_at = min(response.given_at, response.received_at)
    return (not response.is_outdated, given_at, response.received_at, response.id)


# One rule for all today; the procedure of a vote may come to ask for another.
_RANKS: Mapping[ReplyType, Callable[[Response], _Rank]] = dict.fromkeys(get_args(ReplyType), _rank)
