"""The place where an article opens if it has a page's menu above it."""

from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services

PAGE = (
    "<html><title>The ferry runs again</title><nav><ul><li><a href=/>Home</a><li><a href=/r>River</a></ul></nav>"
    "<article><h1>The ferry runs again</h1>"
    + "".join(
        f"<p>Sentence {number} tells how boat {number} crossed the river before noon, with nobody but its"
        f" {number} passengers on board and no wind at all on that day.</p>"
        for number in range(2, 40)
    )
    + "</article></html>"
)


@pytest.mark.usefixtures("kept_processes")
async def test_a_page_opens_at_its_title_and_the_menu_is_above(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "ferry.html"
    path.write_text(PAGE)
    record = services.library.add(str(path)).record
    async with journey(services, article=record.id) as app:
        assert "The ferry runs again" in app.screen_text().lstrip().partition("\n")[0]
        assert "lines folded" not in app.screen_text()
        await app.press("g", "g")
        assert "lines folded" in app.screen_text()
