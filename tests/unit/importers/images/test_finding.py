"""Importers name the images that come with a file; each is found again by its name if its bytes are the same."""

import base64
import hashlib
import json
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from archives import docx, epub, word_paragraph, zip_of
from picturing.pictures import claimed, data_url, picture

from readtui.importers.images.file_images import FileImages
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.image import Image

PNG, JPEG = picture(), picture(200, 120, "JPEG")
WORDS = "<p>The ferry crossed the wide river that morning, and nobody on it spoke a word until noon.</p>" * 3


def read(data: bytes, name: str) -> Article:
    return read_source(Source(data, name))


def before(article: Article) -> list[str]:
    """The beginning of the text that each image stands above."""
    return [article.text[image.offset : image.offset + 12] for image in article.images]


def found(article: Article, data: bytes, path: str) -> list[bytes | None]:
    images = FileImages(path, data)
    return [images.bytes_of(image) for image in article.images]


def test_the_images_of_a_book_are_members_of_its_archive() -> None:
    chapter = (
        '<h1>One</h1><p>First words.</p><div><img src="img/a%20b.png" alt=""/></div><p>Then <img src="img/no.png"/>'
        'more.</p><figure><img src="../photo.jpg" alt="A quay"/><figcaption>The quay at dawn</figcaption></figure>'
        '<p><svg viewBox="0 0 9 9"><image xlink:href="img/a%20b.png" xmlns:xlink="http://www.w3.org/1999/xlink"/></svg></p>'
    )
    data = epub({"one.xhtml": chapter}, {"OEBPS/img/a b.png": PNG, "photo.jpg": JPEG})
    article = read(data, "walk.epub")
    assert article.text == "A Walk\n\nOne\n\nFirst words.\n\nThen more.\n\nA quay\n\nThe quay at dawn"
    assert before(article) == ["Then more.\n\n", "A quay\n\nThe ", ""]
    assert [(image.place, image.width, image.height) for image in article.images] == [
        ("member:OEBPS/img/a b.png", 160, 90),
        ("member:photo.jpg", 200, 120),
        ("member:OEBPS/img/a b.png", 160, 90),
    ]
    assert article.images[0].sha256 == hashlib.sha256(PNG).hexdigest()
    assert found(article, data, "walk.epub") == [PNG, JPEG, PNG]


def test_the_images_of_a_word_document_are_members_of_its_archive() -> None:
    blip = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:docPr id="1" name="p" descr="A map"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
        '<a:blip r:embed="{}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    body = (
        word_paragraph("Before.") + f"<w:p>{blip.format('rP')}</w:p>" + word_paragraph("After.", "", blip.format("rX"))
    )
    data = docx(body, parts={"word/media/image1.png": PNG}, targets={"rP": ("image", "media/image1.png")})
    article = read(data, "map.docx")
    assert article.text == "Before.\n\nA map\n\nAfter."
    assert before(article) == ["A map\n\nAfter"]
    assert found(article, data, "map.docx") == [PNG]


def test_the_images_of_an_rtf_document_are_its_digits() -> None:
    said = rb"{\*\picprop{\sp{\sn wzDescription}{\sv A qu\'e9 to see}}}"
    shown = rb"{\*\shppict{\pict" + said + rb"\picw160\pich90\pngblip{\*\blipuid 00ff}" + PNG.hex().encode() + b"}}"
    other = rb"{\nonshppict{\pict\wmetafile8 0100}}{\pict\jpegblip " + JPEG.hex().encode() + rb"}{\pict\pngblip 89}"
    data = rb"{\rtf1\ansi Before.\par " + shown + rb"After.\par " + other + b"}"
    article = read(data, "a.rtf")
    assert article.text == "Before.\n\nA qué to see\n\nAfter."
    assert before(article) == ["A qué to see", ""]
    assert found(article, data, "a.rtf") == [PNG, JPEG]


