import random
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from notifier.languages import LANGUAGES
from notifier.members.member import Member
from notifier.play.people import ANSWERS, People, person_of, respond
from notifier.play.temper import Client, Habit, Manner
from tests.play.sample import (
    NOW,
    SESSION,
    a_mail,
    a_person,
    answered,
    calendar,
    focal_points,
    parsed,
    text_of,
)

COUNT = 2000


def consult(seed, count=COUNT):
    """Invite everybody, remind the silent, and tell what came back of either."""
    points = focal_points(count)
    people = People(points, seed)
    invited, reminded = {}, {}
    for point in points:
        mail = a_mail(point.address, point.language, message_id=f"<{point.id}@s.example>")
        invited[point.id] = (
            () if people.refuses(point.address) else people.respond(mail, point.address, NOW)
        )
    later = NOW + timedelta(days=35)
    for point in points:
        if not any(reply.kind in ANSWERS for reply in invited[point.id]):
            mail = a_mail(
                point.address, ics=None, subject="Reminder", message_id=f"<r-{point.id}@s.example>"
            )
            reminded[point.id] = people.respond(mail, point.address, later)
    return people, invited, reminded


@pytest.fixture(scope="module")
def year():
    return consult(2026)


def share(replies, kinds):
    return sum(any(r.kind in kinds for r in some) for some in replies.values()) / COUNT


def test_three_in_ten_answer_by_themselves(year):
    """The rate that secretariats see before any reminder."""
    _, invited, _ = year

    assert share(invited, ANSWERS) == pytest.approx(0.30, abs=0.04)


def test_a_reminder_brings_half_as_many_again(year):
    """Fifteen in a hundred; the rest stay silent."""
    _, _, reminded = year

    assert share(reminded, ANSWERS) == pytest.approx(0.15, abs=0.03)


def test_two_in_a_hundred_mailboxes_are_out_of_order(year):
    """Refused at the door or returned later."""
    people, invited, _ = year
    refused = sum(people.refuses(p.address) is not None for p in focal_points(COUNT)) / COUNT

    assert share(invited, {"bounce"}) + refused == pytest.approx(0.02, abs=0.01)


def test_three_in_a_hundred_are_away(year):
    """And say so at once."""
    _, invited, _ = year

    assert share(invited, {"automatic"}) == pytest.approx(0.03, abs=0.012)


def test_the_same_seed_writes_the_same_bytes():
    """A run that went wrong can be run again."""
    assert consult(5, 200)[1:] == consult(5, 200)[1:]


def test_answers_do_not_depend_on_the_order_of_delivery():
    """The relay may deliver in any order."""
    points = focal_points(200)
    forward, backward = People(points, 4), People(points, 4)
    mails = [(a_mail(p.address, message_id=f"<{p.id}@s.example>"), p.address) for p in points]

    there = {rcpt: forward.respond(mail, rcpt, NOW) for mail, rcpt in mails}
    back = {rcpt: backward.respond(mail, rcpt, NOW) for mail, rcpt in reversed(mails)}

    assert there == back


def test_no_two_mails_share_a_message_id(year):
    """Or the second one would be taken for the first."""
    _, invited, reminded = year
    replies = [r for some in (invited, reminded) for rs in some.values() for r in rs]
    ids = [re.search(rb"^Message-ID: (<\S+@\S+>)", r.raw, re.MULTILINE)[1] for r in replies]

    assert len(set(ids)) == len(ids)


def test_most_answers_come_in_time_and_some_late(year):
    """The session is the horizon of an invitation; a twentieth misses it."""
    _, invited, _ = year
    answers = [r for rs in invited.values() for r in rs if r.kind in ANSWERS]
    late = sum(reply.at > SESSION for reply in answers) / len(answers)

    assert 0.02 < late < 0.12


def test_people_answer_in_office_hours():
    """On their own clock, Monday to Friday."""
    for seed in range(40):
        for reply in answered(a_person(), seed=seed):
            local = reply.at.astimezone(ZoneInfo("Asia/Dubai"))

            assert local.weekday() < 5
            assert 8 <= local.hour < 18


def test_replies_arrive_after_the_mail_and_in_order(year):
    """Nobody answers what was not yet sent."""
    _, invited, _ = year
    for replies in invited.values():
        times = [NOW, *(reply.at for reply in replies)]

        assert times == sorted(times)


