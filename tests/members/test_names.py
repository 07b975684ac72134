"""The register of members and its sample focal points, checked name by name.

A wrong name of a State is a diplomatic incident, so CLDR is used here as a second reader,
never as the source: each place where it disagrees has been looked at and is listed with a reason.
"""

import csv
import unicodedata
from collections import Counter
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from babel import Locale

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
CLDR = {lang: Locale.parse("zh_Hans" if lang == "zh" else lang) for lang in LANGUAGES}
SCRIPTS = {
    "ar": "ARABIC",
    "zh": "CJK",
    "en": "LATIN",
    "fr": "LATIN",
    "ru": "CYRILLIC",
    "es": "LATIN",
}
ROLES = {"wsis", "sdg", "mission", "regulator", "registration", "digital-governance"}
REASONS = {
    "official form",  # the State's constitutional form, where CLDR has the everyday name
    "official short name",  # another short name is the one in the UN terminology list
    "UN transliteration",  # the same name, spelt as the UN spells it in that language
    "written in full",  # CLDR abbreviates: St., &, о-ва
    "straight apostrophe",  # one apostrophe throughout the register
}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROOT = Path(__file__).parents[2]
MEMBERS = read(ROOT / "config" / "member_states.csv")
FOCAL_POINTS = read(ROOT / "config" / "focal_points.csv")
REVIEWED = read(Path(__file__).with_name("names_differing_from_cldr.csv"))


def letters(text: str) -> list[str]:
    return [char for char in text if char.isalpha()]


def in_script(text: str, lang: str) -> bool:
    return all(unicodedata.name(char).startswith(SCRIPTS[lang]) for char in letters(text))


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def test_every_difference_from_cldr_was_reviewed() -> None:
    """A name mistyped in one language is seen only by a second list that has it right."""
    found = {
        (row["code"], lang, row[f"name_{lang}"], CLDR[lang].territories[row["code"]])
        for row in MEMBERS
        for lang in LANGUAGES
        if row[f"name_{lang}"] != CLDR[lang].territories[row["code"]]
    }

    reviewed = {(row["code"], row["language"], row["ours"], row["cldr"]) for row in REVIEWED}

    new, stale = sorted(found - reviewed), sorted(reviewed - found)
    assert found == reviewed, (
        "names_differing_from_cldr.csv does not match the register (code, language, ours, cldr)\n"
        f"new, to be reviewed and listed with a reason: {new}\n"
        f"stale, to be struck from the list: {stale}"
    )


def test_every_reviewed_difference_gives_a_known_reason() -> None:
    """A difference without a reason is an error that nobody has noticed yet."""
    unexplained = [row for row in REVIEWED if row["why"] not in REASONS]

    assert unexplained == []


def test_reviewed_differences_are_listed_once_and_in_order() -> None:
    """A list that is sorted can be read beside the register."""
    listed = [(row["code"], LANGUAGES.index(row["language"])) for row in REVIEWED]

    assert listed == sorted(set(listed))


def test_register_has_194_member_states_and_palestine_apart() -> None:
    """State of Palestine takes part under Resolution 99 and is not counted among the 194."""
    classes = Counter(row["class"] for row in MEMBERS)
    apart = [row["code"] for row in MEMBERS if row["class"] == "resolution-99"]

    assert (classes, apart) == ({"member-state": 194, "resolution-99": 1}, ["PS"])


def test_codes_are_distinct_and_sorted() -> None:
    """The code is the key of a member everywhere else."""
    codes = [row["code"] for row in MEMBERS]

    assert codes == sorted(set(codes))


def test_regions_have_their_known_sizes() -> None:
    """Figures by region go into the summary report, so a State must not drift into another."""
    regions = Counter(row["region"] for row in MEMBERS if row["class"] == "member-state")

    assert regions == {
        "Africa": 44,
        "Americas": 35,
        "Arab States": 21,
        "Asia-Pacific": 39,
        "CIS": 9,
        "Europe": 46,
    }


@pytest.mark.parametrize(("code", "name"), [("NA", "Namibia"), ("NO", "Norway")])
def test_codes_that_look_like_nothing_stay_text(code: str, name: str) -> None:
    """Readers that guess take NA for missing and NO for false, and lose two States."""
    names = {row["code"]: row["name_en"] for row in MEMBERS}

    assert names[code] == name


