"""Hostile inputs: legal and below 5 MB, but some parser multiplies them or reads them again and again."""

from collections.abc import Callable, Mapping

import archives

_SENTENCE = "The ferry crossed the wide river that morning, and nobody spoke."
_WORD_CELL = "<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
_SPANNED_ROW = '<tr><td rowspan="65534">a</td><td>b</td></tr>'

Make = Callable[[int], bytes]
"""Bytes for a number of repetitions."""


def _page(piece: str, around: str = "{}") -> Make:
    return lambda count: f"<!doctype html><html><body>{around.format(piece * count)}</body></html>".encode()


def _text(piece: str) -> Make:
    return lambda count: (piece * count).encode()


def _numbered(piece: str) -> Make:
    return lambda count: "".join(piece.format(n=number) for number in range(count)).encode()


def _document(body: str, **described: Mapping[str, str]) -> Make:
    return lambda count: archives.docx(body * count)


def _document_of(make_body: Callable[[int], str]) -> Make:
    return lambda count: archives.docx(make_body(count))


def _notes(count: int) -> bytes:
    body = "".join(
        f'<w:p><w:r><w:t>a</w:t></w:r><w:r><w:footnoteReference w:id="{one}"/></w:r></w:p>' for one in range(count)
    )
    notes = "".join(f'<w:footnote w:id="{one}">{archives.word_paragraph("b")}</w:footnote>' for one in range(count))
    return archives.docx(body, parts={"footnotes": notes})


def _lists(count: int) -> bytes:
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    return archives.docx(item * count, parts={"numbering": numbering})


def _spanned_rows(count: int) -> str:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="65534"/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>'
    return f"<w:tbl>{f'<w:tr>{cell}{_WORD_CELL}</w:tr>' * count}</w:tbl>"


def _merged_rows(count: int) -> str:
    merged = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    return f"<w:tbl>{f'<w:tr>{_WORD_CELL}{merged}</w:tr>' * count}</w:tbl>"


def _chapters(count: int) -> bytes:
    return archives.epub({f"c{one}.xhtml": f"<p>{_SENTENCE}</p>" for one in range(count)})


def _contents(count: int) -> bytes:
    links = "".join(f'<li><a href="c.xhtml#p{one}">Entry {one}</a></li>' for one in range(count))
    places = "".join(f'<p id="p{one}">{_SENTENCE}</p>' for one in range(count))
    nav = archives.xhtml(f'<nav epub:type="toc"><ol>{links}</ol></nav>')
    item = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    return archives.epub({"c.xhtml": places}, {"OEBPS/nav.xhtml": nav}, items=item)


def _one_place(count: int) -> bytes:
    links = "".join(f'<li><a href="c.xhtml">Entry {one}</a></li>' for one in range(count))
    nav = archives.xhtml(f'<nav epub:type="toc"><ol>{links}</ol></nav>')
    item = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    body = f"<p>{_SENTENCE}</p>" * 100
    return archives.epub({"c.xhtml": body}, {"OEBPS/nav.xhtml": nav}, items=item)


def _attributes(count: int) -> bytes:
    return f"<html><body><p {' '.join(f'a{one}=1' for one in range(count))}>{_SENTENCE}</p></body></html>".encode()


def _class_names(count: int) -> bytes:
    return f'<html><body><p class="{"x " * count}">{_SENTENCE}</p></body></html>'.encode()


def _spans(attribute: str) -> Make:
    cell = f"<tr><td {attribute}=65534>a</td><td>b</td></tr>"
    return _page(cell, "<table>{}</table>")


def _spanning_first_row(count: int) -> bytes:
    return f"<table><tr>{'<td rowspan=65534>a' * count}{'<tr><td>b' * count}</table>".encode()


