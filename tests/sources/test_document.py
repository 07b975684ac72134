"""YAML as officers write it: few things are special, and what is wrong has a line."""

from pathlib import Path
from typing import Any

import pytest

from notifier.errors import UserError
from notifier.sources.document import load


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "file.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("y", "y"),
        ("10:30", "10:30"),
        ("2027-07-05", "2027-07-05"),
        ("2027-03-24T23:59", "2027-03-24T23:59"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("007", "007"),
        ("+41 22 730 5111", "+41 22 730 5111"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("True", "True"),
        ("=", "="),
        ("'12'", "12"),
        ("9" * 5000, "9" * 5000),
        ("true", True),
        ("false", False),
        ("12", 12),
        ("-3", -3),
        ("1.5", 1.5),
        ("~", None),
        ("null", None),
        ("", None),
    ],
)
def test_a_word_means_what_it_looks_like(tmp_path: Path, written: str, read: Any) -> None:
    """YAML 1.1 makes Norway false and half past ten the number 630."""
    value = load(write(tmp_path, f"field: {written}\n")).data["field"]

    assert (value, type(value)) == (read, type(read))


def test_names_of_fields_stay_text(tmp_path: Path) -> None:
    """`no:` is the language code of Norwegian, `2027:` a heading."""
    data = load(write(tmp_path, "no: a\n2027: b\ntrue: c\n")).data

    assert data == {"no": "a", "2027": "b", "true": "c"}


def test_every_value_has_the_line_of_its_name(tmp_path: Path) -> None:
    """The officer is sent to the line where the field is named."""
    lines = load(write(tmp_path, "# plan\n- id: a\n  dates:\n    start: x\n- id: b\n")).lines

    assert lines == {
        (): 2,
        (0,): 2,
        (0, "id"): 2,
        (0, "dates"): 3,
        (0, "dates", "start"): 4,
        (1,): 5,
        (1, "id"): 5,
    }


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    """Windows editors put one in front."""
    document = load(write(tmp_path, b"\xef\xbb\xbfid: a\n"))

    assert document.data == {"id": "a"}


def test_several_fields_given_twice_are_all_told(tmp_path: Path) -> None:
    """YAML would silently keep the last one."""
    path = write(tmp_path, "a: 1\nb: 2\na: 3\nb: 4\n")

    with pytest.raises(UserError) as caught:
        load(path)

    assert str(caught.value) == (
        f"{path}:3: `a` is there twice; it first stands in line 1.\n"
        f"{path}:4: `b` is there twice; it first stands in line 2."
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "- id: a\n  title: Forum: one\n",
            (
                ":2: A colon followed by a space stands inside a text, or the line above is not finished;"
                " put the text in quotes."
            ),
        ),
        ("a:\n\t- b\n", ":2: Lines are indented with spaces, never with tabs."),
        ("a: 'b\n", ":2: A quotation mark is opened and never closed."),
        ("- id: x\n  t: a\n c: d\n", ":3: The indentation does not fit the lines above."),
        ("- id: x\n  t a\n  c: d\n", ":3: A colon is missing after the name of a field."),
        ("a: [1, 2\nb: 3\n", ":2: A comma or a closing bracket is missing."),
        (
            "a: @b\n",
            ":1: A text may not begin with this character; put the text in quotes.",
        ),
        (
            'a: "\\q"\n',
            ":1: A backslash has a meaning of its own in double quotes; use single ones.",
        ),
        (
            "a: 1\n---\nb: 2\n",
            ":2: A line of three hyphens starts a second document; one file holds one.",
        ),
        ("a: &x [1]\nb: *x\n", ":2: `*x` repeats another place; write the text out instead."),
        (
            "a: !!python/name:os.system x\n",
            ":1: Tags (words that begin with `!`) are not used here; take it out.",
        ),
        (
            "a: !!set {x}\n",
            ":1: Tags (words that begin with `!`) are not used here; take it out.",
        ),
        (
            "? [1]\n: x\n",
            ":1: The name of a field must be one word, not a list or a group.",
        ),
        ("a: 1\nb: \x01\n", ":2: The file holds a character that cannot be read (U+0001)."),
        (b"a: \xff\n", ":1: The file is not in UTF-8; save it in that encoding."),
        ("[" * 20_000, ": The file is nested too deeply to be read."),
    ],
)
def test_what_is_no_yaml_is_explained(tmp_path: Path, content: str | bytes, told: str) -> None:
    """The parser's own words are for programmers."""
    path = write(tmp_path, content)

    with pytest.raises(UserError) as caught:
        load(path)

    assert str(caught.value) == f"{path}{told}"


def test_a_bomb_of_aliases_is_refused_before_it_grows(tmp_path: Path) -> None:
    """Nine lists of nine aliases each are half a billion items."""
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    path = write(tmp_path, "\n".join(lines))

    with pytest.raises(UserError, match=r"`\*a0` repeats another place"):
        load(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A wrong path in the settings is the first mistake anyone makes."""
    path = tmp_path / "none.yaml"

    with pytest.raises(UserError) as caught:
        load(path)

    assert str(caught.value) == f"{path}: The file cannot be read: No such file or directory."
