"""Separates the blocks of the article from the rest of the page, using an extractor's text."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from unicodedata import normalize
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from readtui.importers.dom.page_block import PageBlock
from readtui.importers.html.block_measures import (
    MAX_LINK_SHARE,
    MeasuredPage,
    begins_box,
    is_service,
    link_share,
    measured,
    sites,
)
from readtui.importers.html.intrusions import drop_other_articles, drop_repeated_captions
from readtui.importers.html.page_metadata import declared_body
from readtui.importers.html.page_roles import title_index
from readtui.model.block import BlockKind, MarkType
from readtui.text.language import UNSPACED, unspaced
from readtui.text.pages.service_lines import CLOSED, labels_links, labels_note, service_weight

_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
_SAMPLE = 20_000
_MIN_UNSPACED = 80  # trafilatura's own 250 characters are for scripts with spaces
_SHORT_LINE = 200
_MAIN_SHARE = 0.6
_MAX_CHARACTERS = 2_000_000
_MAX_DEPTHS = 1_000_000
_MAX_ELEMENTS = 50_000
_FEW_ELEMENTS = 1_400
_MAX_NESTED_TABLES = 100
_GAP_BLOCKS = 15
_MOST_APART = 4
_LONG_WORDS = 7
_ALL_LINK_SHARE = 0.6
_MAX_BOX_BLOCKS = 100
_MAX_BOX_WORDS = 40
_MAX_SUMMARY_WORDS = 60
_IN_GAPS = frozenset(BlockKind) - {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.FURNITURE}

_NOTE_SIGN = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§¶]{1,3}|[⁰¹²³⁴-⁹]{1,3})[\])]?")
_RAISED = re.compile(r"(?<=[^\s\d\[])(\[\d{1,3}\]|[⁰¹²³⁴-⁹]{1,3})(?!\w)")
_RAISED_FIRST = re.compile(r"\s*(\[\d{1,3}\]|[⁰¹²³⁴-⁹]{1,3})\s*[^\W\d]")

Words = tuple[str, ...]
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


def main_blocks(tree: HtmlElement, blocks: Sequence[PageBlock], url: str = "", title: str = "") -> list[bool]:
    """Which blocks belong to the article: those that an extractor recognizes, and what belongs between them.

    A block belongs if at least 60 % of its word trigrams occur in the extractor's text. Then parts of an article
    between such blocks are added, and parts of the page at the end are removed. If the extractor finds nothing or would
    take too long, the whole page is shown except for its declared asides. ``url``: where the page comes from;
    ``title``: what it calls its article; "" if unknown.
    """
    body = declared_body(tree)
    text = "" if _is_too_large(tree, blocks) else _extracted_text(tree, _writes_no_spaces(blocks))
    if not text:
        return [not block.is_aside for block in blocks]
    words = [words_of(block.text) for block in blocks]
    main = _matching(words, text)
    if body:
        main = [flag or said for flag, said in zip(main, _matching(words, body), strict=True)]
    own_site = _own_site(blocks, url)
    page = measured(blocks, [_count(own) for own in words], own_site)
    main = without_apart(main, page)
    headline = title_index(blocks, title, next((at for at, flag in enumerate(main) if flag), 0))
    add_text_below(headline, main, page)
    add_missed_text(main, page)
    _go_on(main, page)
    _fill(main, page, words, own_site)
    if _is_article_alone(main, blocks):
        return [True] * len(blocks)
    notes = _notes(main, page)
    for index in notes:
        main[index] = True
    _drop_boxes(main, blocks, words)
    add_boxed_text(main, page)
    drop_repeated_captions(main, blocks, words)
    drop_other_articles(main, page, headline, own_site)
    _trim(main, page, own_site)
    _add_sources(main, page, own_site)
    for index in notes:
        main[index] = True
    return main


def _is_article_alone(main: Sequence[bool], blocks: Sequence[PageBlock]) -> bool:
    """Whether a page has no sign of furniture: no asides, and no link lists or service lines outside the article."""
    return not any(
        block.is_aside or (not flag and (link_share(block) > MAX_LINK_SHARE or is_service(block)))
        for block, flag in zip(blocks, main, strict=True)
    )


def _notes(main: Sequence[bool], page: MeasuredPage) -> list[int]:
    """The notes of the article, with the heading above them: blocks that a number in it leads to, or a link to which
    they lead back, and those that begin with the raised numbers of its text right below it.
    """
    blocks = page.blocks
    linked: set[str] = set()
    numbered: set[str] = set()
    signs: set[str] = set()
    for index, block in enumerate(blocks):
        if main[index]:
            signs.update(map(_digits, _RAISED.findall(block.text)))
            for kind, start, end, target in block.marks:
                if kind is MarkType.LINK and target.startswith("#"):
                    linked.add(target)
                    if _NOTE_SIGN.fullmatch(block.text[start:end].strip()):
                        numbered.add(target)
    found = [index for index, block in enumerate(blocks) if _is_note(block, linked, numbered)]
    homes = Counter(blocks[index].parent for index in found)
    for index in found.copy():
        below = index + 1
        while below < len(blocks) and blocks[below].parent == blocks[index].parent and homes[blocks[below].parent] == 1:
            found.append(below)
            below += 1
    last = max((index for index, flag in enumerate(main) if flag), default=len(main))
    for index in range(last + 1, len(blocks)):
        number = _RAISED_FIRST.match(blocks[index].text)
        if number is None or _digits(number[1]) not in signs or page.apart[index]:
            break
        found.append(index)
    above = min(found, default=0) - 1
    if above > 0 and blocks[above].kind is BlockKind.HEADING and not link_share(blocks[above]):
        found.append(above)
    return found


def _digits(sign: str) -> str:
    """The number that a raised sign or one in brackets says."""
    return normalize("NFKC", sign).strip("[]")


def _is_note(block: PageBlock, linked: Collection[str], numbered: Collection[str]) -> bool:
    if not block.names or block.kind is BlockKind.HEADING or (block.beside and block.beside.is_discussion):
        return False
    names = [f"#{name}" for name, _ in block.names]
    return any(name in numbered for name in names) or (any(name in linked for name in names) and bool(_places(block)))


def _places(block: PageBlock) -> list[str]:
    """The places on the page that a block links to."""
    return [target for kind, _, _, target in block.marks if kind is MarkType.LINK and target.startswith("#")]


def _writes_no_spaces(blocks: Sequence[PageBlock]) -> bool:
    """Whether most letters of a page belong to a script without spaces, which needs fewer characters."""
    text = "".join(block.text for block in blocks)[:_SAMPLE]
    found = len(unspaced(text))
    return found > 0 and found * 2 > sum(map(str.isalpha, text))


def _extracted_text(tree: HtmlElement, short: bool) -> str:
    """The text that trafilatura considers the article; empty if it finds none or fails.

    ``short``: the article may be so short that trafilatura would miss it or take the whole page.
    """
    # Imported here because it takes a quarter of a second.
    from trafilatura import extract
    from trafilatura.settings import DEFAULT_CONFIG, use_config

    config = DEFAULT_CONFIG
    if short:
        config = use_config()
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_MIN_UNSPACED))
    try:
        return extract(tree, include_comments=False, fast=True, config=config) or ""
    except Exception:  # noqa: BLE001  whatever goes wrong in it, the whole page can be shown
        return ""


def _is_too_large(tree: HtmlElement, blocks: Sequence[PageBlock]) -> bool:
    """Whether trafilatura would take more than a few seconds: its time grows with the size, the number and depth of
    elements, and nested tables.
    """
    if sum(len(block.text) for block in blocks) > _MAX_CHARACTERS:
        return True
    depths, depth, elements = 0, 0, 0
    # However deep they are, so few elements are not too many.
    row = [tree] if sum(1 for _ in tree.iter()) > _FEW_ELEMENTS else []
    while row and depths <= _MAX_DEPTHS and elements <= _MAX_ELEMENTS:
        depth += 1
        elements += len(row)
        depths += depth * len(row)
        row = [child for element in row for child in element]
    nested = sum(next(table.iterancestors("table"), None) is not None for table in tree.iter("table"))
    return depths > _MAX_DEPTHS or elements > _MAX_ELEMENTS or nested > _MAX_NESTED_TABLES


def words_of(text: str) -> Words:
    """The words of a text in lowercase; single characters in scripts without spaces."""
    return tuple(_WORD.findall(text.casefold()))


def _trigrams(words: Words) -> Iterator[Words]:
    return zip(words, words[1:], words[2:], strict=False)


def _matching(words: Sequence[Words], text: str) -> list[bool]:
    rows = [(words_of(line), len(line)) for line in text.split("\n")]
    known = set(_trigrams(tuple(chain.from_iterable(own for own, _ in rows))))
    lines = {own for own, length in rows if length < _SHORT_LINE}

    def matches(own: Words) -> bool:
        if len(own) < 3:
            return bool(own) and own in lines
        return sum(trigram in known for trigram in _trigrams(own)) >= _MAIN_SHARE * (len(own) - 2)

    return [matches(own) for own in words]


def _count(words: Words) -> int:
    """The number of words; two characters of a script without spaces count as about one."""
    signs = sum(len(word) == 1 and not word.isascii() and bool(unspaced(word)) for word in words)
    return len(words) - signs // 2


def _go_on(main: list[bool], page: MeasuredPage) -> None:
    """Add the running text after the article's last block in the same part of the page, if there is so much that the
    extractor must have stopped too early, for example at an interruption.
    """
    blocks = page.blocks
    last = max((index for index, flag in enumerate(main) if flag), default=-1)
    weights: Counter[int] = Counter()
    for block, flag, count in zip(blocks, main, page.words, strict=True):
        if flag:
            weights.update(dict.fromkeys(block.ancestors, count))
    found = sum(count for count, flag in zip(page.words, main, strict=True) if flag)
    homes = {ancestor for ancestor, weight in weights.items() if weight * 2 >= found}
    following: list[int] = []
    parents = {block.parent for block, flag in zip(blocks, main, strict=True) if flag}
    apart = 0
    for index in range(last + 1, len(blocks)):
        block = blocks[index]
        begins_other = block.kind is BlockKind.HEADING and block.parent not in parents
        if page.apart[index] or begins_other or apart > _MOST_APART:
            break
        is_text = page.running[index] and not homes.isdisjoint(block.ancestors)
        apart = 0 if is_text else apart + 1
        if is_text:
            following.append(index)
            parents.add(block.parent)
    siblings = Counter(blocks[index].parent for index in following)
    following = [index for index in following if siblings[blocks[index].parent] > 1]
    if sum(page.words[index] for index in following) * 2 >= found:
        for index in following:
            main[index] = True


def _fill(main: list[bool], page: MeasuredPage, words: Sequence[Words], own_site: str) -> None:
    """Add what is between the article's blocks: quotes, code, tables, captions, sibling paragraphs, links to other
    sites, and the rest of its lists.
    """
    blocks = page.blocks
    found = [index for index, flag in enumerate(main) if flag]
    if not found:
        return
    words_in: Counter[int] = Counter()
    main_words_in: Counter[int] = Counter()
    for block, flag, own in zip(blocks, main, words, strict=True):
        words_in[block.parent] += len(own)
        main_words_in[block.parent] += len(own) if flag else 0

    def belongs(index: int, gap: int) -> bool:
        block = blocks[index]
        if page.apart[index] or is_service(block):
            return False
        is_sibling = main_words_in[block.parent] * 2 >= words_in[block.parent] > 0
        if block.kind is BlockKind.LIST_ITEM and is_sibling:
            return True
        if link_share(block) > MAX_LINK_SHARE:
            if block.kind is BlockKind.CAPTION and main[index - 1] and main[index + 1]:
                return True
            is_part = block.kind is BlockKind.QUOTE or (block.kind is BlockKind.PARAGRAPH and is_sibling)
            return gap <= _GAP_BLOCKS and (is_part or _leads_outside(block, own_site))
        if block.kind in _IN_GAPS:
            return gap <= _GAP_BLOCKS
        if block.kind is BlockKind.HEADING:
            return gap <= _GAP_BLOCKS and main[index + 1]
        return is_sibling and len(words[index]) >= _LONG_WORDS

    first = found[0]
    while first > 0 and _is_heading_of(blocks[first - 1], blocks[first]):
        first -= 1
        main[first] = True
    for left, right in pairwise(found):
        for index in range(left + 1, right):
            main[index] = _is_nested_item(blocks[index - 1], blocks[index]) and main[index - 1]
        for index in range(right - 1, left, -1):
            main[index] = main[index] or belongs(index, right - left - 1)


def _own_site(blocks: Sequence[PageBlock], url: str) -> str:
    """The site of the page: that of its URL, else the target of most of its links; without "www."."""
    site = urlsplit(url).hostname
    if site:
        return site.removeprefix("www.")
    counted = Counter(site for block in blocks for site in sites(block) if site)
    return max(counted, key=lambda site: counted[site], default="")


def _leads_outside(block: PageBlock, own_site: str) -> bool:
    """Whether all links of a block lead to other sites, which is typical of an article's own links, not of links to
    other articles.
    """
    targets = sites(block)
    return bool(targets) and all(site not in ("", own_site) for site in targets)


def _is_heading_of(before: PageBlock, block: PageBlock) -> bool:
    """Whether a block is a heading without a link in the same element as the next one."""
    is_plain = not before.is_aside and link_share(before) <= MAX_LINK_SHARE
    return before.kind is BlockKind.HEADING and before.parent == block.parent and is_plain


def _is_nested_item(before: PageBlock, block: PageBlock) -> bool:
    """Whether a block is an item within an item, or follows one in its list."""
    are_items = block.kind is before.kind is BlockKind.LIST_ITEM and not block.is_aside
    return are_items and block.level > 1 and (before.level < block.level or before.parent == block.parent)


def _drop_boxes(main: list[bool], blocks: Sequence[PageBlock], words: Sequence[Words]) -> None:
    """Remove boxes inside or below the article: elements that begin with a heading for other articles, comments or a
    newsletter, and hold only a few words, or several links with at most a summary each.
    """
    found = sum(len(own) for own, flag in zip(words, main, strict=True) if flag)
    for first in range(1, len(blocks)):
        parent = blocks[first].parent
        if not begins_box(blocks[first]) or parent in blocks[first - 1].ancestors:
            continue
        last = first + 1
        while last < min(len(blocks), first + _MAX_BOX_BLOCKS) and parent in blocks[last].ancestors:
            last += 1
        if any(one.kind is BlockKind.HEADING and one.level == 1 and not link_share(one) for one in blocks[first:last]):
            continue  # An element with the page's headline is not a box beside the article.
        inside = sum(len(own) for own, flag in zip(words[first:last], main[first:last], strict=True) if flag)
        links = sum(link_share(one) > MAX_LINK_SHARE for one in blocks[first + 1 : last])
        is_list = links > 1 and max(map(len, words[first:last])) <= _MAX_SUMMARY_WORDS
        if (is_list and inside < found) or (inside <= _MAX_BOX_WORDS and inside * 2 < found):
            main[first:last] = [False] * (last - first)


def _trim(main: list[bool], page: MeasuredPage, own_site: str) -> None:
    """Remove service lines and, at the end, links to other pages and headings without text. Links to other sites stay
    if they are most of what was found, as in an article of recommendations.
    """
    blocks = page.blocks
    for index, block in enumerate(blocks):
        if main[index] and block.kind is not BlockKind.CODE and is_service(block):
            main[index] = False
    tail: list[int] = []
    follows_links = False
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if not main[index]:
            continue
        is_link = link_share(block) >= _ALL_LINK_SHARE and (block.kind is not BlockKind.CAPTION or follows_links)
        if not (is_link or block.kind in (BlockKind.HEADING, BlockKind.RULE)):
            break
        main[index] = False
        tail.append(index)
        follows_links = follows_links or is_link
    outside = sum(page.words[index] for index in tail if _leads_outside(blocks[index], own_site))
    if outside > sum(count for count, flag in zip(page.words, main, strict=True) if flag):
        for index in tail:
            main[index] = True


def _add_sources(main: list[bool], page: MeasuredPage, own_site: str) -> None:
    """Add the list of sources at the article's end: links to other sites after its last block, with their heading."""
    blocks = page.blocks
    last = max((index for index, flag in enumerate(main) if flag), default=-1)
    if last < 0:
        return
    home = blocks[last].parent
    sources: list[int] = []
    for index in range(last + 1, len(blocks)):
        block = blocks[index]
        is_beside = home in (block.parent, *block.ancestors) and not page.apart[index] and not is_service(block)
        is_heading = block.kind is BlockKind.HEADING and not sources and not link_share(block) and not begins_box(block)
        is_source = block.kind is BlockKind.LIST_ITEM and _leads_outside(block, own_site)
        if not is_beside or not (is_heading or is_source):
            break
        sources.append(index)
    if sum(blocks[index].kind is BlockKind.LIST_ITEM for index in sources) > 1:
        for index in sources:
            main[index] = True


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
