"""Finds what interrupts or follows an article: captions said twice, further articles, teasers, links to others."""

import re
from collections import Counter
from collections.abc import Sequence

from readtui.importers.dom.page_block import PageBlock
from readtui.importers.html.block_measures import MAX_LINK_SHARE, MeasuredPage, begins_box, link_share, sites
from readtui.model.block import BlockKind, MarkType
from readtui.text.dateline import is_byline, is_date
from readtui.text.pages.service_lines import AROUND_HEADING, CLOSED, labels_links, service_weight

_LEAST_ARTICLE = 60
"""The number of words of running text above which a page's own article has been read."""
_BELOW_HEADLINE = 3
_LEAST_HEADLINE = 3
_LEAST_BARE_HEADLINE = 4
_MAX_SUMMARY = 40
_MAX_CARD = 80
_MOST_IN_CARD = 5
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|epub|mp[34]|csv|jpe?g|png|gif|webp|svg)$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_MAX_BESIDE = 2
_MOST_IN_LABEL = 3
_SENTENCE_END = re.compile(r"[.。…;][\"'”’»“«)\]」』]*\s*$")
_CAPTIONS_APART = 2
_SEVERAL_WORDS = 4
_LONGEST_CAPTION = 200
_SHARED = 0.5
_LEAST_SHARED = 3
_LONG_WORD = 4
_SEE_ALSO = re.compile(
    r"see also|siehe auch|voir aussi|v[ée]ase también|vedi anche|ver também|zie ook|см\. также|zobacz też|se även"
    r"|se også|katso myös|関連項目",
    re.IGNORECASE,
)
_TEXT = (BlockKind.PARAGRAPH, BlockKind.HEADING)


def drop_other_articles(main: list[bool], page: MeasuredPage, title: int | None, own_site: str) -> None:
    """Remove further articles below the page's own, and in it the lines and boxes that lead to other articles, unless
    they hold most of its text.
    """
    if page.running_words(main) < _LEAST_ARTICLE:
        return
    if title is not None:
        _drop_further(main, page, title, own_site)
    total, whole = page.running_words(main), main.copy()
    _drop_cards(main, page, own_site)
    _drop_labelled_lists(main, page, own_site)
    if total >= 2 * _LEAST_ARTICLE:
        _drop_lines(main, page, own_site)
    if page.running_words(main) * 2 < total:
        main[:] = whole


def _is_headline_link(index: int, page: MeasuredPage, own_site: str) -> bool:
    """Whether a block is a link to another page of the site, as long as a headline, and not a sentence."""
    block = page.blocks[index]
    if link_share(block) <= MAX_LINK_SHARE or page.words[index] < _LEAST_HEADLINE:
        return False
    is_heading = block.kind is BlockKind.HEADING
    is_alone = is_heading or (_words_beside_links(block) <= _MAX_BESIDE and not _SENTENCE_END.search(block.text[-12:]))
    return is_alone and _leads_to_own_pages(block, own_site)


def _words_beside_links(block: PageBlock) -> int:
    """The number of words of a block that are not links, nor the label of links."""
    at, rest = 0, ""
    for kind, start, end, _ in sorted(block.marks, key=lambda mark: mark[1:3]):
        if kind is MarkType.LINK:
            before = block.text[at:start]
            rest += "" if not at and labels_links(before) else f"{before} "
            at = max(at, end)
    return len(_WORD.findall(rest + block.text[at:]))


def _leads_to_own_pages(block: PageBlock, own_site: str) -> bool:
    targets = [target for kind, _, _, target in block.marks if kind is MarkType.LINK]
    is_page = all(not target.startswith(("#", "mailto:", "tel:")) and not _FILE.search(target) for target in targets)
    return is_page and all(site in ("", own_site) for site in sites(block))


# ------------------------------------------------------------------ further articles


