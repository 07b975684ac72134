"""The servers are started once for all tests here, and only where they can be."""

import os
import re
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.servers.configuration import PASSWORD, PEOPLE, REPLY
from tests.servers.mail_servers import HOST, MailServers, missing

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests with real servers on one worker, so that they share the servers."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.servers)
            item.add_marker(pytest.mark.xdist_group("servers"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what the servers wrote down."""
    report = yield
    servers = getattr(item, "funcargs", {}).get("servers")
    if report.failed and isinstance(servers, MailServers):
        report.sections.append(("Postfix and Dovecot", servers.logs()))
    return report


@pytest.fixture(scope="session")
def running_servers() -> Iterator[MailServers]:
    """Postfix and Dovecot on loopback, for as long as the tests take."""
    lacking = missing()
    if lacking and os.environ.get("CI"):
        pytest.fail(f"real Postfix and Dovecot are needed here: {lacking}")
    if lacking:
        pytest.skip(f"real Postfix and Dovecot: {lacking}")
    with MailServers() as servers:
        yield servers


@pytest.fixture
def servers(running_servers: MailServers) -> MailServers:
    """The servers with every mailbox empty and nothing under way."""
    running_servers.empty()
    return running_servers


@pytest.fixture
def settings_file(tmp_path: Path, servers: MailServers) -> Path:
    """The shipped configuration beside the shipped templates, with these servers and their people.

    The state goes to `var` beside `config`; every member has only focal points who can be
    reached here.
    """
    shutil.copytree(ROOT / "config", tmp_path / "config")
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    directory = tmp_path / "config/focal_points.csv"
    head, *lines = directory.read_text().splitlines(keepends=True)
    reachable = (line for line in lines if any(f",{person}," in line for person in PEOPLE))
    directory.write_text(head + "".join(reachable))
    path = tmp_path / "config/notifier.toml"
    text = _with_section(path.read_text(), "relays.main", servers.smtp)
    path.write_text(_with_section(text, "mailbox", servers.imap))
    (tmp_path / "config/password").write_text(PASSWORD)
    return path


def _with_section(text: str, name: str, port: int) -> str:
    lines = [
        f"[{name}]",
        f'host = "{HOST}"',
        f"port = {port}",
        'tls = "none"',
        f'username = "{REPLY}"',
        'password_file = "config/password"',
    ]
    new, count = re.subn(
        rf"^\[{re.escape(name)}\]\n.*?(?=^\[)",
        "\n".join(lines) + "\n\n",
        text,
        flags=re.MULTILINE | re.DOTALL,
    )
    assert count == 1, f"no section {name}"
    return new
