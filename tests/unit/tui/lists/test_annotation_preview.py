"""The preview of an annotation, a hit or a heading, and that it uses the room that there is."""

from dataclasses import replace
from pathlib import Path

import pytest
from articles import article_of
from golden import Golden, Picture
from rich.console import Console

from readtui.bootstrap import Services
from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.block import BlockKind
from readtui.model.creator import Creator, Identity
from readtui.model.passage import Passage
from readtui.model.reply import Reply
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag
from readtui.services.annotating.surroundings import surroundings
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.finding.search import Hit
from readtui.services.linking.links import Backlink
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.lists.annotation_preview import (
    AnnotationDetails,
    DetailsReader,
    annotation_lines,
    details_key,
    details_of,
    heading_lines,
    hit_lines,
    lines_of,
    passage_lines,
)
from readtui.tui.lists.annotation_rows import Heading
from readtui.tui.widgets.preview_pane import Sheet

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {})
ARTICLE = article_of(*(f"Sentence {number}. More words. The end of {number}." * 3 for number in range(9)))


@pytest.mark.parametrize("height", [0, 3, 6, 9, 14, 30, 60])
@pytest.mark.parametrize("others", [0, 4])
def test_more_of_the_text_is_shown_the_more_room_there_is_and_nothing_else_is_pushed_out(
    height: int, others: int
) -> None:
    start = ARTICLE.text.index("Sentence 4")
    around = surroundings(ARTICLE, Passage(start, start + 10))
    assert around is not None
    sheet = Sheet(40, PALETTE, Console(width=40), height=height)
    short = len(passage_lines(around, PALETTE.hit, Sheet(40, PALETTE, Console(width=40)), others))
    lines = passage_lines(around, PALETTE.hit, sheet, others)
    assert len(lines) <= max(short, height - others)
    assert sum(line.plain.count("Sentence 4") for line in lines) >= 1
    if height - others > 20:
        words = " ".join(line.plain for line in lines)
        assert "end of 3" in words
        assert "Sentence 5" in words


DAY, LATER = "2026-01-31T12:00:00Z", "2026-02-10T12:00:00Z"
ME = Identity(Creator("me"))
RECORD = ArticleRecord(
    "a", Metadata("The ferry", creator="Ada", site="x.org", published="2025-12-24", language="en"), "", "", "h"
)
BARE = ArticleRecord("b", Metadata("The mill"), "", "", "h", tags=("old",))
QUOTE = TextQuoteSelector("nobody on board\tspoke")
MADE = Annotation("n", "a", DAY, DAY, QUOTE, TextPositionSelector(0, 9), "yellow", creator=ME.me)
REPLIES = tuple(Reply(f"r{number}", "a", "n", DAY, DAY, f"Reply {number}.", Creator("Bea")) for number in range(3))
NOTED = replace(
    MADE, note="So **slow**, and so long that it takes more than a line.", tags=("sea", "old"), modified=LATER
)
LINKS = [Backlink(BARE, replace(NOTED, id=f"{number}", note=f"See *{number}*.")) for number in range(7)]
SEA = article_of(
    (BlockKind.HEADING, "On seas"), (BlockKind.HEADING, "Calm"), "Before it. It was\tslow. After it.", "More."
)


