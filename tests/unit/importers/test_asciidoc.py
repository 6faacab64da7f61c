"""AsciiDoc: what its blocks and attributes mean; tables that are made to take long, or that are no tables."""

import pytest

from readtui.importers.light_markup.asciidoc import read_table
from readtui.model.article import Article
from readtui.model.block import BlockKind
from tests.unit.importers.test_light_markup import read, texts


@pytest.mark.parametrize("lines", [["999*|" + "word " * 1_000], ["999.999+|x"] * 50, ["999*|x"] * 500])
def test_spans_and_repetitions_add_no_more_than_the_table_has(lines: list[str]) -> None:
    text, _ = read_table(["", *lines], "|", '[cols="999*"]')
    assert len(text) <= 3 * len("\n".join(lines)) + 300
    assert "word" in text or "x" in text


def test_a_cell_that_repeats_or_spans_is_read_so() -> None:
    text, _ = read_table(["3*|a", "2+|b |c"], "|", "")
    assert text == "a\ta\ta\nb\t\tc"


def test_an_open_quotation_mark_costs_no_words() -> None:
    text, _ = read_table(['a,"' + "word " * 30_000, "b,c"], ",", "")
    assert text.count("word") == 30_000
    assert text.endswith("b,c")


def adoc(text: str) -> Article:
    return read(f"= T\n\n{text}\n", "a.adoc")


@pytest.mark.parametrize(
    ("table", "rows", "has_header"),
    [
        ("|===\n|a |b\n|c |d\n|===", "a\tb\nc\td", False),
        ("|===\n|a |b\n\n|c. C\n|d that goes\non here\n\n|e\n|f\n|===", "a\tb\nc. C\td that goes on here\ne\tf", True),
        ('[cols="1,2a"]\n|===\n|a\n|* one\n* two\n|c\n|d\n|===', "a\t• one • two\nc\td", False),
        ('[%header,cols="3*"]\n|===\n|a\n|b\n|c\n|d|e\\|f|g\n|===', "a\tb\tc\nd\te|f\tg", True),
        ("[cols=2*]\n|===\n2+|wide\n.2+|high |b\n|c\n3*|x\n|===", "wide\t\nhigh\tb\n\tc\nx\tx\nx", False),
        (',===\na,"b\nc"\n,d\n,===', "a\tb c\n\td", False),
        ("[format=csv,options=header]\n|===\na,b\nc,d\n|===", "a\tb\nc\td", True),
    ],
)
def test_the_cells_of_asciidoc_tables_are_whole_and_in_their_columns(table: str, rows: str, has_header: bool) -> None:
    article = adoc(table)
    assert texts(article, BlockKind.TABLE) == [rows]
    assert (article.blocks[-1].label == "") is has_header


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            ":site: https://a.example/\n\nSee {site}[the place^], {nope}, and C{plus}{plus}.",
            "See the place, {nope}, and C++.",
        ),
        ("Git hashes.(((hash)))  A ((commit)) in [.path]_a/b_, [red]#so#.", "Git hashes.  A commit in a/b, so."),
        (
            '"`Yes,`" press kbd:[Ctrl+T] or image:a.png[the key,16]image:b.png[width="9",link="https://a.example"].',
            "“Yes,” press Ctrl+T or the key.",
        ),
        (
            "``So,'' `+{set} x+`, +{set}+, a ++ b, [[here]]Here, [[[ship]]] and ``no.",
            "“So,” {set} x, {set}, a ++ b, Here, [ship] and ``no.",
        ),
        (
            'Sea.footnote:[See https://a.example/["The *sea*"], too.] Ship.footnoteref:[s,Old.]',
            'Sea.[See "The sea", too.] Ship.[s,Old.]',
        ),
        (
            "{nope}a.html[The ship] is insn:lr.w[], anchor:x[]cite:[x], menu:File[Save].",
            "The ship is lr.w, [x], File[Save].",
        ),
        ("Up.\n\n<<<<\n\n```!\ngo\n```\n\nDown.", "Up.\n\ngo\n\nDown."),
        ("== [[sea]]The sea\n\nSee <<sea>>.", "The sea\n\nSee The sea."),
        (".The sea\nimage::a.png[Waves]\n\nimage::b.png[The coast,9]", "The sea\n\nThe coast"),
        ("First::\nOne.\nSecond::\n\n  Two.", "First\n\nOne.\n\nSecond\n\nTwo."),
        ("[quote,Ann Lee,Letters]\n____\nSo.\n\n* a\n____", "So.\n\na\n\n— Ann Lee, Letters"),
        ("[WARNING]\n====\nHot.\n====\nSee <<x>>.\n\n[#x]\n== The End", "WARNING: Hot.\n\nSee The End.\n\nThe End"),
        (
            "In __pte__.__no_x__[__i__], **b**old *of _a_ {plus}b* [.x]#see https://a.example[it]#.",
            "In pte.no_x[i], bold of a +b see it.",
        ),
        (
            "++++\n<table><tr><td><p>a</p></td>\n<td>b &amp; c</td></tr></table>\n++++\n\n++++\na < b\n++++",
            "a\n\nb & c\n\na < b",
        ),
        ("The pass:c[->] operator, pass:[_as written_]", "The -> operator, _as written_"),
    ],
)
def test_asciidoc_shows_what_is_meant(written: str, shown: str) -> None:
    assert adoc(written).text == f"T\n\n{shown}"


