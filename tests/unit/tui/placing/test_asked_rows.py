"""What the screen for moved and lost annotations lists and compares, at many widths; below each line its styles."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from golden import Golden, Picture
from textual.geometry import Region, Size

from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.creator import Creator, Identity
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.services.annotating.moved_and_lost import PassageQuestion
from readtui.services.annotating.passage_comparison import ComparedPassage, Excerpt
from readtui.services.annotation_reader import FoundAnnotation
from readtui.tui.article.excerpt_lines import paint_excerpt, paint_heading
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.notes.note_lines import line_text
from readtui.tui.placing.comparison_view import ComparisonView
from readtui.tui.placing.rows import (
    Group,
    about_lines,
    after_heading,
    counts_said,
    make_rows,
    paint_asked,
    paint_group,
    said_in_row,
)
from readtui.tui.widgets.record_table import RowLook

PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
ME, ADA = Identity(Creator("me")), Creator("Ada")
LONG = "The ferry left at dawn and came back at dusk, and nobody on board spoke of the river or of the dog that slept."
HERE = TextPositionSelector(4, 9)
QUOTED = Annotation(
    "quoted", "a", "2026", "2026", TextQuoteSelector(LONG), HERE, "yellow", anchor=AnchorState.MOVED, creator=ME.me
)
NOTED = replace(
    QUOTED, id="noted", note="So **slow**?", tags=("sea", "old"), anchor=AnchorState.REVIEW, why="a figure changed"
)
LOST = replace(QUOTED, id="lost", note=f"{LONG}\n\nAnd more.", anchor=AnchorState.ORPHAN, creator=ADA, color=None)
KEPT = replace(LOST, id="kept", note="", position=None)
REPLIES = (
    Reply("r1", "a", "answered", "2026", "2026", "Not slow.", ADA),
    Reply("r2", "a", "answered", "2026", "2026", f"{LONG} And it is\nslow.", ADA, ThreadState.OPEN),
)
ANSWERED = replace(NOTED, id="answered", anchor=AnchorState.EXACT, is_thread=True, replies=REPLIES)
ONCE = replace(ANSWERED, id="once", replies=REPLIES[:1])
ASKED = [
    (PassageQuestion.ANSWERED, ANSWERED),
    (PassageQuestion.ANSWERED, ONCE),
    (PassageQuestion.REVIEW, NOTED),
    (PassageQuestion.LOST, LOST),
    (PassageQuestion.OTHER, replace(QUOTED, id="other", origin=Origin("v", 0, 4, "It was\tso."))),
    (PassageQuestion.SAME, QUOTED),
    (PassageQuestion.SAME, replace(QUOTED, id="same", note="Short.")),
    (PassageQuestion.KEPT, KEPT),
    (PassageQuestion.KEPT, replace(KEPT, id="whole", quote=None)),
]
WIDTHS = (36, 60, 90, 150)


def found(annotation: Annotation) -> FoundAnnotation:
    return FoundAnnotation(ArticleRecord("a", Metadata("The ferry"), "", "", "h"), annotation)


def key(command: str) -> str:
    return command.rpartition(".")[2][:2]


def test_what_is_asked_looks_so(golden: Golden) -> None:
    picture = Picture()
    for is_dense in (False, True):
        rows, shown = make_rows([(question, found(one)) for question, one in ASKED], is_dense=is_dense)
        for row, one in zip(rows, shown, strict=True):
            group = one.question if isinstance(one, Group) else one.id
            picture.say(row.key, row.height, row.group, row.heads, group, one.count if isinstance(one, Group) else "")
    for width, (number, (_, one)), is_dense in product(WIDTHS, enumerate(ASKED), (False, True)):
        look = RowLook(width, PALETTE, is_current=number % 2 == 0)
        for below, article in product(("", "so", LONG), ("", "The ferry at dawn and dusk")):
            if number in (1, 3) or (below and article):
                said = (below, PALETTE.review)
                for line in paint_asked(one, said, look, ME, article=article, is_dense=is_dense):
                    picture.add(line, width)
    for question in PassageQuestion:
        many = Group(str(question), question, 1_200)
        picture.say(many.asks(key))
        for width, has_space, is_folded in ((36, True, False), (90, True, True), (90, False, False)):
            look = RowLook(width, PALETTE, is_folded=is_folded)
            for line in paint_group(many, many.asks(key, is_short=True), look, has_space=has_space):
                picture.add(line, len(line) and width)
    picture.compare(golden, Path(__file__).with_name("asked-rows.txt"))


def test_what_stands_beside_a_row_is_said_once(golden: Golden) -> None:
    picture = Picture()
    for question, one in ASKED:
        for is_dense in (False, True):
            says = [said_in_row(question, found(one), ME, width, is_dense=is_dense) for width in (20, 30, *WIDTHS, 400)]
            picture.say(one.id, is_dense, *("".join("-+"[part] for part in each) for each in says))
    for one in (ANSWERED, NOTED, LOST, KEPT, replace(NOTED, tags=())):
        for width, rows, note, replies in (
            (30, 9, True, True),
            (60, 3, True, True),
            (60, 4, False, True),
            (60, 4, True, False),
        ):
            picture.say(one.id, width, rows, note, replies)
            lines = about_lines(one, ME, width, rows, PALETTE, has_note=note, has_replies=replies)
            assert len(lines) <= rows
            picture.add_texts(list(map(line_text, lines)))
    picture.compare(golden, Path(__file__).with_name("beside-rows.txt"))


@pytest.mark.parametrize(
    ("rooms", "said"),
    [
        ((95, 95), "1 answered · 2 meaning changed · 1,200 lost · 3 other words · 4 words unchanged · 5 left lost"),
        ((80, 90), "1 answered · 2 meaning · 1,200 lost · 3 other · 4 unchanged · 5 left lost"),
        ((60, 70), "1 answered · 2 meaning · 1,200 lost · 3 other"),
        ((9, 9), "1 answered · 2 meaning · 1,200 lost · 3 other"),
    ],
)
def test_counts_are_said_in_as_many_words_as_have_room(rooms: tuple[int, int], said: str) -> None:
    counts = dict(zip(PassageQuestion, (1, 2, 1_200, 3, 4, 5), strict=True))
    assert counts_said(counts, rooms) == said
    assert counts_said(dict.fromkeys(PassageQuestion, 0) | {PassageQuestion.SAME: 4}, rooms[:1]) == (
        "4 words unchanged" if rooms[0] > 9 else ""
    )


@pytest.mark.parametrize(
    ("question", "one", "changed", "heading"),
    [
        (PassageQuestion.ANSWERED, ANSWERED, {}, ("Here", "words unchanged")),
        (PassageQuestion.KEPT, KEPT, {}, ("Gone", "left lost; the text there now")),
        (PassageQuestion.LOST, KEPT, {}, ("Gone", "the text there now")),
        (PassageQuestion.LOST, KEPT, {"likely": 40}, ("Likeliest place", "40 % of its words. m goes there")),
        (PassageQuestion.KEPT, KEPT, {"likely": 40}, ("Likeliest place", "left lost; 40 % of its words. m goes there")),
        (PassageQuestion.REVIEW, NOTED, {"why": "a\nfigure"}, ("Here now?", "a figure")),
        (PassageQuestion.SAME, QUOTED, {}, ("Here now", "words unchanged")),
    ],
)
def test_the_present_text_is_headed_by_what_is_known_of_it(
    question: PassageQuestion, one: Annotation, changed: dict[str, object], heading: tuple[str, str]
) -> None:
    comparison = replace(ComparedPassage(None, Excerpt(""), is_from_text=False, stands_at=0), **changed)  # type: ignore[arg-type]
    assert after_heading(question, one, comparison, "m") == heading


TEXT = (
    "It was early.\nThe ferry left at dawn with nine people and came back at dusk.\nSo it goes. " + "More of it. " * 9
)
OLD, NEW = TEXT.replace("nine", "ten"), TEXT


def excerpts() -> Iterator[Excerpt]:
    start, end = TEXT.index("The ferry"), TEXT.index(" and came")
    differing = (Passage(TEXT.index("nine"), TEXT.index("nine") + 4), Passage(end + 5, end + 9))
    yield Excerpt(TEXT, start, Passage(start, end), differing)
    yield Excerpt(TEXT, start, Passage(start, end + 6), differing[:1], cut_before=True, cut_after=True)
    yield Excerpt(TEXT, end, None, cut_after=True)
    yield Excerpt("")


def test_an_excerpt_marks_its_passage_and_what_differs(golden: Golden) -> None:
    picture = Picture()
    for width, is_old, (number, excerpt) in product((5, 30, 80), (False, True), enumerate(excerpts())):
        lines, begins = paint_excerpt(excerpt, width, PALETTE, "yellow" if number else None, is_old=is_old)
        picture.say(width, is_old, begins)
        for line in lines if width > 5 else lines[:4]:
            picture.add(line)
    for width, detail in product((8, 20, 40), ("", "the text there now")):
        picture.add(paint_heading("Here now?", detail, width, PALETTE))
    picture.compare(golden, Path(__file__).with_name("excerpts.txt"))


def test_two_texts_stand_beside_or_below_each_other_and_scroll_together(
    golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, view = Picture(), ComparisonView(lambda: PALETTE)
    start, end = TEXT.index("The ferry"), TEXT.index(" and came")
    after = Excerpt(TEXT, start, Passage(start, end), (Passage(TEXT.index("nine"), TEXT.index("nine") + 4),))
    before = Excerpt("An earlier beginning. " * 9 + OLD, start + 198, Passage(start + 198, end + 197))
    compared = [
        ComparedPassage(before, after, is_from_text=True, stands_at=0, headings=("Winter", "Ice")),
        ComparedPassage(Excerpt("left at dawn"), after, is_from_text=False, stands_at=0),
        ComparedPassage(None, after, is_from_text=False, stands_at=0),
    ]
    for width, height in ((87, 8), (87, 9), (88, 6), (200, 12), (40, 14)):
        monkeypatch.setattr(ComparisonView, "size", Size(width, height))
        view.on_resize()
        for number, one in enumerate(compared):
            for is_in_place in (False, True) if width == 87 else (False,):
                view.show(one, ("Here now?", "a figure changed"), "yellow", is_in_place=is_in_place)
                for direction in (0, 1, 1, -1, -1, -1) if not number and height in (8, 12) else (0,):
                    view.scroll_both(direction)
                    picture.say(width, height, number, is_in_place, direction)
                    for line in view.render_lines(Region(0, 0, width, height)):
                        picture.add(list(line), width)
    view.clear()
    assert not any(line.text.strip() for line in view.render_lines(Region(0, 0, 40, 3)))
    picture.compare(golden, Path(__file__).with_name("compared.txt"))
