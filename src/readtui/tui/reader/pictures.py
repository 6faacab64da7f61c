"""Brings the pictures of the open article to the screen: decodes those in sight in the background, or hides all."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


from readtui.errors import SourceError, StorageError
from readtui.importers.images.image_request import ImageRequest
from readtui.quick_dataclass import dataclass
from readtui.services.reading.pictures import Pictures, can_decode
from readtui.settings import Settings
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.look import keep_images, shows_images
from readtui.tui.context import Look
from readtui.tui.daemon_thread import in_thread
from readtui.tui.pictures.gallery import Gallery
from readtui.tui.pictures.picture_look import PictureLook, look_on
from readtui.tui.terminal_interface import Terminal

_MOST_ASKED = 12
_IDLE_SECONDS = 10.0
_TIDY_AFTER = 20


def gallery_on(pictures: Pictures, settings: Settings, look: Look, terminal: Terminal) -> Gallery:
    """An empty gallery for an article of the library, as the settings and the palette want it."""
    gallery = Gallery(pictures.available, pictures.kept, _look(settings, look, terminal))
    drawing = terminal.drawing
    gallery.send, gallery.can_send = drawing.send, lambda: drawing.is_ready
    gallery.is_on = shows_images(settings.reader.images) and can_decode()
    return gallery


def _look(settings: Settings, look: Look, terminal: Terminal) -> PictureLook:
    """How the terminal shows pictures at this moment."""
    kind, cell = terminal.graphics
    return look_on(look.palette.text, look.palette.depth, kind if settings.reader.images != "blocks" else "", cell)


@dataclass
class ReaderPictures:
    """Decodes what the gallery of ``viewport`` asks for, one picture at a time, those in sight first."""

    _viewport: Viewport
    _pictures: Pictures
    _settings: Settings
    _look: Look
    _terminal: Terminal
    _screen: "ReaderScreen"

    def __post_init__(self) -> None:
        self._gallery = self._viewport.gallery
        self._asked: dict[ImageRequest, None] = {}
        self._is_working = False
        self._woken = asyncio.Event()
        self._made = 0
        self._gallery.want, self._gallery.look_again = self._want, self.look_again

    def close(self) -> None:
        self._asked.clear()
        self._gallery.close()
        self._pictures.close()

    def look_again(self) -> None:
        """The page has other colors, or the terminal shows other graphics or has cells of another size."""
        look = _look(self._settings, self._look, self._terminal)
        if look == self._gallery.look:
            return
        self._gallery.close()
        self._gallery.look = look
        session = self._viewport.session
        self._gallery.open(session.record, session.article)
        self._viewport.lay_out()

    # ------------------------------------------------------------------ decoding

    def _want(self, wanted: ImageRequest) -> None:
        if wanted in self._asked or not all(self._viewport.room()):
            return
        self._asked[wanted] = None
        while len(self._asked) > _MOST_ASKED:
            # It is asked for again if it comes into sight again.
            del self._asked[next(iter(self._asked))]
        self._woken.set()
        if not self._is_working:
            self._is_working = True
            self._screen.run_worker(self._work(), group="pictures")

    async def _work(self) -> None:
        try:
            while self._asked or await self._is_asked_again():
                wanted = self._next()
                await self._decode(wanted)
                self._asked.pop(wanted, None)
        finally:
            self._is_working = False
            self._pictures.rest()

    async def _is_asked_again(self) -> bool:
        """Wait a while for the next picture, because starting a process takes longer than decoding."""
        self._woken.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), _IDLE_SECONDS)
        return bool(self._asked)

    def _next(self) -> ImageRequest:
        """One that is in sight, else the last one that was asked for."""
        for position in self._viewport.frame:
            row = self._viewport.lines.line(position).picture
            if row is not None and (wanted := self._gallery.look.wanted(row)) in self._asked:
                return wanted
        return next(reversed(self._asked))

    async def _decode(self, wanted: ImageRequest) -> None:
        record = self._viewport.session.record
        try:
            decoded = await in_thread(self._pictures.decode, record, wanted)
        except SourceError as fault:
            self._gallery.lose(wanted, fault.message)
        else:
            self._gallery.show(wanted, decoded)
        self._viewport.changed()
        self._made += 1
        if self._made % _TIDY_AFTER == 0:
            await in_thread(self._pictures.tidy)

    # ------------------------------------------------------------------ showing and hiding

    def do_reader_images(self) -> None:
        """Show or hide the images, in this article and in those that are opened from now on."""
        gallery, key = self._gallery, self._screen.key("reader.images")
        if reason := self._why_none():
            self._screen.tell(reason)
            return
        gallery.is_on = not gallery.is_on
        self._viewport.lay_out()
        try:
            keep_images(is_on=gallery.is_on, setting=self._settings.reader.images)
        except OSError as error:
            what = f"could not save whether to show images: {error.strerror}"
            self._screen.tell_error(StorageError(what, "Set images in the settings instead."))
            return
        self._screen.tell("Images shown." if gallery.is_on else f"Images hidden. Press {key} to show them.")

    def _why_none(self) -> str:
        session, key = self._viewport.session, self._screen.key
        if not can_decode():
            return "To show images, install readtui[images] and start again."
        if not session.article.images:
            again = f" Press {key('reader.refresh')} to look for them in its source." if session.record.paths else ""
            return f"No images are known in this article.{again}"
        if not self._gallery.look.can_show:
            return "This terminal has too few colors to show images."
        return "" if self._gallery.images else "The file with the images is gone."
