"""Links of the terminal (OSC 8) in what commands print to one."""

from collections.abc import Callable

import click

from readtui.model.link import SCHEME, full_id
from readtui.text.hyperlinks import hyperlink

_GIVEN, _OPENED = "readtui.hyperlinks", "readtui.opens-links"


def are_given() -> bool:
    """Whether a terminal is given links, by the settings and by what it is. Asked once per run."""
    return _once(_GIVEN, _is_wanted)


def address_of(cell: str) -> str:
    """Where a cell of a listing leads: a web address; of an id in full, the app, if the desktop opens such links.

    "" for all others. Only if links ``are_given``.
    """
    if address := hyperlink(cell):
        return address
    return f"{SCHEME}:{full_id(cell)}" if full_id(cell) and _once(_OPENED, _opens_links) else ""


def linked(text: str, address: str) -> str:
    """A text without control characters as a link; without an address, as it is."""
    return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if address else text


def _once(name: str, find: Callable[[], bool]) -> bool:
    context = click.get_current_context(silent=True)
    if context is None:
        return find()
    if name not in context.meta:
        context.meta[name] = find()
    return bool(context.meta[name])


def _is_wanted() -> bool:
    from readtui.settings import load_settings
    from readtui.settings.hyperlinks import gives_hyperlinks

    # The app reports mistakes in the settings; a listing need not.
    return gives_hyperlinks(load_settings().app)


def _opens_links() -> bool:
    from readtui.bootstrap.closed import desktop_handler

    return desktop_handler().entry.exists()
