"""The grammar of SPF records: what receivers read in one, and what makes it void."""

from contextlib import suppress
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.preflight.records import RecordError
from notifier.preflight.spf import Term, is_spf, parse


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("v=spf1", True),
        ("v=spf1 -all", True),
        ("V=SPF1 -all", True),
        ("v=spf10 -all", False),
        ("v=spf1-all", False),
        (" v=spf1 -all", False),
        ("spf2.0/pra -all", False),
    ],
)
def test_the_version_is_a_word_of_its_own(text: str, is_one: bool) -> None:
    """RFC 7208 4.5: v=spf10 is none of ours."""
    assert is_spf(text) is is_one


def test_a_record_is_read_in_its_order() -> None:
    """The first term that matches decides."""
    record = parse(
        "v=spf1  ip4:192.0.2.0/24 ~a:mail.example/28//64 MX include:_spf.relay.example -ALL "
    )

    assert record.terms == (
        Term("ip4:192.0.2.0/24", "+", "ip4", network=ip_network("192.0.2.0/24")),
        Term("~a:mail.example/28//64", "~", "a", "mail.example", bits4=28, bits6=64),
        Term("MX", "+", "mx"),
        Term("include:_spf.relay.example", "+", "include", "_spf.relay.example"),
        Term("-ALL", "-", "all"),
    )
    assert record.ending == "-all"


@pytest.mark.parametrize(
    ("text", "referred", "ending"),
    [
        ("v=spf1 redirect=_spf.example.org", ("_spf.example.org",), "redirect=_spf.example.org"),
        ("v=spf1 redirect=_spf.example.org ?all", (), "?all"),
        ("v=spf1 -all include:_spf.example.org", (), "-all"),
        ("v=spf1 include:%{d}.example.org", (), ""),
        ("v=spf1 redirect=%{d}.example.org", (), "redirect=%{d}.example.org"),
        ("v=spf1 include:a.example include:a.example", ("a.example", "a.example"), ""),
        ("v=spf1", (), ""),
    ],
)
def test_what_a_record_refers_to(text: str, referred: tuple[str, ...], ending: str) -> None:
    """`all` makes void what follows it, and a redirect anywhere (RFC 7208 5.1)."""
    record = parse(text)

    assert (record.referred, record.ending) == (referred, ending)


@pytest.mark.parametrize(
    ("text", "lookups"),
    [
        ("v=spf1 ip4:192.0.2.1 ip6:2001:db8::/32 -all", 0),
        ("v=spf1 a mx ptr exists:%{i}.example.org include:a.example -all", 5),
        ("v=spf1 redirect=a.example", 1),
        ("v=spf1 -all a mx", 0),
    ],
)
def test_terms_that_ask_the_dns_are_counted(text: str, lookups: int) -> None:
    """RFC 7208 4.6.4: ten are allowed."""
    assert parse(text).lookups == lookups


@pytest.mark.parametrize(
    "text",
    [
        "v=spf1 a:mail.example.org. mx/24 a//64 ptr ptr:example.org -all",
        "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all",
        "v=spf1 exp=explain._spf.%{d} -all",
        "v=spf1 moo=cow%%%_ ip6:::1 -all",
        "v=spf1 a:xn--bcher-kva.example include:_spf-a.1b.example -all",
    ],
)
def test_what_the_rfc_allows_is_read(text: str) -> None:
    """A sound record that is called broken sends its owner on a wild chase."""
    assert parse(text).terms


@pytest.mark.parametrize(
    "word",
    [
        "ip4:192.0.2.300",
        "ip4",
        "ip4:2001:db8::1",
        "ip6:192.0.2.1",
        "ip4:192.0.2.0/33",
        "include",
        "include:",
        "include:localhost",
        "include:example.123",
        "exists",
        "a/33",
        "a//129",
        "a:",
        "a/",
        "a:mail.example.org//",
        "all:example.org",
        "ptr:",
        "ipv4:192.0.2.1",
        "-",
        "exists:%{x}.example.org",
        "include:%.example.org",
        "redirect=",
        "redirect=localhost",
        "moo=%{",
        "v=spf1%",
    ],
)
def test_a_mistake_makes_the_record_void(word: str) -> None:
    """RFC 7208 4.6: it is a permanent error, wherever it stands."""
    with pytest.raises(RecordError):
        parse(f"v=spf1 {word} -all")


@pytest.mark.parametrize("name", ["redirect", "exp"])
def test_a_modifier_that_stands_twice_makes_the_record_void(name: str) -> None:
    """RFC 7208 6: nobody could say which holds."""
    with pytest.raises(RecordError, match="twice"):
        parse(f"v=spf1 {name}=a.example {name}=b.example")


@given(st.text(alphabet="v=spf1 aimxclude:/%{}.~-?+all42", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Strangers write these records; none of them may end the command."""
    with suppress(RecordError):
        record = parse(f"v=spf1 {text}")
        assert all(term.text in text for term in record.terms)
