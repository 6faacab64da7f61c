"""Rows of articles and hits, composed of parts, at many widths: each cell with a letter for its style below it."""

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from articles import library_entry
from golden import Golden, Picture
from rich.console import Console

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextQuoteSelector
from readtui.model.view import Lists
from readtui.search.query.parser import parse
from readtui.search.query.syntax import EVERYTHING
from readtui.services.finding.search import Hit, Order
from readtui.services.library import LibraryEntry
from readtui.services.reading.article_preview import ArticleGlance
from readtui.services.upkeep.trash import TrashedRecord
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.lists import hit_rows
from readtui.tui.lists.annotation_rows import Heading, glyph, heading_row, paint_annotation, paint_heading, state_of
from readtui.tui.lists.article_order import ArticleSort
from readtui.tui.lists.article_rows import ArticleLook, article_lines, columns_for, details_of, group_lines, paint_entry
from readtui.tui.lists.count_rows import CountList, CountRequest, CountRow, CountTable, Sort, What, why_nothing
from readtui.tui.lists.hit_rows import (
    SearchRequest,
    fit_concordance,
    labels,
    listed,
    longest_words,
    narrowing_prompt,
    paint_concordance_line,
    paint_hit,
    search_header,
    why_no_hits,
)
from readtui.tui.lists.trash_rows import TrashDetails, paint_trashed, trashed_lines
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.preview_pane import Sheet
from readtui.tui.widgets.record_table import RowLook

NOW, DAY = datetime(2026, 3, 10, 12, tzinfo=UTC), "2026-03-05T10:00:00Z"
CONSOLE = Console(width=200)
WORDS = "the ferry left at dawn and nobody on board had told the captain, who slept: where is it? 川の水 unforgettable "
PALETTES = [
    replace(make_palette(OWN_THEMES["readtui-dark"], depth), tags=TagColors({("sea",): "green", ("old",): "pink"}))
    for depth in (ColorDepth.FULL, ColorDepth.NONE)
]