def test_what_is_said_about_annotations_hits_and_headings(golden: Golden) -> None:
    picture = Picture()
    start = SEA.text.index("slow")
    around = surroundings(SEA, Passage(start, start + 4))
    shown: list[tuple[Annotation, AnnotationDetails | None]] = [
        (MADE, None),
        (NOTED, None),
        (NOTED, details_of(NOTED, around, LINKS[:1])),
        (replace(MADE, color=None, creator=Creator("Bea")), details_of(MADE, around, LINKS[:5])),
        (replace(NOTED, is_thread=True, creator=Creator("Bea"), replies=REPLIES), details_of(NOTED, None, LINKS)),
        (replace(MADE, quote=None, position=None, color=None, note="x" * 4_001), None),
        (replace(MADE, anchor=AnchorState.ORPHAN, position=None, quote=TextQuoteSelector("y" * 4_001)), None),
        (replace(MADE, anchor=AnchorState.REVIEW, why="a figure changed", origin=Origin("h", 0, 4, "It was so")), None),
    ]
    for width, height in ((40, 0), (70, 30)):
        sheet = Sheet(width, PALETTE, Console(width=width), ME, height)
        for number, (annotation, details) in enumerate(shown):
            picture.say(number, width, height)
            lines = annotation_lines(FoundAnnotation((RECORD, BARE)[number % 2], annotation), details, sheet)
            picture.add_texts(lines if len(lines) < 40 else [*lines[:2], *lines[-8:]])
        hit = Hit(RECORD, 0, 1, "before\n", "it", " after")
        for read in (
            None,
            (None, AnnotationDetails()),
            (None, AnnotationDetails(around)),
            (FoundAnnotation(BARE, MADE), AnnotationDetails()),
        ):
            picture.say("hit", width)
            picture.add_texts(hit_lines(hit, read, sheet))
        tags = (Tag("Sea", description="Salt water."), Tag("land"))
        for heading in (
            Heading("sea", 1, tag="sea"),
            Heading("land", 2, tag="land"),
            Heading("", 1_200, tag=""),
            Heading("a", 3, RECORD),
            Heading("b", 1, BARE),
        ):
            picture.say("heading", width)
            picture.add_texts(heading_lines(heading, tags, sheet))
            assert lines_of(heading, None, tags)(sheet) == heading_lines(heading, tags, sheet)
            assert details_key(heading) is None
    picture.compare(golden, Path(__file__).with_name("annotation-previews.txt"), with_styles=True)
    assert details_key(FoundAnnotation(RECORD, NOTED)) == ("n", LATER, RECORD.text_version)


def test_blocks_nearby_come_in_turns_and_are_cut_where_there_is_no_more_room(golden: Golden) -> None:
    picture, start = Picture(), ARTICLE.text.index("Sentence 4")
    around = surroundings(ARTICLE, Passage(start, start + 10))
    assert around is not None
    for height in (0, 5, 9, 14, 26):
        sheet = Sheet(36, PALETTE, Console(width=36), height=height)
        for nearby in (True, False):
            picture.say(height, nearby)
            picture.add_texts(passage_lines(around, PALETTE.hit, sheet, 1, nearby=nearby))
    picture.compare(golden, Path(__file__).with_name("nearby-blocks.txt"), with_styles=True)


def test_details_are_read_of_what_is_there(services: Services, rivers: str) -> None:
    reader, library = DetailsReader(services), services.library
    record, article = library.find(rivers), library.open(rivers)
    first, second = (
        services.annotator.create(rivers, article, Passage(start, start + 5), color="yellow", note=note)
        for start, note in ((article.text.index("Water"), ""), (article.text.index("Ships"), "none"))
    )
    for change in (first, second):
        services.repository.apply(change)
    water, ships = sorted(services.repository.annotations(rivers), key=lambda one: one.note)
    assert reader.read(Heading("a", 1)) == AnnotationDetails()
    read = reader.read(FoundAnnotation(record, water))
    assert read.around is not None
    assert read.around.passage.of(read.around.text) == "Water"
    assert (read.note, list(read.links)) == (None, [])
    other_text = replace(water, text_version="00000000")
    assert reader.read(FoundAnnotation(record, other_text)).around is None
    assert reader.read(FoundAnnotation(record, replace(water, position=None))).around is None
    hit = Hit(record, water.passage.start, water.passage.end, "", "Water", "") if water.passage else None
    assert hit is not None
    assert reader.read_hit(hit) == (None, AnnotationDetails(read.around))
    found, details = reader.read_hit(replace(hit, annotation=ships.id, field="note"))
    assert found is not None
    assert (found.annotation, details.around is not None) == (ships, True)
    assert reader.read_hit(replace(hit, annotation="gone", field="note")) == (None, AnnotationDetails())
    # A note that links to it is listed, also one that has come since.
    linking = services.annotator.create(rivers, article, Passage(0, 2), note=f"See [it](readtui:{water.id}).")
    services.repository.apply(linking)
    assert [one.annotation.note for one in reader.read(FoundAnnotation(record, water)).links] == [
        f"See [it](readtui:{water.id})."
    ]
