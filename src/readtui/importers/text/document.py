"""Reads plain text as an Article: re-flowed and structured, with furniture folded and news roles detected."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from readtui.errors import SourceError
from readtui.importers.common import reflow
from readtui.importers.common.budget import Budget
from readtui.importers.common.encoding import decode
from readtui.importers.common.finished_article import finished
from readtui.importers.common.library_text import library_text
from readtui.importers.importer import Source
from readtui.importers.text import news_roles
from readtui.importers.text.news_roles import turns
from readtui.importers.text.units import TextUnit, text_units
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind, MarkType, Role
from readtui.text.article_builder import ArticleBuilder, MarkSpan
from readtui.text.clean import line_ends, visible
from readtui.text.dateline import dateline_length, is_byline, is_credit, is_date, is_dateline, is_small_print
from readtui.text.language import frequent_words, unspaced
from readtui.text.pages.furniture import PageParts, page_parts
from readtui.text.pages.service_lines import is_counter, service_weight

_BEFORE = 60
_INSIDE = 6
_BODY_CHARACTERS = 12_000
_MAX_LINE = 300
_LONG_TITLE_WORDS = 16
_ENOUGH = 5.0
_LEAD_BELOW = 1.5
_WORD = re.compile(r"[^\W_]+")
_STEM = 6
_ABOVE_DATELINE = 6.0
_LEAD_CHARACTERS = 80
_XML = re.compile(r"\s*(?:<\?xml\b|<!DOCTYPE\s+(?!html\b)|<!--)", re.IGNORECASE)
_BEFORE_ROOT = r"(?:\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE(?:[^<>\[]|\[.*?\])*+>)*+"
_ROOT = re.compile(_BEFORE_ROOT + r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)([^<>]*)>", re.DOTALL)
_LONGEST_HEAD = 20_000
_HINT = "Convert it to plain text, HTML or EPUB, then add that file."
_KNOWN = {
    "svg": ("an image (SVG)", "Open it in a browser."),
    "plist": ("settings (a property list)", "Open it in an editor."),
    "rss": ("a feed", "Add the URLs of its articles instead."),
    "feed": ("a feed", "Add the URLs of its articles instead."),
    "RDF": ("data (RDF)", _HINT),
    "gpx": ("a track (GPX)", "Open it in a map program."),
    "kml": ("a map (KML)", "Open it in a map program."),
}


class TitleFinder:
    """Finds titles among the lines of one page.

    In favor of a line: words that the text uses, another occurrence on the page, a byline or date soon after it, empty
    lines around it, a dateline below it. Against it: an unusual length, and distance.
    """

    def __init__(self, units: Sequence[TextUnit]) -> None:
        self._units = units
        self._lines = [unit.text.casefold() for unit in units if len(unit.text) <= _MAX_LINE]
        self._elsewhere: dict[int, bool] = {}
        self._possible: dict[int, bool] = {}
        self._origins: dict[int, bool] = {}
        self._stems: dict[int, frozenset[str]] = {}

    def title_index(self, parts: PageParts) -> int | None:
        """The index of the title: a line before the running text or one of its first lines; None if there is none."""
        best = self._best(parts.service, parts.start, parts.end)
        return best[1] if best and best[0] >= _ENOUGH else None

    def head_score(self, service: Sequence[bool], start: int, end: int) -> float:
        """How well the best title fits above the lines from ``start`` to ``end``: 0 to about 20."""
        best = self._best(service, start, end)
        return max(0.0, best[0]) if best else 0.0

    def _best(self, service: Sequence[bool], start: int, end: int) -> tuple[float, int] | None:
        units = self._units
        body = _stems(" ".join(unit.text for unit in units[start:end])[:_BODY_CHARACTERS])
        best: tuple[float, int] | None = None
        for index in range(max(0, start - _BEFORE), min(start + _INSIDE, end, len(units) - 1)):
            if not self._could_be_title(index):
                continue
            score = self._score(index, body)
            if index >= start:
                score = score - 1.5 if self._small_print_distance(index) <= 2 else 0.0
            score -= 0.1 * sum(not service[between] for between in range(index, start))
            # The first of two consecutive lines is the title, the second the lead, unless the first is clearly weaker.
            if best is None or score >= best[0] + (_LEAD_BELOW if best[1] == index - 1 else 0.0):
                best = (score, index)
        return best

    def _score(self, index: int, body: frozenset[str]) -> float:
        """The score of a line and its surroundings, without distance."""
        line = self._units[index].text
        words = max(len(line.split()), len(unspaced(line)) // 2)
        if index not in self._stems:
            self._stems[index] = _stems(self._units[index].text)
        stems = self._stems[index]
        if not stems or not 2 <= words <= news_roles.MAX_TITLE_WORDS:
            return 0.0
        score = min(words, 8) * 0.5 - 0.4 * max(0, words - _LONG_TITLE_WORDS)
        score += 7.0 * len(stems & body) / len(stems)
        score += 2.0 if words >= 3 and self._stands_elsewhere(index) else 0.0
        distance = self._small_print_distance(index)
        score += 4.0 if distance <= 2 else 2.0 if distance <= 5 else 0.0
        score += _ABOVE_DATELINE if _stands_above_dateline(self._units, index) else 0.0
        return score + (1.0 if self._units[index].alone else 0.0)

    def _stands_elsewhere(self, index: int) -> bool:
        if index not in self._elsewhere:
            own = self._units[index].text.casefold()
            self._elsewhere[index] = sum(own in other and len(other) <= 3 * len(own) for other in self._lines) >= 2
        return self._elsewhere[index]

    def _could_be_title(self, index: int) -> bool:
        if index not in self._possible:
            self._possible[index] = news_roles.could_be_title(self._units[index].text)
        return self._possible[index]

    def _small_print_distance(self, index: int) -> int:
        """The number of lines to the next byline or date; a large number if none is near.

        The credit of a picture says nothing about the line above it.
        """
        for distance, at in enumerate(range(index + 1, min(index + 6, len(self._units))), 1):
            if at not in self._origins:
                self._origins[at] = _is_origin(self._units[at].text)
            if self._origins[at]:
                return distance
        return len(self._units)


def _is_origin(line: str) -> bool:
    """Whether a line names the author or date of the article."""
    return (is_small_print(line) and not is_credit(line)) or is_byline(line) or is_date(line)


def _stands_above_dateline(units: Sequence[TextUnit], index: int) -> bool:
    """Whether only a lead, a byline or a counter is between the line and the text's dateline."""
    for unit in units[index + 1 : index + 5]:
        if dateline_length(unit.text):
            return True
        is_lead = len(unit.text) >= _LEAD_CHARACTERS
        if not (is_lead or is_counter(unit.text) or is_byline(unit.text) or is_date(unit.text)):
            return False
    return False


