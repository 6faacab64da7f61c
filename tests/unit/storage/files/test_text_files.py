"""Opening a text quickly gives the same text as reading it in full; damage is found later."""

import json
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest

from readtui.errors import DamagedError, NotFoundError
from readtui.model.article import Article, Metadata, PageStart
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.model.image import Image
from readtui.storage.files.texts import check_text, keep_text, open_beginning, open_text, read_text
from readtui.storage.format.text_lines import may_hold_controls

TEXT = 'A "title"\n\nSome ␛ text with a\\tlink.\n\n"blocks": [ are no blocks.'
ARTICLE = Article(
    Metadata(title="Title"),
    TEXT,
    (
        Block(BlockKind.HEADING, 0, 9, role=Role.TITLE, level=1),
        Block(BlockKind.PARAGRAPH, 11, 36, marks=(Mark(MarkType.LINK, 27, 31, "https://example.org/},"),)),
        Block(BlockKind.PARAGRAPH, 38, len(TEXT)),
    ),
    replaced=((16, "\x1b"),),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / f"00000000000000aa.{ARTICLE.hash8}.json"
    keep_text(path, ARTICLE, tmp_path)
    return path


def opened(path: Path) -> Article:
    return open_text(path, ARTICLE.metadata)


def test_quick_opening_gives_the_same_text(path: Path) -> None:
    article = opened(path)
    assert article == read_text(path, ARTICLE.metadata) == ARTICLE
    assert article.hash8 == ARTICLE.hash8
    assert article.block_at(30) == ARTICLE.blocks[1]
    assert list(article.blocks[1:]) == list(ARTICLE.blocks[1:])
    check_text(path, opened(path), lambda: None)


def test_an_article_without_blocks_and_a_file_in_another_layout_can_be_opened(path: Path, tmp_path: Path) -> None:
    empty = Article(ARTICLE.metadata, "", ())
    empty_path = tmp_path / f"00000000000000aa.{empty.hash8}.json"
    keep_text(empty_path, empty, tmp_path)
    assert opened(empty_path) == empty
    path.write_text(json.dumps(json.loads(path.read_bytes()), indent=1), encoding="utf-8")
    assert opened(path) == ARTICLE


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param(b"Some", b"Soma", id="another text"),
        pytest.param(b'"end": 9,', b'"end": 19,', id="overlapping blocks"),
        pytest.param(b'"end": 9,', b'"end": 99999,', id="beyond the text"),
        pytest.param(b'"level": 1', b'"level": -', id="not JSON"),
        pytest.param(b'"level": 1', b'"level": []', id="another type"),
    ],
)
def test_damage_is_found_without_hiding_the_text(path: Path, right: bytes, wrong: bytes) -> None:
    content = path.read_bytes()
    assert content.count(right) == 1
    path.write_bytes(content.replace(right, wrong))
    article = opened(path)
    assert all(0 <= block.start <= block.end <= len(article.text) for block in article.blocks)
    for seen in (article, opened(path)):
        with pytest.raises(DamagedError):
            check_text(path, seen, lambda: None)
    with pytest.raises(DamagedError):
        read_text(path, ARTICLE.metadata)


@pytest.mark.parametrize("kept", [0, 40, 150, 300, -2])
def test_a_truncated_file_is_not_opened(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(DamagedError):
        opened(path)


def test_the_beginning_of_a_long_text_is_that_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paragraphs = [f'Number {number}: “é” and "quoted" \\n.' for number in range(9000)]
    starts = [0, *accumulate(len(paragraph) + 2 for paragraph in paragraphs[:-1])]
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, start, start + len(paragraph))
        for start, paragraph in zip(starts, paragraphs, strict=True)
    )
    whole = Article(Metadata("Long"), "\n\n".join(paragraphs), blocks)
    path = tmp_path / f"00000000000000aa.{whole.hash8}.json"
    keep_text(path, whole, tmp_path)
    monkeypatch.setattr("readtui.storage.files.texts._LONG", 1 << 30)
    assert open_beginning(path, whole.metadata) is None
    monkeypatch.setattr("readtui.storage.files.texts._LONG", 1000)
    monkeypatch.setattr("readtui.storage.format.text_lines._BUFFER", 1000)
    beginning = open_beginning(path, whole.metadata)
    assert beginning is not None
    count = len(beginning.blocks)
    assert 1000 < count < 9000
    assert tuple(beginning.blocks) == blocks[:count]
    assert whole.text.startswith(beginning.text)
    path.write_bytes(path.read_bytes()[:200_000])
    assert open_beginning(path, whole.metadata) is None
    assert open_beginning(tmp_path / "missing.json", whole.metadata) is None


