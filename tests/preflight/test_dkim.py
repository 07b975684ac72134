"""Key records of DKIM: read, measured, and judged as receivers would."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.preflight.check import Grade
from notifier.preflight.dkim import judge, parse
from notifier.preflight.records import RecordError
from tests.preflight.keys import ed25519_key, rsa_key

NAME = "s1._domainkey.secretariat.example"


@pytest.mark.parametrize("bits", [1024, 2048, 4096])
@pytest.mark.parametrize("is_bare", [False, True])
def test_an_rsa_key_is_measured(bits: int, is_bare: bool) -> None:
    """The length decides whether receivers take the signature."""
    assert parse(f"v=DKIM1; k=rsa; p={rsa_key(bits, is_bare=is_bare)}").bits == bits


def test_tags_have_their_defaults_and_blanks_in_the_key_mean_nothing() -> None:
    """RFC 6376 3.6.1: p= alone is a key record."""
    key = parse(f"p={rsa_key()[:60]} {rsa_key()[60:]}")

    assert (key.kind, key.bits, key.hashes, key.services, key.flags) == (
        "rsa", 2048, frozenset(), frozenset({"*"}), frozenset(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("v=DKIM1; k=rsa", "no p="),
        ("v=DKIM2; p=", "DKIM1"),
        ("p=; v=DKIM1", "first"),
        ("k=dsa; p=AAAA", "k=dsa"),
        ("p=AAA", "base64"),
        ("p=A*A=", "base64"),
        ("p=AAAA", "not an RSA key"),
        ("k=ed25519; p=AAAA", "has 3 bytes"),
        ("p", "not a tag"),
    ],
)
def test_a_record_without_a_usable_key_says_why(text: str, said: str) -> None:
    """Every signature fails, and the mail looks forged."""
    with pytest.raises(RecordError, match=said):
        parse(text)


def test_a_key_that_was_cut_off_is_found() -> None:
    """The form of a provider that takes 255 characters and no more."""
    cut = rsa_key()[:252]

    with pytest.raises(RecordError, match="cut off"):
        parse(f"v=DKIM1; p={cut}")


@given(st.binary(max_size=80))
def test_any_bytes_are_measured_or_refused(data: bytes) -> None:
    """A stranger's record never ends the command."""
    try:
        bits = parse(f"p={base64.b64encode(data).decode()}").bits
    except RecordError:
        return
    assert bits <= 8 * len(data)


@pytest.mark.parametrize(
    ("record", "grade", "said"),
    [
        ("v=DKIM1; p=RSA2048", Grade.OK, "RSA, 2048 bits"),
        ("v=DKIM1; h=sha1:sha256; s=email; p=RSA2048", Grade.OK, "RSA"),
        ("v=DKIM1; p=RSA1024", Grade.WARN, "1024 bits"),
        ("v=DKIM1; t=y:s; p=RSA2048", Grade.WARN, "t=y"),
        ("v=DKIM1; k=ed25519; p=ED25519", Grade.WARN, "Ed25519, 256 bits"),
        ("v=DKIM1; p=", Grade.FAIL, "revoked"),
        ("v=DKIM1; h=sha1; p=RSA2048", Grade.FAIL, "sha256"),
        ("v=DKIM1; s=other; p=RSA2048", Grade.FAIL, "mail"),
        ("v=DKIM1; p=MEwwDQYJKoZIhvcNAQEBBQADOwAwOAIxALUnb3l0", Grade.FAIL, "cut off"),
        ("v=DKIM1; p=MCAwDQYJKoZIhvcNAQEBBQADDwAwDAIFAL8Y6jUCAwEAAQ==", Grade.FAIL, "32 bits"),
    ],
)
def test_a_key_is_judged_as_receivers_would(record: str, grade: Grade, said: str) -> None:
    """RFC 8301: under 1024 bits it counts for nothing, under 2048 it should not be used."""
    keys = {"RSA1024": rsa_key(1024), "RSA2048": rsa_key(), "ED25519": ed25519_key()}
    for name, key in keys.items():
        record = record.replace(f"p={name}", f"p={key}")
    check = judge("DKIM key s1", (record,), NAME)

    assert check.grade is grade
    assert said in check.seen
    assert bool(check.mend) == (grade is not Grade.OK)


@pytest.mark.parametrize(("texts", "said"), [((), "no record"), (("p=", "p="), "2 records")])
def test_there_is_exactly_one_key_record(texts: tuple[str, ...], said: str) -> None:
    """RFC 6376 3.6.2.2: with two, nobody can say which is taken."""
    check = judge("DKIM key s1", texts, NAME)

    assert check.grade is Grade.FAIL
    assert check.seen == f"{NAME} has {said}"
