"""Text versions on disk: written once, checked when read."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from readtui.codec.text_versions import text_version_from_json
from readtui.errors import DamagedError, NotFoundError, StorageError
from readtui.model.article import Article, Metadata, text_hash
from readtui.model.block import BlockKind
from readtui.storage.files.articles import naming_the_file
from readtui.storage.files.bounded_files import MOST_IN_TEXT, open_regular, read_regular, require_room
from readtui.storage.files.durable import replace_durably, reported_as_storage_error
from readtui.storage.format.tables import damaged, parse_json_file
from readtui.storage.format.text_lines import LazyBlocks, article_in, beginning_in, encode_article, outline_in

_LONG = 500_000
_PARTS_OF_A_NAME = 3


def keep_text(path: Path, article: Article, temp_folder: Path) -> None:
    """Write the text version durably, unless the file already has it. Raises StorageError.

    The text in a file never changes. Its blocks, their marks and the images become those of ``article``, because a
    source may get another form of the same words: a task that is done, a sentence that is struck out.
    """
    # The file is missing or damaged, and this is the content that it should have.
    with suppress(NotFoundError, DamagedError):
        kept = read_text(path, article.metadata)
        has_more = article.names_images_unlike(kept) or article.names_pages_unlike(kept)
        has_more = has_more or article.has_form_unlike(kept)
        if kept.text == article.text:
            if not has_more:
                return
            article = replace(article, images=article.images or kept.images, pages=article.pages or kept.pages)
    encoded = encode_article(article)
    require_room(path, encoded, MOST_IN_TEXT)
    replace_durably(path, encoded, temp_folder, in_library=True)


def open_text(path: Path, metadata: Metadata) -> Article:
    """Opens an article quickly; each block is parsed on first access.

    Leaves the full check to ``check_text``. Raises as ``read_text``.
    """
    content = _content(path, metadata)
    article = article_in(content, metadata, str(path))
    if article is None:
        return _checked(path, content, metadata)
    # Taken from the file's name, because computing it takes as long as all the rest.
    article.__dict__["hash8"] = _named_hash(path)
    return article


def open_outline(path: Path, metadata: Metadata) -> Article:
    """An article without any blocks but its headings, which takes a fraction of the time. Raises as ``open_text``."""
    outline = outline_in(_content(path, metadata), metadata, str(path))
    if outline is not None:
        return outline
    article = open_text(path, metadata)
    return Article(metadata, article.text, tuple(block for block in article.blocks if block.kind is BlockKind.HEADING))


def open_beginning(path: Path, metadata: Metadata) -> Article | None:
    """The first blocks of a long article, enough for a screen. Unchecked, so do not keep them.

    None for an article of usual length, and for a file in another layout.
    """
    try:
        with open_regular(path, MOST_IN_TEXT) as file:
            is_long = os.fstat(file.fileno()).st_size >= _LONG
            return beginning_in(file, metadata, str(path)) if is_long else None
    except (OSError, StorageError):
        return None


def check_text(path: Path, article: Article, pause: Callable[[], None]) -> None:
    """Check the whole of a text from ``open_text``, calling ``pause`` now and then. Raises DamagedError."""
    _require_named_so(path, article.text)
    if isinstance(article.blocks, LazyBlocks):
        article.blocks.check(pause)


def read_text(path: Path, metadata: Metadata) -> Article:
    """The article of a text version's file, checked. Raises NotFoundError, DamagedError, StorageError."""
    return _checked(path, _content(path, metadata), metadata)


def checked_bytes(path: Path) -> bytes:
    """The bytes of a text version's file, checked. Raises as ``read_text``."""
    content = _content(path, metadata := Metadata(path.name))
    article = article_in(content, metadata, str(path))
    if article is None:
        _checked(path, content, metadata)
    else:
        check_text(path, article, lambda: None)
    return content


def versions_in(folder: Path, article_id: str) -> frozenset[str]:
    """The names of the article's text versions in the folder. Raises StorageError."""
    with reported_as_storage_error("read", folder):
        parts = (name.split(".") for name in os.listdir(folder) if name.startswith(f"{article_id}."))
        return frozenset(one[1] for one in parts if len(one) == _PARTS_OF_A_NAME and one[2] == "json")


def _content(path: Path, metadata: Metadata) -> bytes:
    with reported_as_storage_error("read", path):
        try:
            return read_regular(path, MOST_IN_TEXT)
        except FileNotFoundError as error:
            raise NotFoundError(
                f"the text of “{metadata.title}” is missing: {path}",
                "Restore the file from a copy, or add the source again.",
            ) from error


def _checked(path: Path, content: bytes, metadata: Metadata) -> Article:
    value = parse_json_file(path, content)
    with naming_the_file(path):
        article = text_version_from_json(value, metadata, "text version")
    _require_named_so(path, article.text)
    return article


def _require_named_so(path: Path, text: str) -> None:
    if text_hash(text) != _named_hash(path):
        raise damaged(path, "contains a text that does not match the hash in its name")


def _named_hash(path: Path) -> str:
    return path.stem.rpartition(".")[2]
