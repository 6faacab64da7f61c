"""Rows of articles and hits, composed of parts, at many widths: each cell with a letter for its style below it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from golden import Golden
from rich.cells import cell_len
from rich.segment import Segment

from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.services.finding.concordance import Order
from readtui.services.finding.search import Hit
from readtui.services.library import LibraryEntry
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.lists.article_order import Sort
from readtui.tui.lists.article_rows import Look, columns_for, paint_entry
from readtui.tui.lists.hit_rows import fit_concordance, longest_words, paint_concordance_line, paint_hit

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
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
        return LibraryEntry(
            record,
            words=5,
            minutes=(1, 45, 99, 100, 600, 6_000)[self.below(6)],
            progress=(0.0, 0.009, 0.01, 0.333, 0.999, 1.0)[self.below(6)],
            annotations=(0, 3, 1_200)[self.below(3)],
            last_read=("", days[1])[self.below(2)],
            is_noted=self.below(2) == 0,
            is_changed=self.below(3) == 0,
        )

    def hit(self) -> Hit:
        record = ArticleRecord("id", Metadata(self.words(50).strip() or "x"), "", "", "h", 5)
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


class Picture:
    """Lines of text, and below each the letters of its styles, which are given as they come."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._letters: dict[object, str] = {}

    def add(self, line: Sequence[Segment], width: int) -> None:
        text = "".join(segment.text for segment in line)
        assert cell_len(text) == width
        styles = "".join(
            self._letters.setdefault(segment.style, chr(ord("a") + len(self._letters))) * cell_len(segment.text)
            for segment in line
        )
        self.lines += [f"|{text}|", f" {styles}".replace("a", " ").rstrip()]


def test_what_many_rows_look_like(golden: Golden) -> None:
    picture = Picture()
    for number in range(48):
        chance = Chance(number)
        width = (36, 40, 44, 59, 60, 76, 100, 140)[number % 8]
        palette = PALETTES[chance.below(4) == 0]
        entries = [chance.entry() for _ in range(3)]
        by = list(Sort)[chance.below(len(Sort))]
        columns = columns_for(entries, by)
        for row, entry in enumerate(entries):
            tags = [("sea", "old", "new/er")[chance.below(3)] for _ in range(chance.below(60))]
            above = entries[row - 1] if row else None
            look = Look(width, palette, columns, NOW, by, row == 1, chance.below(4) == 0, above, tags)
            for line in paint_entry(entry, look):
                picture.add(line, width)
        hits = [chance.hit() for _ in range(3)]
        order = list(Order)[chance.below(len(Order))]
        places = fit_concordance(longest_words(hits), width)
        for row, hit in enumerate(hits):
            picture.add(paint_hit(hit, width, palette, is_current=row == 1)[0], width)
            picture.add(paint_concordance_line(hit, places, order, palette, is_current=row == 1), width)
    golden(Path(__file__).with_name("many-rows.txt"), "\n".join(picture.lines) + "\n")
