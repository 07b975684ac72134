"""On what a run was made: the machine, and the version of everything that raced."""

import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.senders import MAILMAN, NODEMAILER, NOTIFIER, POST_OFFICE, RIVALS, SOURCE

_ASK = "from importlib.metadata import version; print(*map(version, {}))"


def versions(racing: Sequence[str]) -> dict[str, str]:
    """Return the machine and the versions of those who race."""
    theirs: dict[str, Callable[[], str]] = {
        NOTIFIER: lambda: f"{version('notifier')}, SQLite {sqlite3.sqlite_version}",
        SOURCE: lambda: f"Postfix {_said(['postconf', '-dh', 'mail_version'])}",
        NODEMAILER: lambda: f"{_nodemailer()}, Node.js {_said(['node', '--version'])}",
        POST_OFFICE: lambda: _of_python(POST_OFFICE, ["django-post_office", "Django"]),
        MAILMAN: lambda: _of_python(MAILMAN, ["mailman", "SQLAlchemy"]),
    }
    return {
        "machine": f"{os.cpu_count()} cores, {_processor()}, {platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        **{name: theirs[name]() for name in racing},
    }


def _nodemailer() -> str:
    package = RIVALS / NODEMAILER / "node_modules/nodemailer/package.json"
    found = re.search(r'"version": "([^"]+)"', package.read_text(encoding="utf-8"))
    return found[1] if found else "unknown"


def _of_python(rival: str, packages: list[str]) -> str:
    said = _said([str(RIVALS / rival / "bin/python"), "-c", _ASK.format(packages)])
    return ", ".join(" ".join(pair) for pair in zip(packages, said.split(), strict=True))


def _said(command: Sequence[str]) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)  # noqa: S603 - our own command lines
    return ended.stdout.strip()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
