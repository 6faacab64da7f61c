import pytest

from readtui.errors import SourceError
from readtui.importers.html.importer import HtmlImporter
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.block import BlockKind, MarkType

FILLER = "".join(
    f"<p>Paragraph number {number} tells at some length how the ferry crossed the wide river that morning, and who"
    " was on it, and why nobody spoke.</p>"
    for number in range(4)
)


def read(body: str, head: str = "", name: str = "page.html") -> Article:
    page = f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return HtmlImporter().read(Source(page.encode(), name))


def blocks_of(article: Article) -> list[tuple[str, str, int, str]]:
    return [(one.kind.value, article.text[one.start : one.end], one.level, one.label) for one in article.blocks]


def marks_of(article: Article) -> list[tuple[str, str, str]]:
    return [
        (mark.type.value, article.text[mark.start : mark.end], mark.target)
        for block in article.blocks
        for mark in block.marks
    ]


def test_blocks_with_their_levels_and_labels() -> None:
    article = read(
        """<h2>A  crossing</h2><p>One
        <b>two</b>&nbsp;three<br>four</p>loose <i>words</i><div>in a box</div>
        <ol start=3><li>third<ul><li>deep</ul><li><p>fourth</p><p>more of it</p></ol>
        <ol type=i reversed><li>b<li>a</ol><ul><li><input type=checkbox checked> done</ul>
        <blockquote><p>said</p><blockquote>answered</blockquote></blockquote>
        <pre class="brush: python"><code>def f():
    return 1</code></pre><hr>
        <dl><dt>Term<dd>What it means</dl>"""
    )
    assert blocks_of(article) == [
        ("heading", "A crossing", 2, ""),
        ("paragraph", "One two\xa0three\nfour", 0, ""),
        ("paragraph", "loose words", 0, ""),
        ("paragraph", "in a box", 0, ""),
        ("list-item", "third", 1, "3."),
        ("list-item", "deep", 2, "•"),
        ("list-item", "fourth", 1, "4."),
        ("list-item", "more of it", 1, ""),
        ("list-item", "b", 1, "ii."),
        ("list-item", "a", 1, "i."),
        ("list-item", "done", 1, "☑"),
        ("quote", "said", 1, ""),
        ("quote", "answered", 2, ""),
        ("code", "def f():\n    return 1", 0, "python"),
        ("rule", "* * *", 0, ""),
        ("paragraph", "Term", 0, ""),
        ("list-item", "What it means", 1, "–"),
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>-x</sup>", "10^-x"),
        ('in 1990<sup><a href="#n">[1]</a></sup><sup>[note 2]</sup>', "in 1990[1][note 2]"),
        ("2<sup>k</sup>", "2^k"),
        ("2<sup>n</sup>", "2ⁿ"),
        ("e<sup>x+1</sup>", "e^(x+1)"),
        ("a<sup>T</sup>b", "a^Tb"),
        ("x<sub>i</sub>", "x_i"),
        ("NO<sub>x</sub>", "NO_x"),
        ("a<sub>i+1</sub>", "a_(i+1)"),
        ("H<sub>2</sub>O", "H₂O"),
        ("the 1<sup>st</sup> and 2<sup>e</sup>", "the 1st and 2e"),
        ("M<sup>me</sup> Roux, n<sup>o</sup> 4", "Mme Roux, no 4"),
        ("Readtui<sup>TM</sup>", "ReadtuiTM"),
        ("a word <sup>new</sup>", "a word new"),
        ("a word<sup>*</sup>", "a word*"),
        ("a word<sup>[citation needed]</sup>", "a word[citation needed]"),
    ],
)
def test_a_script_never_reads_as_another_number_or_variable(html: str, text: str) -> None:
    assert read(f"<p>So {html}.").text.endswith(f"So {text}.")


def test_marks_cover_their_words_even_across_blocks() -> None:
    article = read(
        "<p>An <em>odd </em>word, <code>x = 1</code> and <del>gone</del>.<p><a href=' /a\n.html'><p>to</p><p>there</p>"
        "</a>"
        "<p><a href='javascript:x()'>no</a> <a href='mailto:a@b.example'>mail</a> E = mc<sup>2</sup>, H<sub>2</sub>O"
        ", 1<sup>st</sup>, <q>so</q>",
        "<base href='https://news.example/x/'>",
    )
    assert marks_of(article) == [
        ("emphasis", "odd", ""),
        ("code", "x = 1", ""),
        ("strikethrough", "gone", ""),
        ("link", "to", "https://news.example/a.html"),
        ("link", "there", "https://news.example/a.html"),
        ("link", "mail", "mailto:a@b.example"),
    ]
    assert article.text.startswith("An odd word, x = 1 and gone.")
    assert article.text.endswith("no mail E = mc², H₂O, 1st, “so”")


