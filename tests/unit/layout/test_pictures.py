"""Pictures have their room in a text before anything of them is read."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from readtui.layout.article_layout import ArticleLayout, LinePosition
from readtui.layout.pictures import PictureRoom, most_rows_on, size_in_cells
from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind
from readtui.model.image import Image

SIDES = st.integers(1, 100_000)
ARTICLE = Article(
    Metadata("Boats"),
    "Boats\n\nA quay.\n\nWords about it.",
    (Block(BlockKind.HEADING, 0, 5), Block(BlockKind.CAPTION, 7, 14), Block(BlockKind.PARAGRAPH, 16, 31)),
    images=tuple(Image(offset, f"member:{offset}", "0a" * 32, 160, 80) for offset in (0, 7, 16, 31)),
)


@given(SIDES, SIDES, st.integers(8, 200), st.integers(2, 60))
def test_a_picture_is_never_larger_than_its_room_and_keeps_its_shape(
    width: int, height: int, columns: int, most_rows: int
) -> None:
    found = size_in_cells(Image(0, "x", "", width, height), columns, most_rows)
    assert 1 <= found[0] <= columns
    assert 1 <= found[1] <= most_rows
    if found[0] > 4 and found[1] > 4:
        assert 0.8 <= (found[0] / (2 * found[1])) / (width / height) <= 1.25


def rows(layout: ArticleLayout) -> list[str]:
    lines = [layout.line(position) for position in layout.window(layout.first, 100)]
    return [f"[{line.picture.image.offset}]" if line.picture else ARTICLE.text[line.start : line.end] for line in lines]


def test_pictures_stand_above_their_blocks_and_the_last_ones_below() -> None:
    layout = ArticleLayout(ARTICLE, 40, pictures=PictureRoom(ARTICLE.images, 3))
    assert rows(layout) == [
        *("", "[0]", "[0]", "[0]", "", "Boats", "", "[7]", "[7]", "[7]", "A quay."),
        *("", "[16]", "[16]", "[16]", "", "Words about it.", "", "[31]", "[31]", "[31]"),
    ]
    assert rows(ArticleLayout(ARTICLE, 40)) == ["", "Boats", "", "A quay.", "", "Words about it."]
    assert [layout.line(layout.locate(block.start)).start for block in ARTICLE.blocks] == [0, 7, 16]
    assert layout.last == LinePosition(2, 0, 9)


def test_a_picture_is_found_again_in_another_size() -> None:
    before = ArticleLayout(ARTICLE, 40, pictures=PictureRoom(ARTICLE.images, 4))
    after = ArticleLayout(ARTICLE, 12, pictures=PictureRoom(ARTICLE.images, most_rows_on(12)))
    for position in before.window(before.first, 100):
        picture = before.line(position).picture
        if picture is not None:
            found = after.locate_picture(position.block, picture)
            assert found is not None
            first = after.line(found).picture
            assert first is not None
            assert (first.image, first.row) == (picture.image, 0)


def test_images_between_the_offsets_of_blocks_and_thousands_of_them_do_no_harm() -> None:
    images = tuple(Image(offset % 32, "x", "0a" * 32, 1, 100_000) for offset in range(0, 3200, 10))
    article = replace(ARTICLE, images=tuple(sorted(images, key=lambda image: image.offset)))
    layout = ArticleLayout(article, 40, pictures=PictureRoom(article.images, 3))
    assert {layout.line(position).start for position in layout.window(layout.first, 9_999)} == {0, 7, 16, 31}
