"""The only path of a letter, and the people who take its steps."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from notifier.errors import UserError
from notifier.languages import LANGUAGES, Language
from notifier.ledger import events, letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Letter, Status, Wording
from notifier.letters.wording import sign_hash
from notifier.ticks import path
from tests.scenes import CONSULTATION, NOON, draft

KEY = f"{CONSULTATION}/consultation"
PATTERN = r"^(CL|DM)-\d{2}/[1-9]\d*$"
Step = Callable[[Tx], Letter]


def wording(language: Language, body: str = "We ask for views.") -> Wording:
    """What a letter says in one language."""
    return Wording(language, "Views", "Dear Madam/Sir,", (), body, "Yours faithfully,")


TEXTS = {language: wording(language) for language in LANGUAGES}


def clears(tx: Tx, by: str, name: str = KEY) -> Letter:
    """Clear the draft as it stands."""
    return path.clear(tx, path.found(tx, name), TEXTS, by=by, at=NOON)


CLEAR: Step = partial(clears, by="officer")
SIGN: Step = partial(path.sign, name=KEY, by="chief", at=NOON)
ISSUE: Step = partial(path.issue, name=KEY, reference="CL-26/5", by="registry", at=NOON)
WITHDRAW: Step = partial(path.withdraw, name=KEY, by="officer", at=NOON)
BACK: Step = partial(path.back_to_draft, name=KEY, by="officer", at=NOON)
STEPS = {"clear": CLEAR, "sign": SIGN, "issue": ISSUE, "withdraw": WITHDRAW, "return": BACK}


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger with one draft."""
    with Ledger(":memory:") as opened:
        opened.now(draft)
        yield opened


def take(ledger: Ledger, *steps: Step) -> Letter:
    """Take steps one after the other and return the letter after the last."""
    return [ledger.now(step) for step in steps][-1]


def test_a_letter_goes_from_draft_to_issue_with_three_names(ledger: Ledger) -> None:
    """The record tells who did what, under which reference."""
    letter = take(ledger, CLEAR, SIGN, ISSUE)

    assert (letter.status, letter.reference) == (Status.ISSUED, "CL-26/5")
    journal = [(e["kind"], e["actor"]) for e in ledger.now(lambda tx: events.of(tx, KEY))]
    assert journal == [
        ("letter.drafted", "watch"),
        ("letter.cleared", "officer"),
        ("letter.signed", "chief"),
        ("letter.issued", "registry"),
    ]


def test_what_is_signed_is_what_was_cleared_in_every_language(ledger: Ledger) -> None:
    """The hash stands for all words in all languages; one more character is another hash."""
    letter = take(ledger, CLEAR)

    kept = ledger.now(lambda tx: letters.wordings(tx, letter.id))
    row = ledger.now(lambda tx: tx.one("select signed_hash from letters"))
    assert set(kept) == set(LANGUAGES)
    assert row == {"signed_hash": sign_hash(TEXTS.values())}
    assert sign_hash((TEXTS | {"es": wording("es", "We ask for view.")}).values()) != sign_hash(
        TEXTS.values()
    )


def test_words_made_of_facts_that_changed_meanwhile_are_not_kept(ledger: Ledger) -> None:
    """A letter must not be signed on the dates of yesterday's plan."""
    seen = ledger.now(lambda tx: path.found(tx, KEY))
    ledger.now(lambda tx: letters.refresh(tx, seen.id, {"activity": "moved"}, due_at=None))

    with pytest.raises(UserError, match="the plan changed this letter a moment ago; look again"):
        ledger.now(lambda tx: path.clear(tx, seen, TEXTS, by="officer", at=NOON))

    assert ledger.now(lambda tx: path.found(tx, KEY)).status is Status.DRAFT
    assert ledger.now(lambda tx: letters.wordings(tx, seen.id)) == {}


def test_nobody_signs_what_they_cleared_themselves(ledger: Ledger) -> None:
    """Two people have read a letter before it leaves; the letter stays where it is."""
    take(ledger, CLEAR)

    with pytest.raises(UserError, match="officer cleared this letter, so somebody else"):
        take(ledger, partial(path.sign, name=KEY, by="officer", at=NOON))

    assert ledger.now(lambda tx: path.found(tx, KEY)).status is Status.CLEARED


