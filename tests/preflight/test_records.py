"""Lists of tags, as DKIM and DMARC write them."""

import pytest

from notifier.preflight.records import RecordError, tag_list


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("v=DMARC1; p=none", {"v": "DMARC1", "p": "none"}),
        (" v = DMARC1 ;p=none; ", {"v": "DMARC1", "p": "none"}),
        ("p=", {"p": ""}),
        ("n=a=b", {"n": "a=b"}),
        ("", {}),
    ],
)
def test_tags_are_read_with_blanks_around_them(text: str, tags: dict[str, str]) -> None:
    """RFC 6376 3.2: blanks mean nothing, and the last semicolon may be there."""
    assert tag_list(text) == tags


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("v=DMARC1; p", "'p' is not a tag"),
        ("v=DMARC1;; p=none", "'' is not a tag"),
        ("p=none; p=reject", "p= stands in it twice"),
        ("é=1", "'é=1' is not a tag"),
    ],
)
def test_a_broken_list_says_what_is_wrong(text: str, said: str) -> None:
    """Receivers ignore the whole record; nobody tells its owner."""
    with pytest.raises(RecordError, match=said):
        tag_list(text)
