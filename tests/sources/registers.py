"""A small register of members and focal points to spoil, and what is told of it."""

from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.sources.table import read_directory

MEMBERS = """\
code,class,region,zone,languages,name_ar,name_zh,name_en,name_fr,name_ru,name_es
CH,member-state,Europe,Europe/Zurich,fr en,سويسرا,瑞士,Switzerland,Suisse,Швейцария,Suiza
NA,member-state,Africa,Africa/Windhoek,en,ناميبيا,纳米比亚,Namibia,Namibie,Намибия,Namibia
"""
POINTS = """\
id,member,name,address,roles,language,zone,rank,valid_from,valid_until
ch-wsis,CH,Office,wsis@office.ch.example,wsis digital-governance,,,1,,
ch-mission,CH,Mission,itu@mission.ch.example,mission,en,America/New_York,9,2026-01-01,2027-12-31
"""


def write(folder: Path, members: str = MEMBERS, points: str = POINTS) -> tuple[Path, Path]:
    paths = folder / "members.csv", folder / "points.csv"
    for path, text in zip(paths, (members, points), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def problems(folder: Path, members: str = MEMBERS, points: str = POINTS) -> list[str]:
    """Return what is told of both files, without the folder of the test."""
    with pytest.raises(UserError) as caught:
        read_directory(*write(folder, members, points))
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]
