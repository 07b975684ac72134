"""Which addresses are of the open internet."""

import pytest

from notifier.sources.feeds.addresses import PrivateAddressError, is_public, resolve


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "193.134.255.1", "2001:4860:4860::8888", "64:ff9b::808:808",
    ],
)  # fmt: skip
def test_public_addresses_may_be_asked(address: str) -> None:
    """Also those that stand for one of IPv4 where there is none."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1",
        "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
        "2001:db8::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe", "not an address",
    ],
)  # fmt: skip
def test_addresses_of_the_house_may_not(address: str) -> None:
    """Nor those within which one of the house hides."""
    assert not is_public(address)


async def test_a_name_of_this_machine_leads_nowhere_unless_allowed() -> None:
    """The one switch that there is."""
    with pytest.raises(PrivateAddressError):
        await resolve("localhost", 80, False)

    assert "127.0.0.1" in await resolve("localhost", 80, True)
