"""Keeps the images of articles in the library's folder ``media`` while they are added: fetched, or unpacked."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

from readtui.errors import DamagedError, NotFoundError, SourceError, StoppedError, StorageError
from readtui.importers.importer import Cancelled, Source
from readtui.model.article import Article, ArticleRecord
from readtui.model.image import Image
from readtui.quick_dataclass import dataclass
from readtui.rights import give, make_folder_like, rights_in
from readtui.services.intake.intake import PageFetcher, ReadSource
from readtui.storage.repository import Repository

_MOST_FETCHED = 300
_MOST_BYTES = 200_000_000
"""In total, for one article."""

_SECONDS_TO_DRAW = 20.0
_DRAW = "readtui.importers.images.pdf_streams:drawn_picture"
_Draw = Callable[[tuple[bytes, str]], bytes | None]


@dataclass(frozen=True, slots=True)
class ImageKeeper:
    """Reads sources with ``read``, and keeps their images in ``media``. Its ``read_with_images`` is a ReadSource."""

    read: ReadSource
    media: Path
    fetching: PageFetcher

    def read_with_images(self, source: Source, cancelled: Cancelled) -> Article:
        """The article, with those images that could be kept. An image that cannot be fetched is left out.

        Raises StoppedError, SourceError, StorageError.
        """
        article = self.read(replace(source, remote_images=True), cancelled)
        with ExitStack() as ends:
            draw = _drawing_in_a_process(ends, cancelled)
            return replace(article, images=tuple(self._kept(article.images, source, cancelled, draw)))

    def _kept(self, images: Iterable[Image], source: Source, cancelled: Cancelled, draw: _Draw) -> Iterable[Image]:
        # Imported here because few sources have images.
        from readtui.importers.images.file_images import FileImages
        from readtui.importers.images.finder import is_worth_showing
        from readtui.importers.images.sizes import size_of

        known: dict[str, Image | None] = {}
        left = _MOST_BYTES
        in_file = FileImages(source.name, source.data, draw)
        for image in images:
            if not image.is_remote:
                data = in_file.bytes_of(image)
                if data is not None:
                    # What is drawn from a PDF has a hash of its own.
                    image = replace(image, sha256=hashlib.sha256(data).hexdigest())
                    self._keep(data, image.sha256)
                yield image
                continue
            if image.place not in known:
                data = self._fetched(image.place, source.name, cancelled) if len(known) < _MOST_FETCHED else None
                left -= len(data or b"")
                size = size_of(data) if data is not None and left >= 0 else None
                known[image.place] = None
                if data is not None and size is not None and is_worth_showing(*size):
                    sha256 = hashlib.sha256(data).hexdigest()
                    self._keep(data, sha256)
                    known[image.place] = replace(image, sha256=sha256, width=size[0], height=size[1])
            if (found := known[image.place]) is not None:
                yield replace(found, offset=image.offset)

    def _fetched(self, url: str, page: str, cancelled: Cancelled) -> bytes | None:
        """The bytes of an image; None if it cannot be fetched."""
        from readtui.importers.images.sizes import MOST_BYTES

        try:
            data = self.fetching.fetch(url, own=page, cancelled=cancelled).data
        except StoppedError:
            raise
        except SourceError:
            return None
        return data if len(data) <= MOST_BYTES else None

    def _keep(self, data: bytes, sha256: str) -> None:
        """Write the image under its hash, unless it is there. Raises StorageError."""
        path = self.media / sha256
        try:
            if path.is_file() and path.stat().st_size == len(data):
                return
            make_folder_like(self.media, self.media.parent)
            descriptor, made = tempfile.mkstemp(dir=self.media, prefix=".")
            try:
                with open(descriptor, "wb") as file:
                    give(descriptor, rights_in(self.media))
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(made, path)
            except BaseException:
                with suppress(OSError):
                    os.unlink(made)
                raise
        except OSError as fault:
            raise StorageError(
                f"could not save an image in {self.media}: {fault.strerror}", "Free some space, or do without --images."
            ) from fault


def _drawing_in_a_process(ends: ExitStack, cancelled: Cancelled) -> _Draw:
    """Draws pictures of PDFs in a process with limits, which begins with the first one and ends with ``ends``. None for
    a picture at which it fails.
    """
    # Imported here because few sources have such images.
    from readtui.process.job import Worker
    from readtui.process.limited_process import CancelledFault, ProcessFault
    from readtui.process.limits import Limits

    running: list[Worker] = []

    def draw(asked: tuple[bytes, str]) -> bytes | None:
        try:
            if not running:
                running.append(ends.enter_context(Worker(Limits(_SECONDS_TO_DRAW), cancelled)))
            found: bytes | None = running[0].call(_DRAW, asked)
        except CancelledFault as fault:
            raise StoppedError("stopped") from fault
        except ProcessFault:
            running.clear()
            return None
        return found

    return draw


def reading_again(
    repository: Repository, read: ReadSource, media: Path, fetching: PageFetcher, record: ArticleRecord
) -> ReadSource:
    """How to read an article's source again: with its images if those of its text were fetched, else with ``read``."""
    try:
        has_fetched = any(image.is_remote for image in repository.article(record.id, record.text_version).images)
    except (NotFoundError, DamagedError, StorageError):
        # Reading the source again is what mends a text.
        has_fetched = False
    return ImageKeeper(read, media, fetching).read_with_images if has_fetched else read
