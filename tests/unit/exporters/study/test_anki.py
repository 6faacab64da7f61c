"""Anki: which card an annotation becomes, and what its fields may not do."""

import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from articles import article_of

from readtui.exporters.exporter import Context, ExportDocument, ExportOptions, Grouping
from readtui.exporters.study.anki import GAP, AnkiCard, AnkiExporter, card_of, escape, tags_of
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

TEXT = article_of("Water runs downhill. It finds the sea in the end. Nobody asks.", title="On <rivers>")


def annotation(words: str = "", *, number: int = 1, **said: object) -> Annotation:
    identifier = f"{number:08}-0000-4000-8000-000000000000"
    made = Annotation(identifier, "0" * 16, "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
    if words:
        start = TEXT.text.index(words)
        position = TextPositionSelector(start, start + len(words))
        made = replace(made, quote=TextQuoteSelector(words), position=position)
    return replace(made, **said)  # type: ignore[arg-type]


def document(*annotations: Annotation) -> ExportDocument:
    record = ArticleRecord("0" * 16, TEXT.metadata, "", "", TEXT.hash8)
    return ExportDocument(record, annotations, lambda: TEXT)


def card(annotation: Annotation, context: Context = Context.NONE) -> AnkiCard:
    return card_of(document(annotation), annotation, ExportOptions(context))


def opened(*documents: ExportDocument, options: ExportOptions | None = None) -> sqlite3.Connection:
    """The collection in the package."""
    content = b"".join(AnkiExporter().render(documents, options or ExportOptions()))
    connection = sqlite3.connect(":memory:")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.read("media") == b"{}"
        connection.deserialize(package.read("collection.anki2"))
    return connection


def notes(*documents: ExportDocument, options: ExportOptions | None = None) -> list[tuple[str, int, str]]:
    """The id, time of change and front of each note in the package."""
    rows = opened(*documents, options=options).execute("select guid, mod, flds from notes").fetchall()
    return [(guid, modified, fields.split("\x1f")[0]) for guid, modified, fields in rows]


def test_a_part_of_a_sentence_is_to_be_filled_in() -> None:
    made = card(annotation("finds the sea", note="Why.\nBecause."))
    assert (made.front, made.back, made.note) == (f"It {GAP} in the end.", "finds the sea", "Why.<br>Because.")


def test_the_gap_can_be_in_its_paragraph() -> None:
    made = card(annotation("finds the sea"), Context.PARAGRAPH)
    assert made.front == f"Water runs downhill. It {GAP} in the end. Nobody asks."


def test_a_passage_that_is_most_of_its_sentence_is_on_the_front() -> None:
    made = card(annotation("Nobody asks", color="yellow", note="True."))
    assert (made.front, made.back) == ('<mark class="yellow">Nobody asks</mark>', "True.")


@pytest.mark.parametrize(
    ("note", "front", "behind"),
    [
        ("What does it find?", "What does it find?", ""),
        ("What does it find?\nThe *sea*.", "What does it find?", "The *sea*."),
        ("What?\nAnd where?\n\nThe sea.", "What?<br>And where?", "The sea."),
        ("何を見つける？", "何を見つける？", ""),
    ],
)
def test_a_note_that_begins_with_a_question_asks_it(note: str, front: str, behind: str) -> None:
    made = card(annotation("finds the sea", note=note))
    assert (made.front, made.back, made.note) == (front, "finds the sea", behind)


def test_a_question_about_the_whole_article_is_answered_by_its_note() -> None:
    made = card(annotation(note="What is it about?\n\nWater."))
    assert (made.front, made.back, made.note) == ("What is it about?", "Water.", "")


def test_every_card_leads_back() -> None:
    source = card(annotation("sea")).source
    assert source.startswith(f'<a href="readtui:{annotation("sea").id}">On &lt;rivers&gt;</a>')


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<b> & {{Front}}", "&lt;b&gt; &amp; &#123;&#123;Front}}"),
        ("[sound:x.mp3]", "&#91;sound:x.mp3]"),
        (r"\(x\) \alpha", "\\\u200b(x\\) \\alpha"),
    ],
)
def test_other_peoples_words_play_no_sound_and_set_no_formula(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_tags_nest_and_have_no_spaces() -> None:
    made = annotation("sea", tags=("politics/water rights", "a::b", "a:b", ":"))
    assert tags_of(made) == ["politics::water_rights", "a:b", ":"]


def test_only_the_note_of_a_changed_annotation_is_newer() -> None:
    first, second = annotation("sea"), annotation("asks", number=2)
    changed = replace(second, note="New.", modified="2026-03-01T00:00:00Z")
    before, after = notes(document(first, second)), notes(document(first, changed))
    assert [guid for guid, *_ in before] == [f"readtui:{first.id}", f"readtui:{second.id}"]
    assert [time for _, time, _ in before] == [1767312000] * 2
    assert [time for _, time, _ in after] == [1767312000, 1772323200]


def test_the_same_annotations_give_the_same_bytes() -> None:
    made = [b"".join(AnkiExporter().render([document(annotation("sea"))], ExportOptions())) for _ in range(3)]
    assert all(one == other for one, other in pairwise(made))


def test_no_temporary_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    notes(document(annotation("sea")))
    assert list(tmp_path.iterdir()) == []


def test_a_package_has_all_that_anki_asks_of_a_collection() -> None:
    """Fields, deck, note type and tags as Anki stores them, and times that do not depend on when it is written."""
    made = annotation("sea", color="yellow", tags=("politics/water rights", "b"), note="One\x1ftwo")
    collection = opened(document(made))
    [note] = collection.execute("select * from notes").fetchall()
    front, source = f"It finds the {GAP} in the end.", f'<a href="readtui:{made.id}">On &lt;rivers&gt;</a>'
    fields = "\x1f".join((front, '<mark class="yellow">sea</mark>', "One two", source))
    first = 1_767_312_000_000
    about = (f"readtui:{made.id}", 1_694_200_113, 1_767_312_000, -1, " politics::water_rights b ", fields, front)
    assert note == (first, *about, 0, 0, "")
    [(version, decks, types)] = collection.execute("select ver, decks, models from col").fetchall()
    deck_id, deck = next((int(number), one) for number, one in json.loads(decks).items() if one["name"] != "Default")
    [(type_id, note_type)] = json.loads(types).items()
    assert (version, deck["name"], type_id) == (11, "readtui::On <rivers>", "1694200113")
    assert [one["name"] for one in note_type["flds"]] == ["Front", "Back", "Note", "Source"]
    # The same deck has had the same number in every version.
    assert deck_id == 233_300_647_753_355
    [card] = collection.execute("select * from cards").fetchall()
    assert card == (first + 1, first, deck_id, 0, 1_767_312_000, -1, *[0] * 11, "")
    assert collection.execute("select count(*) from revlog, graves").fetchone() == (0,)


class Anki:
    """A collection of Anki's own, into which packages are imported."""

    def __init__(self, folder: Path) -> None:
        library = pytest.importorskip("anki.collection", reason="Anki's library is not installed")
        self._folder, self._library = folder, library
        self._collection = library.Collection(str(folder / "collection.anki2"))

    def take(self, *documents: ExportDocument) -> tuple[int, int, int]:
        """Import a package of these; how many notes are new, updated and unchanged."""
        (file := self._folder / "made.apkg").write_bytes(b"".join(AnkiExporter().render(documents, ExportOptions())))
        asked = self._library.ImportAnkiPackageRequest(
            package_path=str(file), options=self._library.ImportAnkiPackageOptions()
        )
        log = self._collection.import_anki_package(asked).log
        return len(log.new), len(log.updated), len(log.duplicate)

    def notes(self) -> dict[str, Any]:
        """Its notes by guid."""
        found = map(self._collection.get_note, self._collection.find_notes(""))
        return {note.guid: note for note in found}

    def deck_of(self, note: Any) -> str:
        return str(self._collection.decks.name(note.cards()[0].did))

    def is_sound(self) -> bool:
        return bool(self._collection.fix_integrity()[1])

    def close(self) -> None:
        self._collection.close()


def test_anki_imports_a_package_and_updates_only_what_has_changed(tmp_path: Path) -> None:
    anki = Anki(tmp_path)
    first = annotation("sea", tags=("politics/water rights", "b"), note="One\x1ftwo")
    second = annotation("asks", number=2, note="Who asks?")
    assert anki.take(document(first, second)) == (2, 0, 0)
    assert anki.take(document(first, second)) == (0, 0, 2)
    changed = replace(second, note="Who asks now?", modified="2026-03-01T00:00:00Z")
    assert anki.take(document(first, changed)) == (0, 1, 1)
    notes = anki.notes()
    assert notes[f"readtui:{first.id}"].tags == ["b", "politics::water_rights"]
    assert notes[f"readtui:{second.id}"].fields[:2] == ["Who asks now?", "asks"]
    assert {anki.deck_of(note) for note in notes.values()} == {"readtui::On <rivers>"}
    assert GAP in notes[f"readtui:{first.id}"].cards()[0].question()
    assert anki.is_sound()
    anki.close()


def test_articles_have_decks_of_their_own_unless_the_group_is_none() -> None:
    def decks(group: Grouping) -> set[str]:
        collection = opened(document(annotation("sea")), options=ExportOptions(group=group))
        [(number,)] = collection.execute("select json_extract(decks, '$') from col").fetchall()
        return {name for name in ("readtui::On <rivers>", '"readtui"') if name in number}

    assert decks(Grouping.ARTICLE) == {"readtui::On <rivers>"}
    assert decks(Grouping.NONE) == {'"readtui"'}
