"""Two notes of a file that use the same labels each keep their own targets."""

from articles import article_of

from readtui.exporters.exporter import ExportDocument, ExportOptions
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.notes.markdown_notes import Notes
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord


def test_the_labels_of_a_later_note_are_renamed_if_an_earlier_one_uses_them() -> None:
    notes = Notes()
    first = "See [it][1], [Havel] and this[^a].\n\n[1]: http://one.example\n[havel]: http://h.example\n\n[^a]: why"
    assert notes.written(first) == first
    again = (
        "See [it][1], ![it][1], [Havel][], [HAVEL], [Havel](http://x.example), `[1]` and [^a].\n\n"
        "```\n[1]: code\n```\n\n[1]: http://two.example\n[Havel]: http://i.example\n\n[^a]: because"
    )
    assert notes.written(again) == (
        "See [it][1-2], ![it][1-2], [Havel][havel-2], [HAVEL][havel-2], [Havel](http://x.example), `[1]` and [^a-2]."
        "\n\n"
        "```\n[1]: code\n```\n\n[1-2]: http://two.example\n[havel-2]: http://i.example\n\n[^a-2]: because"
    )
    assert "[1-3]: http://three.example" in notes.written("[it][1]\n\n[1]: http://three.example")


def test_notes_without_common_labels_stay_as_they_are() -> None:
    notes = Notes()
    for note in ("[a]\n\n[a]: http://one.example", "[b]\n\n[b]: http://two.example", "a [list] of [things]: one"):
        assert notes.written(note) == note


def test_an_open_comment_in_one_note_hides_no_other_in_an_export() -> None:
    text = article_of("The ferry", "It left at dawn.")
    annotations = [Annotation(f"{n}-0000", "a", "", "", note=f"{n} <!-- [1]\n\n[1]: http://{n}.example") for n in "xy"]
    record = ArticleRecord("a", text.metadata, "", "", text.hash8)
    made = "".join(MarkdownExporter().render([ExportDocument(record, annotations, lambda: text)], ExportOptions()))
    assert "<!--" not in made
    assert "[1-2]: http://y.example" in made
