"""Notes that are kept as HTML become Markdown."""

import pytest

from readtui.interchange.common.html_notes import markdown_of, text_of_html


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One <em>two</em></p><p>three</p>", "One *two*\n\nthree"),
        ("<blockquote><p>Quoted</p></blockquote><p>mine</p>", "> Quoted\n\nmine"),
        ("<ul><li><p>a</p></li><li>b</li></ul>", "- a\n\n- b"),
        ('<a href="https://x.example">x</a> <a href="javascript:y">y</a>', "[x](https://x.example) y"),
        ("a<br>b<script>c</script>", "a\nb"),
        ("", ""),
    ],
)
def test_notes_keep_emphasis_quotations_lists_and_links(html: str, markdown: str) -> None:
    assert markdown_of(html) == markdown


def test_words_come_without_marks() -> None:
    assert text_of_html("<blockquote><p>A <b>b</b></p></blockquote>") == "A b"