def test_every_zone_exists() -> None:
    """Local time is printed beside Geneva time, so the zone must be known to zoneinfo."""
    zones = {row["zone"] for row in MEMBERS} | {row["zone"] for row in FOCAL_POINTS} - {""}

    assert zones - available_timezones() == set()


def test_languages_of_correspondence_are_of_the_six_and_not_repeated() -> None:
    """The first is the edition a focal point gets, so at least one must be there and be ours."""
    wrong = [
        row["code"]
        for row in MEMBERS
        if not row["languages"].split()
        or not set(row["languages"].split()) <= set(LANGUAGES)
        or repeated(row["languages"].split())
    ]

    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_are_clean_text(lang: str) -> None:
    """An empty name, a stray space or a decomposed accent shows in the letter and breaks look-ups."""
    names = {row["code"]: row[f"name_{lang}"] for row in MEMBERS}

    wrong = {
        code: name
        for code, name in names.items()
        if not name or name != unicodedata.normalize("NFC", " ".join(name.split()))
    }
    assert wrong == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_are_in_the_script_of_their_language(lang: str) -> None:
    """A Latin x inside a Russian name looks right and cannot be found again."""
    names = {row["code"]: row[f"name_{lang}"] for row in MEMBERS}

    assert {code: name for code, name in names.items() if not in_script(name, lang)} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_members_share_a_name(lang: str) -> None:
    """The two Congos, Koreas and Guineas must stay apart in every language."""
    names = [row[f"name_{lang}"] for row in MEMBERS]

    assert repeated(names) == []


@pytest.mark.parametrize("column", ["id", "address"])
def test_focal_points_are_distinct(column: str) -> None:
    """One mailbox listed twice is one person written to twice."""
    values = [row[column] for row in FOCAL_POINTS]

    assert repeated(values) == []


def test_focal_points_belong_to_their_member() -> None:
    """Code, id and domain say the same, or a reply is counted for the wrong State."""
    codes = {row["code"] for row in MEMBERS}

    astray = [
        row["id"]
        for row in FOCAL_POINTS
        if row["member"] not in codes
        or row["id"] != f"{row['member'].lower()}-{row['roles'].split()[0]}"
        or not row["address"].endswith(f".{row['member'].lower()}.example")
    ]
    assert astray == []


def test_sample_addresses_can_never_be_delivered() -> None:
    """RFC 2606 reserves .example, so a test run cannot reach a real mission."""
    real = [row["address"] for row in FOCAL_POINTS if not row["address"].endswith(".example")]

    assert real == []


def test_each_member_has_two_to_four_focal_points() -> None:
    """A sample with one contact each would never exercise escalation or merging."""
    counts = Counter(row["member"] for row in FOCAL_POINTS)

    assert [row["code"] for row in MEMBERS if not 2 <= counts[row["code"]] <= 4] == []


@pytest.mark.parametrize(("role", "rank"), [("wsis", "1"), ("mission", "9")])
def test_each_member_has_a_first_and_a_last_resort(role: str, rank: str) -> None:
    """Escalation starts at the process focal point and ends at the Permanent Mission."""
    having = [
        row["member"]
        for row in FOCAL_POINTS
        if role in row["roles"].split() and row["rank"] == rank and not row["valid_until"]
    ]

    assert sorted(having) == [row["code"] for row in MEMBERS]


def test_roles_and_languages_of_focal_points_are_known() -> None:
    """A role or language nobody knows is a contact whom no audience ever includes."""
    unknown = [
        row["id"]
        for row in FOCAL_POINTS
        if not set(row["roles"].split()) <= ROLES or row["language"] not in {"", *LANGUAGES}
    ]

    assert unknown == []


def test_label_of_a_focal_point_is_in_the_script_of_its_language() -> None:
    """An Arabic mission addressed by a French label shows that the language column is wrong."""
    first = {row["code"]: row["languages"].split()[0] for row in MEMBERS}

    wrong = [
        row["id"]
        for row in FOCAL_POINTS
        if not any(
            unicodedata.name(char).startswith(SCRIPTS[row["language"] or first[row["member"]]])
            for char in letters(row["name"])
        )
    ]
    assert wrong == []
