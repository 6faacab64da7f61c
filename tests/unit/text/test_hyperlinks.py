"""What terminals get as the address of a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readtui.text.hyperlinks import hyperlink


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("mailto:ines@example.org?subject=salt", "mailto:ines@example.org?subject=salt"),
        ("https://example.org/größe 100%", "https://example.org/gr%C3%B6%C3%9Fe%20100%25"),
        ("https://example.org/\x1b]0;owned\x07\x9c\u202e", "https://example.org/%1B]0;owned%07%C2%9C%E2%80%AE"),
        ("https://example.org/\n\tx", "https://example.org/x"),
        ("javascript:alert(1)", ""),
        ("java\nscript:https://x", ""),
        ("file:///etc/passwd", ""),
        ("data:text/html,x", ""),
        ("#char=12", ""),
        ("notes.md", ""),
        ("https", ""),
        ("", ""),
        ("https://example.org/" + "x" * 3_000, ""),
    ],
)
def test_only_pages_and_mailboxes_have_an_address(target: str, address: str) -> None:
    assert hyperlink(target) == address


@given(st.text())
def test_an_address_is_printable_ascii_without_spaces(text: str) -> None:
    address = hyperlink("https://" + text)
    assert all("!" <= character <= "~" for character in address)
    assert hyperlink(address) == address