def test_the_images_of_an_mhtml_file_are_its_parts() -> None:
    message = EmailMessage()
    page = f"<title>River</title><h1>River</h1>{WORDS}<p><img src='img/a.png'><img src='cid:two@x'></p>{WORDS}"
    message.set_content(page, subtype="html")
    message.replace_header("Content-Type", 'text/html; charset="utf-8"')
    message["Content-Location"] = "https://a.example/page"
    message.make_related()
    message.add_related(PNG, "image", "png", headers=["Content-Location: https://a.example/img/a.png"])
    message.add_related(JPEG, "image", "jpeg", cid="<two@x>")
    data = message.as_bytes()
    article = read(data, "river.mhtml")
    assert [image.place for image in article.images] == ["part:2", "part:3"]
    assert found(article, data, "river.mhtml") == [PNG, JPEG]


def test_data_urls_are_images_of_pages_and_of_markdown() -> None:
    page = f"<h1>River</h1>{WORDS}<img src='{data_url(PNG)}' alt='A boat'>{WORDS}".encode()
    article = read(page, "river.html")
    assert before(article) == ["A boat\n\nThe "]
    assert found(article, page, "river.html") == [PNG]
    text = f"# River\n\n![A boat]({data_url(JPEG, 'image/jpeg')})\n\nWords ![]({data_url(PNG)}) and more.\n".encode()
    article = read(text, "river.md")
    assert before(article) == ["A boat\n\nWord", ""]
    assert found(article, text, "river.md") == [JPEG, PNG]


def test_images_in_the_html_of_markdown_are_shown_where_they_stand() -> None:
    png, jpeg = data_url(PNG), data_url(JPEG, "image/jpeg")
    text = (
        f"# River\n\n<!-- <img src='{png}'> -->\n\n<figure>\n<img width=9 src='{png}' alt='A boat' />\n"
        "<figcaption>The boat</figcaption>\n</figure>\n\n"
        f'Words <img\nsrc="{jpeg}"> and more.\n\n<img src=""> <imgx src="{png}">\n\n`<img src="{png}">`\n'
    ).encode()
    article = read(text, "river.md")
    assert before(article) == ["The boat\n\nWo", '<img src="da']
    assert found(article, text, "river.md") == [PNG, JPEG]


def test_the_images_of_a_saved_page_lie_in_the_folder_of_its_name_and_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "page_files"
    (folder / "deep").mkdir(parents=True)
    (folder / "a b.png").write_bytes(PNG)
    (folder / "deep" / "c.jpg").write_bytes(JPEG)
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "out.png").symlink_to(tmp_path / "secret.png")
    (folder / "within.png").symlink_to(folder / "a b.png")
    other = tmp_path / "other_files"
    other.mkdir()
    (other / "d.png").write_bytes(PNG)
    wanted = ["./page_files/a%20b.png?x=1", "page_files/deep/c.jpg", "page_files/within.png"]
    refused = [
        *("page_files/out.png", "page_files/../secret.png", "page_files/%2e%2e/secret.png", "secret.png"),
        *("other_files/d.png", f"{folder}/a b.png", f"file://{folder}/a b.png", "https://a.example/page_files/a.png"),
        *("page_files/", "page_files", "page_files/deep", "page_files/none.png", "page_files/a\0.png"),
    ]
    images = "".join(f"<p><img src='{one}' data-src='page_files/none.png'></p>" for one in [*refused, *wanted])
    path = tmp_path / "page.html"
    path.write_text(f"<h1>River</h1>{WORDS}{images}{WORDS}")
    article = read(path.read_bytes(), str(path))
    assert [image.place for image in article.images] == [
        *("beside:page_files/a b.png", "beside:page_files/deep/c.jpg", "beside:page_files/within.png")
    ]
    assert found(article, path.read_bytes(), str(path)) == [PNG, JPEG, PNG]
    # The same names in a library from somewhere else lead nowhere.
    sha256 = hashlib.sha256(PNG).hexdigest()
    for place in ("beside:page_files/out.png", "beside:page_files/../secret.png", "beside:../secret.png"):
        assert FileImages(str(path), b"").bytes_of(Image(0, place, sha256, 160, 90)) is None
    # A folder that is itself a link is not beside the page.
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert not read(path.read_bytes(), str(path)).images


