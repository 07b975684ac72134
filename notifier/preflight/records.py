"""What the text records of SPF, DKIM and DMARC share: tags, and the error of a broken one. Pure."""


class RecordError(ValueError):
    """A record that receivers must not use; says what in it is wrong."""


def tag_list(text: str) -> dict[str, str]:
    """Return the tags of `a=1; b=2` in their order (RFC 6376 3.2); a broken list is RecordError."""
    tags: dict[str, str] = {}
    parts = [part.strip() for part in text.split(";")]
    if parts and not parts[-1]:
        parts.pop()  # the list may end in a semicolon
    for part in parts:
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not name.isascii() or not name.replace("_", "").isalnum():
            raise RecordError(f"{part!r} is not a tag with a value")
        if name in tags:
            raise RecordError(f"the tag {name}= stands in it twice")
        tags[name] = value
    return tags
