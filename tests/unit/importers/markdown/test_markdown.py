import pytest
from growth import assert_growth

from readtui.importers.importer import Source
from readtui.importers.markdown.importer import MarkdownImporter
from readtui.model.article import Article
from readtui.model.block import BlockKind, MarkType, Role

SAMPLE = """---
author: "Ada Example"
lang: en
tags: [a, b]
---
# The *long* way

**A lead in bold.**

Some `code`, ~~gone~~ and a [link](https://a.example/x "t")
on two lines.

1. one

   more of one
2. two
   - deep

> said
>
> > answered

```python
def f():

    return 1
```

| | A |
|-|-|
| r | **1** |

![A heron](https://img.example/h.png)

***

<p>raw &amp; <b>bold</b></p><!-- gone --><script>x</script>
"""


def read(text: str, name: str = "long_way.md") -> Article:
    return MarkdownImporter().read(Source(text.encode(), name))


def test_a_table_with_an_empty_header_has_none() -> None:
    [table] = read("|   |   |\n|---|---|\n| a | b |\n| c | d |\n").blocks
    assert (table.kind, table.label) == (BlockKind.TABLE, "headless")
    assert read("|   |   |\n|---|---|\n| a | b |\n| c | d |\n").text == "a\tb\nc\td"


def test_blocks_with_their_levels_and_labels() -> None:
    article = read(SAMPLE)
    blocks = [(one.kind, article.text[one.start : one.end], one.level, one.label) for one in article.blocks]
    assert blocks == [
        (BlockKind.HEADING, "The long way", 1, ""),
        (BlockKind.PARAGRAPH, "A lead in bold.", 0, ""),
        (BlockKind.PARAGRAPH, "Some code, gone and a link on two lines.", 0, ""),
        (BlockKind.LIST_ITEM, "one", 1, "1."),
        (BlockKind.LIST_ITEM, "more of one", 1, ""),
        (BlockKind.LIST_ITEM, "two", 1, "2."),
        (BlockKind.LIST_ITEM, "deep", 2, "•"),
        (BlockKind.QUOTE, "said", 1, ""),
        (BlockKind.QUOTE, "answered", 2, ""),
        (BlockKind.CODE, "def f():\n\n    return 1", 0, "python"),
        (BlockKind.TABLE, "\tA\nr\t1", 0, ""),
        (BlockKind.CAPTION, "A heron", 0, ""),
        (BlockKind.RULE, "* * *", 0, ""),
        (BlockKind.PARAGRAPH, "raw & bold", 0, ""),
    ]
    assert [block.role for block in article.blocks[:3]] == [Role.TITLE, Role.LEAD, None]


def test_marks_cover_their_words() -> None:
    article = read(SAMPLE)
    marks = [(one.type, article.text[one.start : one.end], one.target) for one in article.blocks[2].marks]
    assert marks == [
        (MarkType.CODE, "code", ""),
        (MarkType.STRIKETHROUGH, "gone", ""),
        (MarkType.LINK, "link", "https://a.example/x"),
    ]
    assert [article.text[one.start : one.end] for one in article.blocks[10].marks] == ["1"]


def test_front_matter_is_metadata_and_not_text() -> None:
    article = read(SAMPLE)
    assert (article.metadata.title, article.metadata.creator, article.metadata.language) == (
        "The long way",
        "Ada Example",
        "en",
    )
    assert "Ada" not in article.text


def test_a_title_from_the_front_matter_is_shown_where_the_text_has_none() -> None:
    article = read("---\ntitle: From above\n---\nText.")
    assert article.text == "From above\n\nText."
    assert article.blocks[0].role is Role.TITLE


def test_a_rule_at_the_top_is_not_front_matter() -> None:
    assert read("---\n\nNot: quite.\n\n---\n\nEnd").text.startswith("* * *")


def test_text_nested_too_deep_for_the_parser_is_kept() -> None:
    assert "bottom" in read("> " * 5000 + "bottom").text


def test_markdown_is_recognised_and_prose_is_not() -> None:
    importer = MarkdownImporter()
    assert importer.recognises(Source(b"# A\n\nsome **bold** words"))
    assert importer.recognises(Source(b"\n## Answer\n\nYes, that works.\n\n- one\n- two"))
    assert not importer.recognises(Source(b"# the port\n\nport = 80\nhost = localhost\n"))
    assert not importer.recognises(Source(b"A walk, and * a star. Item #1 was [sic] lost."))