def test_images_of_the_page_around_the_article_are_not_its_images() -> None:
    links = "".join(f"<li><a href='/{one}'>Section number {one}</a>" for one in range(9))
    box = (
        f"<div class=teaser><img src='{data_url(picture(300, 200))}'><a href=/x>Another story, told elsewhere</a></div>"
    )
    page = (
        f"<html><body><header><img src='{data_url(picture(400, 80))}' alt=Logo><nav><ul>{links}</ul></nav></header>"
        f"<main><article><h1>River</h1><figure><img src='{data_url(PNG)}' alt=''></figure>{WORDS}</article></main>"
        f"<aside>{box * 4}</aside><footer>{box}</footer></body></html>"
    )
    article = read(page.encode(), "river.html")
    assert [(image.width, image.height) for image in article.images] == [(160, 90)]
    assert before(article) == ["The ferry cr"]


@pytest.mark.parametrize(
    "src",
    [
        data_url(picture(1, 1)),
        data_url(picture(600, 8)),
        data_url(PNG[:20]),
        data_url(b"<svg xmlns='http://www.w3.org/2000/svg' width='300' height='300'/>", "image/svg+xml"),
        "data:image/png;base64,@@@",
        "https://a.example/a.png",
        "//[",
    ],
)
def test_what_cannot_be_shown_is_not_an_image(src: str) -> None:
    assert read(f"<h1>River</h1>{WORDS}<img src='{src}'>{WORDS}".encode(), "river.html").images == ()


def test_an_image_that_expands_to_gigabytes_is_left_out_and_its_book_is_read() -> None:
    data = epub(
        {"one.xhtml": '<p>Words.</p><img src="bomb.png"/><img src="a.png"/>'},
        {"OEBPS/bomb.png": PNG + bytes(40_000_000), "OEBPS/a.png": claimed(90_000, 90_000)},
    )
    if len(data) * 200 > 40_000_000:
        article = read(data, "walk.epub")
        assert [image.place for image in article.images] == ["member:OEBPS/a.png"]


def test_remote_images_are_named_only_if_they_are_wanted() -> None:
    page = (
        f"<base href='https://a.example/x/'><h1>River</h1>{WORDS}<img src='a.png'>"
        f"<img src='{data_url(picture(1, 1))}' data-src='/b.png'><img src='c.svg'>"
        f"<picture><source srcset='d-400.webp 400w, d-1600.webp 1600w, d-4000.webp 4000w'><img alt='A quay'></picture>"
        f"{WORDS}"
    ).encode()
    source = Source(page, "river.html")
    assert read_source(source).images == ()
    images = read_source(replace(source, remote_images=True)).images
    assert [image.place for image in images] == [
        *("https://a.example/x/a.png", "https://a.example/b.png", "https://a.example/x/d-1600.webp")
    ]
    assert all(image.is_remote for image in images)
    assert "\n\nA quay\n\n" in read_source(source).text


def test_changed_bytes_are_not_the_image_any_more() -> None:
    page = f"<h1>River</h1>{WORDS}<img src='{data_url(PNG)}'>{WORDS}".encode()
    article = read(page, "river.html")
    other = page.replace(data_url(PNG).encode(), data_url(JPEG).encode())
    assert found(article, other, "river.html") == [None]


XLINK = 'xmlns:l="http://www.w3.org/1999/xlink"'


def base64_of(data: bytes) -> str:
    return base64.encodebytes(data).decode()


@pytest.mark.parametrize(("name", "encoding"), [("b.fb2", "windows-1251"), ("b.fb2", "utf-16"), ("b.fb2.zip", "utf-8")])
def test_the_images_of_a_fictionbook_are_in_its_binaries(name: str, encoding: str) -> None:
    book = (
        f'<?xml version="1.0" encoding="{encoding}"?><FictionBook {XLINK}><description><title-info><book-title>Река'
        '</book-title><coverpage><image l:href="#обложка.jpg"/></coverpage></title-info></description><body><section>'
        '<p>One.</p><image l:href="#a.png" alt="A quay"/><p>Two.</p><image l:href="#none"/><image l:href="#bad"/>'
        f'</section></body><binary id="bad">?</binary><binary id="a.png" content-type="image/png">{base64_of(PNG)}'
        f'</binary><binary id="обложка.jpg">{base64_of(JPEG)}</binary></FictionBook>'
    ).encode(encoding)
    data = zip_of({"folder/b.fb2": book}) if name.endswith("zip") else book
    article = read(data, name)
    assert article.text == "Река\n\nOne.\n\nA quay\n\nTwo."
    assert before(article) == ["Река\n\nOne.\n\n", "A quay\n\nTwo."]
    assert [image.place for image in article.images] == ["part:2", "part:1"]
    assert found(article, data, name) == [JPEG, PNG]
    # Somebody who counts differently finds the same pictures.
    moved = replace(article, images=tuple(replace(one, place="part:9") for one in article.images))
    assert found(moved, data, name) == [JPEG, PNG]


