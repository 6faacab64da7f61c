"""What stands above and below an article's text: its title block, of what its text does not say, and its end."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from urllib.parse import urlsplit

from readtui.layout.right_to_left import ended
from readtui.layout.title_and_card import CardRow, Matter
from readtui.model.article import Article, ArticleRecord, ReadingState, minutes_to_read
from readtui.model.block import Block, BlockKind, MarkType, Role
from readtui.quick_pattern import pattern
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.text.case_folding import folding
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.keymap import Keymap

_LOOKED_AT = 60
_HEAD_BLOCKS = 8
_LONGEST_HEAD_BLOCK = 240
_MOST_CHARACTERS = 80
_MOST_MINUTES = 90
_WORD = pattern(r"\w+")
_PARTIAL_DATE = pattern(r"(\d{4})(?:-(\d{2}))?")
_HEAD_KINDS = (BlockKind.HEADING, BlockKind.PARAGRAPH)


def title_block(article: Article, record: ArticleRecord, words_per_minute: int) -> Matter:
    """The title if the text has none, and the facts that it does not begin with."""
    head = list(islice(_head_of(article), _HEAD_BLOCKS))
    if not head:
        return Matter()
    texts = [article.text[block.start : min(block.end, block.start + _LONGEST_HEAD_BLOCK)] for _, block in head]
    title = visible(record.title)
    titled = next((number for number, (_, block) in enumerate(head) if block.role is Role.TITLE), None)
    if titled is None:
        titled = next((number for number in range(len(head)) if _same(texts[number], title)), None)
    facts = _facts(record, words_per_minute, "\n".join(map(_short, *zip(*head, strict=True), texts)), title)
    address = _address(record) if facts[-1:] == (_source(record, title),) else ""
    if titled is None:
        begins_with_it = _folded(texts[0]).startswith(_folded(title).rstrip("…. "))
        return Matter("" if begins_with_it else title, facts, head[0][0], is_above=True, address=address)
    byline = _byline(head[titled + 1 :])
    return Matter("", facts, head[titled][0] if byline is None else byline, address=address)


def _head_of(article: Article) -> Iterator[tuple[int, Block]]:
    """The first blocks that belong to the article, with their indexes."""
    for index in range(min(_LOOKED_AT, len(article.blocks))):
        block = article.blocks[index]
        if block.kind is not BlockKind.FURNITURE:
            yield index, block


def _byline(blocks: list[tuple[int, Block]]) -> int | None:
    """The last byline before the text begins."""
    found = None
    for index, block in blocks:
        if block.role is Role.BYLINE:
            found = index
        elif block.role is None and block.kind is not BlockKind.CAPTION:
            break
    return found


def _short(_: int, block: Block, text: str) -> str:
    """What a block says about the article: of a long one, only where and when it was written."""
    if block.role is not None or (block.kind in _HEAD_KINDS and len(text) < _LONGEST_HEAD_BLOCK):
        return text
    datelines = (mark for mark in block.marks if mark.type is MarkType.DATELINE)
    return " ".join(text[mark.start - block.start : mark.end - block.start] for mark in datelines)


def _facts(record: ArticleRecord, words_per_minute: int, said: str, title: str) -> tuple[str, ...]:
    """Author, date, minutes and source, except those that the beginning of the text names."""
    metadata, head = record.metadata, _folded(said)
    facts: list[str] = []
    creator, source = _limited(metadata.creator), _source(record, title)
    if creator and not _names(head, creator):
        facts.append(ended(creator))
    if metadata.published and not _says_date(said, metadata.published):
        facts.append(day_in_words(metadata.published))
    minutes = minutes_to_read(record, words_per_minute)
    if minutes:
        facts.append(f"{minutes} min" if minutes <= _MOST_MINUTES else f"{round(minutes / 60)} h")
    if source and not _names(head, source) and _folded(source) != _folded(creator):
        facts.append(ended(source))
    return tuple(facts)


def _source(record: ArticleRecord, title: str) -> str:
    """The name of the site, otherwise its host; of a file the name, unless the title says the same."""
    metadata = record.metadata
    if metadata.site:
        return _limited(metadata.site)
    for address in (metadata.source, metadata.canonical_url):
        if "://" in address:
            try:
                return _limited((urlsplit(address).hostname or "").removeprefix("www."))
            except ValueError:
                return ""
    # A renamed file has another path than the one it was first read from.
    name = os.path.basename(record.paths[0] if record.paths and metadata.source != "-" else metadata.source)
    if name == "-" or _names(_folded(title), os.path.splitext(name)[0]):
        return ""
    return _limited(name)


def _address(record: ArticleRecord) -> str:
    """The web address of the source; "" if it is a file."""
    addresses = (record.metadata.source, record.metadata.canonical_url)
    return next((one for one in addresses if one.lower().startswith(("http://", "https://"))), "")


def day_in_words(published: str) -> str:
    """A date as people write it: 4 April 2011; as much of it as is known."""
    try:
        day = date.fromisoformat(published[:10])
    except ValueError:
        partial = _PARTIAL_DATE.fullmatch(published)
        if partial and partial[2] and 1 <= int(partial[2]) <= 12 and int(partial[1]):
            return f"{date(int(partial[1]), int(partial[2]), 1):%B} {partial[1]}"
        return _limited(published)
    return f"{day.day} {day:%B} {day.year}"


def _says_date(said: str, published: str) -> bool:
    """Whether the text names the year and the day, in whatever order and language."""
    numbers = {number.lstrip("0") for number in re.findall(r"\d+", said)}
    found = re.findall(r"\d+", published[:10])
    return bool(found) and all(number.lstrip("0") in numbers for number in (found[0], found[-1]))


def _names(folded: str, name: str) -> bool:
    words = _WORD.findall(_folded(name))
    return bool(words) and set(words) <= set(_WORD.findall(folded))


def _same(text: str, title: str) -> bool:
    return _WORD.findall(_folded(text)) == _WORD.findall(_folded(title)) != []


def _folded(text: str) -> str:
    return " ".join(folding("")(text).split())


def _limited(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _MOST_CHARACTERS else shown[: _MOST_CHARACTERS - 1].rstrip() + "…"


_DONE = "✓"


def matter_of(
    session: ReadingSession,
    settings: Settings,
    keymap: Keymap,
    following: ArticleRecord | None = None,
    changed: str = "",
) -> Matter:
    """Its title block and end card. ``following`` is the article to read next, if that is known, ``changed`` what has
    changed since the text was seen, in words.
    """
    speed = settings.reader.words_per_minute
    above = title_block(session.article, session.record, speed)
    return replace(above, card=end_card(session, keymap, following, speed, changed))


def end_card(
    session: ReadingSession, keymap: Keymap, following: ArticleRecord | None, words_per_minute: int, changed: str = ""
) -> tuple[CardRow, ...]:
    """The rows of the card. ``following``, ``changed``: see ``matter_of``."""
    rows: list[CardRow] = []
    if session.is_complete and (session.is_annotated or session.noted):
        counts = [counted(len(session.annotations), "annotation")] if session.is_annotated else []
        counts += [counted(session.noted, "note")] if session.noted else []
        rows.append(_row("reader.previous_annotation", " · ".join(counts), keymap))
    threads = session.threads
    if session.is_complete and (threads.open or threads.settled):
        # As many rows whatever is answered, so that an answer moves nothing.
        state = threads.words or f"{threads.settled:,} settled, none open"
        rows.append(_row("reader.next_thread", f"Threads: {state}", keymap))
    if changed:
        rows.append(_row("reader.previous_change", changed, keymap))
    if part := session.part:
        read = f"Only the first {part.read:,} of {part.of:,} pages are here: read the others"
        rows.append(_row("reader.refresh", read, keymap))
    if session.annotator.asks:
        return (*rows, _row("reader.send", "Send", keymap), _row("reader.back", "Send and quit", keymap))
    if part:
        return tuple(rows)
    rows.append(_row("reader.export", "Export", keymap))
    if session.record.reading_state is ReadingState.DONE:
        rows.append(CardRow(_DONE, "Done"))
    else:
        rows.append(_row("reader.done", "Mark as done", keymap))
    if following is not None:
        minutes = minutes_to_read(following, words_per_minute)
        row = _row("reader.read_next", "Next: ", keymap)
        rows.append(row._replace(title=visible(following.title), after=f" · {minutes} min"))
    return tuple(rows)


def _row(command: str, words: str, keymap: Keymap) -> CardRow:
    return CardRow(keymap.label(command), words, command=command)
