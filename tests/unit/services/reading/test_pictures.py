"""Pictures that were decoded before, and where the bytes of the others are."""

import os
from pathlib import Path

import pytest

from readtui.importers.images.image_request import DecodedImage, ImageRequest
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.image import BESIDE, Image
from readtui.services.reading import pictures as module
from readtui.services.reading.pictures import Pictures

PICTURE = Image(0, "x.png", "a" * 64)
CELLS = ImageRequest(PICTURE, 2, 1, (0, 0, 0))
KITTY = ImageRequest(PICTURE, 2, 1, (0, 0, 0), graphics="kitty", cell=(8, 16))


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "media", tmp_path / "cache")


class Worker:
    """Decodes at once, in this process."""

    def __init__(self) -> None:
        self.asked: list[ImageRequest] = []

    def call(self, job: str, request: object) -> DecodedImage:
        wanted: ImageRequest = request.wanted  # type: ignore[attr-defined]
        self.asked.append(wanted)
        return DecodedImage(b"c" * wanted.cell_bytes, b"graphics" if wanted.graphics else b"")

    def __exit__(self, *_: object) -> None:
        self.asked = []


def test_what_was_decoded_once_is_kept_with_its_graphics(pictures: Pictures) -> None:
    record = ArticleRecord("a", Metadata("Seas"), "", "", "")
    worker = pictures._worker = Worker()  # type: ignore[assignment]
    assert pictures.kept(CELLS) is None
    for wanted, asked in ((CELLS, [CELLS]), (CELLS, [CELLS]), (KITTY, [CELLS, KITTY]), (KITTY, [CELLS, KITTY])):
        decoded = pictures.decode(record, wanted)
        assert decoded == DecodedImage(b"c" * 12, b"graphics" if wanted.graphics else b"")
        assert worker.asked == asked, "what is kept is not decoded again"
        assert pictures.kept(wanted) == decoded
    larger = ImageRequest(PICTURE, 2, 1, (0, 0, 0), graphics="kitty", cell=(9, 16))
    other = pictures.kept(larger)
    assert other == DecodedImage(b"c" * 12, b""), "its cells are the same"
    for wanted in (
        ImageRequest(PICTURE, 2, 2, (0, 0, 0)),
        ImageRequest(PICTURE, 2, 1, (0, 0, 1)),
        ImageRequest(PICTURE, 2, 1, (0, 0, 0), is_indexed=True),
    ):
        assert pictures.kept(wanted) is None
    [cells] = [one for one in pictures.cache.iterdir() if one.name.endswith("colors")]
    cells.write_bytes(b"cut off")
    assert pictures.kept(CELLS) is None
    pictures.close()
    assert pictures._worker is None
    assert worker.asked == [], "its process has ended"


@pytest.mark.parametrize(("files", "left"), [(4, 4), (6, 4), (9, 7)])
def test_what_was_decoded_longest_ago_is_removed_first_and_not_all_at_once(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch, files: int, left: int
) -> None:
    monkeypatch.setattr(module, "_MOST_KEPT", 4)
    monkeypatch.setattr(module, "_REMOVED_AT_ONCE", 2)
    pictures.tidy()
    pictures.cache.mkdir()
    for number in range(files):
        (pictures.cache / str(number)).write_bytes(b"")
        os.utime(pictures.cache / str(number), (number, number))
    pictures.tidy()
    assert sorted(one.name for one in pictures.cache.iterdir()) == [str(one) for one in range(files - left, files)]


@pytest.mark.parametrize(
    ("image", "has_file", "expected"),
    [
        (Image(0, "member.png"), True, True),
        (Image(0, "member.png"), False, False),
        (Image(0, "https://a.example/x.png"), True, False),
        (Image(0, "https://a.example/x.png", "b" * 64), False, True),
        (Image(0, "https://a.example/x.png", "c" * 64), True, False),
        (Image(0, f"{BESIDE}page_files/x.png"), True, True),
        (Image(0, f"{BESIDE}page_files/y.png"), True, False),
        (Image(0, f"{BESIDE}page_files/x.png"), False, False),
    ],
)
def test_an_image_is_shown_where_its_bytes_are_likely_there(
    pictures: Pictures, tmp_path: Path, image: Image, has_file: bool, expected: bool
) -> None:
    page = tmp_path / "saved" / "page.html"
    (page.parent / "page_files").mkdir(parents=True)
    (page.parent / "page_files" / "x.png").write_bytes(b"x")
    if has_file:
        page.write_text("x")
    pictures.media.mkdir()
    (pictures.media / ("b" * 64)).write_bytes(b"x")
    record = ArticleRecord("a", Metadata("Seas"), "", "", "", paths=(str(page), str(tmp_path / "gone.html")))
    article = Article(Metadata("Seas"), "x", (), images=(image,))
    assert pictures.available(record, article) == ((image,) if expected else ())
    assert pictures.available(record, Article(Metadata("Seas"), "x", ())) == ()
