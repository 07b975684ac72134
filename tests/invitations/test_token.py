"""Tokens: what we made holds, whatever else anybody makes of it does not."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.invitations.token import (
    LOCAL_PART,
    Key,
    Keys,
    Purpose,
    Token,
    address_with,
    bounce_address,
    holds,
    make,
    read,
    reply_address,
    tokens_in,
)

OLD, NEW = Key(1, b"o" * 32), Key(2, b"n" * 32)
KEYS = Keys(NEW, (OLD,))
LARGEST = 2**32 - 1

purposes = st.sampled_from(["reply", "message", "bounce"])
numbers = st.integers(0, LARGEST)
things = st.text(max_size=60)


def made(token: str) -> Token:
    read_back = read(token)
    assert read_back is not None
    return read_back


@given(purposes, numbers, things)
def test_what_we_made_holds_in_any_case(purpose: Purpose, number: int, thing: str) -> None:
    """Some systems write addresses in capitals."""
    token = make(purpose, number, thing, KEYS)

    for spelling in (token, token.upper()):
        assert made(spelling).number == number
        assert holds(made(spelling), purpose, thing, KEYS)


@given(purposes, numbers, things, st.data())
def test_one_changed_character_never_holds(
    purpose: Purpose, number: int, thing: str, data: st.DataObject
) -> None:
    """Neither a slip nor a guess nearby may speak for a Member State."""
    token = make(purpose, number, thing, KEYS)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(
        st.sampled_from([c for c in string.ascii_lowercase + string.digits if c != token[place]])
    )

    changed = read(token[:place] + other + token[place + 1 :])

    assert changed is None or not any(
        holds(changed, any_purpose, thing, KEYS) for any_purpose in ("reply", "message", "bounce")
    )


@given(purposes, numbers, st.data())
def test_a_shortened_or_lengthened_token_never_holds(
    purpose: Purpose, number: int, data: st.DataObject
) -> None:
    """Gateways cut long local parts."""
    token = make(purpose, number, "thing", KEYS)
    cut = token[: data.draw(st.integers(0, len(token) - 1))]
    longer = token + data.draw(st.text("abcz27", min_size=1, max_size=4))

    for wrong in (cut, longer):
        said = read(wrong)
        assert said is None or not holds(said, purpose, "thing", KEYS)


def test_a_token_holds_only_for_what_it_was_made_for() -> None:
    """A row number used anew, or another purpose, must not revive it."""
    token = made(make("reply", 7, "wsis/inputs\0fr-1", KEYS))

    assert holds(token, "reply", "wsis/inputs\0fr-1", KEYS)
    assert not holds(token, "reply", "wsis/inputs\0de-1", KEYS)
    assert not holds(token, "bounce", "wsis/inputs\0fr-1", KEYS)


def test_number_and_thing_cannot_flow_into_each_other() -> None:
    """Row 1 bound to "2x" is not row 12 bound to "x"."""
    one = made(make("reply", 1, "2x", KEYS))

    assert not holds(Token("reply", one.key_id, 12, one.mac), "reply", "x", KEYS)


def test_an_earlier_key_still_holds_until_it_is_withdrawn() -> None:
    """Answers to last month's letters arrive after the key was changed."""
    token = made(make("reply", 3, "thing", Keys(OLD)))

    assert holds(token, "reply", "thing", KEYS)
    assert not holds(token, "reply", "thing", Keys(NEW))


def test_another_secret_under_the_same_number_makes_no_token_hold() -> None:
    """The number of a key is public."""
    forged = made(make("reply", 3, "thing", Keys(Key(2, b"f" * 32))))

    assert not holds(forged, "reply", "thing", KEYS)


@pytest.mark.parametrize("purpose", ["reply", "message"])
def test_the_longest_reply_address_keeps_to_forty_characters(purpose: Purpose) -> None:
    """Longer local parts are cut on the way back."""
    address = reply_address(make(purpose, LARGEST, "thing", KEYS))

    assert len(address.partition("@")[0]) <= LOCAL_PART
    assert address.startswith(("reply+r", "reply+m"))


def test_the_longest_bounce_address_keeps_to_forty_characters() -> None:
    """VERP is of no use if it is cut."""
    address = bounce_address(make("bounce", LARGEST, "thing", KEYS), "bounce@union.example")

    assert len(address.partition("@")[0]) <= LOCAL_PART
    assert address.endswith("@union.example")


@pytest.mark.parametrize("address", ["consultations-reply@x.example", "no-at-sign"])
def test_an_address_that_leaves_no_room_is_refused(address: str) -> None:
    """A wrong setting is found at the first letter, not at the first lost answer."""
    token = make("reply", LARGEST, "thing", KEYS)

    with pytest.raises(ValueError, match="characters"):
        address_with(token, address)


TOKEN = make("reply", 4711, "wsis/inputs", KEYS)


@pytest.mark.parametrize(
    "text",
    [
        f"reply+{TOKEN}@secretariat.example",
        f'"ITU Secretariat" <REPLY+{TOKEN.upper()}@Secretariat.Example>',
        f"<reply=2B{TOKEN}@secretariat.example>",
        f"mailto:reply%2b{TOKEN}@secretariat.example",
        f"IMCEAMAILTO-reply+2B{TOKEN}+40secretariat+2Eexample@mfa.example",
        f"SRS0=x8Kj=TT=secretariat.example=reply+{TOKEN}@forwarder.example",
        f"prvs=0123456789=reply+{TOKEN}@secretariat.example",
        f"reply {TOKEN}@secretariat.example",
        f"reply+{TOKEN}@a.example, reply+{TOKEN}@b.example",
    ],
)
def test_a_token_is_found_where_gateways_leave_it(text: str) -> None:
    """Addresses are rewritten on the way; the token survives."""
    assert tokens_in(text) == (TOKEN,)


def test_several_tokens_are_found_in_order() -> None:
    """A mail may carry the token of the reply address and that of the bounce."""
    second = make("bounce", 1, "thing", KEYS)

    assert tokens_in(f"reply+{TOKEN}@x.example; bounce+{second}@x.example") == (TOKEN, second)


@given(st.text())
def test_no_text_breaks_the_search(text: str) -> None:
    """It is applied to whatever strangers write."""
    assert all(read(token) is not None for token in tokens_in(text + TOKEN + text))


@pytest.mark.parametrize("text", ["", "r", "x" * 27, "r" + "1" * 26, "r" + "é" * 26, TOKEN + "1"])
def test_what_is_no_token_reads_as_none(text: str) -> None:
    """The caller asks before it knows."""
    assert read(text) is None


@pytest.mark.parametrize("number", [-1, 2**32])
def test_a_number_beyond_32_bits_is_refused(number: int) -> None:
    """It would make addresses too long."""
    with pytest.raises(ValueError, match="32 bits"):
        make("reply", number, "thing", KEYS)


@pytest.mark.parametrize(("key_id", "secret"), [(256, b"x" * 32), (-1, b"x" * 32), (1, b"short")])
def test_a_weak_key_is_refused(key_id: int, secret: bytes) -> None:
    """A secret that can be guessed is none."""
    with pytest.raises(ValueError, match="key"):
        Key(key_id, secret)


def test_a_key_does_not_print_its_secret() -> None:
    """Values end up in logs."""
    assert "nnnn" not in repr(KEYS)