@pytest.mark.parametrize(
    "name",
    [
        "officer ",
        " Officer",
        "OFFICER",
        "offi\u200bcer",
        "ｏｆｆｉｃｅｒ",
        "of\ufb01cer",
        "officer\n",
    ],
)
def test_another_spelling_of_a_name_is_no_second_person(ledger: Ledger, name: str) -> None:
    """A space, a capital or a sign that nobody sees is not a second pair of eyes."""
    take(ledger, CLEAR)

    with pytest.raises(UserError, match="cleared this letter, so somebody else"):
        take(ledger, partial(path.sign, name=KEY, by=name, at=NOON))

    assert ledger.now(lambda tx: path.found(tx, KEY)).status is Status.CLEARED


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\t\n"])
@pytest.mark.parametrize(
    ("so_far", "step"),
    [
        ((), clears),
        ((CLEAR,), partial(path.sign, name=KEY, at=NOON)),
        ((CLEAR, SIGN), partial(path.issue, name=KEY, reference="CL-26/5", at=NOON)),
        ((), partial(path.withdraw, name=KEY, at=NOON)),
        ((CLEAR,), partial(path.back_to_draft, name=KEY, at=NOON)),
    ],
)
def test_no_step_is_taken_by_nobody(
    ledger: Ledger, so_far: tuple[Step, ...], step: Callable[..., Letter], name: str
) -> None:
    """The record is read years later, when nobody remembers."""
    for earlier in so_far:
        take(ledger, earlier)
    before = ledger.now(lambda tx: path.found(tx, KEY))

    with pytest.raises(UserError, match="--as: the record needs a name; say who you are"):
        ledger.now(lambda tx: step(tx, by=name))

    assert ledger.now(lambda tx: path.found(tx, KEY)) == before


def test_a_name_is_kept_without_the_spaces_around_it(ledger: Ledger) -> None:
    """Whoever counts what one person did finds all of it."""
    letter = take(
        ledger,
        partial(clears, by=" Ana  Ruiz "),
        partial(path.sign, name=KEY, by="chief ", at=NOON),
    )

    assert (letter.cleared_by, letter.signed_by) == ("Ana Ruiz", "chief")


def test_a_letter_returned_and_cleared_by_another_is_signed_by_the_first(ledger: Ledger) -> None:
    """The rule is about the clearance that stands, not about one that was taken back."""
    anew = partial(clears, by="chief")

    letter = take(ledger, CLEAR, BACK, anew, partial(path.sign, name=KEY, by="officer", at=NOON))

    assert (letter.cleared_by, letter.signed_by) == ("chief", "officer")


@pytest.mark.parametrize(
    ("so_far", "step", "said"),
    [
        ((), "sign", "this letter is draft: only a cleared letter can be signed"),
        ((), "issue", "this letter is draft: only a signed letter can be issued"),
        ((), "return", "this letter is draft: it is a draft already, or it was issued"),
        (("clear",), "clear", "this letter is cleared: only a draft can be cleared"),
        (("clear",), "issue", "this letter is cleared: only a signed letter can be issued"),
        (("clear", "sign", "issue"), "return", "it is a draft already, or it was issued"),
        (
            ("clear", "sign", "issue"),
            "withdraw",
            "an issued letter cannot be taken back; send an update or a cancellation",
        ),
        (("withdraw",), "clear", "this letter is withdrawn: only a draft can be cleared"),
    ],
)
def test_a_step_that_is_not_on_the_path_is_refused_in_a_sentence(
    ledger: Ledger, so_far: tuple[str, ...], step: str, said: str
) -> None:
    """Whoever takes it reads what the letter is, and what can be done instead."""
    for earlier in so_far:
        take(ledger, STEPS[earlier])

    with pytest.raises(UserError) as refused:
        take(ledger, STEPS[step])

    assert said in str(refused.value)
    assert KEY in str(refused.value)


@pytest.mark.parametrize("reference", ["CL-26/5", "DM-26/1000"])
def test_a_reference_of_the_registry_is_taken(reference: str) -> None:
    """Circular letters and collective letters have their own series."""
    assert path.official(reference, PATTERN) == reference