def test_asciidoc_lists_nest_by_their_signs_and_count_on() -> None:
    article = adoc(". one\n* in it\n+\nSaid.\n* too\n. two\n\nWords.\n\n[start=4]\n. four")
    items = [(block.level, block.label) for block in article.blocks if block.kind is BlockKind.LIST_ITEM]
    assert items == [(1, "1."), (2, "•"), (2, "•"), (1, "2."), (1, "4.")]


@pytest.mark.parametrize(
    ("written", "blocks"),
    [
        ("[quote, Ann, The Book]\nIt is\nso.", [("quote", "", "It is so."), ("quote", "", "— Ann, The Book")]),
        ("[verse, Ann]\nA line\nanother", [("quote", "", "A line\nanother"), ("quote", "", "— Ann")]),
        ("[verse, Ann]\n____\nA line\nanother\n____", [("quote", "", "A line\nanother"), ("quote", "", "— Ann")]),
        ("[,ruby]\ngo\n\n[source%linenums,py]\nstay", [("code", "ruby", "go"), ("code", "py", "stay")]),
        ("[NOTE]\n====\n- one\n====", [("paragraph", "", "NOTE:"), ("list-item", "•", "one")]),
        ("'''\n\n***", [("rule", "", "* * *"), ("rule", "", "* * *")]),
        ("////\nhidden\n////\n\nvideo::a.mp4[]", [("furniture", "", "hidden"), ("furniture", "", "video::a.mp4[]")]),
        (":long: one \\\ntwo\n\nIt is {long}.", [("paragraph", "", "It is one two.")]),
        ("|===\n|a|b\n\n|c|d|e\n|f\n|===", [("table", "", "a\tb\nc\td\ne\tf")]),
    ],
)
def test_blocks_of_asciidoc_are_what_their_attributes_say(written: str, blocks: list[tuple[str, str, str]]) -> None:
    article = read(f"= Doc\n\n{written}\n", "a.adoc")
    assert [(str(one.kind), one.label, article.text[one.start : one.end]) for one in article.blocks[1:]] == blocks


def test_asciidoc_says_who_wrote_it_in_which_language() -> None:
    text = "// settings\n= T\n// more\n:author: Ann Lee\n:lang: de\n:language: ruby\n\nWorte.\n"
    article = read(text, "a.adoc")
    assert (article.metadata.creator, article.metadata.language, article.metadata.title) == ("Ann Lee", "de", "T")


def test_names_for_names_for_names_do_not_fill_the_memory() -> None:
    names = "".join(f":n{at}: {{n{at - 1}}}{{n{at - 1}}}\n" for at in range(1, 60))
    assert len(adoc(f"{names}\n{{n59}}").text) < 500_000