def _stems(text: str) -> frozenset[str]:
    """The beginnings of meaningful words; pairs of characters in scripts without spaces."""
    words = {word for word in _WORD.findall(text.casefold()) if len(word) >= 3 and word.isalpha()}
    stems = {word[:_STEM] for word in words - frequent_words()}
    return frozenset(stems | {left + right for left, right in pairwise(unspaced(text))})


_TITLE_WORDS = 10
_MOST_LINES_OF_PAGE = 50_000
"""No copied page is longer, and scoring every line takes longer than everything else."""
_COSTS = {"\n": 4, "- ": 3, "* ": 3, "• ": 3, ". ": 3, ") ": 3}
"""Lines and the signs of list items."""
_MAX_SUBHEAD_CELLS = 60
_MAX_SUBHEAD_WORDS = 10
_WORDS_BEFORE = 12
_WORDS_AFTER = 20
_MAX_SUBHEAD_SHARE = 0.4
_SUBHEAD_END = re.compile(r"[^\W_][?？)\]\"'”’»“]*$")
_SENTENCE_END = re.compile(r"[.!?…:。！？」』][\"'”’»“«)\]]*(?:\s*\[\d+\])*$")


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


def _parts(units: Sequence[TextUnit], titles: TitleFinder | None) -> PageParts | None:
    """The parts of a copied page; None if all of the text is article, or if no title is looked for."""
    if titles is None:
        return None
    return page_parts([unit.as_written for unit in units], [unit.alone for unit in units], titles.head_score)


