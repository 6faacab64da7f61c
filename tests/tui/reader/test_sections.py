"""Jumps from heading to heading."""

from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services


@pytest.mark.parametrize("keys", [("]", "]"), ("o", "j", "enter")])
async def test_a_jump_to_a_section_puts_its_heading_into_the_upper_third(
    services: Services, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    path = tmp_path / "parts.md"
    parts = [f"## Part {number}\n\n{'It goes on and on. ' * 12}" for number in range(30)]
    path.write_text("# Parts\n\n" + "\n\n".join(parts), "utf-8")
    article = services.library.add(str(path)).record.id
    async with journey(services, article=article, size=(100, 30)) as app:
        for _ in range(5):
            await app.press(*keys)
            view = app.reader.state.view
            row = view.lines.distance(view.top, view.lines.locate(view.cursor.start), 100)
            assert 0 <= row <= view.height // 3
