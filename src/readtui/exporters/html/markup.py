"""Escapes text, addresses and attributes for HTML, and renders notes, which are Markdown."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from readtui.text.clean import shown, visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_WEB = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_IN_NOTES = re.compile(r"(?:https?://|mailto:|readtui:)[^\s]", re.IGNORECASE)
# Characters that stay in addresses; "%" is one because addresses are already escaped.
_IN_ADDRESS = "%/:=&?~#+!$,;'@()*[]"


def text(words: str) -> str:
    """The words, escaped, with visible signs for control characters."""
    return escape(shown(words))


def line(words: str) -> str:
    """The words on one line, escaped."""
    return escape(visible(words))


def lines(words: str) -> str:
    """The words, escaped, with line breaks."""
    return text(words).replace("\n", "<br>\n")


def language(code: str, otherwise: str = "") -> str:
    """The attribute ``lang`` after a space; if HTML does not allow the code, it is ``otherwise`` or says unknown."""
    code = code.replace("_", "-")
    return f' lang="{code if _LANGUAGE.fullmatch(code) else otherwise}"'


def direction(declared: str) -> str:
    """The attribute ``dir`` after a space: as declared ("ltr", "rtl"), else by the first letter."""
    return f' dir="{declared if declared in ("ltr", "rtl") else "auto"}"'


def web_address(target: str) -> str:
    """The address of a page or mailbox as an attribute's value; "" for other addresses, such as scripts or files."""
    target = visible(target)
    return escape(quote(target, safe=_IN_ADDRESS)) if _WEB.match(target) else ""


def note(markdown: str, own: Collection[str] = ()) -> str:
    """A note as HTML: all of CommonMark except raw HTML and pictures. Links lead only to pages, mailboxes and readtui.

    Links to ids in ``own`` stay on the page.
    """
    rendered: str = _reader().render(shown(markdown), {"own": own})
    return rendered.strip()


@cache
def _reader() -> "MarkdownIt":
    # Imported here because it would delay listing formats.
    from markdown_it import MarkdownIt

    class Reader(MarkdownIt):
        def validateLink(self, url: str) -> bool:  # noqa: N802
            return _IN_NOTES.match(url) is not None

    reader = Reader("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    reader.add_render_rule("link_open", _link_open)
    # The page has its own headings.
    reader.add_render_rule("heading_open", lambda *_: "<p><strong>")
    reader.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    return reader


def _link_open(
    self: object, tokens: "Sequence[Token]", at: int, options: object, env: "Mapping[str, Collection[str]]"
) -> str:
    target = str(tokens[at].attrs.get("href", ""))
    scheme, _, identifier = target.partition(":")
    is_here = scheme == "readtui" and identifier in env["own"]
    return f'<a href="{escape(f"#{identifier}" if is_here else target)}">'