def _paragraph_ends(text: str) -> str:
    r"""``text`` with ``\n`` line ends, two of them for U+2029; U+2028 stays, as a line end within a paragraph."""
    return "\u2028".join(map(line_ends, text.replace("\u2029", "\n\n").split("\u2028")))


def _verse_joined(units: Sequence[TextUnit]) -> list[TextUnit]:
    """The units with consecutive lines of verse joined in one paragraph."""
    if not any(unit.continues for unit in units):
        return list(units)
    runs: list[tuple[TextUnit, list[str]]] = []
    for unit in units:
        if unit.continues and runs:
            runs[-1][1].append(unit.text)
        else:
            runs.append((unit, [unit.text]))
    return [replace(unit, text="\n".join(lines)) if len(lines) > 1 else unit for unit, lines in runs]


def _page_title(units: Sequence[TextUnit], parts: PageParts, furniture: list[bool], title: int | None) -> int | None:
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


def _is_menu_entry(units: Sequence[TextUnit], index: int) -> bool:
    """Whether a line is part of a run of short lines like a menu: single words, or from the third line on."""
    unit = units[index]
    return unit.continues and (unit.text.isalpha() or units[index - 1].continues)


def _roles(units: Sequence[TextUnit], furniture: Sequence[bool], title: int | None) -> dict[int, Role]:
    body = [index for index, folded in enumerate(furniture) if not folded]
    if title is None:
        return {}
    roles = {title: Role.TITLE, **news_roles.roles_after_title(units, title, body)}
    if title > 0 and not furniture[title - 1]:
        roles[title - 1] = Role.KICKER
    return roles


