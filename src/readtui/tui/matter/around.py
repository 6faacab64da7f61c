"""What stands above and below the text of an open article."""

from dataclasses import replace

from readtui.layout.matter import Matter
from readtui.model.article import ArticleRecord
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.tui.keymap import Keymap
from readtui.tui.matter.end_card import end_card
from readtui.tui.matter.title_block import title_block


def matter_of(
    session: ReadingSession, settings: Settings, keymap: Keymap, following: ArticleRecord | None = None
) -> Matter:
    """Its title block and end card. ``following`` is the article to read next, if that is known."""
    speed = settings.reader.words_per_minute
    above = title_block(session.article, session.record, speed)
    return replace(above, card=end_card(session, keymap, following, speed))
