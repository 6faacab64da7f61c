"""Reads plain text as an Article: re-flowed and structured, with furniture folded and news roles detected."""

from collections.abc import Sequence
from dataclasses import replace

from readtui.errors import SourceError
from readtui.importers.common.budget import Budget
from readtui.importers.common.encoding import decode
from readtui.importers.common.finishing import finished
from readtui.importers.common.library_text import library_text
from readtui.importers.data.refused import refuse_data
from readtui.importers.importer import Source
from readtui.importers.text import news_roles
from readtui.importers.text.headings import with_headings, with_subheads
from readtui.importers.text.page_title import TitleFinder
from readtui.importers.text.speech import turns
from readtui.importers.text.units import Unit, text_units
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind, MarkType, Role
from readtui.text.article_builder import ArticleBuilder, MarkSpan
from readtui.text.clean import line_ends, visible
from readtui.text.dateline import dateline_length
from readtui.text.pages.furniture import PageParts, page_parts

_TITLE_WORDS = 10
_MOST_LINES_OF_PAGE = 50_000
"""No copied page is longer, and scoring every line takes longer than everything else."""
_COSTS = {"\n": 4, "- ": 3, "* ": 3, "• ": 3, ". ": 3, ") ": 3}
"""Lines and the signs of list items."""


def read_text(source: Source) -> Article:
    """Read text of any encoding and shape as an article.

    Raises SourceError if it is binary, JSON or XML, or has no text.
    """
    text = decode(source.data, source.name, source.charset)
    refuse_data(text, source.name)
    parted = library_text(_paragraph_ends(text))
    text = parted.book
    budget = Budget(_COSTS, len(text))
    text, rest = budget.split(text)
    units = text_units(text)
    if not units:
        raise SourceError(f"{source.name or 'the input'} contains no text", "Open a file that contains an article.")
    is_page = not parted.title and len(units) <= _MOST_LINES_OF_PAGE
    titles = TitleFinder(units) if is_page else None
    parts = _parts(units, titles)
    if parts is None or titles is None:
        units = with_headings(_verse_joined(units))
        furniture = [False] * len(units)
        title = None if parted.title else news_roles.first_lines_title(units)
    else:
        furniture = list(parts.furniture)
        title = _page_title(units, parts, furniture, titles.title_index(parts))
    body = [index for index, folded in enumerate(furniture) if not folded]
    units = with_subheads(units, [index for index in body if title is None or index > title])
    roles = _roles(units, furniture, title)
    builder = ArticleBuilder()
    builder.add(BlockKind.FURNITURE, parted.before)
    _add_units(builder, units, furniture, roles)
    budget.add_rest(builder, rest)
    builder.add(BlockKind.FURNITURE, parted.after)
    about = Metadata(
        title=visible(parted.title) or _title(units, roles),
        creator=visible(parted.creator) or _creator(units, roles),
        language=parted.language,
    )
    return finished(builder, source, about)


def _parts(units: Sequence[Unit], titles: TitleFinder | None) -> PageParts | None:
    """The parts of a copied page; None if all of the text is article, or if no title is looked for."""
    if titles is None:
        return None
    return page_parts([unit.as_written for unit in units], [unit.alone for unit in units], titles.head_score)


def _paragraph_ends(text: str) -> str:
    r"""``text`` with ``\n`` line ends, two of them for U+2029; U+2028 stays, as a line end within a paragraph."""
    return "\u2028".join(map(line_ends, text.replace("\u2029", "\n\n").split("\u2028")))


def _verse_joined(units: Sequence[Unit]) -> list[Unit]:
    """The units with consecutive lines of verse joined in one paragraph."""
    if not any(unit.continues for unit in units):
        return list(units)
    runs: list[tuple[Unit, list[str]]] = []
    for unit in units:
        if unit.continues and runs:
            runs[-1][1].append(unit.text)
        else:
            runs.append((unit, [unit.text]))
    return [replace(unit, text="\n".join(lines)) if len(lines) > 1 else unit for unit, lines in runs]


def _page_title(units: Sequence[Unit], parts: PageParts, furniture: list[bool], title: int | None) -> int | None:
    """The page's title. Removes it, its kicker and everything between it and the text from ``furniture``."""
    if title is None:
        return None
    furniture[title] = False
    if title > 0 and news_roles.is_kicker(units[title - 1].text) and not _is_menu_entry(units, title - 1):
        furniture[title - 1] = False
    near = 0
    for index in range(title + 1, parts.start):
        if parts.service[index] or units[index].text.casefold() == units[title].text.casefold():
            continue
        near += 1
        if news_roles.belongs_to_header(units[index].text, near):
            furniture[index] = False
    return title


def _is_menu_entry(units: Sequence[Unit], index: int) -> bool:
    """Whether a line is part of a run of short lines like a menu: single words, or from the third line on."""
    unit = units[index]
    return unit.continues and (unit.text.isalpha() or units[index - 1].continues)


def _roles(units: Sequence[Unit], furniture: Sequence[bool], title: int | None) -> dict[int, Role]:
    body = [index for index, folded in enumerate(furniture) if not folded]
    if title is None:
        return {}
    roles = {title: Role.TITLE, **news_roles.roles_after_title(units, title, body)}
    if title > 0 and not furniture[title - 1]:
        roles[title - 1] = Role.KICKER
    return roles


def _add_units(
    builder: ArticleBuilder, units: Sequence[Unit], furniture: Sequence[bool], roles: dict[int, Role]
) -> None:
    dateline = news_roles.dateline_paragraph(units, [at for at, folded in enumerate(furniture) if not folded])
    folded: list[str] = []
    for index, unit in enumerate(units):
        if furniture[index]:
            folded.append(unit.as_written)
            continue
        if folded:
            builder.add(BlockKind.FURNITURE, "\n".join(folded))
            folded = []
        role = roles.get(index)
        marks: list[MarkSpan] = []
        if index == dateline:
            marks.append((MarkType.DATELINE, 0, dateline_length(unit.text), ""))
        if role is Role.TITLE:
            builder.add(BlockKind.HEADING, unit.text, role=role, level=1)
        else:
            kind = BlockKind.PARAGRAPH if role is Role.KICKER else unit.kind
            builder.add(kind, unit.text, role=role, level=unit.level, label=unit.label, marks=marks)
    builder.add(BlockKind.FURNITURE, "\n".join(folded))


def _title(units: Sequence[Unit], roles: dict[int, Role]) -> str:
    """The title's text, else the first heading, else a short first line that nobody speaks."""
    for index, role in roles.items():
        if role is Role.TITLE:
            return visible(units[index].text)
    heading = next((unit.text for unit in units if unit.kind is BlockKind.HEADING), "")
    first = visible(units[0].text[:1000].partition("\n")[0]).split()
    could_name = units[0].kind is BlockKind.PARAGRAPH and len(first) <= _TITLE_WORDS and 0 not in turns(units)
    short = " ".join(first) if could_name else ""
    return visible(heading) or short


def _creator(units: Sequence[Unit], roles: dict[int, Role]) -> str:
    """The author named in the byline."""
    byline = next((units[index].text for index, role in roles.items() if role is Role.BYLINE), "")
    return visible(byline.partition(" ")[2])
