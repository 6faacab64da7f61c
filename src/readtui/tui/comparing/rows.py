"""The rows of the screen that compares coders, and what its preview says about each."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from readtui.model.article import Article
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.surroundings import Surroundings, surroundings
from readtui.services.comparing.comparison import CodeDifference, CodedPassage, CoderComparison, Disagreement, Figures
from readtui.services.comparing.report import MEANINGS, MEANINGS_OF_ROWS, caution
from readtui.services.comparing.report import cautions as cautions_of
from readtui.services.comparing.settlement import spans
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.colors.palette import Palette
from readtui.tui.lists.annotation_preview import passage_lines
from readtui.tui.notes.note_lines import line_text, tag_pieces
from readtui.tui.notes.voices import name_of
from readtui.tui.widgets.cells import bar, fitted, padded
from readtui.tui.widgets.preview_pane import Sheet, spaced
from readtui.tui.widgets.record_table import PaintedRow, RowLook, row_line

SETTLED, OPEN = "✓", "○"
NOTHING = "nothing"
_GAP, _LEAST_BAR, _MOST_BAR, _MOST_NAME = 2, 8, 40, 28
_WIDE_KIND, _LEAST_TITLE, _LEAST_CAUTION = 60, 16, 12


class ComparisonTab(StrEnum):
    """What is listed."""

    DISAGREEMENTS = "Disagreements"
    FIGURES = "Figures"
    OTHERWISE = "Coded otherwise"


class FiguresRow(NamedTuple):
    """The figures of a tag, or of all together, and the cells of their line."""

    name: str
    figures: Figures
    cells: Sequence[str]


class OtherwiseRow(NamedTuple):
    """A tag of the first coder, one of the second ("" for none), and how many units have them."""

    first: str
    second: str
    units: int


Listed: TypeAlias = Disagreement | FiguresRow | OtherwiseRow


def key_of(row: Listed) -> str:
    """What tells a row from the others of its tab."""
    match row:
        case FiguresRow():
            return row.name
        case OtherwiseRow():
            return f"{row.first}\n{row.second}"
    return row.given[0].annotations[0].id


def passes(row: Listed, words: Sequence[str]) -> bool:
    if not words:
        return True
    match row:
        case FiguresRow():
            said = row.name
        case OtherwiseRow():
            said = f"#{row.first} #{row.second}"
        case _:
            said = words_of(row)
    return all(word in said.casefold() for word in words)


def words_of(one: Disagreement) -> str:
    """What the filter looks through."""
    tags = (f"#{tag}" for code in one.given for tag in code.tags.values())
    state = "settled" if one.agreed else "open"
    quotes = (code.quote for code in one.given)
    return " ".join((state, one.kind, *tags, *quotes, one.record.title))


def paint_disagreement(one: Disagreement, look: RowLook, *, says_article: bool) -> PaintedRow:
    """Two lines: the tags of both coders, and the words."""
    palette, width = look.palette, look.width
    mark = SETTLED if one.agreed else OPEN
    kind = str(one.kind) if width >= _WIDE_KIND else ""
    room = max(1, width - 5 - (len(kind) + _GAP if kind else 0))
    tags = _tags_beside(one, room, palette)
    used = sum(cell_len(text) for text, _ in tags)
    first = [
        (f" {mark} ", palette.dim if one.agreed else palette.review),
        *tags,
        (" " * (room - used) + " " * _GAP * bool(kind), palette.text),
        (f"{kind} ", palette.dim),
    ]
    title = fitted(visible(one.record.title), max(_LEAST_TITLE, width // 4)) if says_article else ""
    words = visible(" ".join(one.given[0].quote.split()))
    space = max(1, width - 5 - cell_len(title) - (_GAP if title else 0))
    second = [
        ("   ", palette.text),
        (padded(f"“{words}”", space), palette.dim if one.agreed else palette.text),
        (" " * _GAP * bool(title) + f"{title} ", palette.dim),
    ]
    return [row_line(first, look), row_line(second, look)]


def _tags_beside(one: Disagreement, room: int, palette: Palette) -> list[tuple[str, Style]]:
    """The tags of the first coder, and those of the second, if they are others."""
    if one.kind is CodeDifference.SPAN:
        return _tags_in(one.codes[0], room, palette)
    half = (room - 3) // 2
    first, second = _tags_in(one.codes[0], half, palette), _tags_in(one.codes[1], room - 3 - half, palette)
    return [*first, (" ≠ ", palette.dim), *second]


def _tags_in(code: CodedPassage | None, room: int, palette: Palette) -> list[tuple[str, Style]]:
    if code is None:
        return [(fitted(NOTHING, room), palette.dim)]
    found: list[tuple[str, Style]] = []
    for number, tag in enumerate(code.tags.values()):
        shown = fitted(f"{' ' * bool(number)}#{visible(tag)}", room)
        found.append((shown, palette.tag_style(tag)))
        room -= cell_len(shown)
        if room <= 1:
            break
    return found


def figure_widths(table: Sequence[Sequence[str]], width: int) -> list[int]:
    """The cells of each column of figures; 0 for one that has no room: the caution goes first, then what is counted."""
    widths = [max(cell_len(row[at]) for row in table) for at in range(len(table[0]))]
    widths[0] = min(widths[0], _MOST_NAME, max(10, width // 4))
    for at in range(2, 4):
        widths[at] = min(widths[at], 16)
    free = width - 2 - sum(one + _GAP for one in widths[:-1]) - _GAP
    widths[-1] = min(widths[-1], free) if free >= _LEAST_CAUTION else 0
    for gone in ((4,), (2, 3), (1,), (6,)):
        if sum(one + _GAP for one in widths if one) + 2 <= width:
            break
        for at in gone:
            widths[at] = 0
    return widths


def paint_figures(cells: Sequence[str], widths: Sequence[int], look: RowLook, *, is_head: bool = False) -> PaintedRow:
    palette, last = look.palette, len(cells) - 1
    line: list[tuple[str, Style]] = [(" ", palette.text)]
    for at, (cell, cells_wide) in enumerate(zip(cells, widths, strict=True)):
        if not cells_wide:
            continue
        style = palette.dim if is_head or at == last or 0 < at < 5 else palette.text
        if at == 0 and cell.startswith("#"):
            style = palette.tag_style(cell[1:])
        line += [(padded(cell, cells_wide, right=0 < at < last), style), (" " * _GAP, palette.text)]
    return [row_line(line, look)]


def paint_otherwise(one: OtherwiseRow, most: int, look: RowLook) -> PaintedRow:
    """One line: both tags, how much of the text, and a bar, which is full for ``most``."""
    palette = look.palette
    count = f"{one.units:,}"
    wide = max(len(f"{most:,}"), 6)
    name = max(8, min(_MOST_NAME, (look.width - wide - 6 - _LEAST_BAR) // 2))
    room = look.width - 2 - 2 * name - 3 - wide - 2 * _GAP
    line = [
        (" ", palette.text),
        _tag_cell(one.first, name, palette),
        (" ≠ ", palette.dim),
        _tag_cell(one.second, name, palette),
        (padded(count, wide + _GAP, right=True) + " " * _GAP, palette.text),
        (bar(one.units, most, min(room, _MOST_BAR)) if room >= _LEAST_BAR else "", palette.dim),
    ]
    return [row_line(line, look)]


def _tag_cell(tag: str, cells: int, palette: Palette) -> tuple[str, Style]:
    return padded(f"#{visible(tag)}" if tag else NOTHING, cells), palette.tag_style(tag) if tag else palette.dim


@dataclass(frozen=True, slots=True)
class DisagreementContext:
    """What is read for the preview of a disagreement: what is around each code, and other passages to choose from."""

    codes: tuple[Surroundings | None, Surroundings | None]
    spans: Sequence[tuple[str, Passage]]
    article: Article


def around(one: Disagreement, article: Article) -> DisagreementContext:
    """Look around the codes, unless the article has another text now."""
    if article.hash8 != one.record.text_version:
        return DisagreementContext((None, None), (), article)
    first, second = (surroundings(article, Passage(code.start, code.end)) if code else None for code in one.codes)
    return DisagreementContext((first, second), spans(one, article), article)


def disagreement_lines(
    one: Disagreement,
    compared: CoderComparison,
    read: DisagreementContext | None,
    span: tuple[str, Passage] | None,
    key: Callable[[str], str],
    sheet: Sheet,
) -> list[Text]:
    """Both codes on the passage in its paragraph, what was agreed on, and the passage that is offered instead."""
    palette = sheet.palette
    headings = read and next((one.headings for one in read.codes if one is not None), ())
    place = " › ".join(map(visible, (one.record.title, *(headings or ()))))
    parts = [sheet.wrapped(Text(place, palette.dim)), *_agreed(one, sheet)]
    if span is not None and read is not None:
        name, passage = span
        offered = (
            Text().append(f"{name}: ", palette.subheading).append(f"“{_quoted(read.article, passage)}”", palette.text)
        )
        agreeing = f"{key('agree_first')}, {key('agree_second')} or {key('agree_both')}"
        keys = f"{agreeing} agrees on it, {key('span')} offers another."
        parts.append([*sheet.wrapped(offered), *sheet.wrapped(Text(keys, palette.dim))])
    for number, (code, coder) in enumerate(zip(one.codes, compared.coders, strict=True)):
        heading = Text().append(f"{visible(coder.name)}  ", palette.subheading)
        if code is None:
            parts.append([heading.append(NOTHING, palette.dim)])
            continue
        heading.append_text(line_text(tag_pieces(code.names, palette)))
        parts.append([*sheet.wrapped(heading), *_notes(code, sheet)])
        # Both on one passage: it stands below both names.
        if one.kind is CodeDifference.TAGS and number == 0:
            continue
        where, mark = read.codes[number] if read else None, palette.mark_of(code.annotations[0]).text
        quote = sheet.wrapped(Text(visible(code.quote), mark))
        share = (sheet.height - sum(map(len, parts))) // (1 if one.kind is CodeDifference.ONE or number else 2)
        parts[-1] += quote if where is None else passage_lines(where, mark, sheet, sheet.height - share, nearby=False)
    return spaced(parts)


def _quoted(article: Article, passage: Passage) -> str:
    return visible(" ".join(passage.of(article.text).split()))


def _notes(code: CodedPassage, sheet: Sheet) -> list[Text]:
    notes = (visible(" ".join(one.note.split())) for one in code.annotations if one.note)
    return [line for note in notes for line in sheet.wrapped(Text(note, sheet.palette.note))]


def _agreed(one: Disagreement, sheet: Sheet) -> list[list[Text]]:
    palette, parts = sheet.palette, []
    for annotation in one.agreed:
        who = "you" if sheet.identity.is_me(annotation.creator) else name_of(annotation.creator, sheet.identity)
        text = Text().append(f"{SETTLED} agreed by {who}  ", palette.subheading)
        text.append_text(line_text(tag_pieces(annotation.tags, palette)))
        text.append(visible(annotation.note) if not annotation.tags else "", palette.text)
        text.append(f"  “{visible(' '.join(annotation.quoted_text.split()))}”", palette.dim)
        parts.append(sheet.wrapped(text))
    return parts


def figures_lines(row: FiguresRow, compared: CoderComparison, sheet: Sheet) -> list[Text]:
    """What the figures of a row mean, and when not to trust them."""
    name, figures = row.name, row.figures
    palette = sheet.palette
    first, second = (visible(one.name) for one in compared.coders)
    about = dict(MEANINGS_OF_ROWS).get(name, f"where both used {name}.")
    unit = compared.unit.value
    counts = (
        f"both {figures.both:,}, only {first} {figures.first:,}, only {second} {figures.second:,}, "
        f"neither {figures.neither:,} {counted(2, unit).removeprefix('2 ')}; "
        f"{first} has {counted(figures.passages[0], 'passage')}, {second} {figures.passages[1]:,}"
    )
    parts = [sheet.wrapped(Text().append(f"{name}: ", palette.title).append(about, palette.text))]
    parts.append(sheet.wrapped(Text(counts, palette.dim)))
    if why := caution(figures):
        parts.append(sheet.wrapped(Text(f"Careful: {why}", palette.review)))
    for label, meaning in MEANINGS:
        said = Text().append(f"{label}: ", palette.subheading).append(meaning, palette.text)
        parts.append(sheet.wrapped(said))
    parts += (sheet.wrapped(Text(sentence, palette.dim)) for sentence in cautions_of(compared))
    return spaced(parts)


def otherwise_lines(one: OtherwiseRow, compared: CoderComparison, enter: str, sheet: Sheet) -> list[Text]:
    """The pair of tags in a sentence."""
    first, second, units = one
    names = [visible(coder.name) for coder in compared.coders]
    said = (
        f"{names[0]} gave {f'#{visible(first)}' if first else 'no tag of their own'}, {names[1]} "
        f"{f'#{visible(second)}' if second else 'none instead'}: {counted(units, compared.unit.value)}."
    )
    return spaced(
        [
            sheet.wrapped(Text(said, sheet.palette.text)),
            sheet.wrapped(Text(f"{enter} lists the disagreements with the tag.", sheet.palette.dim)),
        ]
    )
