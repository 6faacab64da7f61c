"""The title block says what the text does not say, once."""

from dataclasses import replace

import pytest

from readtui.layout.article_layout import ArticleLayout
from readtui.layout.title_and_card import CardRow, Matter
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import BlockKind, MarkType, Role
from readtui.text.article_builder import ArticleBuilder
from readtui.tui.article.title_block import day_in_words, title_block

KNOWN = Metadata("On rivers", "https://www.example.org/rivers", "Ann Smith", "en", "2011-04-04T10:00:00Z", "The Shore")
HEADING, PARAGRAPH = BlockKind.HEADING, BlockKind.PARAGRAPH


def made(*blocks: tuple[BlockKind, str, Role | None], metadata: Metadata = KNOWN) -> tuple[Article, ArticleRecord]:
    builder = ArticleBuilder()
    for kind, text, role in blocks:
        builder.add(kind, text, role=role, level=1 if kind is HEADING else 0)
    article = builder.build(metadata)
    return article, ArticleRecord("a1", article.metadata, "", "", article.hash8, words=1840)


def shown(article: Article, matter: Matter, width: int = 60) -> list[str]:
    """The first rows of the article as text."""
    lines = ArticleLayout(article, width, matter=matter)
    rows = []
    for position in lines.window(lines.first, 9):
        line, row = lines.line(position), ""
        pieces = [(decor.cell, decor.text) for decor in line.decor]
        pieces += [(run.cell, run.written(article.text, run.start, run.end)) for run in line.runs]
        for cell, text in sorted(pieces):
            row = row.ljust(cell) + text
        rows.append(row)
    return rows[1:]


TEXT = (PARAGRAPH, "Water runs downhill. " * 20, None)


def test_the_facts_stand_below_a_title_that_the_text_has() -> None:
    article, record = made((PARAGRAPH, "Nature", Role.KICKER), (HEADING, "On rivers", Role.TITLE), TEXT)
    facts = "Ann Smith · 4 April 2011 · 8 min · The Shore"
    assert shown(article, title_block(article, record, 230))[:5] == ["Nature", "On rivers", "━━━━━━", facts, ""]
    narrow = shown(article, title_block(article, record, 230), 24)
    assert narrow[3:7] == ["Ann Smith · 4 April 2011", "8 min · The Shore", "", narrow[6]]


def test_a_text_without_a_title_gets_one_that_no_offset_counts() -> None:
    article, record = made((BlockKind.FURNITURE, "Menu", None), TEXT)
    matter = title_block(article, replace(record, metadata=replace(KNOWN, title="Rivers, again")), 230)
    facts = "Ann Smith · 4 April 2011 · 8 min · The Shore"
    assert shown(article, matter)[2:6] == ["Rivers, again", "━━━━━━", facts, ""]
    lines = ArticleLayout(article, 60, matter=matter)
    first = lines.locate(article.blocks[1].start)
    assert lines.line(first).runs
    assert lines.line(lines.with_rows_above(first)).decor[0].text == "Rivers, again"


@pytest.mark.parametrize(
    ("byline", "said"),
    [
        ("By Ann Smith", "By Ann Smith · 4 April 2011 · 8 min · The Shore"),
        ("Ann Smith, The Shore, 04.04.2011", "Ann Smith, The Shore, 04.04.2011 · 8 min"),
        ("Von ANN SMITH am 4. April 2011", "Von ANN SMITH am 4. April 2011 · 8 min · The Shore"),
    ],
)
def test_what_the_byline_says_is_not_said_again(byline: str, said: str) -> None:
    title, lead = (HEADING, "On rivers", Role.TITLE), (PARAGRAPH, "Where the water goes.", Role.LEAD)
    for above in ((title, lead), (title,)):
        article, record = made(*above, (PARAGRAPH, byline, Role.BYLINE), TEXT)
        assert said in shown(article, title_block(article, record, 230), 80)


def test_a_title_at_the_beginning_of_the_text_is_not_repeated() -> None:
    for begins, title in ((HEADING, "ON RIVERS"), (PARAGRAPH, "On rivers and lakes, a text without a title.")):
        article, record = made((begins, title, None), TEXT)
        assert "On rivers" not in [row.strip() for row in shown(article, title_block(article, record, 230))]


def test_a_file_is_named_unless_its_name_says_the_title() -> None:
    for source, named in (
        ("/x/on-rivers.md", ""),
        ("/x/a1 b.txt", "a1 b.txt"),
        ("-", ""),
        ("/x/\x1b[1m.txt", "␛[1m.txt"),
    ):
        article, record = made((HEADING, "On rivers", Role.TITLE), TEXT, metadata=Metadata("On rivers", source))
        assert title_block(article, record, 230).facts == (("8 min", named) if named else ("8 min",))


