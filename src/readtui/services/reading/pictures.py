"""The pictures of an article for a terminal: decoded in a process with limits, kept in the cache folder."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.images.image_request import DecodedImage, ImageRequest, Request
from readtui.importers.images.saved_pictures import path_beside
from readtui.model.article import Article, ArticleRecord
from readtui.model.image import BESIDE, Image
from readtui.quick_dataclass import dataclass
from readtui.regular_files import open_regular
from readtui.rights import make_private_folder, private

if TYPE_CHECKING:
    from readtui.process.job import Worker

_DECODE = "readtui.importers.images.decoder:decode"
_SECONDS = 20.0
_MOST_KEPT = 400
_REMOVED_AT_ONCE = 100


def can_decode() -> bool:
    """Whether the library that decodes pictures is installed."""
    return find_spec("PIL") is not None


@dataclass(frozen=True, slots=True)
class AtHand:
    """The images of an article that can be shown, and how each was decoded before."""

    images: tuple[Image, ...]
    kept: Callable[[ImageRequest], DecodedImage | None]


@dataclass(slots=True)
class Pictures:
    """The pictures of one library's articles. ``media`` holds those that were fetched, ``cache`` what was decoded.

    ``kept`` is quick and for any thread; ``decode`` takes its time and is for one other thread. Close it at the end.
    """

    media: Path
    cache: Path
    _worker: "Worker | None" = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_closed: bool = False

    def available(self, record: ArticleRecord, article: Article) -> tuple[Image, ...]:
        """The images of an article whose bytes are probably still there."""
        if not article.images:
            return ()
        paths = [path for path in record.paths if os.path.exists(path)]
        return tuple(image for image in article.images if self._is_there(image, paths))

    def at_hand(self, record: ArticleRecord, article: Article) -> AtHand | None:
        """The images of an article that can be shown without decoding anything; None for none."""
        return AtHand(self.available(record, article), self.kept) if can_decode() else None

    def _is_there(self, image: Image, paths: list[str]) -> bool:
        if self._media(image):
            return True
        if not image.place.startswith(BESIDE):
            return bool(paths) and not image.is_remote
        place = image.place.removeprefix(BESIDE)
        return any(os.path.exists(os.path.join(os.path.dirname(path), path_beside(path, place))) for path in paths)

    def _media(self, image: Image) -> str:
        path = self.media / image.sha256
        return str(path) if image.sha256 and path.is_file() else ""

    def kept(self, wanted: ImageRequest) -> DecodedImage | None:
        """The image as it was decoded before; None if it was not. Reads a small file."""
        cells = self._read(_cells_name(wanted))
        if cells is None or len(cells) != wanted.cell_bytes:
            return None
        return DecodedImage(cells, (self._read(_graphics_name(wanted)) or b"") if wanted.graphics else b"")

    def _read(self, name: str) -> bytes | None:
        try:
            with open_regular(self.cache / name) as file:
                return file.read()
        except OSError:
            return None

    def _keep(self, name: str, data: bytes) -> None:
        """Keep it for next time; whatever goes wrong, it is decoded again then."""
        made = self.cache / f"{name}.{os.getpid()}"
        with suppress(OSError):
            make_private_folder(self.cache)
            with open(made, "wb", opener=private) as file:
                file.write(data)
            os.replace(made, self.cache / name)

    def tidy(self) -> None:
        """Remove what was decoded longest ago if there is too much."""
        with suppress(OSError):
            files = sorted(os.scandir(self.cache), key=lambda entry: entry.stat().st_mtime)
            for entry in files[: max(0, len(files) - _MOST_KEPT)][:_REMOVED_AT_ONCE]:
                os.unlink(entry.path)

    def decode(self, record: ArticleRecord, wanted: ImageRequest) -> DecodedImage:
        """Decode an image. Raises SourceError if its bytes are not there any more, or cannot be shown."""
        if (kept := self.kept(wanted)) is not None and (kept.graphics or not wanted.graphics):
            return kept
        # Imported here because most articles have no pictures.
        from readtui.process.limited_process import ProcessFault

        request = Request(wanted, self._media(wanted.image), record.paths)
        try:
            decoded = self._running().call(_DECODE, request)
        except ProcessFault as fault:
            self.rest()
            raise SourceError("the image could not be decoded", "It may be damaged, or malicious.") from fault
        assert isinstance(decoded, DecodedImage)
        self._keep(_cells_name(wanted), decoded.cells)
        if decoded.graphics:
            self._keep(_graphics_name(wanted), decoded.graphics)
        return decoded

    def _running(self) -> "Worker":
        from readtui.process.job import Worker
        from readtui.process.limits import Limits

        with self._lock:
            if self._worker is None:
                self._worker = Worker(Limits(_SECONDS), lambda: self._is_closed, gives_way=True)
            return self._worker

    def rest(self) -> None:
        """End the process until it is needed again."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.__exit__()

    def close(self) -> None:
        """Give up what is being decoded."""
        self._is_closed = True
        self.rest()


def _cells_name(wanted: ImageRequest) -> str:
    kind = "numbers" if wanted.is_indexed else "colors"
    background = bytes(wanted.background).hex()
    return f"{wanted.image.sha256[:40]}-{wanted.columns}x{wanted.rows}-{background}.{kind}"


def _graphics_name(wanted: ImageRequest) -> str:
    width, height = wanted.cell
    return f"{_cells_name(wanted)}-{width}x{height}.{wanted.graphics}"