def test_somebody_away_answers_a_week_later():
    """An out-of-office reply is no answer; the answer follows."""
    automatic, answer = answered(a_person(habit=Habit.AWAY))[:2]

    assert automatic.kind == "automatic"
    assert automatic.at < NOW + timedelta(minutes=2)
    assert answer.at > NOW + timedelta(days=6)


def invited_and_reminded(people, point):
    """What one focal point answers to an invitation, and to a bare reminder three weeks later."""
    first = people.respond(a_mail(point.address), point.address, NOW)
    reminder = a_mail(point.address, ics=None, subject="Reminder", message_id="<r@s.example>")
    return first, people.respond(reminder, point.address, NOW + timedelta(days=21))


def test_a_reminder_makes_somebody_press_the_button_in_the_older_mail():
    """The answer names the UID of the invitation, which the reminder does not carry."""
    points = focal_points(300)
    people = People(points, 11)
    pressed = 0
    for point in points:
        _, replies = invited_and_reminded(people, point)
        for reply in (r for r in replies if r.kind == "calendar"):
            pressed += 1

            event = Calendar.from_ical(text_of(parsed(reply.raw), "text/calendar")).events[0]
            assert event["UID"] == f"k7QZ2mXw9bTf-{point.address[5:]}@secretariat.example"

    assert pressed > 10


def test_what_was_answered_is_not_answered_again_after_a_reminder():
    """A reminder that crosses the answer moves nobody."""
    points = focal_points(300)
    people = People(points, 1)
    answered_at_once = 0
    for point in points:
        first, second = invited_and_reminded(people, point)
        if any(reply.kind in ANSWERS for reply in first):
            answered_at_once += 1

            assert second == ()

    assert answered_at_once > 50


@pytest.mark.parametrize("habit", [Habit.PROMPT, Habit.AFTER_REMINDER, Habit.AWAY, Habit.SILENT])
def test_a_cancellation_is_not_answered(habit):
    """There is nothing left to say."""
    ics = calendar("wsis@digital.xx.example", method="CANCEL", sequence=1)

    assert answered(a_person(habit=habit), a_mail(ics=ics)) == ()


def test_most_answer_again_when_the_invitation_changes():
    """A higher SEQUENCE resets the button in their calendars."""
    update = a_mail(ics=calendar("wsis@digital.xx.example", sequence=1))
    again = sum(bool(answered(a_person(), update, seed)) for seed in range(200))

    assert 130 < again < 190


def test_a_secretary_writes_from_another_address():
    """The token in the address still tells for whom."""
    senders = {
        parsed(reply.raw)["From"].addresses[0].addr_spec
        for seed in range(20)
        for reply in answered(
            a_person(manner=Manner.SECRETARY, client=Client.THUNDERBIRD), seed=seed
        )
    }

    assert "office@digital.xx.example" in senders


def test_an_unknown_address_is_accepted_and_silent():
    """The relay takes mail for people who are no focal points."""
    people = People(focal_points(3), 1)

    assert people.refuses("nobody@x.example") is None
    assert people.respond(a_mail("nobody@x.example"), "nobody@x.example", NOW) == ()


def test_a_focal_point_signs_with_its_country_in_its_own_language():
    """An office and a country; never the name of a person."""
    names = dict.fromkeys(LANGUAGES, "") | {"fr": "Suisse"}
    member = Member("M3", "member-state", "Europe", "Europe/Zurich", ("fr",), names)

    assert person_of(focal_points(4)[3], 1, member).country == "Suisse"


def test_a_silent_person_does_not_even_open_the_mail():
    """Ten thousand mails a run, most of them never read."""
    silent = a_person(habit=Habit.SILENT)

    assert respond(b"", "x@y.example", person=silent, now=NOW, rng=random.Random(1)) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", Client)
@pytest.mark.parametrize("manner", Manner)
def test_every_kind_of_mail_is_whole(manner, client, language):
    """The standard library finds no defect in any of them."""
    person = a_person(language, Habit.AWAY, manner, client)
    replies = [reply for seed in range(2) for reply in answered(person, seed=seed)]

    assert {parsed(reply.raw)["MIME-Version"] for reply in replies} == {"1.0"}