@pytest.mark.parametrize("sign", ["[", "![", "-", ":-"])
def test_no_line_takes_long_to_look_at(sign: str) -> None:
    def look_at(count: int) -> None:
        MarkdownImporter().recognises(Source((sign * count)[:count].encode(), "x"))

    # Twenty times the length; quadratic time would be a factor of 400.
    assert_growth(look_at, 1_000, 20_000, below=100)


def test_tasks_footnotes_and_lists_in_quotes_keep_what_they_are() -> None:
    article = read("- [ ] sow\n- [x] reap\n\nSee[^1] and[^b].\n\n[^1]: Short\n[^b]: A longer one.\n\n> - apples\n")
    assert [(one.kind, one.label, article.text[one.start : one.end], one.level) for one in article.blocks] == [
        (BlockKind.LIST_ITEM, "☐", "sow", 1),
        (BlockKind.LIST_ITEM, "☑", "reap", 1),
        (BlockKind.PARAGRAPH, "", "See[1] and[b].", 0),
        (BlockKind.LIST_ITEM, "[1]", "Short ↩", 1),
        (BlockKind.LIST_ITEM, "[b]", "A longer one. ↩", 1),
        (BlockKind.LIST_ITEM, "•", "apples", 2),
    ]
    assert [one.quoted for one in article.blocks] == [0, 0, 0, 0, 0, 1]


def followed(article: Article, words: str) -> str:
    """The words at the target of the link on ``words``."""
    found = [mark for block in article.blocks for mark in block.marks if article.text[mark.start : mark.end] == words]
    assert [mark.type for mark in found] == [MarkType.LINK]
    return article.text[int(found[0].target.removeprefix("#char=")) :][:12]


def test_footnotes_are_linked_both_ways_and_keep_their_paragraphs() -> None:
    article = read(
        "It left.[^a] It *came[^b]* back, with [^c].\n\n[^a]: At dawn.\n\n    The fare was a coin.\n\n    - or two\n\n"
        "[^c]: At noon.\n[^b]:\n    At dusk.\n\n    code()"
    )
    assert article.text.endswith(
        "[b] back, with [c].\n\nAt dawn. ↩\n\nThe fare was a coin.\n\nor two\n\nAt noon. ↩\n\nAt dusk. ↩\n\ncode()"
    )
    assert [block.label for block in article.blocks] == ["", "[a]", "", "•", "[c]", "[b]", ""]
    assert followed(article, "[a]").startswith("At dawn.")
    assert followed(article, "[b]").startswith("At dusk.")
    back = {mark.target: mark.start for block in article.blocks for mark in block.marks if mark.end - mark.start == 1}
    assert [article.text[int(target.removeprefix("#char=")) :][:3] for target in back] == ["[a]", "[c]", "[b]"]


def test_a_footnote_that_nothing_refers_to_is_not_linked_and_a_reference_to_none_is_text() -> None:
    article = read("Words[^x] and more.\n\n[^y]: Nothing leads here.")
    assert article.text == "Words[^x] and more.\n\nNothing leads here."
    assert not any(block.marks for block in article.blocks)


def blocks_of(article: Article) -> list[tuple[BlockKind, str, str, int]]:
    return [(one.kind, one.label, article.text[one.start : one.end], one.level) for one in article.blocks]


def test_a_footnote_may_stand_right_below_a_paragraph_and_hold_lists_quotes_and_code() -> None:
    article = read(
        "It left.[^a] [^b]\n[^a]: At dawn,\nin fog.\n\n    > quoted\n\n[^b]:\n\n    ```\n    code\n    ```\nEnd."
    )
    assert blocks_of(article) == [
        (BlockKind.PARAGRAPH, "", "It left.[a] [b]", 0),
        (BlockKind.LIST_ITEM, "[a]", "At dawn, in fog. ↩", 1),
        (BlockKind.QUOTE, "", "quoted", 1),
        (BlockKind.CODE, "", "code", 0),
        (BlockKind.LIST_ITEM, "[b]", "↩", 1),
        (BlockKind.PARAGRAPH, "", "End.", 0),
    ]
    assert followed(article, "[b]").startswith("code")


