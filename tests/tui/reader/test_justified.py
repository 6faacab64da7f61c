"""Justified text, with hyphens that are not part of it."""

from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.settings import Settings
from readtui.settings.sections import ReaderSettings

SENTENCE = "Considerable hyphenation distinguishes typographically sophisticated publications from approximations."


async def test_hyphens_fill_the_lines_and_are_in_no_search_and_no_copy(services: Services, tmp_path: Path) -> None:
    pytest.importorskip("pyphen")
    path = tmp_path / "type.md"
    path.write_text(f"---\nlang: en\n---\n# Type\n\n{SENTENCE} And so on.\n", "utf-8")
    article = services.library.add(str(path)).record.id
    settings = Settings(reader=ReaderSettings(justify=True))
    async with journey(services, article=article, size=(44, 24), settings=settings) as app:
        await app.until(lambda: app.view.hyphens is not None)
        rows = [row.rstrip(" ┃│┣┠╺") for row in app.screen_text().split("\n")]
        broken = [row for row in rows if row.endswith("-")]
        assert broken
        assert {len(row) for row in broken} == {42}
        await app.press("/")
        await app.type("hyphenation")
        await app.press("enter")
        assert "hit 1/1" in app.screen_text()
        assert app.view.cursor.of(app.view.article.text) == SENTENCE
        await app.press("v", "i", "s", "H")
        assert services.repository.annotations(article)[0].quoted_text == SENTENCE


async def test_without_the_extra_a_message_says_why_the_text_is_ragged(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.tui.reader.panes.can_hyphenate", lambda: False)
    async with journey(services, article=rivers, settings=Settings(reader=ReaderSettings(justify=True))) as app:
        await app.shows("readtui[hyphens]")
