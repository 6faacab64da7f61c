"""Finds running text of the article that the extractor missed."""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from readtui.importers.html.measured import MAX_LINK_SHARE, MeasuredPage, begins_box, link_share
from readtui.model.block import BlockKind, MarkType
from readtui.text.pages.service_lines import CLOSED, labels_links, labels_note, service_weight

_MIN_WORDS = 40
_LEAST_SHARE = 0.5
_ALIKE_SHARE = 0.5
_MOST_ROUNDS = 8
_MIN_PARAGRAPHS = 2
_LITTLE = 30
_SHORT_ARTICLE = 120
_BELOW_TITLE = 40
_SENTENCE_WORDS = 8
_MAX_LINKS = 0.4
_MAX_BOX = 60
_BOX_WORDS = 4
_TEXT = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)


def without_apart(main: Sequence[bool], page: MeasuredPage) -> list[bool]:
    """The extractor's result without the parts beside the article; all of it if no other running text is left."""
    kept = [flag and not apart for flag, apart in zip(main, page.apart, strict=True)]
    return kept if page.running_words(kept) else list(main)


def add_text_below(title: int | None, main: list[bool], page: MeasuredPage) -> None:
    """Add the first text below the title if the extractor found little or none of it: the article may be short."""
    if title is None:
        return
    below = _text_below(title, page)
    found = page.running_words(main)
    if below and (found < _SHORT_ARTICLE or not any(main[index] for index in below)):
        if not any(main[index] for index in below):
            main[:] = [flag and not apart for flag, apart in zip(main, page.apart, strict=True)]
        for index in below:
            main[index] = True


def _text_below(title: int, page: MeasuredPage) -> list[int]:
    """The sentences below the title, up to parts beside the article."""
    found: list[int] = []
    for index in range(title + 1, min(len(page.blocks), title + _BELOW_TITLE)):
        block, text = page.blocks[index], page.blocks[index].text.strip()
        if begins_box(block) or (block.kind is BlockKind.HEADING and block.level == 1):
            break
        if page.apart[index]:
            if found:
                break
            continue
        is_sentence = page.words[index] >= _SENTENCE_WORDS and (CLOSED.search(text[-12:]) or page.running[index])
        if is_sentence and block.kind in _TEXT and link_share(block) < _MAX_LINKS and not service_weight(text):
            found.append(index)
    return found


def add_missed_text(main: list[bool], page: MeasuredPage) -> None:
    """Add running text with the same layout as the article's, and large connected text elsewhere, which suggests that
    the extractor took a part of the page, or something beside the article, for all of it.
    """
    sections = [0, *accumulate(block.kind is BlockKind.HEADING and block.level == 1 for block in page.blocks)][1:]
    lost = [index for index in _outside_boxes(page) if not main[index]]
    own = {sections[index] for index, flag in enumerate(main) if flag and page.running[index]}
    if max(own, default=0) > 0:
        # Another title begins another article, as on pages with endless scrolling.
        lost = [index for index in lost if sections[index] in own]
    if not lost:
        return
    _add_alike(main, page, lost)
    for _ in range(_MOST_ROUNDS):
        if not _add_largest(main, page, [index for index in lost if not main[index]]):
            break


def _outside_boxes(page: MeasuredPage) -> list[int]:
    """The running text that is not apart, nor in an element whose first paragraph follows a heading for comments or
    other articles.
    """
    before: set[int] = set()
    boxes: set[int] = set()
    found: list[int] = []
    for index, block in enumerate(page.blocks):
        if begins_box(block):
            boxes.add(block.parent)
        if not page.running[index] or page.apart[index]:
            continue
        if boxes.isdisjoint(block.ancestors):
            before.add(block.parent)
        if block.parent in before:
            found.append(index)
    return found


