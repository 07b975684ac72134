"""What every test begins with."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    """Undo what a command set up for its own process: its stream is closed with the test."""
    yield
    structlog.reset_defaults()
