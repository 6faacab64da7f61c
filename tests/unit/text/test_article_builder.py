from readtui.model.article import Metadata
from readtui.model.block import BlockKind, MarkType
from readtui.text.article_builder import ArticleBuilder


def test_marks_are_remapped_to_the_canonical_text() -> None:
    builder = ArticleBuilder()
    builder.add(BlockKind.PARAGRAPH, "First.")
    builder.add(
        BlockKind.PARAGRAPH, "  e\u0301te\u0301 link ", marks=[(MarkType.LINK, 8, 12, "https://a.example/\x1b")]
    )
    article = builder.build(Metadata(title="x\x1b\ny"))
    [mark] = article.blocks[1].marks
    assert article.text == "First.\n\nété link"
    assert article.text[mark.start : mark.end] == "link"
    assert mark.target == "https://a.example/␛"
    assert article.metadata.title == "x␛ y"


def test_endless_metadata_is_cut_as_every_list_reads_it() -> None:
    builder = ArticleBuilder()
    builder.add(BlockKind.HEADING, "long " * 5000)
    article = builder.build(Metadata(title="long " * 5000, creator="\x1b" + "x" * 5000))
    assert len(article.text) == 24_999
    assert (len(article.metadata.title), article.metadata.title[-5:]) == (1000, "long…")
    assert (len(article.metadata.creator), article.metadata.creator[:2]) == (1000, "␛x")


def test_code_keeps_its_indent_and_inner_lines_but_no_outer_blank_ones() -> None:
    builder = ArticleBuilder()
    builder.add(BlockKind.CODE, "\n\n  if x:\n\n    y\n\n")
    assert builder.build(Metadata(title="")).text == "  if x:\n\n    y"


def test_a_table_keeps_its_empty_corner() -> None:
    builder = ArticleBuilder()
    builder.add(BlockKind.TABLE, "\tA\tB\nr\t1\t")
    assert builder.build(Metadata(title="")).text == "\tA\tB\nr\t1\t"


def test_blank_blocks_are_dropped() -> None:
    builder = ArticleBuilder()
    builder.add(BlockKind.PARAGRAPH, " \n\t ")
    assert builder.is_empty


def test_replaced_characters_are_found_at_their_offsets() -> None:
    builder = ArticleBuilder()
    builder.add(BlockKind.PARAGRAPH, "one")
    builder.add(BlockKind.PARAGRAPH, "  tw\0o")
    article = builder.build(Metadata(title=""))
    assert [(article.text[offset], original) for offset, original in article.replaced] == [("␀", "\0")]


def test_a_link_to_a_named_place_has_its_offset_and_one_to_nowhere_is_dropped() -> None:
    builder = ArticleBuilder()
    link = MarkType.LINK
    builder.add(BlockKind.PARAGRAPH, "e\u0301 see 1 and 2", marks=[(link, 7, 8, "#note"), (link, 13, 14, "#gone")])
    builder.add(BlockKind.PARAGRAPH, " ", names=[("note", 0)])
    builder.add(BlockKind.PARAGRAPH, " e\u0301 back ^", names=[("ref", 3)], marks=[(link, 9, 10, "#ref")])
    article = builder.build(Metadata(title=""))
    first, second = article.blocks
    assert [(mark.start, mark.target) for mark in first.marks] == [(6, f"#char={second.start}")]
    assert [mark.target for mark in second.marks] == [f"#char={second.start + 1}"]
    assert builder.build(Metadata(title="")) == article


def test_the_longest_of_marks_with_the_same_start_comes_first() -> None:
    builder = ArticleBuilder()
    spans = [(MarkType.CODE, 2, 3), (MarkType.EMPHASIS, 0, 2), (MarkType.LINK, 0, 9), (MarkType.STRONG, 0, 2)]
    builder.add(BlockKind.PARAGRAPH, "one two", marks=[(kind, start, end, "") for kind, start, end in spans])
    marks = builder.build(Metadata(title="")).blocks[0].marks
    assert [mark.type for mark in marks] == [MarkType.LINK, MarkType.EMPHASIS, MarkType.STRONG, MarkType.CODE]
    assert marks[0].end == 7
