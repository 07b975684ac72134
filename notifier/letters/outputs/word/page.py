"""What stands around the body of a letter: head, record, subject, signature, and the page's edges."""

from notifier.letters.letter import Letterhead, Wording
from notifier.letters.outputs.layout import Words
from notifier.letters.outputs.word.prose import LABEL, STRONG, Marks, Number, Prose

_LEFT, _RIGHT = 53, 47  # parts of a hundred that record and addressees take


def letterhead_xml(prose: Prose, head: Letterhead) -> str:
    """Return who writes: the organization and, under it, the organ."""
    organ = ""
    if head.organ:
        organ = prose.run("<w:br/>") + prose.words(head.organ, Marks(style="Organ"))
    return prose.paragraph("Letterhead", prose.words(head.organization, STRONG) + organ)


def record_xml(prose: Prose, head: Letterhead, words: Words, *, bullets: int, room: int) -> str:
    """Return date, reference and contact, with the addressees beside them where there are any."""
    left = (
        prose.paragraph("Record", prose.words(head.place_and_date)) if head.place_and_date else ""
    )
    labelled = (
        (words.reference, head.reference),
        (words.contact, head.contact_name),
        (words.telephone, head.contact_phone),
        (words.email, head.contact_mail),
    )
    left += "".join(
        prose.paragraph("Record", _labelled(prose, label, _shown(prose, value)))
        for label, value in labelled
        if value
    )
    if not head.addressees:
        return left
    right = "".join(
        prose.paragraph("Addressee", prose.words(each), number=Number(bullets, 0))
        for each in head.addressees
    )
    return _side_by_side(prose, left or prose.paragraph("Record", ""), right, room)


def subject_xml(prose: Prose, subject: str, words: Words) -> str:
    """Return the subject, which is the heading of the whole letter."""
    return prose.paragraph(
        "Heading 1", _labelled(prose, words.subject, prose.words(subject, STRONG))
    )


def signature_xml(prose: Prose, said: Wording, head: Letterhead, words: Words) -> str:
    """Return how the letter ends: the formula, and who signed."""
    closing = prose.paragraph("Closing", prose.words(said.closing))
    if not head.signatory_name:
        title = head.signatory_title
        return closing + (prose.paragraph("Signature", prose.words(title)) if title else "")
    signatory = prose.words(head.signatory_name, STRONG)
    if head.signatory_title:
        signatory += prose.run("<w:br/>") + prose.words(head.signatory_title)
    signed = prose.paragraph("Signature", prose.words(words.signed))
    return f"{closing}{signed}{prose.paragraph('Signature', signatory)}"


def annexes_xml(prose: Prose, head: Letterhead, words: Words, number: Number) -> str:
    """Return how many annexes there are, and the title of each."""
    count = prose.paragraph("Closing", prose.words(f"{words.annexes} {len(head.annexes)}", STRONG))
    return count + "".join(
        prose.paragraph("List Number", prose.words(each), number=number) for each in head.annexes
    )


def header_xml(prose: Prose, head: Letterhead) -> str:
    """Return what stands above every page but the first: the reference."""
    return prose.paragraph("Header", prose.value(head.reference))


def footer_xml(prose: Prose, head: Letterhead, words: Words) -> str:
    """Return what stands below every page: the address and, behind a tab, the number of the page."""
    address = prose.words(" · ").join(prose.value(line) for line in head.address_lines)
    return prose.paragraph("Footer", address + prose.tab() + _page_number(prose, words.page))


def _page_number(prose: Prose, pattern: str) -> str:
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    before, page, rest = pattern.partition("{page}")
    between, pages, after = rest.partition("{pages}")
    return "".join(
        f'<w:fldSimple w:instr="{fields[piece]}">{prose.words("1")}</w:fldSimple>'
        if piece in fields
        else prose.words(piece)
        for piece in (before, page, between, pages, after)
    )


def _labelled(prose: Prose, label: str, value: str) -> str:
    return prose.words(label, LABEL) + prose.tab() + value


def _shown(prose: Prose, value: str) -> str:
    """Return a value of the record; a mail address can be written to."""
    if "@" not in value:
        return prose.value(value)
    return prose.anchor(f"mailto:{value}", prose.value(value, Marks(style="Hyperlink")))


def _side_by_side(prose: Prose, left: str, right: str, room: int) -> str:
    """Return two columns without lines, which are read one after the other."""
    widths = [room * part // (_LEFT + _RIGHT) for part in (_LEFT, _RIGHT)]
    turned = "<w:bidiVisual/>" if prose.base == "rtl" else ""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
        for content, width in zip((left, right), widths, strict=True)
    )
    return (
        f'<w:tbl><w:tblPr>{turned}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>'
        f"{columns}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"
    )
