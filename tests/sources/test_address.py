"""What a relay takes as a mail address, and what it must never be given."""

import pytest

from notifier.sources.address import fault


@pytest.mark.parametrize(
    "address",
    [
        "wsis@digital.ad.example",
        "o'neill+itu@mission.ie.example",
        "a@bücher.example",
        "用户@例子.测试",
        "президент@почта.рф",
        '"first last"@c.example',
        "x" * 64 + "@c.example",
    ],
)
def test_an_addr_spec_in_any_script_is_an_address(address: str) -> None:
    """Member States use their own scripts (RFC 6531)."""
    assert fault(address) is None


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("wsis", "`wsis` has no @."),
        ("A B <a@b.ch>", "Give the address alone, without a name and angle brackets."),
        (
            "a@b.ch\r\nBcc: x@y.ch",
            "The address holds a line break or another invisible character.",
        ),
        ("a\u200b@b.ch", "The address holds a line break or another invisible character."),
        (
            "a@b.ch, c@d.ch",
            "`a@b.ch, c@d.ch` is not one address: what stands before the @ is malformed.",
        ),
        ("a b@c.ch", "`a b@c.ch` is not one address: what stands before the @ is malformed."),
        ("a..b@c.ch", "`a..b@c.ch` is not one address: what stands before the @ is malformed."),
        ("@c.ch", "`@c.ch` is not one address: what stands before the @ is malformed."),
        (
            "a@localhost",
            "`a@localhost` is not an address: what stands after the @ is no domain name.",
        ),
        ("a@-x.ch", "`a@-x.ch` is not an address: what stands after the @ is no domain name."),
        ("a@c..ch", "`a@c..ch` is not an address: what stands after the @ is no domain name."),
        (
            "a@192.0.2.1",
            "`a@192.0.2.1` is not an address: what stands after the @ is no domain name.",
        ),
        ("é" * 33 + "@c.ch", f"`{'é' * 33}@c.ch` is longer than mail allows."),
    ],
)
def test_what_is_no_address_is_told(address: str, told: str) -> None:
    """Each of these was typed into a register of contacts somewhere."""
    assert fault(address) == told
