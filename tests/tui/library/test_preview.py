"""The preview of the article under the cursor."""

from journeys import journey

from readtui.bootstrap import Services
from readtui.model.passage import Passage


async def test_the_preview_shows_how_an_article_begins_and_what_was_written_on_it(
    services: Services, three: dict[str, str], rivers: str
) -> None:
    text, changes, annotator = services.library.open(rivers), services.repository, services.annotator
    for word, tags in (("Water", ("sea",)), ("It finds", ("sea", "far")), ("Ships", ())):
        start = text.text.index(word)
        changes.apply(annotator.create(rivers, text, Passage(start, start + len(word)), tags=tags, color="blue"))
    changes.apply(annotator.create_on_article(rivers, note="Read it."))
    async with journey(services, size=(120, 40)) as app:
        await app.shows("✎ Read it.")
        for words in ("Where the water goes.", "▍#sea\u00a02  ▍#far\u00a01", "▍ Ships", "▍ It finds", "▍ Water"):
            assert words in app.screen_text(), words
        assert "Added today" in app.screen_text()
        await app.press("p")
        assert "Where the water goes." not in app.screen_text()
    async with journey(services, size=(120, 40)) as app:
        assert "Where the water goes." not in app.screen_text(), "what is chosen stays"
        await app.press("p")
    async with journey(services, size=(80, 30)) as app:
        assert "Where the water goes." not in app.screen_text()
        await app.press("p")
        await app.shows("Where the water goes.")
