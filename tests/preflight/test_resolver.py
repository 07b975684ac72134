"""Questions to a real nameserver: records, their absence, and no answer are three things."""

from ipaddress import ip_address

import pytest

from notifier.errors import UserError
from notifier.preflight.resolver import Exchange, Resolver, UnansweredError
from tests.preflight.nameserver import Zone, nameserver, txt

ZONE: Zone = {
    "secretariat.example": {
        "TXT": ['"v=spf1 " "ip4:192.0.2.1 -all"', '"site=1"'],
        "MX": ["20 second.example.", "10 first.example."],
        "A": ["192.0.2.7"],
        "AAAA": ["2001:db8::7"],
    },
    "closed.example": {"MX": ["0 ."]},
    "bare.example": {},
    "large.example": {"TXT": [txt("k" * 2000)]},
}


async def test_the_strings_of_a_text_record_are_joined_without_blanks() -> None:
    """RFC 7208 3.3: a long record comes in pieces, broken anywhere."""
    async with nameserver(ZONE) as server:
        found = await Resolver(server.place).texts("secretariat.example")

    assert set(found) == {"v=spf1 ip4:192.0.2.1 -all", "site=1"}


async def test_the_preferred_exchange_comes_first() -> None:
    """RFC 5321 5.1: the lowest number is tried first."""
    async with nameserver(ZONE) as server:
        found = await Resolver(server.place).exchanges("secretariat.example")

    assert found == (Exchange(10, "first.example"), Exchange(20, "second.example"))


async def test_a_domain_that_takes_no_mail_has_an_exchange_without_a_host() -> None:
    """RFC 7505: it says so by a dot."""
    async with nameserver(ZONE) as server:
        assert await Resolver(server.place).exchanges("closed.example") == (Exchange(0, ""),)


async def test_addresses_are_those_of_both_kinds() -> None:
    """A relay that is reached by IPv6 alone exists as well."""
    async with nameserver(ZONE) as server:
        found = await Resolver(server.place).addresses("secretariat.example")

    assert found == (ip_address("192.0.2.7"), ip_address("2001:db8::7"))


@pytest.mark.parametrize(
    "name", ["nowhere.example", "bare.example", "two..dots", f"{'x' * 64}.example", ""]
)
async def test_a_name_without_records_has_none(name: str) -> None:
    """An answer that says nothing is there is an answer; what is no name has none either."""
    async with nameserver(ZONE) as server:
        assert await Resolver(server.place).texts(name) == ()


async def test_a_long_record_is_whole() -> None:
    """Keys of 4096 bits do not fit into 512 octets."""
    async with nameserver(ZONE) as server:
        assert await Resolver(server.place).texts("large.example") == ("k" * 2000,)


async def test_a_question_is_asked_once() -> None:
    """Ten checks look at the same record."""
    async with nameserver(ZONE) as server:
        resolver = Resolver(server.place)
        for spelling in ("secretariat.example", "Secretariat.Example", "secretariat.example."):
            await resolver.texts(spelling)

        assert server.asked == ["secretariat.example TXT"]


async def test_a_failing_nameserver_is_no_answer() -> None:
    """To take SERVFAIL for `no record` would blame the domain."""
    async with nameserver(ZONE, failing=frozenset({"secretariat.example"})) as server:
        resolver = Resolver(server.place, lifetime=0.3)
        with pytest.raises(UnansweredError, match=r"secretariat\.example TXT"):
            await resolver.texts("secretariat.example")


async def test_a_silent_nameserver_is_no_answer() -> None:
    """No network, or a firewall that drops the question."""
    async with nameserver(ZONE, silent=frozenset({"secretariat.example"})) as server:
        resolver = Resolver(server.place, lifetime=0.2)
        with pytest.raises(UnansweredError):
            await resolver.exchanges("secretariat.example")


@pytest.mark.parametrize("place", ["dns.example", "192.0.2.1#x", ""])
def test_a_nameserver_is_an_address(place: str) -> None:
    """A name would have to be asked of another one first."""
    with pytest.raises(UserError, match="--nameserver"):
        Resolver(place)
