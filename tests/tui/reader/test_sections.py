"""Jumps from heading to heading, and what the bar at the edge shows of the whole text."""

from pathlib import Path

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services


@pytest.fixture
def parts(services: Services, tmp_path: Path) -> str:
    """A long article. The first paragraph links to part 20."""
    path = tmp_path / "parts.md"
    parts = [f"## Part {number}\n\n{'It goes on and on. ' * 12}" for number in range(30)]
    path.write_text("# Parts\n\n[Further](#part-20) down.\n\n" + "\n\n".join(parts), "utf-8")
    return services.library.add(str(path)).record.id


@pytest.mark.parametrize(
    "keys",
    [("]", "]"), ("o", "j", "enter"), ("g", "g", "}", "enter"), ("]", "]", "m", "a", "G", "'", "a"), ("[", "[")],
    ids=["next", "outline", "link", "mark", "previous"],
)
async def test_a_jump_to_a_section_puts_its_heading_into_the_upper_third(
    services: Services, parts: str, keys: tuple[str, ...]
) -> None:
    async with journey(services, article=parts, size=(100, 30)) as app:
        if keys[0] == "[":
            # Above the last page, which cannot be scrolled further up.
            await app.press("G", *keys * 6)
        for _ in range(5):
            await app.press(*keys)
            view = app.reader.state.viewport
            row = view.lines.distance(view.top, view.lines.locate(view.cursor.start), 100)
            assert view.cursor.of(view.article.text).startswith("Part")
            assert 0 <= row <= view.height // 3


def bar_of(app: Journey) -> str:
    """The bar from top to bottom."""
    region = app.reader.panes.bar.region
    return "".join(row.ljust(region.right)[region.x] for row in app.screen_text().split("\n")[: region.bottom])


async def test_the_bar_shows_where_annotations_and_hits_are(services: Services, parts: str) -> None:
    async with journey(services, article=parts, size=(100, 30)) as app:
        here = bar_of(app)
        assert here == here.strip().ljust(len(here))
        assert set(here.strip()) == {"┃"}
        await app.press("G", "H", "h", "H", "g", "g")
        assert bar_of(app).endswith("━")
        await app.press("u", "g", "g")
        assert bar_of(app).endswith("╺")
        await app.press("/")
        await app.type("Part 15")
        await app.press("enter")
        middle = bar_of(app).index("•")
        assert len(here) * 0.4 < middle < len(here) * 0.6
        await app.press("escape")
        assert "•" not in bar_of(app)