def _drop_further(main: list[bool], page: MeasuredPage, title: int, own_site: str) -> None:
    """Remove everything from the headline of the next article on: a heading in the same layout as the title, but in
    another element, after enough text. Its byline or date, a link, or an element for articles tells it from a section.
    """
    blocks, above = page.blocks, 0
    first = blocks[title]
    for index in range(title + 1, len(blocks)):
        above += page.words[index] if main[index] and page.running[index] else 0
        block = blocks[index]
        is_alike = block.kind is BlockKind.HEADING and (block.level, block.path) == (first.level, first.path)
        if not is_alike or block.parent == first.parent or above < _LEAST_ARTICLE:
            continue
        if block.path[-1].startswith("article") or _begins_article(index, title, page, own_site):
            main[index:] = [False] * (len(main) - index)
            return


def _begins_article(index: int, title: int, page: MeasuredPage, own_site: str) -> bool:
    blocks = page.blocks
    if _is_headline_link(index, page, own_site):
        return True
    below = [block.text.strip() for block in blocks[index + 1 : index + 1 + _BELOW_HEADLINE]]
    if any(is_byline(text) or is_date(text) for text in below):
        return True
    if index + 1 == len(blocks) or page.running[index + 1] or page.running[title + 1]:
        return False
    one, other = blocks[title + 1], blocks[index + 1]
    return one.kind is other.kind and (one.path, one.hint) == (other.path, other.hint) and bool(one.hint.strip())


# ------------------------------------------------------------------ teasers


def _drop_cards(main: list[bool], page: MeasuredPage, own_site: str) -> None:
    """Remove the headlines of other articles with their summaries: in a small element of their own, or several in a row
    after the text.
    """
    blocks = page.blocks
    weights: Counter[int] = Counter()
    held: Counter[int] = Counter()
    for block, count in zip(blocks, page.words, strict=True):
        weights.update(dict.fromkeys(block.ancestors, count))
        held.update(dict.fromkeys(block.ancestors, 1))
    running = [at for at, flag in enumerate(main) if flag and page.running[at]]
    last = running[-1]
    for at in range(running[0], len(blocks)):
        block = blocks[at]
        if block.kind in _TEXT and _heads_card(at, page, own_site):
            cards = {one for one in block.ancestors if weights[one] <= _MAX_CARD and held[one] <= _MOST_IN_CARD}
            end = at + 1
            while end < len(blocks) and not cards.isdisjoint(blocks[end].ancestors):
                end += 1
            if at > last:
                end = max(end, _summary_end(at, page))
            if cards or at > last:
                main[at:end] = [False] * (end - at)
        elif at > last and _is_teaser_line(block, own_site):
            main[at] = False


def _heads_card(index: int, page: MeasuredPage, own_site: str) -> bool:
    """Whether a block is the headline of one other article; behind a label, what stands below may be the article's."""
    block = page.blocks[index]
    targets = {target for kind, _, _, target in block.marks if kind is MarkType.LINK}
    return len(targets) == 1 and _is_headline_link(index, page, own_site) and not labels_links(block.text)


def _summary_end(headline: int, page: MeasuredPage) -> int:
    """The end of the summary below a headline; right behind the headline if there is none."""
    blocks, below = page.blocks, headline + 1
    if below == len(blocks) or page.words[below] > _MAX_SUMMARY or blocks[below].kind is not BlockKind.PARAGRAPH:
        return below
    return below + (blocks[below].parent == blocks[headline].parent and not link_share(blocks[below]))


def _is_teaser_line(block: PageBlock, own_site: str) -> bool:
    """Whether a block begins with a headline that is a link and goes on with its summary."""
    link = next(((start, end) for kind, start, end, _ in block.marks if kind is MarkType.LINK), None)
    if link is None or block.text[: link[0]].strip() or not _leads_to_own_pages(block, own_site):
        return False
    headline, rest = block.text[link[0] : link[1]], block.text[link[1] :]
    is_short = len(headline.split()) >= _LEAST_BARE_HEADLINE and len(rest.split()) <= _MAX_SUMMARY
    return is_short and not CLOSED.search(headline) and (rest[:1] == "\n" or rest.lstrip()[:1].isupper())


# ------------------------------------------------------------------ lines and lists inside the article


