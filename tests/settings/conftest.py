"""The shipped settings in a folder of their own, and a folder of credentials."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The shipped settings in a folder of their own."""
    (tmp_path / "config").mkdir()
    return Path(shutil.copy(ROOT / "config/notifier.toml", tmp_path / "config"))


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which systemd puts what LoadCredential names."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder
