"""With ``--images``, what an article shows is kept in the library: fetched from the web, or unpacked from its file."""

import hashlib
import zlib
from contextlib import closing
from pathlib import Path

import pypdfium2.raw as pdfium
import pytest
from archives import epub
from local_site import answer, running_site
from picturing.pictures import picture
from PIL import Image as Pictures
from tiny_pdf import Photo, paragraph, pdf

from readtui.bootstrap import open_services

pytestmark = pytest.mark.usefixtures("kept_processes")

PNG, JPEG = picture(), picture(300, 200, "JPEG")
WORDS = "<p>The ferry crossed the wide river that morning, and nobody on it spoke a word until noon.</p>" * 3


def name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def kept(folder: Path) -> set[str]:
    return {path.name for path in (folder / "media").glob("*")} if (folder / "media").is_dir() else set()


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))


def test_images_of_a_web_page_are_fetched_only_if_asked_for_and_come_and_go_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    images = "<img src='a.png'><p><img src='gone.png'></p><img src='/evil.png'>"
    page = f"<title>River</title><h1>River</h1>{WORDS}{images}{WORDS}"
    with running_site() as site, closing(open_services(folder)) as services:
        site.answers |= {
            "/page": answer(200, page.encode(), Content_Type="text/html"),
            "/a.png": answer(200, PNG),
            "/evil.png": answer(200, b"<html>not an image</html>"),
        }
        plain = services.library.add(f"{site.url}/page").record
        assert site.paths == ["/page"]
        assert not services.library.open(plain.id).images
        asked = services.keeping_images().intake
        assert asked.renew(asked.bring_again(plain)).outcome == "unchanged; found 1 image"
        [image] = services.library.open(plain.id).images
        assert (image.place, image.sha256, image.width) == (f"{site.url}/a.png", name(PNG), 160)
        assert kept(folder) == {name(PNG)}
        # Once fetched, they are fetched again with the page, also without being asked for.
        site.answers["/page"] = answer(
            200, page.replace("River</h1>", "River</h1><p>New.</p>").encode(), Content_Type="text/html"
        )
        intake = services.library.intake
        again = intake.renew(intake.bring_again(services.library.find(plain.id))).record
        assert again.text_version != plain.text_version
        assert len(services.library.open(plain.id).images) == 1
        wanted = services.pictures.available(again, services.library.open(plain.id))
        assert [one.sha256 for one in wanted] == [name(PNG)]
        with closing(open_services(tmp_path / "other")) as other:
            other.repository.merge_from(folder)
            assert kept(tmp_path / "other") == {name(PNG)}
        services.repository.purge(plain.id)
        assert kept(folder) == set()


def test_images_on_other_servers_of_this_machine_are_fetched_only_if_the_settings_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.toml"
    monkeypatch.setenv("READTUI_SETTINGS", str(settings))
    with running_site() as site, running_site() as other:
        other.answers["/a.png"] = answer(200, PNG)
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        page = f"<h1>River</h1>{WORDS}<img src='{elsewhere}/a.png'><img src='/moved.png'>{WORDS}"
        site.answers["/page"] = answer(200, page.encode(), Content_Type="text/html")
        site.answers["/moved.png"] = answer(302, Location=f"{other.url}/a.png")
        for written, asked in (("", []), ("[app]\nprivate_network = true\n", ["/a.png", "/a.png"])):
            settings.write_text(written)
            with closing(open_services(tmp_path / f"library {bool(written)}")) as services:
                services.keeping_images().add(f"{site.url}/page")
            assert other.paths == asked


def test_images_of_a_book_are_unpacked_and_stay_when_its_file_goes(tmp_path: Path) -> None:
    folder, book = tmp_path / "library", tmp_path / "walk.epub"
    book.write_bytes(
        epub(
            {"one.xhtml": '<p>Words.</p><img src="a.png"/><img src="b.jpg"/>'},
            {"OEBPS/a.png": PNG, "OEBPS/b.jpg": JPEG},
        )
    )
    with closing(open_services(folder)) as services:
        record = services.keeping_images().add(str(book)).record
        assert kept(folder) == {name(PNG), name(JPEG)}
        book.unlink()
        assert len(services.pictures.available(record, services.library.open(record.id))) == 2


def test_what_has_to_be_drawn_in_a_pdf_is_drawn_in_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged file may crash what draws it."""
    folder, paper = tmp_path / "library", tmp_path / "valley.pdf"
    ink = b"/Width 80 /Height 60 /ColorSpace /DeviceCMYK /BitsPerComponent 8 /Filter /FlateDecode"
    photo = Photo(72, 560, 200, 150, zlib.compress(b"\0\xff\xff\0" * 4800), ink)
    paper.write_bytes(pdf([[*paragraph(72, 760, ["The river leaves the hills above the old mill."] * 3), photo]]))
    monkeypatch.setattr(pdfium, "FPDF_LoadMemDocument64", lambda *_: pytest.fail("drawn in this process"))
    with closing(open_services(folder)) as services:
        record = services.keeping_images().add(str(paper)).record
        [image] = services.library.open(record.id).images
    assert kept(folder) == {image.sha256}
    red, green, blue = Pictures.open(folder / "media" / image.sha256).convert("RGB").tobytes()[:3]
    assert red > 200 > 60 > max(green, blue)


def test_without_asking_the_images_of_a_book_stay_in_its_file(tmp_path: Path) -> None:
    folder, book = tmp_path / "library", tmp_path / "walk.epub"
    book.write_bytes(epub({"one.xhtml": '<p>Words.</p><img src="a.png"/>'}, {"OEBPS/a.png": PNG}))
    with closing(open_services(folder)) as services:
        record = services.library.add(str(book)).record
        assert kept(folder) == set()
        article = services.library.open(record.id)
        assert len(services.pictures.available(record, article)) == 1
        book.unlink()
        assert services.pictures.available(record, article) == ()
