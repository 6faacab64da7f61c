"""The program that opens an address."""

from collections.abc import Mapping

import pytest

from readtui.tui.programs.browser import Opener, opener_for

PAGE, MAIL = "https://example.org/%7Ekim?a=b", "mailto:kim@example.org"
DESKTOP = {"DISPLAY": ":0"}


def opener(address: str, environ: Mapping[str, str], *programs: str, platform: str = "linux") -> Opener | None:
    return opener_for(address, environ, platform, lambda name: name if name in programs else None)


@pytest.mark.parametrize(
    ("environ", "programs", "expected"),
    [
        (DESKTOP, ("xdg-open", "gio"), ["xdg-open", PAGE]),
        (DESKTOP, ("gio", "lynx"), ["gio", "open", PAGE]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ("xdg-open",), ["xdg-open", PAGE]),
        (DESKTOP | {"BROWSER": "gone:firefox --new-tab"}, ("xdg-open", "firefox"), ["firefox", "--new-tab", PAGE]),
        (DESKTOP | {"BROWSER": "firefox '%s' -P x"}, ("firefox",), ["firefox", PAGE, "-P", "x"]),
        (DESKTOP | {"BROWSER": "it's broken"}, ("xdg-open",), ["xdg-open", PAGE]),
    ],
)
def test_a_program_that_leaves_the_terminal_alone_opens_a_page(
    environ: dict[str, str], programs: tuple[str, ...], expected: list[str]
) -> None:
    assert opener(PAGE, environ, *programs) == Opener(expected, takes_terminal=False)


def test_a_browser_in_the_terminal_takes_it() -> None:
    assert opener(PAGE, {}, "xdg-open", "lynx") == Opener(["lynx", PAGE], takes_terminal=True)
    chosen = opener(PAGE, DESKTOP | {"BROWSER": "/usr/bin/w3m"}, "xdg-open", "/usr/bin/w3m")
    assert chosen == Opener(["/usr/bin/w3m", PAGE], takes_terminal=True)


def test_mail_is_not_written_in_a_browser() -> None:
    assert opener(MAIL, DESKTOP | {"BROWSER": "firefox"}, "firefox", "xdg-open") == Opener(["xdg-open", MAIL], False)
    assert opener(MAIL, {}, "lynx") is None


def test_without_any_program_nothing_is_opened() -> None:
    assert opener(PAGE, DESKTOP) is None
    assert opener(PAGE, {}, "xdg-open") is None


def test_other_systems_have_one_program() -> None:
    assert opener(PAGE, {}, "open", platform="darwin") == Opener(["open", PAGE], takes_terminal=False)
