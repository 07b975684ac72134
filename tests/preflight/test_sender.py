"""The sender as receivers find it in the DNS, asked of a real nameserver."""

from ipaddress import ip_address
from typing import Any

import pytest

from notifier.preflight.check import Check, Grade
from notifier.preflight.resolver import Resolver
from notifier.preflight.sender import Identity, sender_checks
from tests.preflight.keys import rsa_key
from tests.preflight.nameserver import Zone, nameserver, txt

AUTHOR = "secretariat.example"
SOUND: Zone = {
    AUTHOR: {
        "TXT": [txt("v=spf1 ip4:192.0.2.0/24 -all"), txt("site=1")],
        "MX": ["10 mx.secretariat.example."],
    },
    "mx.secretariat.example": {"A": ["192.0.2.9"]},
    "_dmarc.secretariat.example": {"TXT": [txt("v=DMARC1; p=reject; rua=mailto:d@x.example")]},
    "all.example": {"TXT": [txt("v=spf1 -all")]},
    "open.example": {"TXT": [txt("v=spf1 ip4:192.0.2.0/24")]},
    "s1._domainkey.secretariat.example": {"TXT": [txt(f"v=DKIM1; p={rsa_key()}")]},
}
KNOWN = Identity(AUTHOR, AUTHOR, ("s1",), (ip_address("192.0.2.7"),))


async def rows(zone: Zone, identity: Identity = KNOWN) -> dict[str, Check]:
    async with nameserver(zone) as server:
        return {row.what: row for row in await sender_checks(identity, Resolver(server.place))}


def changed(name: str, **records: list[str]) -> Zone:
    """The sound zone with other records at one name."""
    return {**SOUND, name: {**SOUND.get(name, {}), **records}}


async def test_a_sender_in_order_is_ok_in_every_row() -> None:
    """Nothing asks for attention that needs none."""
    found = await rows(SOUND)

    assert {what: row.grade for what, row in found.items()} == dict.fromkeys(
        (
            "SPF of secretariat.example",
            "SPF for 192.0.2.7",
            "DKIM key s1",
            "DMARC of secretariat.example",
            "DMARC alignment",
            "MX of secretariat.example",
        ),
        Grade.OK,
    )
    assert not any(row.mend for row in found.values())


async def test_what_cannot_be_known_from_here_is_said_so() -> None:
    """Neither the relay's address nor the selector can be guessed; that is no failure."""
    found = await rows(SOUND, Identity(AUTHOR, AUTHOR))

    for what, option in (("SPF for the relay", "--from-ip"), ("DKIM key", "--selector")):
        assert found[what].grade is Grade.WARN
        assert found[what].seen.startswith("not checked")
        assert option in found[what].mend


async def test_without_an_answer_no_row_is_ok() -> None:
    """No network: nothing is known, and nothing is called well."""
    async with nameserver({}) as server:
        place = server.place
    found = await sender_checks(KNOWN, Resolver(place, lifetime=0.2))

    assert {row.grade for row in found} == {Grade.WARN}
    assert all(row.seen.startswith("not checked") and row.mend for row in found)
    assert len(found) == 4


@pytest.mark.parametrize(
    ("record", "grade", "seen"),
    [
        ("v=spf1 ip4:192.0.2.0/24 ~all", Grade.OK, "0 of 10 lookups, ends in ~all"),
        ("v=spf1 ip4:192.0.2.0/24", Grade.WARN, "ends in nothing"),
        ("v=spf1 redirect=all.example", Grade.OK, "1 of 10 lookups, ends in -all"),
        ("v=spf1 redirect=open.example", Grade.WARN, "ends in nothing"),
        ("v=spf1 ip4:192.0.2.0/24 ?all", Grade.WARN, "ends in ?all"),
        ("v=spf1 ip4:192.0.2.0/24 ptr -all", Grade.WARN, "has ptr"),
        ("v=spf1 +all", Grade.FAIL, "ends in +all"),
        ("v=spf1 ip4:192.0.2 -all", Grade.FAIL, "names no ip4"),
        ("v=spf1 " + "a " * 11 + "-all", Grade.FAIL, "11 of 10 lookups"),
        ("v=spf2 -all", Grade.FAIL, "has no SPF record"),
    ],
)
async def test_the_spf_record_is_judged_by_itself(record: str, grade: Grade, seen: str) -> None:
    """Broken, missing or boundless records keep letters out everywhere."""
    row = (await rows(changed(AUTHOR, TXT=[txt(record)])))["SPF of secretariat.example"]

    assert row.grade is grade
    assert seen in row.seen
    assert bool(row.mend) == (grade is not Grade.OK)