HTML: Mapping[str, tuple[Make, int]] = {
    "rowspan": (_spans("rowspan"), 1_300),
    "colspan": (_spans("colspan"), 1_300),
    "rowspan in one row": (_page("<td rowspan=65534>a</td>", "<table><tr>{}</tr><tr><td>b</td></tr></table>"), 100_000),
    "rows below spanning cells": (_spanning_first_row, 1_500),
    "attributes": (_attributes, 300_000),
    "class names": (_class_names, 2_000_000),
    "attributes after one in quotes": (
        lambda count: f"<p a='>' {'b ' * count}>{_SENTENCE}</p>".encode(),
        400_000,
    ),
    "one long attribute": (_page("x", "<p title='{}'>a</p>"), 4_000_000),
    "paragraphs": (_page(f"<p>{_SENTENCE[:3]}</p>"), 300_000),
    "open paragraphs": (_page("<p>abc"), 300_000),
    "long paragraphs": (_page(f"<p>{_SENTENCE}</p>"), 60_000),
    "numbered paragraphs": (_numbered(f"<p>{{n}} {_SENTENCE[:9]}</p>"), 150_000),
    "breaks": (_page("a<br>"), 300_000),
    "empty breaks": (_page("<br>", "a{}b"), 300_000),
    "items": (_page("<li>abc", "<ul>{}</ul>"), 300_000),
    "links": (_page("<a href=x>abc</a> "), 200_000),
    "links into the page": (_numbered("<a href=#n{n} id=n{n}>a</a> "), 100_000),
    "cells": (_page("<td>a", "<table><tr>{}</table>"), 300_000),
    "rows": (_page("<tr><td>a<td>b", "<table>{}</table>"), 200_000),
    "tables": (_page("<table><tr><td>a</table>"), 100_000),
    "headings": (_page("<h2>abc</h2>"), 200_000),
    "terms": (_page("<dt>a<dd>b", "<dl>{}</dl>"), 200_000),
    "spans": (_page("<span>a</span>"), 200_000),
    "emphasis": (_page("<b>a</b> "), 200_000),
    "open emphasis": (_page("<b><p>a"), 50_000),
    "crossed emphasis": (_page("<b>a<i>b</b>c</i>"), 100_000),
    "divisions in each other": (_page("<div>a"), 100_000),
    "deep lists": (_page("<ul><li>a", "{}"), 600),
    "wide and deep": (_page("<p>abc</p>", "<div>" * 900 + "{}"), 200_000),
    "entities": (_page("&amp;"), 900_000),
    "unknown entities": (_page("&a "), 900_000),
    "numeric entities": (_page("&#65;"), 900_000),
    "less than": (_page("< "), 900_000),
    "comments": (_page("<!-- a -->b"), 300_000),
    "open comment": (_page("<!--"), 900_000),
    "raised": (_page("<sup>1</sup>"), 200_000),
    "raised in each other": (_page("<sup>1"), 1_500),
    "quotes in each other": (_page("<blockquote>a"), 1_500),
    "pre": (_page("abc\n", "<pre>{}</pre>"), 1_000_000),
    "pictures": (_page("<img alt=abc>"), 200_000),
    "ruby": (_page("<ruby>a<rt>b</ruby>"), 100_000),
    "readings without brackets": (_page("<rt>a</rt>", "<ruby>{}</ruby>"), 200_000),
    "ruby in one": (_page("a<rt>b", "<ruby>{}</ruby>"), 100_000),
    "meta": (_numbered("<meta name=author content=a{n}>"), 100_000),
    "json-ld": (_page("<script type=application/ld+json>{{}}</script>"), 80_000),
    "scripts": (_page("<script>a</script>b"), 150_000),
    "hidden": (_page("<p hidden>a</p>b"), 200_000),
    "check boxes": (_page("<li><input type=checkbox>a", "<ul>{}</ul>"), 150_000),
    "one word": (_page("x"), 4_500_000),
    "spaces": (_page(" ", "a{}b"), 4_500_000),
    "footnotes": (_numbered("<p>a<a href=#f{n} id=r{n}>1</a></p><p id=f{n}><a href=#r{n}>1</a> b</p>"), 50_000),
    "math": (_page("<math><mi>x</mi></math>"), 100_000),
    "title": (_page("a ", "<title>{}</title>b"), 2_000_000),
    "paragraph of links": (_page("<a href=http://a.example/>abc</a>", "<p>{}</p>"), 120_000),
    "frames of divs": (_page("<div><div><p>abc def ghi</p></div></div>"), 80_000),
    "captions": (_numbered("<img alt='picture {n}'><p>"), 100_000),
}
MARKDOWN: Mapping[str, tuple[Make, int]] = {
    "paragraphs": (_text("a\n\n"), 500_000),
    "sentences": (_text(f"{_SENTENCE}\n\n"), 70_000),
    "lines": (_text("abc\n"), 1_000_000),
    "blank lines": (_text("\n"), 3_000_000),
    "blank lines and brackets": (_text("[\n"), 1_500_000),
    "brackets": (_text("["), 3_000_000),
    "brackets and one that closes": (lambda count: b"[ " * count + b"]", 700_000),
    "closed brackets in each other": (lambda count: b"[" * count + b"]" * count, 500_000),
    "named brackets in each other": (lambda count: b"[" * count + b"][x]" * count + b"\n\n[y]: z", 300_000),
    "brackets between empty lines": (_text("[\n\n"), 1_000_000),
    "brackets in words": (_text("a [b "), 600_000),
    "entities and brackets": (_text("&a ["), 50_000),
    "closing brackets": (_text("]"), 2_000_000),
    "pairs of brackets": (_text("[]"), 1_000_000),
    "pictures": (_text("!["), 1_000_000),
    "open links": (_text("[a]("), 1_000_000),
    "open link with a target": (_text("[a](b "), 600_000),
    "open angle link": (_text("[a](<b"), 600_000),
    "links": (_text("[a](b) "), 300_000),
    "reference links": (_text("[a][b] "), 300_000),
    "definitions": (_numbered("[a{n}]: b\n"), 200_000),
    "open definition": (_text("[a]:\n"), 400_000),
    "definition with a title": (_text('[a]: b "\n'), 300_000),
    "stars": (_text("*"), 2_000_000),
    "stars in words": (_text("*a "), 700_000),
    "double stars": (_text("a**b"), 700_000),
    "mixed emphasis": (_text("*a_ "), 700_000),
    "mixed emphasis and strikes": (_text("*a ~~b __c "), 300_000),
    "underscores": (_text("_"), 2_000_000),
    "underscores in words": (_text("_a "), 700_000),
    "strikes": (_text("~~a "), 600_000),
    "backticks": (_text("`"), 3_000_000),
    "backticks of growing length": (lambda count: " ".join("`" * one for one in range(1, count)).encode(), 2_500),
    "backticks in words": (_text("`a"), 1_000_000),
    "double backticks": (_text("a``b` "), 500_000),
    "angles": (_text("<"), 3_000_000),
    "angles in words": (_text("a <b "), 600_000),
    "angles with addresses": (_text("<a:"), 1_000_000),
    "open comments": (_text("a <!-- "), 500_000),
    "open declarations": (_text("a <!A "), 500_000),
    "open instructions": (_text("a <? "), 500_000),
    "open cdata": (_text("a <![CDATA[ "), 300_000),
    "open tags": (_text("a <b c "), 500_000),
    "open attribute": (_text("a <b c='"), 400_000),
    "html blocks": (_text("<div>\na\n\n"), 300_000),
    "html comments": (_text("<!--\n\n"), 500_000),
    "exclamation marks": (_text("!"), 3_000_000),
    "entities": (_text("&amp;"), 800_000),
    "open entities": (_text("&a "), 1_000_000),
    "ampersands": (_text("&"), 2_000_000),
    "numeric entities": (_text("&#65;"), 800_000),
    "backslashes": (_text("\\"), 3_000_000),
    "escapes": (_text("\\*"), 1_500_000),
    "table rows": (lambda count: b"|a|b|\n|-|-|\n" + b"|c|d|\n" * count, 300_000),
    "short table rows": (lambda count: b"|a" * 1_000 + b"|\n" + b"|-" * 1_000 + b"|\n" + b"|c\n" * count, 100_000),
    "wide table": (lambda count: b"|a" * count + b"|\n" + b"|-" * count + b"|\n" + b"|c" * count + b"|\n", 200_000),
    "tables": (_text("|a|b|\n|-|-|\n|c|d|\n\n"), 100_000),
    "pipes": (_text("|"), 3_000_000),
    "items": (_text("- a\n"), 400_000),
    "numbered items": (_text("1. a\n"), 400_000),
    "loose items": (_text("- a\n\n"), 300_000),
    "nested items": (lambda count: "".join(f"{'  ' * one}- a\n" for one in range(count)).encode(), 2_000),
    "items in one line": (_text("- "), 1_000_000),
    "quotes": (_text("> a\n"), 400_000),
    "quotes in one line": (_text("> "), 1_000_000),
    "quotes in each other": (lambda count: "".join(f"{'>' * one} a\n\n" for one in range(count)).encode(), 2_000),
    "headings": (_text("# a\n"), 300_000),
    "same headings": (_text("# a b\n\n"), 300_000),
    "underlined headings": (_text("a\n-\n\n"), 300_000),
    "rules": (_text("---\n"), 400_000),
    "fences": (_text("```\na\n```\n"), 200_000),
    "open fences": (_text("```a\n"), 500_000),
    "code": (_text("    a\n"), 500_000),
    "code in parts": (_text("    a\n\nb\n\n"), 200_000),
    "hard breaks": (_text("a  \n"), 800_000),
    "line ends and spaces": (_text(" \n"), 2_000_000),
    "spaces": (_text(" "), 4_500_000),
    "tabs": (_text("\t"), 4_500_000),
    "footnotes": (_numbered("a[^{n}]\n\n[^{n}]: b\n\n"), 100_000),
    "footnotes in one paragraph": (_numbered("[^{n}]: b\n"), 200_000),
    "footnote marks": (_numbered("a[^{n}] "), 300_000),
    "attributes": (_text("`a`{.b #c d=e}"), 300_000),
    "open attributes": (_text("`a`{.b "), 600_000),
    "one open attribute": (lambda count: b"# a {" + b"a=b " * count, 1_000_000),
    "lines of attributes": (_text("a\n{: .b}\n"), 400_000),
    "footnotes in one line": (_text("[^a]: "), 700_000),
    "footnotes in items": (_text("- [^a]: "), 500_000),
    "footnotes in items and quotes": (_text("> - [^a]: "), 400_000),
    "footnotes of one key": (_text("[^a]\n[^a]: b\n"), 300_000),
    "marks of one footnote": (lambda count: b"[^a]: b\n\n" + b"a[^a] " * count, 300_000),
    "open footnote marks": (lambda count: b"[^a]: b\n\n" + b"[^" * count, 2_000_000),
    "footnote in footnote": (
        lambda count: "".join(f"{'    ' * one}[^{one}]: b\n" for one in range(count)).encode(),
        1_500,
    ),
    "code after notes": (_numbered("[^{n}]: b\n\n    c\n\n"), 100_000),
    "tasks": (_text("- [ ] a\n"), 300_000),
    "front matter": (lambda count: b"---\n" + b"a: b\n" * count, 800_000),
    "one word": (_text("x"), 4_500_000),
    "words": (_text("abc "), 1_200_000),
    "addresses": (_text("<http://a.example/> "), 200_000),
    "deep brackets and stars": (_text("[*a_`"), 700_000),
}
TEXT: Mapping[str, tuple[Make, int]] = {
    "lines": (_text("abc\n"), 1_000_000),
    "paragraphs": (_text("abc\n\n"), 700_000),
    "sentences": (_text(f"{_SENTENCE}\n\n"), 70_000),
    "wrapped": (_text(f"{_SENTENCE}\n"), 70_000),
    "blank lines": (_text("\n"), 3_000_000),
    "blank lines and brackets": (_text("[\n\n"), 1_000_000),
    "brackets": (_text("("), 4_000_000),
    "stops": (_text("."), 4_000_000),
    "stops and letters": (_text("a. "), 1_500_000),
    "abbreviations": (_text("z. B. "), 700_000),
    "initials": (_text("A. B. Ca. "), 400_000),
    "quotes without end": (_text("「a。"), 500_000),
    "signs": (_text("?!"), 2_000_000),
    "fences": (_text("```\n"), 1_000_000),
    "dashes below lines": (lambda count: b"abc def\n" * count + "– a\n".encode() * count, 300_000),
    "different fences above lines": (
        lambda count: b"\n\n".join(b"`" * (3 + one) for one in range(count)) + b"\n\n" + b"\n" * (1_000 * count),
        2_000,
    ),
    "different fences": (lambda count: "\n".join("`" * (3 + one) for one in range(count)).encode(), 2_500),
    "items": (_text("- a\n"), 1_000_000),
    "numbered items": (_numbered("{n}. a\n"), 400_000),
    "quoted": (_text("> a\n"), 1_000_000),
    "depths": (lambda count: "\n".join(">" * one + " a" for one in range(count)).encode(), 2_500),
    "rows": (_text("a\tb\tc\n"), 700_000),
    "columns": (_text("a   b   c\n"), 400_000),
    "bars": (_text("|a|b|\n"), 700_000),
    "a wide row": (_text("a\t"), 2_000_000),
    "code": (_text("    a = b(c);\n"), 300_000),
    "deeper and deeper": (lambda count: "\n".join(" " * one + "a" for one in range(count)).encode(), 2_500),
    "underlined": (_text("abc\n===\n\n"), 400_000),
    "underlined in a row": (_text("abc\n===\n"), 500_000),
    "rules": (_text("---\n"), 1_000_000),
    "hyphens": (_text("abcdefghij klmnopqrst uvwxyz abcde-\n"), 120_000),
    "one word": (_text("x"), 4_500_000),
    "spaces": (_text(" a"), 2_000_000),
    "spaces alone": (lambda count: b"a" + b" " * count + b"b", 4_500_000),
    "counters": (_text("0%1%2%3%"), 500_000),
    "menu": (_text("Home\nShare\nComments (3)\n"), 200_000),
    "headings": (_text("Title\n\nSome text here.\n\n"), 150_000),
    "tab lines": (_text("\t"), 4_500_000),
    "tab lines with a letter": (_text("\ta"), 2_000_000),
    "paragraph separators": (lambda count: "a\u2029".encode() * count, 1_000_000),
    "line separators": (lambda count: "a\u2028".encode() * count, 1_000_000),
    "accents": (lambda count: b"a" + "\u0301".encode() * count, 2_000_000),
    "accents and letters": (lambda count: "e\u0301\u0323".encode() * count, 800_000),
    "controls": (lambda count: b"a\x1b[0mbcdefghijklmnopqrstuvwxyz " * count, 150_000),
    "thai": (lambda count: "ก".encode() * count, 1_500_000),
    "han": (lambda count: "中".encode() * count, 1_500_000),
    "flags": (lambda count: "\U0001f1e6".encode() * count, 1_000_000),
    "verse": (_text("A rose is red\nA violet blue\n\n"), 150_000),
}
DOCX: Mapping[str, tuple[Make, int]] = {
    "paragraphs": (_document(archives.word_paragraph("abc")), 100_000),
    "headings": (_document(archives.word_paragraph("abc", "Heading1")), 60_000),
    "runs": (_document_of(lambda count: f"<w:p>{'<w:r><w:t>a</w:t></w:r>' * count}</w:p>"), 100_000),
    "bold runs": (
        _document_of(
            lambda count: f"<w:p>{'<w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r>' * count}</w:p>"
        ),
        50_000,
    ),
    "rows": (_document_of(lambda count: f"<w:tbl>{f'<w:tr>{_WORD_CELL * 2}</w:tr>' * count}</w:tbl>"), 40_000),
    "cells": (_document_of(lambda count: f"<w:tbl><w:tr>{_WORD_CELL * count}</w:tr></w:tbl>"), 60_000),
    "spanned cells": (_document_of(_spanned_rows), 2_000),
    "merged cells": (_document_of(_merged_rows), 20_000),
    "tables": (_document(f"<w:tbl><w:tr>{_WORD_CELL}</w:tr></w:tbl><w:p/>"), 30_000),
    "items": (_lists, 60_000),
    "footnotes": (_notes, 20_000),
    "bookmarks": (
        _document_of(
            lambda count: "".join(
                f'<w:p><w:bookmarkStart w:id="{one}" w:name="b{one}"/><w:r><w:t>a</w:t></w:r></w:p>'
                for one in range(count)
            )
        ),
        50_000,
    ),
    "hyperlinks": (_document('<w:p><w:hyperlink r:id="link"><w:r><w:t>a</w:t></w:r></w:hyperlink></w:p>'), 50_000),
    "breaks": (_document_of(lambda count: f"<w:p><w:r>{'<w:t>a</w:t><w:br/>' * count}</w:r></w:p>"), 100_000),
    "tables in each other": (
        _document_of(
            lambda count: (
                "<w:tbl><w:tr><w:tc>" * count + "<w:p><w:r><w:t>a</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * count
            )
        ),
        70,
    ),
    "one word": (_document_of(lambda count: f"<w:p><w:r><w:t>{'x' * count}</w:t></w:r></w:p>"), 4_500_000),
    "text boxes": (
        _document(
            "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>a</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
        ),
        30_000,
    ),
    "fields": (_document('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>a</w:t></w:r></w:p>'), 40_000),
}
EPUB: Mapping[str, tuple[Make, int]] = {
    "chapters": (_chapters, 19_000),
    "contents": (_contents, 20_000),
    "contents of one place": (_one_place, 20_000),
    "paragraphs": (lambda count: archives.epub({"c.xhtml": f"<p>{_SENTENCE}</p>" * count}), 60_000),
    "links": (lambda count: archives.epub({"c.xhtml": '<p><a href="c.xhtml#a">a</a></p>' * count}), 60_000),
    "spans of a table": (lambda count: archives.epub({"c.xhtml": f"<table>{_SPANNED_ROW * count}</table>"}), 5_000),
}
INPUTS: Mapping[str, Mapping[str, tuple[Make, int]]] = {
    "html": HTML,
    "md": MARKDOWN,
    "txt": TEXT,
    "docx": DOCX,
    "epub": EPUB,
}
"""By file ending and name: what makes the input, and how many repetitions stay below 5 MB."""
