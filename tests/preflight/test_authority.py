"""SPF as receivers work it out: records of a real nameserver, followed, counted and evaluated."""

from ipaddress import ip_address

import pytest

from notifier.preflight.authority import Finding, Result, authority_of, evaluate
from notifier.preflight.resolver import Resolver, UnansweredError
from tests.preflight.nameserver import Zone, nameserver, txt


def spf(text: str) -> dict[str, list[str]]:
    return {"TXT": [txt(f"v=spf1 {text}")]}


ZONE: Zone = {
    "own.example": spf("ip4:192.0.2.0/24 ip6:2001:db8:1::/48 -all"),
    "hosts.example": {**spf("a mx/30 ~all"), "A": ["198.51.100.7"], "MX": ["10 mx.hosts.example."]},
    "mx.hosts.example": {"A": ["203.0.113.1"], "AAAA": ["2001:db8:2::1"]},
    "included.example": spf("include:own.example include:soft.example ?all"),
    "soft.example": spf("ip4:198.51.100.0/28 ~all"),
    "whole.example": spf("redirect=own.example"),
    "open.example": spf("ip4:192.0.2.1"),
    "macro.example": spf("exists:%{i}.list.example -all"),
    "macro2.example": spf("redirect=%{d}.example"),
    "names.example": spf("ptr -all"),
    "own-named.example": spf("include:hosts.example -all"),
    "lost.example": spf("include:nowhere.example -all"),
    "twice.example": {"TXT": [txt("v=spf1 -all"), txt("v=spf1 ~all")]},
    "broken.example": spf("ip4:192.0.2.300 -all"),
    "circle.example": spf("include:round.example -all"),
    "round.example": spf("include:Circle.example -all"),
    "crowd.example": {**spf("mx -all"), "MX": [f"10 mx{n}.crowd.example." for n in range(11)]},
    "greedy.example": spf(" ".join(f"include:inc{n}.example" for n in range(6)) + " -all"),
    **{f"inc{n}.example": spf("a ip4:203.0.113.9 -all") for n in range(6)},
    "endless.example": spf("include:a0.example include:a1.example"),
    **{
        f"a{n}.example": spf(f"include:a{n + 2}.example include:a{n + 3}.example")
        for n in range(90)
    },
}


@pytest.mark.parametrize(
    ("domain", "address", "result", "by"),
    [
        ("own.example", "192.0.2.25", Result.PASS, "ip4:192.0.2.0/24"),
        ("own.example", "2001:db8:1::25", Result.PASS, "ip6:2001:db8:1::/48"),
        ("own.example", "198.51.100.7", Result.FAIL, "-all"),
        ("hosts.example", "198.51.100.7", Result.PASS, "a"),
        ("hosts.example", "203.0.113.2", Result.PASS, "mx/30"),
        ("hosts.example", "2001:db8:2::1", Result.PASS, "mx/30"),
        ("hosts.example", "2001:db8:2::2", Result.SOFTFAIL, "~all"),
        ("included.example", "192.0.2.25", Result.PASS, "include:own.example"),
        ("included.example", "198.51.100.3", Result.PASS, "include:soft.example"),
        ("included.example", "203.0.113.1", Result.NEUTRAL, "?all"),
        ("whole.example", "192.0.2.25", Result.PASS, "ip4:192.0.2.0/24"),
        ("whole.example", "203.0.113.1", Result.FAIL, "-all"),
        ("open.example", "203.0.113.1", Result.NEUTRAL, "no term names it"),
        ("macro.example", "192.0.2.1", Result.UNKNOWN, "exists:%{i}.list.example"),
        ("macro2.example", "192.0.2.1", Result.UNKNOWN, "redirect=%{d}.example"),
        ("names.example", "192.0.2.1", Result.UNKNOWN, "ptr"),
        ("own-named.example", "198.51.100.7", Result.PASS, "include:hosts.example"),
        ("lost.example", "192.0.2.1", Result.PERMERROR, "nowhere.example has no SPF record"),
        ("crowd.example", "192.0.2.1", Result.PERMERROR, "mx has more than 10 hosts"),
    ],
)
async def test_an_address_is_judged_as_receivers_do(
    domain: str, address: str, result: Result, by: str
) -> None:
    """RFC 7208 5: the first term that matches decides; an include counts only where it passes."""
    async with nameserver(ZONE) as server:
        resolver = Resolver(server.place)
        authority = await authority_of(domain, resolver)
        found = await evaluate(authority, ip_address(address), resolver)

    assert found == Finding(result, by)


@pytest.mark.parametrize(
    ("domain", "faults"),
    [
        ("own.example", []),
        ("included.example", []),
        ("nowhere.example", ["nowhere.example: has no SPF record"]),
        ("twice.example", ["twice.example: has 2 SPF records"]),
        ("lost.example", ["nowhere.example: has no SPF record"]),
        ("broken.example", ["broken.example: 'ip4:192.0.2.300' names no ip4 address or network"]),
        ("circle.example", ["Circle.example: includes itself"]),
    ],
)
async def test_what_makes_the_whole_void_is_named(domain: str, faults: list[str]) -> None:
    """The mistake may stand in a record of somebody else."""
    async with nameserver(ZONE) as server:
        assert (await authority_of(domain, Resolver(server.place))).faults == faults


@pytest.mark.parametrize(
    ("domain", "lookups"), [("own.example", 0), ("included.example", 2), ("greedy.example", 12)]
)
async def test_lookups_are_counted_through_all_includes(domain: str, lookups: int) -> None:
    """RFC 7208 4.6.4: an include costs itself and all that it asks."""
    async with nameserver(ZONE) as server:
        assert (await authority_of(domain, Resolver(server.place))).lookups == lookups


async def test_records_that_fan_out_without_end_are_not_followed_for_ever() -> None:
    """Somebody else's records cannot keep the command busy."""
    async with nameserver(ZONE) as server:
        authority = await authority_of("endless.example", Resolver(server.place))

        assert len(server.asked) <= 40
    assert any("too many records" in fault for fault in authority.faults)


async def test_an_include_that_nobody_answers_for_leaves_all_open() -> None:
    """Whether the record is sound is then not known."""
    async with nameserver(ZONE, failing=frozenset({"soft.example"})) as server:
        with pytest.raises(UnansweredError):
            await authority_of("included.example", Resolver(server.place, lifetime=0.3))
