"""All words on readtui's screens and dialogs can be read in its own themes."""

from collections.abc import Iterator

from journeys import Journey, journey
from rich.color import Color as RichColor
from textual.containers import Vertical
from textual.screen import ModalScreen

from readtui.bootstrap import Services
from readtui.tui.colors.colors import Color

LEAST = 4.5
THEMES = ("readtui-dark", "readtui-light", "readtui-sepia")
STEPS: dict[str, tuple[str, ...]] = {
    "ReaderScreen": ("/", "s"),
    "TagDialog": ("escape", "l", "l", "t"),
    "NoteDialog": ("escape", "a"),
    "PaletteDialog": ("escape", "ctrl+p"),
    "annotations": ("escape", "g", "n", "/"),
    "library": ("escape", "g", "l"),
    "SortDialog": ("s",),
    "ThemeDialog": ("escape", "f9"),
}
"""The keys that lead from each screen to the next."""


def words(app: Journey) -> Iterator[tuple[str, float]]:
    """The words on the screen or sheet that is in front, each with its contrast."""
    screen = app.app.screen
    region = screen.region
    if isinstance(screen, ModalScreen):
        # The screen behind is dimmed on purpose.
        region = next(child.region for child in screen.children if isinstance(child, Vertical))
    for strip in app.strips()[region.y : region.bottom]:
        for segment in strip.crop(region.x, region.right):
            if segment.style is not None and any(map(str.isalnum, segment.text)):
                ink, paper = _written(segment.style.color), _written(segment.style.bgcolor)
                yield segment.text.strip(), ink.contrast(paper)


def _written(color: RichColor | None) -> Color:
    assert color is not None
    assert not color.is_default
    return Color.parse(color.get_truecolor().hex)


async def test_all_words_have_contrast(services: Services, rivers: str) -> None:
    faint: dict[tuple[str, str, str], float] = {}
    async with journey(services, article=rivers, size=(100, 30)) as app:
        for name, keys in STEPS.items():
            await app.press(*keys)
            screen = app.app.screen
            assert name in (type(screen).__name__, getattr(screen, "MODE", ""))
            for theme in THEMES:
                app.app.theme = theme
                await app.settle()
                found = list(words(app))
                assert found
                faint |= {(theme, name, word): contrast for word, contrast in found if contrast < LEAST}
    assert faint == {}