def test_a_footnote_whose_text_begins_in_the_next_line_needs_no_indent() -> None:
    article = read("Left.[^a] [^b] [^c]\n\n[^a]:\n  At *dawn*,\n  in fog.\n\n[^b]:\nAt dusk.\n[^c]:\n- item\n")
    assert blocks_of(article)[1:] == [
        (BlockKind.LIST_ITEM, "[a]", "At dawn, in fog. ↩", 1),
        (BlockKind.LIST_ITEM, "[b]", "At dusk. ↩", 1),
        (BlockKind.LIST_ITEM, "[c]", "↩", 1),
        (BlockKind.LIST_ITEM, "•", "item", 1),
    ]


def test_footnotes_in_quotes_and_items_are_deeper() -> None:
    article = read("> Said.[^a]\n>\n> [^a]: Quoted.\n\n- [ ] do[^b]\n\n  [^b]: [x] done")
    assert blocks_of(article) == [
        (BlockKind.QUOTE, "", "Said.[a]", 1),
        (BlockKind.LIST_ITEM, "[a]", "Quoted. ↩", 2),
        (BlockKind.LIST_ITEM, "☐", "do[b]", 1),
        (BlockKind.LIST_ITEM, "[b]", "[x] done ↩", 2),
    ]


@pytest.mark.parametrize("text", ["[^a b]: c", "[^]: c", f"[^{'a' * 201}]: c", "`[^a]`", "\\[^a]: b", "    [^a]: b"])
def test_text_that_only_looks_like_a_footnote_stays_text(text: str) -> None:
    assert read(f"{text}\n").text == text.strip("` \\")


def test_a_footnote_in_the_line_of_another_is_its_text() -> None:
    assert read("[^a]: [^b]: " * 500 + "bottom\n\nEnd").text.endswith("[^b]: [a]: [^b]: bottom ↩\n\nEnd")


def test_definitions_stand_below_their_terms() -> None:
    text = "A *b*\n: one\n\n    two\n\nC\n\n: three\n: four\n\n- in\n\n  D\n  : five\n\nNo: term\nx\n"
    blocks = [(block.kind, block.level, block.label) for block in read(text).blocks]
    assert read(text).text.split("\n\n") == ["A b", "one", "two", "C", "three", "four", "in", "D", "five", "No: term x"]
    item = BlockKind.LIST_ITEM
    assert blocks[:4] == [(BlockKind.PARAGRAPH, 0, ""), (item, 1, "–"), (item, 1, ""), (BlockKind.PARAGRAPH, 0, "")]
    assert blocks[7:] == [(item, 1, ""), (item, 2, "–"), (BlockKind.PARAGRAPH, 0, "")]
    assert_growth(lambda count: read("a\n: b\n\n" * count), 200, 800, below=8)


def test_links_to_headings_lead_to_them() -> None:
    article = read(
        "See [one](#the-way-home-2), [two](#über) and [three](#the-way-home-2-1).\n\n"
        "# The way home 2\n\n## *Über*\n\n## The way: home 2\n"
    )
    assert followed(article, "one").startswith("The way home")
    assert followed(article, "two").startswith("Über")
    assert followed(article, "three").startswith("The way: hom")


@pytest.mark.parametrize(
    "written",
    [
        "{#home}",
        "{: #home}",
        '{ .wide #home data-x="a b" }',
        "{#home -}",
    ],
)
def test_a_heading_has_the_name_that_its_attributes_give_it_and_that_of_its_words(written: str) -> None:
    article = read(f"See [one](#home) and [two](#the-way).\n\n## The *way* {written}\n\nText.")
    assert article.text == "See one and two.\n\nThe way\n\nText."
    assert followed(article, "one") == followed(article, "two") == "The way\n\nTex"


def test_attributes_behind_links_pictures_and_code_or_in_a_line_of_their_own_are_not_text() -> None:
    article = read(
        '[one](/a){:target="_blank" .b}, [two](/b){ .c } `three`{.py}.\n{: .note}\n\n'
        "{:toc}\n\n![A heron](h.png){width=50%}\n\n|a|\n|-|\n|`b`{#c}|\n\n{: .x}\nThe *end*"
    )
    assert [(block.kind, article.text[block.start : block.end]) for block in article.blocks] == [
        (BlockKind.PARAGRAPH, "one, two three."),
        (BlockKind.CAPTION, "A heron"),
        (BlockKind.TABLE, "a\nb"),
        (BlockKind.PARAGRAPH, "The end"),
    ]