def test_pages_come_to_a_kept_text_and_do_not_leave_it_again(path: Path, tmp_path: Path) -> None:
    pages = (PageStart(0, 0, "xi"), PageStart(11, 1, "2"))
    keep_text(path, replace(ARTICLE, pages=pages), tmp_path)
    assert opened(path).pages == read_text(path, ARTICLE.metadata).pages == pages
    keep_text(path, ARTICLE, tmp_path)
    assert opened(path).pages == pages
    path.write_bytes(path.read_bytes().replace(b'[0, 0, "xi"]', b'[0, 0, 7, {}], [true, 0], [99, 1], "x"'))
    assert opened(path).pages == read_text(path, ARTICLE.metadata).pages == (PageStart(0, 0, "1"), pages[1])


def test_images_come_to_a_kept_text_and_do_not_leave_it_again(path: Path, tmp_path: Path) -> None:
    image = Image(11, "member:a.png", "0a" * 32, 90, 60)
    keep_text(path, replace(ARTICLE, images=(image,)), tmp_path)
    assert opened(path).images == read_text(path, ARTICLE.metadata).images == (image,)
    keep_text(path, ARTICLE, tmp_path)
    assert opened(path).images == (image,)
    quoted = replace(ARTICLE, blocks=tuple(replace(block, quoted=1) for block in ARTICLE.blocks))
    for article in (quoted, ARTICLE):
        keep_text(path, article, tmp_path)
        assert opened(path) == replace(article, images=(image,)), "the words have the form that they were last read in"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b'"width": 90', b'"width": true'),
        (b'"width": 90', b'"width": 90000000'),
        (b'"offset": 11', b'"offset": 12345'),
        (b'"height": 60', b'"height": -1'),
        (b"0a0a", b"../a"),
        (b"member:a.png", b"member:\\u001b"),
        (b'"images": [', b'"images": ["x", '),
    ],
)
def test_an_image_that_is_not_as_it_should_be_is_left_out_and_the_text_is_read(
    path: Path, tmp_path: Path, right: bytes, wrong: bytes
) -> None:
    keep_text(path, replace(ARTICLE, images=(Image(11, "member:a.png", "0a" * 32, 90, 60),)), tmp_path)
    content = path.read_bytes()
    assert content.count(right)
    path.write_bytes(content.replace(right, wrong, 1))
    for article in (opened(path), read_text(path, ARTICLE.metadata)):
        assert len(article.images) == (b'"x"' in wrong)
        assert article.text == TEXT


def test_a_missing_text_is_reported(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="Title"):
        opened(tmp_path / "00000000000000aa.00000000.json")


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("plain words\nand more", False),
        ("Größe, 川, …", False),
        ("\x7f", True),
        ("\x1b[31m", True),
        ("\b", True),
        ("\x85", True),
        ("\x9b", True),
        ("\xa0", False),
        ("\u2028", True),
        ("\u202e", True),
        ("\u2066", True),
        ("\u2069", True),
        ("\u2070", False),
    ],
)
def test_a_text_that_may_steer_the_terminal_is_told_by_its_bytes(text: str, may: bool) -> None:
    assert may_hold_controls(json.dumps(text, ensure_ascii=False).encode()) == may