def _add_units(
    builder: ArticleBuilder, units: Sequence[TextUnit], furniture: Sequence[bool], roles: dict[int, Role]
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


def _title(units: Sequence[TextUnit], roles: dict[int, Role]) -> str:
    """The title's text, else the first heading, else a short first line that nobody speaks."""
    for index, role in roles.items():
        if role is Role.TITLE:
            return visible(units[index].text)
    heading = next((unit.text for unit in units if unit.kind is BlockKind.HEADING), "")
    first = visible(units[0].text[:1000].partition("\n")[0]).split()
    could_name = units[0].kind is BlockKind.PARAGRAPH and len(first) <= _TITLE_WORDS and 0 not in turns(units)
    short = " ".join(first) if could_name else ""
    return visible(heading) or short


def _creator(units: Sequence[TextUnit], roles: dict[int, Role]) -> str:
    """The author named in the byline."""
    byline = next((units[index].text for index, role in roles.items() if role is Role.BYLINE), "")
    return visible(byline.partition(" ")[2])


def with_headings(units: Sequence[TextUnit]) -> list[TextUnit]:
    """Turn short lines between paragraphs into headings: numbered, in capitals, or named like chapters.

    Cautiously: running text must follow, and the line must not be a sentence.
    """
    found = list(units)
    for index, unit in enumerate(units[:-1]):
        following = units[index + 1]
        if not unit.alone or unit.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            continue
        level = _heading_level(unit.as_written)
        if level and following.kind is not BlockKind.LIST_ITEM and (following.alone or not following.continues):
            found[index] = replace(unit, kind=BlockKind.HEADING, text=unit.as_written, label="", level=level)
    return found


_NUMBERED_HEADING = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+\S")
_CHAPTER = re.compile(
    r"(?:chapter|part|book|kapitel|teil|buch|chapitre|partie|livre|capítulo|parte|capitolo|hoofdstuk|глава|часть)"
    r"\s+(?:\d{1,3}|[ivxlc]{1,7}|one|two|three|four|five|six|seven|eight|nine|ten)\b|第[0-9一二三四五六七八九十百]{1,4}[章部回話节節]",
    re.IGNORECASE,
)


def _heading_level(line: str) -> int:
    """A heading's rank, or 0 if the line is none."""
    if len(line) > 80 or line.endswith((".", ",", ";", ":", "…", "。", "、")):
        return 0
    if _CHAPTER.match(line):
        return 2
    numbered = _NUMBERED_HEADING.match(line)
    if numbered and len(line.split()) <= 10 and line[numbered.end() - 1].isupper():
        return min(6, numbered[1].count(".") + 2)
    letters = [char for char in line if char.isalpha()]
    if len(letters) >= 4 and len(line.split()) <= 8 and all(char.isupper() for char in letters):
        return 2
    return 0


def with_subheads(units: Sequence[TextUnit], body: Sequence[int]) -> list[TextUnit]:
    """Turn short lines between paragraphs of running text into headings of level 2.

    ``body``: indices of the article's units, in order. A repeated line is a speaker's name; where nearly every
    paragraph follows a short line, these are names or questions of an interview.
    """
    found = list(units)
    spoken = turns(units)
    times = Counter(unit.text for unit in units)
    triples = zip(body, body[1:], body[2:], strict=False)
    subheads = [
        index
        for before, index, after in triples
        if units[index].kind is BlockKind.PARAGRAPH
        and times[units[index].text] == 1
        and index not in spoken
        and _is_subhead(units[index])
        and not units[after].continues
        and _is_running_text(units[before], _WORDS_BEFORE)
        and _is_running_text(units[after], _WORDS_AFTER)
    ]
    if len(subheads) > 2:
        paragraphs = sum(_is_running_text(units[index], _WORDS_BEFORE) for index in body)
        if len(subheads) > paragraphs * _MAX_SUBHEAD_SHARE:
            return found
    for index in subheads:
        found[index] = replace(units[index], kind=BlockKind.HEADING, level=2)
    return found


def _is_subhead(unit: TextUnit) -> bool:
    """Whether a paragraph alone could be a subhead: a short line that is not a sentence, speech or small print."""
    line = unit.text
    return (
        not unit.continues
        and reflow.cells(line) <= _MAX_SUBHEAD_CELLS
        and len(line.split()) <= _MAX_SUBHEAD_WORDS
        and "\n" not in line
        and not line[0].islower()
        and line[0].isalnum()
        and _SUBHEAD_END.search(line) is not None
        and not service_weight(line)
        and not any(told(line) for told in (is_byline, is_date, is_dateline, is_small_print))
    )


def _is_running_text(unit: TextUnit, words: int) -> bool:
    """Whether a unit is a paragraph of at least that many words that ends like a sentence."""
    if unit.kind is not BlockKind.PARAGRAPH:
        return False
    count = max(len(unit.text.split()), reflow.wide_characters(unit.text) // 2)
    return count >= words and _SENTENCE_END.search(unit.text) is not None


def refuse_data(text: str, name: str) -> None:
    """Raise SourceError if the whole text is JSON or XML."""
    name = name or "the input"
    first = text[:_LONGEST_HEAD].lstrip("\ufeff \t\r\n")[:1]
    if first in ("{", "["):
        if _is_json(text):
            raise SourceError(f"{name} contains data (JSON), not an article", _HINT)
    elif first == "<":
        root = _ROOT.match(text[:_LONGEST_HEAD].lstrip("\ufeff"))
        if root is not None and (_XML.match(text[:_LONGEST_HEAD].lstrip("\ufeff")) or _is_closed(text, root)):
            said, hint = _KNOWN.get(root[1], (f"data (XML, <{root[1][:40]}>)", _HINT))
            raise SourceError(f"{name} contains {said}, not an article", hint)


def _is_json(text: str) -> bool:
    """Whether the text is one JSON value, or one per line."""
    text = text.lstrip("\ufeff")
    lines = [line for line in text[:_LONGEST_HEAD].split("\n")[:-1] if line.strip()][:3]
    if len(lines) >= 2 and all(line.lstrip()[:1] == "{" and _parses(line) for line in lines):
        return True
    return _parses(text)


def _parses(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except RecursionError:
        return True
    except ValueError:
        return False


def _is_closed(text: str, root: re.Match[str]) -> bool:
    """Whether the first element ends at the end of the text."""
    return re.search(rf"</(?:[\w.-]+:)?{re.escape(root[1])}\s*>\s*\Z", text[-1000:]) is not None or root[2].endswith(
        "/"
    )
