"""What stands above and below the text of an open article."""

from dataclasses import replace

from readtui.layout.matter import CardRow, Matter
from readtui.model.article import ArticleRecord, ReadingState, minutes_to_read
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.article.title_block import title_block
from readtui.tui.keymap import Keymap

_DONE = "✓"


def matter_of(
    session: ReadingSession,
    settings: Settings,
    keymap: Keymap,
    following: ArticleRecord | None = None,
    changed: str = "",
) -> Matter:
    """Its title block and end card. ``following`` is the article to read next, if that is known, ``changed`` what has
    changed since the text was seen, in words.
    """
    speed = settings.reader.words_per_minute
    above = title_block(session.article, session.record, speed)
    return replace(above, card=end_card(session, keymap, following, speed, changed))


# ------------------------------------------------------------------ end card
# What the end card offers: the annotations of the article, and what to do after reading it, each with its key.


def end_card(
    session: ReadingSession,
    keymap: Keymap,
    following: ArticleRecord | None,
    words_per_minute: int,
    changed: str = "",
) -> tuple[CardRow, ...]:
    """The rows of the card. ``following``, ``changed``: see ``matter_of``."""
    rows: list[CardRow] = []
    if session.is_complete and (session.is_annotated or session.noted):
        counts = [counted(len(session.annotations), "annotation")] if session.is_annotated else []
        counts += [counted(session.noted, "note")] if session.noted else []
        rows.append(_row("reader.previous_annotation", " · ".join(counts), keymap))
    threads = session.threads
    if session.is_complete and (threads.open or threads.settled):
        # As many rows whatever is answered, so that an answer moves nothing.
        state = threads.words or f"{threads.settled:,} settled, none open"
        rows.append(_row("reader.next_thread", f"Threads: {state}", keymap))
    if changed:
        rows.append(_row("reader.previous_change", changed, keymap))
    if session.annotator.asks:
        return (*rows, _row("reader.send", "Send", keymap), _row("reader.back", "Send and quit", keymap))
    rows.append(_row("reader.export", "Export", keymap))
    if session.record.reading_state is ReadingState.DONE:
        rows.append(CardRow(_DONE, "Done"))
    else:
        rows.append(_row("reader.done", "Mark as done", keymap))
    if following is not None:
        minutes = minutes_to_read(following, words_per_minute)
        row = _row("reader.read_next", "Next: ", keymap)
        rows.append(row._replace(title=visible(following.title), after=f" · {minutes} min"))
    return tuple(rows)


def _row(command: str, words: str, keymap: Keymap) -> CardRow:
    return CardRow(keymap.label(command), words, command=command)