def test_footnotes_are_linked_both_ways() -> None:
    article = read(
        f"{FILLER}<p>A claim.<sup id=r1><a href='#n1'>1</a></sup> More.</p>{FILLER}"
        "<ol><li id=n1>The proof. <a href='#r1'>↩</a></ol>"
    )
    claim = next(block for block in article.blocks if article.text.startswith("A claim", block.start))
    note = next(block for block in article.blocks if article.text.startswith("The proof", block.start))
    (there,), (back,) = claim.marks, note.marks
    assert article.text[there.start : there.end] == "[1]"
    assert there.target == f"#char={note.start}"
    assert back.target == f"#char={there.start}"


@pytest.mark.parametrize(
    "mark",
    [
        '<span class="pagenum" id="p12">[Pg 12]</span>',
        '<span epub:type="pagebreak" title="12" id="p12">12</span>',
        '<a role="doc-pagebreak" id="p12">xii</a>',
        '<span class="x-ebookmaker-pageno" title="12"><a id="p12"></a></span>',
        '<span class="lnum" id="p12">90</span>',
    ],
)
def test_the_page_numbers_of_a_printed_edition_stay_out_of_sentences(mark: str) -> None:
    page = f'<p>He was pleas{mark}ant to see.</p><p class="pagenum">No number.</p><p><a href="#p12">12</a></p>'
    article = read(page)
    assert article.text == "He was pleasant to see.\n\nNo number.\n\n12"
    assert article.blocks[-1].marks[0].target == "#char=12"


def test_the_numbers_of_lines_stay_out_of_code() -> None:
    page = (
        '<pre><span class="linenos">1</span>go()\n<span class="linenos">2</span>stop()</pre><table><tr>'
        '<td class="gutter"><pre><span class="line">1</span><br></pre></td><td><pre>wait()</pre></td></tr></table>'
    )
    assert read(page).text == "go()\nstop()\n\nwait()"


def test_a_table_of_data_keeps_its_grid_and_a_table_for_layout_does_not() -> None:
    article = read(
        "<table><caption>Ferries</caption><tr><th>Day<th>Boats<th>Crew<tr><td rowspan=2>Mon<td colspan=2>2 <b>big</b>"
        "<tr><td>1<td><p>a</p><p>b</p></table><table><tr><td><p>Left side</p><td><h3>Right</h3><p>side</p></table>"
    )
    assert blocks_of(article) == [
        ("caption", "Ferries", 0, ""),
        ("table", "Day\tBoats\tCrew\nMon\t2 big\t\n\t1\ta b", 0, ""),
        ("paragraph", "Left side", 0, ""),
        ("heading", "Right", 3, ""),
        ("paragraph", "side", 0, ""),
    ]


@pytest.mark.parametrize(
    ("first", "is_headless"),
    [
        ("<tr><td>Day<td>Boats", True),
        ("<tr><th>Mon<td>2", True),
        ("<tr><th>Day<th>Boats", False),
        ("<tr><td><th>Boats", False),
        ("<tr><td><b>Day</b><td><strong>Boats</strong>", False),
        ("<tr><td><b>Day</b> of<td>Boats", True),
        ("<thead><tr><td>Day<td>Boats</thead>", False),
        ("<tr><td><td></tr><tr><th>Day<th>Boats", False),
    ],
)
def test_a_table_says_whether_its_first_row_heads_it(first: str, is_headless: bool) -> None:
    article = read(f"<table>{first}<tbody><tr><td>Mon<td>2<tr><td>Tue<td>3</table>")
    [label] = [block.label for block in article.blocks if block.kind is BlockKind.TABLE]
    assert label == ("headless" if is_headless else "")


def test_images_are_captions_once_each() -> None:
    article = read(
        f"{FILLER}<p><a href='https://a.example/'><img alt='A heron in the reeds'></a></p>"
        "<figure><img alt='The quay'><figcaption>The quay at dawn. Photo: Ada</figcaption></figure>"
        "<p>Fine <img alt='🙂'> weather <img alt='cloud.png'> today, said the mate of the ferry to us.</p>"
        f"<img alt=share width=16>{FILLER}"
    )
    captions = [text for kind, text, _, _ in blocks_of(article) if kind == "caption"]
    assert captions == ["A heron in the reeds", "The quay at dawn. Photo: Ada"]
    assert ("link", "A heron in the reeds", "https://a.example/") in marks_of(article)
    assert "Fine 🙂 weather today" in article.text