def _drop_labelled_lists(main: list[bool], page: MeasuredPage, own_site: str) -> None:
    """Remove links to other articles right below a heading for them, also where no element holds both; not the list of
    related entries of an encyclopedia.
    """
    blocks = page.blocks
    for index, block in enumerate(blocks):
        if not (begins_box(block) or (block.kind in _TEXT and labels_links(block.text) and not block.marks)):
            continue
        if block.kind is BlockKind.HEADING and _SEE_ALSO.fullmatch(block.text.strip(AROUND_HEADING)):
            continue
        end = index + 1
        while end < len(blocks) and link_share(blocks[end]) > MAX_LINK_SHARE:
            if not _leads_to_own_pages(blocks[end], own_site):
                break
            end += 1
        if end > index + 1:
            main[index:end] = [False] * (end - index)


def _drop_lines(main: list[bool], page: MeasuredPage, own_site: str) -> None:
    """Remove lines between paragraphs that are no more than a link to another article, or a label of the page's."""
    blocks = page.blocks
    running = [index for index, flag in enumerate(main) if flag and page.running[index]]
    for index in range(running[0] + 1, len(blocks)):
        if main[index] and blocks[index].kind in _TEXT:
            main[index] = not (_is_link_line(index, page, own_site) or _is_label(blocks[index]))


def _is_link_line(index: int, page: MeasuredPage, own_site: str) -> bool:
    block, text = page.blocks[index], page.blocks[index].text.strip()
    if not _is_headline_link(index, page, own_site):
        return False
    if block.kind is BlockKind.HEADING:
        below = index + 1
        return below == len(page.blocks) or not page.running[below] or page.blocks[below].parent != block.parent
    if labels_links(text):
        return True
    is_introduced = page.blocks[index - 1].text.rstrip().endswith((":", "："))
    return not _words_beside_links(block) and page.words[index] >= _LEAST_BARE_HEADLINE and not is_introduced


def _is_label(block: PageBlock) -> bool:
    text = block.text.strip()
    return block.kind is BlockKind.PARAGRAPH and len(text.split()) <= _MOST_IN_LABEL and service_weight(text) > 0


# ------------------------------------------------------------------ captions said twice


def drop_repeated_captions(main: list[bool], blocks: Sequence[PageBlock], words: Sequence[tuple[str, ...]]) -> None:
    """Remove captions that occur earlier or within the caption beside them: pictures of an article often share its
    title as their text, and many have an alternative text that the caption repeats, also in other words. And remove
    paragraphs that repeat the caption beside them.
    """
    captions = [index for index, flag in enumerate(main) if flag and blocks[index].kind is BlockKind.CAPTION]
    seen: set[tuple[str, ...]] = set()
    for place, index in enumerate(captions):
        own = words[index]
        near = [other for other in captions[max(0, place - 1) : place + 2] if 0 < abs(other - index) <= _CAPTIONS_APART]
        is_said = any(_is_within(own, words[other]) for other in near)
        if blocks[index].is_alternative:
            told = [other for other in near if not blocks[other].is_alternative]
            is_said = is_said or any(_is_alike(own, words[other]) for other in told)
        main[index] = own not in seen and not is_said
        if own:
            seen.add(own)
        for beside in range(max(0, index - _CAPTIONS_APART), min(len(blocks), index + _CAPTIONS_APART + 1)):
            if blocks[beside].kind is BlockKind.PARAGRAPH and words[beside] == own and len(own) >= _SEVERAL_WORDS:
                main[beside] = False


def _is_within(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether others begin with the words, or have several of them in a row."""
    count = len(words)
    if not 0 < count < len(others):
        return False
    is_short = count >= _SEVERAL_WORDS and len(others) <= _LONGEST_CAPTION
    places = range(len(others) - count + 1 if is_short else 1)
    return any(others[at : at + count] == words for at in places)


def _is_alike(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two captions share most of the words that say something, those of one at least."""
    own, other = ({word for word in one if len(word) >= _LONG_WORD or not word.isascii()} for one in (words, others))
    shared = len(own & other)
    return shared >= _LEAST_SHARED and shared >= _SHARED * min(len(own), len(other))
