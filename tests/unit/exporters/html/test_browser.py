"""A headless browser shows web pages without a complaint, with each note beside or below its passage."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from exporting.worked_article import worked_document

from readtui.exporters.exporter import Context, ExportOptions
from readtui.exporters.html.exporter import HtmlExporter

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), "")
pytestmark = pytest.mark.skipif(not BROWSER, reason="no Chromium installed")

# The page's own policy forbids scripts, so that a frame around it looks where things are.
MEASURE = """<!DOCTYPE html><iframe src="page.html" style="width:WIDTHpx;height:3000px"></iframe><pre></pre><script>
onload = () => {
  const page = document.querySelector("iframe").contentDocument;
  const box = (node) => {
    const {left, top, right, bottom} = node.getBoundingClientRect();
    return {left, top, right, bottom};
  };
  const notes = [...page.querySelectorAll("aside")].map((note) => {
    const mark = page.querySelector(`mark[data-annotation~="${note.id}"]`);
    return {note: box(note), mark: box(mark), block: box(mark.closest("h1,h2,p,li,pre,.table"))};
  });
  document.querySelector("pre").textContent = JSON.stringify({notes, wide: page.documentElement.scrollWidth});
};
</script>"""


def run(folder: Path, page: str) -> tuple[str, str]:
    """The page as the browser has built it, and what it wrote to its console."""
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--allow-file-access-from-files",
        "--virtual-time-budget=4000",
    ]
    profile = f"--user-data-dir={folder / 'profile'}"
    ended = subprocess.run(
        [BROWSER, *options, profile, "--enable-logging=stderr", "--v=0", "--dump-dom", f"file://{folder / page}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return ended.stdout, "\n".join(line for line in ended.stderr.splitlines() if "CONSOLE" in line)


@pytest.mark.parametrize("context", [Context.PARAGRAPH, Context.FULL])
def test_a_browser_has_nothing_to_complain_of(context: Context, tmp_path: Path) -> None:
    written = "".join(HtmlExporter().render([worked_document()], ExportOptions(context)))
    (tmp_path / "page.html").write_text(written, encoding="utf-8")
    shown, console = run(tmp_path, "page.html")
    assert console == ""
    assert "out of breath" in shown


def test_the_notes_of_one_article_stay_clear_of_those_of_the_next(tmp_path: Path) -> None:
    first = worked_document()
    early, *_, late = (one for one in first.annotations if one.passage is not None and one.note)
    long = replace(late, note="Longer than what is left of the text.\n\n" * 30)
    second = replace(first, record=replace(first.record, id="f" * 16), annotations=[replace(early, id="b" * 36)])
    documents = [replace(first, annotations=[long]), second]
    written = "".join(HtmlExporter().render(documents, ExportOptions(Context.FULL)))
    (tmp_path / "page.html").write_text(written, encoding="utf-8")
    (tmp_path / "frame.html").write_text(MEASURE.replace("WIDTH", "1280").replace("3000", "9000"), encoding="utf-8")
    shown, _ = run(tmp_path, "frame.html")
    above, below = json.loads(shown.partition("<pre>")[2].partition("</pre>")[0])["notes"]
    assert above["note"]["left"] == below["note"]["left"] > above["block"]["right"]
    assert below["note"]["top"] >= above["note"]["bottom"]


@pytest.mark.parametrize("width", [1280, 700, 400])
def test_notes_stand_beside_their_passages_or_below_their_paragraphs(width: int, tmp_path: Path) -> None:
    written = "".join(HtmlExporter().render([worked_document()], ExportOptions(Context.FULL)))
    (tmp_path / "page.html").write_text(written, encoding="utf-8")
    (tmp_path / "frame.html").write_text(MEASURE.replace("WIDTH", str(width)), encoding="utf-8")
    shown, console = run(tmp_path, "frame.html")
    assert console == ""
    found = json.loads(shown.partition("<pre>")[2].partition("</pre>")[0])
    notes = found["notes"]
    assert len(notes) > 8
    assert found["wide"] <= width
    for at, one in enumerate(notes):
        above = notes[at - 1]["note"]["bottom"] if at else 0
        if width == 1280:
            assert one["note"]["left"] > one["block"]["right"]
            wanted = max(one["mark"]["top"], above)
            assert wanted - 1 <= one["note"]["top"] <= wanted + 24, "at its passage, or just below the note above"
        else:
            assert one["note"]["top"] >= one["mark"]["bottom"]
        assert one["note"]["top"] >= above