class Chance:
    """The same choices each time."""

    def __init__(self, number: int) -> None:
        self._random = Random(number).random

    def below(self, end: int) -> int:
        return int(self._random() * end)

    def of(self, *known: object) -> object:
        return known[self.below(len(known))]

    def words(self, most: int) -> str:
        first = self.below(len(WORDS))
        return (WORDS * 4)[first : first + self.below(most)]

    def entry(self) -> LibraryEntry:
        title = self.of("Twice", self.words(20), self.words(120))
        metadata = Metadata(
            f"{title}".strip() or "x",
            creator=self.words(self.below(60)).strip(),
            site=f"{self.of('', 'example.org', self.words(50))}".strip(),
            source=f"{self.of('https://www.example.org/a/b%20c.html', '/home/ada/texts/sea.md', 'x')}",
        )
        days = [f"2026-0{self.below(3) + 1}-0{self.below(9) + 1}T00:00:00Z" for _ in range(2)]
        tags = ("sea", "old/er", "a very long name of a tag", "old")[self.below(4) :][: self.below(4)]
        state = list(ReadingState)[self.below(len(ReadingState))]
        record = ArticleRecord("id", metadata, days[0], days[0], "h", 5, tags=tags, reading_state=state)
        return library_entry(
            record,
            words=5,
            minutes=(1, 45, 99, 100, 600, 6_000)[self.below(6)],
            progress=(0.0, 0.009, 0.01, 0.333, 0.999, 1.0)[self.below(6)],
            annotations=(0, 3, 1_200)[self.below(3)],
            last_read=("", days[1])[self.below(2)],
            is_noted=self.below(2) == 0,
            is_changed=self.below(3) == 0,
        )

    def annotation(self, number: int) -> Annotation:
        quote = TextQuoteSelector(self.words(400).strip() or "it", "", "") if self.below(4) else None
        tags = ("sea", "old/er", "a very long name of a tag")[self.below(4) :]
        note = self.words(self.below(3) * 200).strip()
        color = (None, "yellow")[self.below(2)]
        return Annotation(f"{number}", "id", "", DAY, quote=quote, color=color, tags=tags, note=note, deleted=DAY)

    def glance(self) -> ArticleGlance:
        tags = [(f"tag {number}", 2_000 // (number + 1)) for number in range((0, 1, 12, 13, 40)[self.below(5)])]
        latest = [self.annotation(number) for number in range(self.below(4))]
        return ArticleGlance(self.words(1_300), self.words(1_300), tags, latest, self.words(self.below(2) * 600))

    def hit(self, article_id: str = "id") -> Hit:
        record = ArticleRecord(article_id, Metadata(self.words(50).strip() or "x"), "", "", "h", 5)
        field = ("", "", "quote", "note", "tags", "reply")[self.below(6)]
        return Hit(
            record,
            0,
            1,
            self.words(90),
            self.words(25).strip() or "it",
            self.words(90),
            field=field,
            has_more_before=self.below(2) == 0,
            has_more_after=self.below(2) == 0,
            about=self.words(60) if field in ("tags", "reply") else "",
        )


def told(one: object) -> str:
    """What a record has, without the names of its fields."""
    known = [getattr(one, each.name) for each in fields(one)] if is_dataclass(one) else [one]
    return " | ".join(str(value) for value in known if value is not None and value != "")


def test_what_many_rows_look_like(golden: Golden) -> None:
    picture = Picture()
    for number in range(48):
        chance = Chance(number)
        width = (36, 40, 44, 59, 60, 76, 100, 140)[number % 8]
        palette = PALETTES[chance.below(4) == 0]
        entries = [chance.entry() for _ in range(3)]
        by = list(ArticleSort)[chance.below(len(ArticleSort))]
        columns = columns_for(entries, by)
        for row, entry in enumerate(entries):
            tags = [("sea", "old", "new/er")[chance.below(3)] for _ in range(chance.below(60))]
            above = entries[row - 1] if row else None
            look = ArticleLook(width, palette, columns, NOW, by, row == 1, chance.below(4) == 0, above, tags)
            for line in paint_entry(entry, look):
                picture.add(line, width)
        hits = [chance.hit() for _ in range(3)]
        order = list(Order)[chance.below(len(Order))]
        places = fit_concordance(longest_words(hits), width)
        for row, hit in enumerate(hits):
            row_look = RowLook(width, palette, is_current=row == 1)
            picture.add(paint_hit(hit, row_look), width)
            picture.add(paint_concordance_line(hit, places, order, row_look), width)
    for number in range(30):
        # Tags, which take all the room that they may have, or the little that long names leave them.
        chance, width, palette = Chance(number), (56, 60, 76, 100, 140)[number % 5], PALETTES[number % 2]
        metadata = Metadata("x", creator=WORDS, site=WORDS) if number % 3 == 2 else Metadata("x")
        entry = chance.entry().with_record(ArticleRecord("id", metadata, DAY, DAY, "h", 5))
        columns = columns_for([entry] if number % 4 else [])
        tags = [("sea", "old", "new/er", "a long name")[chance.below(4)] for _ in range(chance.below(80))]
        for line in paint_entry(entry, ArticleLook(width, palette, columns, NOW, tags=tags)):
            picture.add(line, width)
    picture.compare(golden, Path(__file__).with_name("many-rows.txt"), with_styles=True)


def test_what_many_annotations_look_like(golden: Golden) -> None:
    picture, me = Picture(), Identity(Creator("Ada"))
    for number in range(72):
        chance, width = Chance(number), (40, 48, 60, 76, 110)[number % 5]
        palette = PALETTES[chance.below(6) == 0]
        people = [None, Creator("Ada"), Creator("Bea from the archive"), Creator("a program", is_program=True)]
        replies = tuple(
            Reply(f"{at}", "id", "0", DAY, DAY, "So.", people[at], (None, None, ThreadState.SETTLED)[chance.below(3)])
            for at in range(1, 1 + chance.below(3))
        )
        one = replace(
            chance.annotation(number),
            deleted=None,
            anchor=list(AnchorState)[chance.below(len(AnchorState))],
            creator=people[chance.below(4)],
            is_thread=chance.below(3) == 0,
            replies=replies if chance.below(3) == 0 else (),
            conflicts=({},) if chance.below(5) == 0 else (),
        )
        look = RowLook(width, palette, number % 4 == 0, chance.below(3) == 0, chance.below(4) == 0)
        below, title = ("sea", "")[number % 2], ("", chance.words(70))[number % 3 == 0]
        for line in paint_annotation(one, look, lambda: me, below_tag=below, title=title):
            picture.add(line, width if width > 40 else 0)
        picture.say(glyph(one), state_of(one))
        record = chance.entry().record
        for heading in (Heading("id", number * 90, record), Heading("#", number, tag=("", "sea")[number % 2])):
            for line in paint_heading(heading, look, is_first=chance.below(3) == 0):
                picture.add(line, width if line else 0)
            picture.say(heading_row(heading, is_first=number % 2 == 0, can_stop=number % 3 > 0))
    picture.compare(golden, Path(__file__).with_name("many-annotations.txt"), with_styles=True)


def test_what_many_previews_look_like(golden: Golden) -> None:
    picture = Picture()
    for number in range(18):
        chance = Chance(number)
        sheet = Sheet((30, 48, 76)[number % 3], PALETTES[chance.below(4) == 0], CONSOLE)
        entry = chance.entry()
        details = details_of(chance.glance()) if number else None
        picture.add_texts(article_lines(entry, details, NOW, sheet, is_card=chance.below(2) == 0))
        trashed = TrashedRecord(replace(entry.record, deleted=DAY), chance.annotation(1) if chance.below(2) else None)
        seen = TrashDetails(beginning=chance.words(300), annotations=(None, 0, 1, 3)[chance.below(4)])
        picture.add_texts(trashed_lines(trashed, seen, "g h", NOW, sheet))
        for line in paint_trashed(trashed, RowLook(sheet.width, sheet.palette, chance.below(2) == 0), NOW):
            picture.add(line, sheet.width)
        picture.add_texts(group_lines(chance.words(60), chance.below(3), sheet))
    picture.compare(golden, Path(__file__).with_name("many-previews.txt"), with_styles=True)


def test_what_many_searches_and_counts_say(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hit_rows, "PromptDialog", lambda *arguments: arguments[:3])
    said: list[object] = []
    for number in range(32):
        chance = Chance(number)
        order, bits = (None, *Order)[number % 4], [number & bit > 0 for bit in (4, 8, 16)]
        asked = SearchRequest(order, bits[0], bits[1], parse("tag:sea") if bits[2] else EVERYTHING)
        hits = [chance.hit(f"{chance.below(3)}") for _ in range(chance.below(6))] * (1 if number % 8 < 4 else 500)
        found = listed(hits, order, is_complete=chance.below(2) == 0)
        said += [asked, search_header(asked, found, is_searching=False), search_header(asked, found, is_searching=True)]
        said += [labels(order), narrowing_prompt(asked.within), asked.turned(), asked.sorted_otherwise()]
        for typed, mistake in (("", ""), ("ferry", ""), ("(", "There is no end.")):
            monkeypatch.setattr(FilterLine, "value", typed)
            typing = FilterLine("")
            typing.mistake = mistake
            said.append(why_no_hits(asked, typing))
        rows = found.rows[:8]
        said += [(found.articles, found.longest), " ".join(f"{row.key}:{row.height}" for row in rows)]
        said.append([found.at(at) == found.hit(row.key) for at, row in enumerate(rows)])
    for what in What:
        said += [what.following, *(why_nothing(what, is_filtered=filtered) for filtered in (False, True))]
    said += [[What.of(one) for one in Lists], [one.following for one in Sort]]
    picture = Picture()
    for number in range(24):
        chance, width = Chance(number), (24, 36, 40, 76, 116, 196)[number % 6]
        asked_counts = CountRequest(list(What)[chance.below(3)])
        counts = [
            CountRow(chance.words(40).strip() or "x", *(chance.below(10 ** chance.below(7)) for _ in range(3)))
            for _ in range(3)
        ]
        table = CountTable(CountList(asked_counts, counts, 200_000), list(Sort)[chance.below(3)])
        picture.add(table.headings(width, PALETTES[0]))
        for at in range(3):
            for line in table.paint(at, RowLook(width, PALETTES[number % 5 == 0], is_current=at == 1)):
                picture.add(line, width)
        said.append([table.sort_at(cell, width) for cell in range(width)])
    golden(Path(__file__).with_name("many-searches.txt"), "\n".join([*map(told, said), *picture.lines, ""]))