@pytest.mark.parametrize(
    "reference",
    ["", "5", "CL-26/", "cl-26/5", "CL-26/5 ", "CL-2026/5", "CL-26/٥", "CL-26/0", "CL-26/005"],
)
def test_what_is_no_reference_is_refused_with_the_pattern(reference: str) -> None:
    """A slip of the finger must not go to 194 Member States."""
    with pytest.raises(UserError, match="the registry gives one that matches"):
        path.official(reference, PATTERN)


def test_a_reference_is_given_once(ledger: Ledger) -> None:
    """Whoever gives it a second time is told which letter bears it."""
    take(ledger, CLEAR, SIGN, ISSUE)
    ledger.now(lambda tx: draft(tx, "other/letter"))
    for step in (CLEAR, SIGN):
        ledger.now(lambda tx, step=step: step(tx, name="other/letter"))

    with pytest.raises(UserError, match=f"CL-26/5 is taken by the letter {KEY}"):
        ledger.now(lambda tx: ISSUE(tx, name="other/letter"))  # type: ignore[call-arg]


@pytest.mark.parametrize("spelt", ["CL-26/0005", "cl-26/5", "CL-26/05", "CL-26 / 5"])
def test_a_number_of_the_registry_is_one_in_every_spelling(ledger: Ledger, spelt: str) -> None:
    """Two letters under CL-26/5 and CL-26/0005 cannot be told apart by anybody who quotes one."""
    take(ledger, CLEAR, SIGN, ISSUE)
    ledger.now(lambda tx: draft(tx, "other/letter"))
    for step in (CLEAR, SIGN):
        ledger.now(lambda tx, step=step: step(tx, name="other/letter"))

    with pytest.raises(UserError, match=f"{spelt} is taken by the letter {KEY}, as CL-26/5"):
        ledger.now(lambda tx: ISSUE(tx, name="other/letter", reference=spelt))  # type: ignore[call-arg]


def test_the_numbers_10_and_100_are_two(ledger: Ledger) -> None:
    """Zeros at the end are part of a number."""
    take(ledger, CLEAR, SIGN, partial(path.issue, name=KEY, reference="CL-26/100", by="r", at=NOON))

    assert ledger.now(lambda tx: letters.by_reference(tx, "CL-26/10")) is None


def test_a_letter_needs_a_reference_to_be_issued(ledger: Ledger) -> None:
    """Only standing letters go out under the reference of another."""
    take(ledger, CLEAR, SIGN)

    with pytest.raises(UserError, match="issued under an official reference"):
        take(ledger, partial(path.issue, name=KEY, reference=None, by="registry", at=NOON))


def test_a_letter_is_found_by_key_number_and_reference(ledger: Ledger) -> None:
    """Staff use what they have at hand."""
    letter = take(ledger, CLEAR, SIGN, ISSUE)

    found = [ledger.now(partial(path.found, name=n)).key for n in (KEY, str(letter.id), "CL-26/5")]

    assert found == [KEY] * 3


def test_an_unknown_letter_is_told_with_the_way_to_find_it(ledger: Ledger) -> None:
    """A slip in a key is no stack trace."""
    with pytest.raises(UserError, match="no such letter; `notifier letter list` shows all"):
        ledger.now(lambda tx: path.found(tx, "CL-26/99"))


def test_returning_a_letter_takes_its_signature_away(ledger: Ledger) -> None:
    """What changes after the signature is not signed."""
    letter = take(ledger, CLEAR, SIGN, BACK)

    row = ledger.now(lambda tx: tx.one("select signed_hash, cleared_by, signed_by from letters"))
    assert letter.status is Status.DRAFT
    assert row == {"signed_hash": None, "cleared_by": None, "signed_by": None}


def test_two_who_take_the_same_step_at_once_take_it_once(ledger: Ledger) -> None:
    """The second has looked at a letter that is no longer there."""
    seen = ledger.now(lambda tx: path.found(tx, KEY))
    take(ledger, CLEAR)

    moved = ledger.now(lambda tx: letters.advance(tx, seen, Status.CLEARED, by="second", at=NOON))

    assert not moved