def test_hidden_text_is_left_out_unless_there_is_nothing_else() -> None:
    hidden = (
        "<script>s</script><style>t</style><template>u</template><noscript>v</noscript><p hidden>w</p>"
        "<p style='color:red; DISPLAY : none'>x</p><div aria-hidden=true>y</div><!-- z -->"
    )
    assert read(f"<p>Shown</p>{hidden}").text == "Shown"
    assert read("<div style='display:none'><p>Only this</p></div>").text == "Only this"
    with pytest.raises(SourceError, match="contains no text"):
        read("<script>s</script> ")


def test_fallback_content_of_an_object_is_read_unless_it_is_a_notice() -> None:
    phases = "".join(f"<p>Phase {number} of the moon as it is seen at night.</p>" for number in range(5))
    article = read(f"<p>Shown</p><object data=moon.xml>{phases}</object><object><p>Get a player.</p></object>")
    assert article.text.count("of the moon") == 5
    assert "player" not in article.text


def test_the_furniture_of_a_page_is_folded_and_still_there() -> None:
    article = read(
        f"<nav><ul><li><a href=/>Home</a><li><a href=/w>Weather</a></ul></nav><main><h1>The ferry</h1>{FILLER}</main>"
        "<footer><p>© 2031 River Post. All rights reserved.</p></footer>",
        "<title>The ferry | River Post</title>",
    )
    assert [block.kind for block in article.blocks] == [
        BlockKind.FURNITURE,
        BlockKind.HEADING,
        *[BlockKind.PARAGRAPH] * 4,
        BlockKind.FURNITURE,
    ]
    assert article.text.startswith("• Home\n• Weather\n\nThe ferry")
    assert article.body_text().endswith("why nobody spoke.")
    assert [mark.type for mark in article.blocks[0].marks] == [MarkType.LINK] * 2


def test_controls_and_bidi_overrides_become_visible() -> None:
    article = read("<p>a&#27;[31mb\x1b[0mc&#x202e;d&#150;e&#0;</p>")
    assert article.text == "a␛[31mb␛[0mc⍰d–e␀"


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (b"\xef\xbb\xbf<meta charset=latin-1><p>\xc3\xbc", "", "ü"),
        ("<p>привет мир".encode("koi8-r"), "koi8-r", "привет мир"),
        ("<meta charset='windows-1251'><p>привет".encode("cp1251"), "", "привет"),
        ("<meta charset='x-cp1251'><p>привет".encode("cp1251"), "", "привет"),
        (b"<meta http-equiv=content-type content='text/html; charset=iso-8859-1'><p>\x93a\x94", "", "“a”"),
        ("<meta charset=iso-8859-1><p>schön".encode(), "latin-1", "schön"),
        ("<meta charset=utf-8><p>Möwen und Fähren im März".encode("cp1252"), "", "Möwen und Fähren im März"),
        ("<?xml version='1.0' encoding='shift_jis'?><p>渡し船".encode("shift_jis"), "", "渡し船"),
    ],
)  # fmt: skip
def test_the_encoding_comes_from_the_mark_the_server_the_page_or_a_guess(data: bytes, charset: str, text: str) -> None:
    assert HtmlImporter().read(Source(data, charset=charset)).text == text


def test_html_is_recognised_and_other_markup_is_not() -> None:
    importer = HtmlImporter()
    assert importer.recognises(Source(b"\xef\xbb\xbf <!-- x --><!DOCTYPE html><p>x"))
    assert importer.recognises(Source(b"<?xml version='1.0'?>\n<html xmlns='x'>"))
    assert not importer.recognises(Source(b"<svg><p>x"))
    assert not importer.recognises(Source(b"# Not <html>"))


def test_lists_and_code_in_a_quote_say_that_they_are_quoted() -> None:
    article = read("<p>He wrote:</p><blockquote><p>See:</p><ul><li>one</li></ul><pre>code</pre></blockquote><p>So.</p>")
    assert [(block.kind.value, block.quoted) for block in article.blocks] == [
        ("paragraph", 0),
        ("quote", 0),
        ("list-item", 1),
        ("code", 1),
        ("paragraph", 0),
    ]


def test_the_title_of_an_image_is_in_its_caption_if_it_says_more() -> None:
    images = '<p>So:</p><img src="a" alt="River" title="The Spree"><p>And:</p><img src="b" alt="Ice" title="ice">'
    captions = [one for one in read(images).blocks if one.kind is BlockKind.CAPTION]
    assert [read(images).text[one.start : one.end] for one in captions] == ["River – The Spree", "Ice"]