def test_the_images_of_an_opendocument_text_are_members_or_in_the_flat_file() -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{one}="{office}:{one}:1.0"' for one in ("office", "text")) + (
        f' xmlns:draw="{office}:drawing:1.0" xmlns:svg="{office}:svg-compatible:1.0" {XLINK}'
    )
    mimetype = "application/vnd.oasis.opendocument.text"

    def body(first: str, second: str) -> str:
        return (
            '<office:body><office:text><text:p>One.</text:p><text:p><draw:frame><draw:image l:href="Pictures/a.svm"/>'
            f"{first}<svg:desc>A quay</svg:desc></draw:frame></text:p><text:p>Two <draw:frame>{second}</draw:frame> and"
            ' <draw:frame><draw:image l:href="../../x.png"/></draw:frame>three.</text:p></office:text></office:body>'
        )

    members = ('<draw:image l:href="Pictures/a.png"/>', '<draw:image l:href="./ObjectReplacements/Object 1"/>')
    document = f"<office:document-content {names}>{body(*members)}</office:document-content>"
    archive = zip_of(
        {"mimetype": mimetype, "content.xml": document, "Pictures/a.png": PNG, "ObjectReplacements/Object 1": JPEG}
    )
    embedded = (
        f"<draw:image><office:binary-data>{base64_of(data)}</office:binary-data></draw:image>" for data in (PNG, JPEG)
    )
    flat = f'<office:document {names} office:mimetype="{mimetype}">{body(*embedded)}</office:document>'.encode()
    for data, name, places in (
        (archive, "a.odt", ["member:Pictures/a.png", "member:ObjectReplacements/Object 1"]),
        (flat, "a.fodt", ["part:0", "part:1"]),
    ):
        article = read(data, name)
        assert article.text == "One.\n\nA quay\n\nTwo and three."
        assert before(article) == ["A quay\n\nTwo ", ""]
        assert [image.place for image in article.images] == places
        assert found(article, data, name) == [PNG, JPEG]


def test_the_images_of_a_notebook_are_what_it_has_drawn_and_its_attachments() -> None:
    png, jpeg = base64_of(PNG), base64_of(JPEG)
    cells = [
        {
            "cell_type": "markdown",
            "source": "# Tides\n\n![A quay](attachment:a%20b.png)\n\n![](attachment:none.png)",
            "attachments": {"a b.png": {"image/png": png}},
        },
        {
            "cell_type": "code",
            "source": "draw()",
            "outputs": [
                {"output_type": "stream", "text": '"image/png": "QUJD"'},
                {
                    "output_type": "display_data",
                    "data": {
                        "image/jpeg": jpeg,
                        "image/png": png.splitlines(keepends=True),
                        "text/plain": "<PIL.Image.Image image mode=RGB size=160x90>",
                    },
                },
                {"output_type": "display_data", "data": {"image/png": "AA", "text/plain": "<Figure size 6x4>"}},
            ],
        },
        {"cell_type": "markdown", "source": "![Same](attachment:a%20b.png)"},
        {"cell_type": "code", "source": "old()", "outputs": [{"output_type": "display_data", "jpeg": jpeg}]},
        {"cell_type": "markdown", "source": "Done."},
    ]
    data = json.dumps({"nbformat": 4, "metadata": {}, "cells": cells}, indent=1).encode()
    article = read(data, "tides.ipynb")
    assert before(article) == ["A quay\n\ndraw", "Same\n\nold()\n", "Done."]
    assert "PIL" not in article.text
    assert [image.place for image in article.images] == ["part:0", "part:2", "part:4"]
    assert found(article, data, "tides.ipynb") == [PNG, PNG, JPEG]