@pytest.mark.parametrize(
    ("record", "address", "grade", "said"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", "198.51.100.1", Grade.FAIL, "fail, by -all"),
        ("v=spf1 ip4:192.0.2.0/24 ~all", "2001:db8::1", Grade.FAIL, "softfail, by ~all"),
        ("v=spf1 exists:%{i}.a.example -all", "192.0.2.1", Grade.WARN, "not checked"),
    ],
)
async def test_the_relays_address_is_tried_against_the_record(
    record: str, address: str, grade: Grade, said: str
) -> None:
    """A new relay is forgotten in the record more often than not."""
    identity = Identity(AUTHOR, AUTHOR, (), (ip_address(address),))
    row = (await rows(changed(AUTHOR, TXT=[txt(record)]), identity))[f"SPF for {address}"]

    assert row.grade is grade
    assert said in row.seen
    assert grade is Grade.WARN or f"ip{ip_address(address).version}:{address}" in row.mend


async def test_a_selector_without_a_key_fails() -> None:
    """The relay signs, and every signature is void."""
    found = await rows(SOUND, Identity(AUTHOR, AUTHOR, ("s1", "s2")))

    assert (found["DKIM key s1"].grade, found["DKIM key s2"].grade) == (Grade.OK, Grade.FAIL)


@pytest.mark.parametrize(
    ("record", "grade", "seen"),
    [
        ("v=DMARC1; p=none", Grade.WARN, "asks for no reports"),
        ("v=DMARC1; p=perhaps", Grade.FAIL, "p=perhaps"),
        ("v=DMARC1; p=none; p=none", Grade.FAIL, "twice"),
        ("v=DMARC9; p=none", Grade.WARN, "no record"),
    ],
)
async def test_the_dmarc_record_is_judged(record: str, grade: Grade, seen: str) -> None:
    """Large receivers ask for one."""
    zone = changed("_dmarc.secretariat.example", TXT=[txt(record)])
    row = (await rows(zone))["DMARC of secretariat.example"]

    assert row.grade is grade
    assert seen in row.seen
    assert row.mend


async def test_two_dmarc_records_are_none() -> None:
    """RFC 7489 6.6.3: then there is no policy at all."""
    twice = [txt("v=DMARC1; p=none"), txt("v=DMARC1; p=reject")]
    row = (await rows(changed("_dmarc.secretariat.example", TXT=twice)))[
        "DMARC of secretariat.example"
    ]

    assert row.grade is Grade.FAIL
    assert "2 records" in row.seen


async def test_a_subdomain_stands_under_the_record_of_its_organization() -> None:
    """The policy for what is below applies, which may differ."""
    zone = changed(
        "_dmarc.secretariat.example",
        TXT=[txt("v=DMARC1; p=none; sp=reject; rua=mailto:d@x.example")],
    )
    found = await rows(zone, Identity(f"letters.{AUTHOR}", AUTHOR))

    assert found["DMARC of letters.secretariat.example"].seen == "p=reject, of secretariat.example"


@pytest.mark.parametrize(
    ("record", "envelope", "options", "grade"),
    [
        ("v=DMARC1; p=reject", "bounce.secretariat.example", {}, Grade.OK),
        ("v=DMARC1; p=reject; aspf=s", "bounce.secretariat.example", {}, Grade.FAIL),
        ("v=DMARC1; p=reject", "relay.example", {}, Grade.FAIL),
        ("v=DMARC1; p=none", "relay.example", {}, Grade.WARN),
        ("v=DMARC1; p=reject", "relay.example", {"selectors": ("s1",)}, Grade.WARN),
        ("v=DMARC1; p=reject", "relay.example", {"selectors": ("lost",)}, Grade.FAIL),
    ],
)
async def test_the_envelope_is_aligned_with_from_or_dkim_must_be(
    record: str, envelope: str, options: dict[str, Any], grade: Grade
) -> None:
    """RFC 7489 3.1: relaxed, the organization is enough; strict, the very domain."""
    zone = changed("_dmarc.secretariat.example", TXT=[txt(record)])
    found = await rows(zone, Identity(AUTHOR, envelope, **options))

    assert found["DMARC alignment"].grade is grade


@pytest.mark.parametrize(
    ("records", "grade", "seen"),
    [
        ({"MX": ["10 mx.secretariat.example."]}, Grade.OK, "mx.secretariat.example"),
        ({"MX": ["0 ."]}, Grade.FAIL, "takes no mail"),
        ({"MX": ["10 gone.example."]}, Grade.FAIL, "without an address: gone.example"),
        (
            {"MX": ["10 gone.example.", "20 mx.secretariat.example."]},
            Grade.WARN,
            "without an address: gone.example",
        ),
        ({"MX": [], "A": ["192.0.2.9"]}, Grade.WARN, "no MX record"),
        ({"MX": []}, Grade.FAIL, "neither MX record nor address"),
    ],
)
async def test_answers_have_somewhere_to_go(
    records: dict[str, list[str]], grade: Grade, seen: str
) -> None:
    """A letter that nobody can answer is worse than none."""
    row = (await rows(changed(AUTHOR, **records)))["MX of secretariat.example"]

    assert row.grade is grade
    assert seen in row.seen


async def test_both_domains_are_looked_at_where_they_differ() -> None:
    """Answers come to the one, bounces to the other."""
    found = await rows(SOUND, Identity(AUTHOR, "bounce.example"))

    assert found["MX of secretariat.example"].grade is Grade.OK
    assert found["MX of bounce.example"].grade is Grade.FAIL