@pytest.mark.parametrize(
    "text",
    ["# {#a}", "# A set {1, 2}", "# Use {{ name }}", "`a` {.b}", "`f`{x, y}", "word{.a}", "{.a}", "`a`{", "a\n{b}"],
)
def test_other_braces_are_text(text: str) -> None:
    assert read(text).text == text.lstrip("# ").replace("`", "").replace("\n", " ")


def test_a_paragraph_of_very_many_links_takes_time_in_proportion() -> None:
    def look_at(links: int) -> None:
        MarkdownImporter().read(Source(("[a](https://example.org/x) " * links).encode(), "links.md"))

    # Eight times the links; quadratic time would be a factor of 64.
    assert_growth(look_at, 2_000, 16_000, below=30)


@pytest.mark.parametrize("hostile", ["[" * 2000, "![" * 2000, "[" * 2000 + "]" * 2000, "[a](" * 2000])
def test_brackets_that_open_no_link_are_text_and_links_behind_them_are_links(hostile: str) -> None:
    article = read(f"[one](/a)\n\n{hostile}\n\n[two](/b)")
    marks = [mark.target for block in article.blocks for mark in block.marks if mark.type is MarkType.LINK]
    assert marks == ["/a", "/b"]
    assert article.text == f"one\n\n{hostile}\n\ntwo"


def test_notes_in_brackets_leave_the_links_of_a_long_log_alone() -> None:
    log = "".join(f"[{number % 24}:05] the ferry left [late\n\n" for number in range(2000))
    article = read(f"{log}See [the table](/times).")
    assert [mark.target for block in article.blocks for mark in block.marks] == ["/times"]


def test_scripts_and_keys_in_html_keep_their_meaning_and_images_their_titles() -> None:
    source = "H<sub>2</sub>O and mc<sup>2</sup>, x<SUP>-y</SUP>: press <kbd>Ctrl</kbd>. The 1<sup>st</sup> <sup>of\n"
    article = read(f'{source}\n![River](a.jpg "The Spree")\n\n![](b.jpg "Ice")\n\n![The Spree in May](c.jpg "spree")\n')
    assert article.text.split("\n\n") == [
        "H₂O and mc², x^-y: press Ctrl. The 1st of",
        "River – The Spree",
        "Ice",
        "The Spree in May",
    ]
    assert [article.text[mark.start : mark.end] for mark in article.blocks[0].marks] == ["Ctrl"]


@pytest.mark.parametrize(
    ("written", "text", "marked"),
    [
        ("A ==marked *word* here== and more.", "A marked word here and more.", ["marked word here"]),
        ("==a== ==b==", "a b", ["a", "b"]),
        ("All of ==these words== are marked.", "All of these words are marked.", ["these words"]),
        ("==全部==重要", "全部重要", ["全部"]),
        ("**==both==**", "both", ["both"]),
        ("==over\ntwo lines==", "over two lines", ["over two lines"]),
        ("if a==b and c==d", "if a==b and c==d", []),
        ("x == y == z", "x == y == z", []),
        ("===three=== and ==unclosed", "===three=== and ==unclosed", []),
        ("`==code==`", "==code==", []),
    ],
)
def test_words_between_equals_signs_are_marked_without_them(written: str, text: str, marked: list[str]) -> None:
    article = MarkdownImporter().read(Source(written.encode(), "a.md"))
    assert article.text == text
    marks = [mark for block in article.blocks for mark in block.marks if mark.type is MarkType.MARKED]
    assert [article.text[mark.start : mark.end] for mark in marks] == marked


@pytest.mark.parametrize("written", ["$$\nx^2\n$$", "$$ x^2 $$", "\\[\nx^2\n\\]", "\\[ x^2 \\]\n\n$$\n\nWords"])
def test_a_formula_may_stand_at_the_very_beginning(written: str) -> None:
    assert read(written).text.startswith("x²")