def _add_alike(main: list[bool], page: MeasuredPage, lost: Sequence[int]) -> None:
    """Add the text in elements with the same names as most of the article."""
    weights: Counter[tuple[str, ...]] = Counter()
    for index, flag in enumerate(main):
        if flag and page.running[index]:
            weights[page.blocks[index].path] += page.words[index]
    total = sum(weights.values())
    alike = {path for path, weight in weights.items() if weight >= _ALIKE_SHARE * total and any("." in n for n in path)}
    for index in lost:
        main[index] = page.blocks[index].path in alike


def _add_largest(main: list[bool], page: MeasuredPage, lost: Sequence[int]) -> bool:
    """Add the largest part of the page that has at least half as many words as were found; return whether there
    is one.
    """
    blocks = page.blocks
    kept = page.running_words(main)
    homes = {ancestor for block, flag in zip(blocks, main, strict=True) if flag for ancestor in block.ancestors}
    weights: Counter[int] = Counter()
    counts: Counter[int] = Counter()
    for index in lost:
        block = blocks[index]
        around = {block.parent, *(one for one in block.ancestors if one in homes or kept < _LITTLE)}
        weights.update(dict.fromkeys(around, page.words[index]))
        counts.update(around)
    least = max(_MIN_WORDS, _LEAST_SHARE * kept)
    parts = [part for part, weight in weights.items() if weight >= least and counts[part] >= _MIN_PARAGRAPHS]
    if not parts:
        return False
    best = max(parts, key=lambda part: (weights[part], part))
    for index in lost:
        main[index] = main[index] or best in (blocks[index].parent, *blocks[index].ancestors)
    return True


def add_boxed_text(main: list[bool], page: MeasuredPage) -> None:
    """Add the sentences in boxes with a label inside the article, such as "See also: links" or "Tip". Only the lines of
    links in them are furniture, and summaries below a headline that is a link.
    """
    first = next((index for index, flag in enumerate(main) if flag), len(main))
    last = len(main) - next((index for index, flag in enumerate(reversed(main)) if flag), len(main)) - 1
    at = first + 1
    while at <= min(last + 1, len(main) - 1):
        box = range(0) if main[at] else _labelled_box(at, main, page)
        is_note = any(labels_note(page.blocks[index].text) for index in box[:1])
        for index in box:
            main[index] = is_note or _is_sentence_of_box(index, box.start, page)
        at = max(at + 1, box.stop)


def _labelled_box(at: int, main: Sequence[bool], page: MeasuredPage) -> range:
    """The blocks left out from ``at`` on that share an element with a label; none if other blocks of the element belong
    to the article, or if there is no label.
    """
    blocks = page.blocks
    parent, end = blocks[at].parent, at + 1
    while end < min(len(blocks), at + _MAX_BOX) and parent in blocks[end].ancestors and not main[end]:
        end += 1
    is_whole = parent not in blocks[at - 1].ancestors and (end == len(blocks) or parent not in blocks[end].ancestors)
    is_discussion = any(block.beside and block.beside.is_discussion for block in blocks[at:end])
    texts = [block.text.strip() for block in blocks[at:end]]
    is_labelled = any(labels_links(text) or labels_note(text) for text in (texts[0], texts[-1]))
    return range(at, end) if is_whole and is_labelled and not is_discussion else range(0)


def _is_sentence_of_box(index: int, start: int, page: MeasuredPage) -> bool:
    block, before = page.blocks[index], page.blocks[index - 1]
    text = block.text.strip()
    if link_share(block) > MAX_LINK_SHARE or block.kind not in (*_TEXT, BlockKind.CODE, BlockKind.TABLE):
        return False
    if block.kind in (BlockKind.CODE, BlockKind.TABLE):
        return True
    is_below_link = index > start and before.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.CAPTION)
    is_summary = is_below_link and link_share(before) > MAX_LINK_SHARE and not labels_links(before.text)
    if labels_links(text):
        text = text[max((end for kind, _, end, _ in block.marks if kind is MarkType.LINK), default=0) :]
    is_sentence = len(text.split()) >= _BOX_WORDS and CLOSED.search(text[-12:]) is not None
    return is_sentence and not is_summary and not service_weight(text.strip())
