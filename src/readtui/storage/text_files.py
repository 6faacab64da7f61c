"""Text versions on disk: written once, checked when read."""

import json
from pathlib import Path

from readtui.codec.text_versions import text_version_from_json, text_version_to_json
from readtui.errors import DamagedError, NotFoundError
from readtui.model.article import Article, Metadata, text_hash
from readtui.storage.article_files import naming_the_file
from readtui.storage.durable_files import replace_durably, reported_as_storage_error
from readtui.storage.durable_storage import parse_json_file
from readtui.storage.record_lines import damaged, encode_line

_FORMAT = {"name": "readtui-text", "version": 1}


def keep_text(path: Path, article: Article, temp_folder: Path) -> None:
    """Write the text version durably; a file that holds it already is left alone. Raises StorageError."""
    try:
        if read_text(path, article.metadata).text == article.text:
            return
    except (NotFoundError, DamagedError):
        # Not there, or not what it should be: this is the content that it should have.
        pass
    replace_durably(path, _encoded(article), temp_folder)


def read_text(path: Path, metadata: Metadata) -> Article:
    """The article of a text version's file. Raises NotFoundError, DamagedError, StorageError."""
    with reported_as_storage_error("read", path):
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError(
                f"the text of “{metadata.title}” is not there: {path}", "Put the file back, or add the source again."
            ) from error
    value = parse_json_file(path, content)
    with naming_the_file(path):
        article = text_version_from_json(value, metadata, "text version")
    if text_hash(article.text) != path.stem.rpartition(".")[2]:
        raise damaged(path, "holds another text than its name says")
    return article


def _encoded(article: Article) -> bytes:
    """One field a line, one block a line; replaced controls escaped, so that looking at the file is harmless."""
    value = text_version_to_json(article)
    blocks = b",\n".join(encode_line(block) for block in value["blocks"])
    return (
        b'{"format": ' + encode_line(_FORMAT) + b',\n"text": ' + encode_line(value["text"]) + b',\n"blocks": [\n'
        + blocks + b'\n],\n"replaced": ' + json.dumps(value["replaced"]).encode() + b"}\n"
    )  # fmt: skip
