"""The terminal driver: Textual's, except that its input thread ends at once, and can be given keys typed before."""

import os
import selectors
from codecs import getincrementaldecoder

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

_ESCAPE_ENDS = 0.1


class PromptDriver(LinuxDriver):
    """Textual's thread looks ten times a second whether it is to end, which makes quitting take 0.2 seconds.

    ``typed``: input that was read from the terminal before the app started.
    """

    typed = b""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._woken, self._waking = os.pipe()

    def disable_input(self) -> None:
        """Wake the thread, so that it sees that it is to end."""
        os.write(self._waking, b"\0")
        super().disable_input()

    def run_input_thread(self) -> None:
        """Hand on what is typed until input is disabled."""
        parser = XTermParser()
        decode = getincrementaldecoder("utf-8")("replace").decode
        data, PromptDriver.typed = PromptDriver.typed, b""
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                if text := decode(data):
                    for message in parser.feed(text):
                        self.process_message(message)
                ready = {key.fd for key, _ in selector.select(_ESCAPE_ENDS)}
                for message in parser.tick():
                    self.process_message(message)
                if self._woken in ready:
                    os.read(self._woken, 64)
                if self.exit_event.is_set():
                    return
                data = os.read(self.fileno, 4096) if self.fileno in ready else b""
                if not data and self.fileno in ready:
                    # The terminal is gone.
                    return
