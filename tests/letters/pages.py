"""One short letter in each of the six languages, and the layout that staff edit."""

from pathlib import Path

from notifier.languages import Language
from notifier.letters.letter import Letterhead, Wording
from notifier.letters.outputs.layout import Layout
from notifier.sources.layout import read_layout

_SAID: dict[Language, tuple[str, str]] = {
    "ar": ("الاتحاد الدولي للاتصالات", "يُرجى الرد قبل 24 مارس"),
    "zh": ("国际电信联盟", "请于3月24日前答复"),
    "en": ("International Telecommunication Union", "Please reply by 24 March"),
    "fr": ("Union internationale des télécommunications", "Prière de répondre à l’œuvre"),
    "ru": ("Международный союз электросвязи", "Просьба ответить до 24 марта"),
    "es": ("Unión Internacional de Telecomunicaciones", "Sírvanse responder mañana"),
}


def a_layout() -> Layout:
    """The layout as it is shipped."""
    return read_layout(Path("templates/letters/_layout"))


def letterhead(language: Language = "en", *, annexes: tuple[str, ...] = ()) -> Letterhead:
    """A letterhead of the Union."""
    organization, _ = _SAID[language]
    return Letterhead(
        organization=organization,
        organ="",
        address_lines=("Place des Nations, CH-1211 Geneva 20", "www.union.example"),
        place_and_date="12.01.2027",
        reference="CL-27/05",
        contact_name="Amélie Łukasiewicz",
        contact_phone="+41 22 730 5111",
        contact_mail="wsis@union.example",
        addressees=(organization,),
        signatory_name=organization,
        signatory_title=organization,
        annexes=annexes,
    )


def wording(
    body: str | None = None, language: Language = "en", *, salutation: str | None = None
) -> Wording:
    """A letter that says `body`, or one sentence in `language`."""
    organization, sentence = _SAID[language]
    return Wording(
        language=language,
        subject=organization,
        salutation=sentence if salutation is None else salutation,
        deadlines=((f"**{sentence}**", sentence),),
        body=f"1. {sentence}" if body is None else body,
        closing=sentence,
    )