def test_dates_are_said_as_far_as_they_are_known() -> None:
    assert [day_in_words(date) for date in ("2011-04-04", "2011-12", "2011", "spring 2011", "2011-13", "0000-01")] == [
        "4 April 2011",
        "December 2011",
        "2011",
        "spring 2011",
        "2011-13",
        "0000-01",
    ]


def test_the_card_fits_any_width_and_keeps_the_keys() -> None:
    article, _ = made(TEXT)
    card = (CardRow("D", "Mark as done"), CardRow("]n", "Next: ", "A very long title of another article", " · 9 min"))
    for width in (8, 20, 36, 80):
        lines = ArticleLayout(article, width, matter=Matter(card=card))
        rows = [lines.line(position) for position in lines.window(lines.last_of_text, 20)][1:]
        assert [row.decor[0].text for row in rows if row.decor] == ["━━━━━━", "D", "]n"]
        assert max(decor.cell + len(decor.text) for row in rows for decor in row.decor) <= width
        assert lines.last_of_text == lines.locate(len(article.text) - 1)


def test_a_renamed_file_is_named_as_it_is_called_now() -> None:
    article, record = made((HEADING, "On rivers", Role.TITLE), TEXT, metadata=Metadata("On rivers", "/notes/draft.md"))
    for paths, name in (((), "draft.md"), (("/notes/plan.md", "/notes/draft.md"), "plan.md")):
        assert any(name in row for row in shown(article, title_block(article, replace(record, paths=paths), 230)))


def test_only_a_date_that_the_text_names_in_full_is_left_out() -> None:
    known = replace(KNOWN, published="2011-05-04")
    for byline, is_said in (("Ann Smith, 4 May 2011", False), ("Ann Smith, 5/2011", True), ("Ann Smith, 4 May", True)):
        article, record = made(
            (HEADING, "On rivers", Role.TITLE), (PARAGRAPH, byline, Role.BYLINE), TEXT, metadata=known
        )
        assert ("4 May 2011" in title_block(article, record, 230).facts) == is_said


def test_a_dateline_counts_as_said_wherever_its_paragraph_begins() -> None:
    builder = ArticleBuilder()
    builder.add(HEADING, "On rivers", role=Role.TITLE, level=1)
    words = f"Berlin, 4 April 2011. {TEXT[1]}"
    builder.add(PARAGRAPH, words, marks=[(MarkType.DATELINE, 0, 20, ""), (MarkType.STRONG, 22, 30, "")])
    article = builder.build(KNOWN)
    record = ArticleRecord("a1", article.metadata, "", "", article.hash8, words=1840)
    assert title_block(article, record, 230).facts == ("Ann Smith", "8 min", "The Shore")


@pytest.mark.parametrize(("minutes", "said"), [(90, "90 min"), (91, "2 h"), (150, "2 h"), (210, "4 h"), (0, "1 min")])
def test_long_reading_is_said_in_hours(minutes: int, said: str) -> None:
    article, record = made((HEADING, "On rivers", Role.TITLE), TEXT)
    facts = title_block(article, replace(record, words=100 * minutes), 100).facts
    assert facts == ("Ann Smith", "4 April 2011", said, "The Shore")


def test_the_head_of_a_text_ends_before_its_ninth_block_and_bylines_with_its_first_paragraph() -> None:
    menus = [(BlockKind.FURNITURE, f"Menu {number}", None) for number in range(59)]
    article, record = made(*menus, (PARAGRAPH, "First.", None), (HEADING, "On rivers", Role.TITLE), TEXT)
    matter = title_block(article, record, 230)
    assert (matter.title, matter.place, matter.is_above) == ("On rivers", 59, True)
    article, record = made(*menus, (BlockKind.FURNITURE, "Menu", None), TEXT)
    assert title_block(article, record, 230) == Matter()
    few = [(PARAGRAPH, f"{number}.", None) for number in range(7)]
    for before, is_above in ((few, False), ([*few, (PARAGRAPH, "8.", None)], True)):
        article, record = made(*before, (HEADING, "On rivers", None), TEXT)
        assert title_block(article, record, 230).is_above == is_above
    byline = (PARAGRAPH, "By Ann Smith", Role.BYLINE)
    title = (HEADING, "On rivers", Role.TITLE)
    for blocks, place in (
        ((title, byline, (PARAGRAPH, "Why.", Role.LEAD), byline, TEXT), 3),
        ((title, (BlockKind.CAPTION, "A quay.", None), byline, TEXT), 2),
        ((title, TEXT, byline), 0),
    ):
        article, record = made(*blocks)
        assert title_block(article, record, 230).place == place
