"""Links of the terminal (OSC 8) for the links of an article, its source and its notes."""

from tests.journeys.desk import Desk

PAGE = """<!doctype html><html lang="en"><head><title>Roads</title>
<link rel="canonical" href="https://salt.example.org/roads"></head><body><article><h1>Roads</h1>
<p>The road is <a href="https://example.org/mule path">long and steep</a>, and <a href="javascript:x()">closed</a>.
Nobody walks it in winter, when the snow lies on the pass and the wolves come down into the valley.</p>
</article></body></html>"""
PATH, SOURCE = "https://example.org/mule%20path", "https://salt.example.org/roads"
WOLVES = "https://example.org/wolves"


def linked(written: str) -> set[str]:
    """The addresses that were given to the terminal."""
    return {part.partition(";")[2].partition("\x1b")[0] for part in written.split("\x1b]8;")[1:]} - {""}


def test_links_of_the_page_and_of_notes_are_links_of_the_terminal_at_once(desk: Desk) -> None:
    desk.write("roads.html", PAGE)
    settings = desk.write("off.toml", "[app]\nhyperlinks = false\n")
    first = desk.readtui("roads.html", READTUI_SETTINGS=str(settings))
    first.shows("long and steep", "? help")
    first.type("q")
    assert first.ends() == 0
    assert "\x1b]8;" not in first.written

    reader = desk.readtui("roads.html")
    reader.until(lambda: {PATH, SOURCE} <= linked(reader.written), "links of the terminal")
    assert "javascript" not in str(linked(reader.written))
    reader.shows("long and steep", "? help")
    reader.type("lla")
    reader.shows("Ctrl+S")
    reader.type("See [wolves](https://example.org/wolves).\x13")
    reader.until(lambda: WOLVES in linked(reader.written), "the link of the note")
    reader.type("\r")
    reader.shows("See wolves[1]", "Esc close")
    assert WOLVES in linked(reader.written[reader.written.index("Annotation 1 of 1") :])
    reader.type("qq")
    assert reader.ends() == 0

    kept = desk.readtui("roads.html")
    kept.shows("long and steep", "? help")
    kept.type("q")
    assert kept.ends() == 0
    # The page that is shown at once, before the app takes the terminal over.
    assert linked(kept.written.partition("\x1b[?1000h")[0]) >= {PATH, SOURCE}
