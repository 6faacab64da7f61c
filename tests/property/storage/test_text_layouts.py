"""Opening a text without parsing its blocks gives the same text as a parser, whatever the file's layout."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from storing.layouts import LAYOUTS, laid_out

from readtui.codec.text_versions import text_version_to_json
from readtui.errors import DamagedError
from readtui.model.article import Article, Metadata, PageStart
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.model.image import Image
from readtui.storage.files.texts import check_text, open_outline, open_text, read_text
from readtui.storage.format import text_lines
from readtui.storage.format.text_lines import article_in, beginning_in, encode_article
from readtui.text.sections import Headings

METADATA = Metadata("A text")


@pytest.fixture(scope="module", autouse=True)
def _slices() -> Iterator[None]:
    """Texts and lines in so many slices as only very long ones have otherwise."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(text_lines, "_SLICE", 9)
        patched.setattr(text_lines, "_READ_AT_ONCE", 2)
        yield


FORMAT = {"name": "readtui-text", "version": 1}
WORDS = st.sampled_from(
    ["sea", 'a "b"', "\\", "}, {", '"kind": "x"', ', "kind": ', "käse", "水", "😀", ",\n", "\\n\\n", '"blocks": [', "␛"]
)
UNKNOWN = st.dictionaries(
    st.sampled_from(["zeal", "another", "kindly"]),
    st.sampled_from([None, 1, "x", {"text": "no"}, [{"end": 1, "kind": "list", "start": 0}], {}]),
    max_size=1,
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = "\n\n".join(draw(st.lists(WORDS, max_size=6)))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    blocks = tuple(
        Block(
            draw(st.sampled_from(BlockKind)),
            start,
            end,
            role=draw(st.none() | st.sampled_from(Role)),
            level=draw(st.integers(0, 2)),
            label=draw(st.just("") | WORDS.filter(lambda word: word.isprintable())),
            quoted=draw(st.integers(0, 2)),
            marks=tuple(
                Mark(MarkType.LINK, start, end, draw(WORDS.filter(lambda word: word.isprintable())))
                for _ in range(draw(st.integers(0, 2) if end > start else st.just(0)))
            ),
        )
        for start, end in pairwise([0, *cuts, len(text)])
    )
    images = [Image(block.start, 'member:"a", [', "0f" * 32, 90, 60) for block in blocks if draw(st.booleans())]
    replaced = ((0, "\x1b"),) if draw(st.booleans()) else ()
    starts = sorted({draw(st.integers(0, len(text))) for _ in range(draw(st.integers(0, 3)))})
    labels = draw(st.lists(st.sampled_from(["1", "2", "xii", "A-1"]), min_size=3, max_size=3))
    pages = [PageStart(start, number, label) for number, (start, label) in enumerate(zip(starts, labels, strict=False))]
    return Article(METADATA, text, blocks if text else (), replaced, tuple(images) if text else (), pages=tuple(pages))


@st.composite
def nearly_ours(draw: st.DrawFn) -> tuple[Article, bytes]:
    """An article in our own layout, except for what other programs may do to lines or to the fields around them."""
    article = draw(articles())
    value = text_version_to_json(article)
    lines: list[str] = []
    for block in value["blocks"]:
        names = sorted(block, reverse=draw(st.sampled_from([False, False, False, True])))
        known = {name: block[name] for name in names} | draw(st.just({}) | UNKNOWN)
        spaced = draw(st.sampled_from([(", ", ": ")] * 4 + [(",", ":"), (",\n", ": ")]))
        lines.append(json.dumps(known, ensure_ascii=draw(st.booleans()), separators=spaced))
    between = [draw(st.sampled_from([",\n"] * 4 + [", ", ",\n\n", "\n,\n"])) for _ in lines[1:]]
    blocks = "".join(line + separator for line, separator in zip(lines, [*between, ""], strict=bool(lines)))
    before = draw(st.just({}) | UNKNOWN)
    after = draw(st.just({}) | UNKNOWN | st.just({"text": article.text}))
    text = json.dumps(article.text, ensure_ascii=draw(st.booleans()))
    fields = [
        f'"format": {json.dumps(draw(st.sampled_from([FORMAT, FORMAT, FORMAT | {"version": 2}, {"text": "no"}])))}',
        *(f'"{name}": {json.dumps(field)}' for name, field in before.items()),
        f'"text": {draw(st.sampled_from([text, text, json.dumps("earlier")])) if "text" in after else text}',
        f'"blocks": [\n{blocks}\n]',
        f'"replaced": {json.dumps(value["replaced"])}, "images": {json.dumps(value.get("images", []))}'
        f', "pages": {json.dumps(value.get("pages", []))}'
        + "".join(f', "{name}": {json.dumps(field)}' for name, field in after.items()),
    ]
    return article, ("{" + ",\n".join(fields) + draw(st.sampled_from(["}\n", "}", "\n}\n"]))).encode()


@st.composite
def in_any_layout(draw: st.DrawFn) -> tuple[Article, bytes]:
    article, layout = draw(articles()), draw(LAYOUTS)
    value = {"format": FORMAT, **text_version_to_json(article)} | draw(st.just({}) | UNKNOWN)
    return article, laid_out(value, layout, draw(st.integers(0, 9)))


@contextmanager
def file_of(article: Article, content: bytes) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a1.{article.hash8}.json"
        path.write_bytes(content)
        yield path


@given(nearly_ours() | in_any_layout())
def test_a_text_is_opened_as_a_parser_reads_it(made: tuple[Article, bytes]) -> None:
    article, content = made
    with file_of(article, content) as path:
        assert read_text(path, METADATA) == article
        opened = open_text(path, METADATA)
        assert (opened.text, tuple(opened.blocks), opened.replaced) == (article.text, article.blocks, article.replaced)
        assert (opened.images, opened.pages) == (article.images, article.pages)
        assert Headings(opened).all == Headings(article).all
        assert [opened.blocks[index] for index in range(-len(article.blocks), 0)] == list(article.blocks)
        headings = tuple(block for block in article.blocks if block.kind is BlockKind.HEADING)
        assert open_outline(path, METADATA) == Article(METADATA, article.text, headings)
        check_text(path, open_text(path, METADATA), lambda: None)


@given(articles())
def test_a_text_in_our_own_layout_is_opened_without_parsing_its_blocks(article: Article) -> None:
    content = encode_article(article)
    assert json.loads(content) == {"format": FORMAT, **text_version_to_json(article)}
    assert article_in(content, METADATA, "x") == article


@given(nearly_ours() | in_any_layout() | articles().map(lambda article: (article, encode_article(article))))
def test_the_beginning_of_a_text_is_that_of_the_whole(made: tuple[Article, bytes]) -> None:
    article, content = made
    before, text_lines._BEGINNING = text_lines._BEGINNING, 90
    try:
        with file_of(article, content) as path, open(path, "rb") as file:
            beginning = beginning_in(file, METADATA, "x")
    finally:
        text_lines._BEGINNING = before
    if beginning is not None:
        assert article.text.startswith(beginning.text)
        assert tuple(beginning.blocks) == article.blocks[: len(beginning.blocks)]
        last = beginning.blocks[-1].start if beginning.blocks else -1
        assert beginning.images == tuple(image for image in article.images if image.offset <= last)


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param(
            '{"end": 1, "kind": "list", "level": 1, "start": 0}, {"end": 2, "kind": "list", "start": 1}', id="2"
        ),
        pytest.param(
            '{"end": 9, "kind": "list", "marks": [{"end": 1, "type": "link", "start": 0},\n'
            '{"end": 2, "kind": "x", "level": 1, "type": "link", "start": 1}], "start": 0}',
            id="one on two lines",
        ),
    ],
)
def test_blocks_that_share_lines_are_left_to_the_parser(blocks: str) -> None:
    text = "nine signs"
    content = f'{{"format": {json.dumps(FORMAT)},\n"text": "{text}",\n"blocks": [\n{blocks}\n],\n"replaced": []}}\n'
    assert json.loads(content)["blocks"]
    assert article_in(content.encode(), METADATA, "x") is None
    with file_of(Article(METADATA, text, ()), content.encode()) as path:
        assert tuple(open_text(path, METADATA).blocks) == tuple(read_text(path, METADATA).blocks)


@given(
    articles(), st.integers(0, 400), st.integers(0, 6), st.sampled_from([b"", b"}", b'"', b",\n", b"\xff", b"1", b"]"])
)
def test_a_damaged_text_is_opened_safely_or_refused(article: Article, at: int, length: int, put: bytes) -> None:
    content = encode_article(article)
    at %= len(content)
    with file_of(article, content[:at] + put + content[at + length :]) as path:
        try:
            opened = open_text(path, METADATA)
            assert all(0 <= block.start <= block.end <= len(opened.text) for block in opened.blocks)
            check_text(path, opened, lambda: None)
        except DamagedError:
            return
        assert read_text(path, METADATA) == opened
