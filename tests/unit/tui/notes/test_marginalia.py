"""The margin reads few notes in a picture, so that a key does not wait, but all for the picture that is kept."""

from textual.geometry import Size
from textual.strip import Strip

from readtui.bootstrap import Services
from readtui.model.passage import Passage
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.notes.marginalia import Marginalia


class Margin(Marginalia):
    """A margin of a fixed size that no screen holds."""

    size = Size(34, 30)
    timers = 0

    def set_timer(self, *_: object, **__: object) -> None:  # type: ignore[override]
        self.timers += 1


def italics(rows: list[Strip]) -> int:
    return sum(any(segment.style and segment.style.italic for segment in row) for row in rows)


def test_a_picture_waits_for_few_notes_and_the_kept_one_for_all(services: Services, rivers: str) -> None:
    session = services.read(rivers)
    for number in range(8):
        start = session.article.blocks[number].start
        note = f"Note *{number}* here"
        services.repository.apply(
            services.annotator.create(rivers, session.article, Passage(start, start + 4), note=note)
        )
    view = Viewport(services.read(rivers), room=lambda: (86, 30))
    view.set_measure(72)
    view.cursor = Passage(0, 1)
    margin = Margin(view, make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL, {}))
    rows = margin.make_rows()
    assert {row.cell_length for row in rows} == {34}
    assert "Note 7 here" in "\n".join(row.text for row in rows)
    # The current one is read in any case.
    assert (italics(rows), margin.timers) == (5, 1)
    assert (italics(margin.make_rows()), margin.timers) == (8, 1)
    other = Margin(view, margin.palette)
    other.is_whole = True
    assert (italics(other.make_rows()), other.timers) == (8, 0)
