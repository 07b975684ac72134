"""The servers are started once for all tests here, and only where they can be."""

import os
from collections.abc import Iterator

import pytest

from tests.real.mail_servers import MailServers, missing

PEOPLE = tuple(f"wsis-{number}@mfa.example" for number in range(12))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests with real servers on one worker, so that they share the servers."""
    for item in items:
        if "tests/real/" in item.nodeid:
            item.add_marker(pytest.mark.servers)
            item.add_marker(pytest.mark.xdist_group("servers"))


@pytest.fixture(scope="session")
def servers() -> Iterator[MailServers]:
    """Postfix and Dovecot on loopback."""
    lacking = missing()
    if lacking and os.environ.get("CI"):
        pytest.fail(f"real servers are needed here: {lacking}")
    if lacking:
        pytest.skip(lacking)
    with MailServers(PEOPLE) as running:
        yield running
