"""HTML mail reads as text, with what it quotes marked as quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.answers.mime.hypertext import text_of_html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("One<br><br>Two<div><br></div>Three", "One\n\nTwo\n\nThree"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("a  b\n c&nbsp;d &amp; &lt;e&gt;", "a b c d & <e>"),
        ("<style>p{}</style><script>x()</script>Word<!-- no -->s", "Words"),
        ("<head><title>No</title></head><body>Yes</body>", "Yes"),
        ("<ul><li>One<li>Two</ul>", "One\nTwo"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("New<blockquote>Old</blockquote>New again", "New\n\n> Old\n\nNew again"),
        ('New<div class="gmail_quote"><div>Old</div>Old</div>New', "New\n> Old\n> Old\nNew"),
        ('New<div id="divRplyFwdMsg">Old</div><p>Old</p>', "New\n> Old\n\n> Old"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<p>unclosed <b", "unclosed <b"),
    ],
)
def test_blocks_become_lines(source: str, text: str) -> None:
    """Blocks break lines, blanks collapse, what nobody sees is left out."""
    assert text_of_html(source) == text


@given(st.text(alphabet="<>/!-abdivquotespr \n\"'=&;#", max_size=300))
def test_any_markup_gives_a_text(source: str) -> None:
    """No markup raises."""
    assert isinstance(text_of_html(source), str)
