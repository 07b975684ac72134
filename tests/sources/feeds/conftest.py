"""A web server for each test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.sources.feeds.feed_server import FeedServer, feed_server


@pytest.fixture
def server() -> Iterator[FeedServer]:
    """A server on loopback."""
    with feed_server() as running:
        yield running
