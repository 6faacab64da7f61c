"""Standoff files for brat, read as its own reader does."""

import re
from dataclasses import replace

from articles import article_of
from exporting.hostile_documents import documents
from hypothesis import given
from hypothesis import strategies as st

from readtui.exporters.exporter import ExportDocument, ExportOptions, whole
from readtui.exporters.file_names import file_names
from readtui.exporters.research.annotation_places import placed
from readtui.exporters.research.brat import BratExporter, brat_type
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag
from readtui.text.clean import shown

ENTITY = re.compile(r"(T\d+)\t([A-Za-z][A-Za-z0-9_-]*) (\d+ \d+(?:;\d+ \d+)*)\t(.+)")
COMMENT = re.compile(r"#\d+\t(Readtui|AnnotatorNotes|Original|Creator|Thread|Reply) (T\d+)\t(.*)")
COLOR = re.compile(r"A\d+\tColor (T\d+) ([a-z]+)")


def exported(given_documents: list[ExportDocument], options: ExportOptions) -> dict[str, str]:
    names = file_names(document.record for document in given_documents)
    files: dict[str, str] = {}
    for file in BratExporter().files(given_documents, names, options):
        content = whole(file.content)
        assert isinstance(content, str)
        files[file.name] = content
    return files


@given(documents())
def test_every_line_of_a_passage_is_a_span_with_its_words(given_documents: list[ExportDocument]) -> None:
    files = exported(given_documents, ExportOptions())
    types = set(files["annotation.conf"].split())
    names = file_names(document.record for document in given_documents)
    for document in given_documents:
        text = files[f"{names[document.record.id]}.txt"]
        assert text == document.article.text
        entities: dict[str, tuple[str, list[str]]] = {}
        notes: dict[str, list[str]] = {}
        voices: dict[tuple[str, str], list[str]] = {}
        ids: dict[str, str] = {}
        # As brat: a line ends at any of Unicode's line ends.
        for line in files[f"{names[document.record.id]}.ann"].splitlines():
            if found := ENTITY.fullmatch(line):
                spans = [tuple(map(int, span.split())) for span in found[3].split(";")]
                words = [text[start:end] for start, end in spans]
                assert " ".join(words) == found[4]
                assert found[2] in types
                entities[found[1]] = (found[2], words)
            elif found := COMMENT.fullmatch(line):
                if found[1] == "Readtui":
                    ids[found[2]] = found[3].removeprefix("readtui:")
                elif found[1] == "AnnotatorNotes":
                    notes.setdefault(ids[found[2]], []).append(found[3])
                else:
                    voices.setdefault((ids[found[2]], found[1]), []).append(found[3])
            else:
                assert COLOR.fullmatch(line), line
        for one in placed(document):
            annotation = one.annotation
            lines = [line for line in annotation.quoted_text.split("\n") if line]
            own = [entity for number, entity in entities.items() if ids[number] == annotation.id]
            assert all(words == lines for _, words in own)
            assert bool(own) == bool(lines)
            assert len({kind for kind, _ in own}) == (
                len({folded(tag) for tag in annotation.tags} or {"highlight"}) if lines else 0
            )
            if lines:
                assert notes.get(annotation.id, []) == shown(annotation.note).splitlines()
                creator = [annotation.creator.spelled] if annotation.creator else []
                assert voices.get((annotation.id, "Creator"), []) == creator
                least = sum(max(1, len(shown(reply.text).splitlines())) for reply in annotation.replies)
                assert len(voices.get((annotation.id, "Reply"), [])) == least


def folded(tag: str) -> str:
    return "/".join(level for level in tag.casefold().split("/") if level)


@given(st.text(min_size=1))
def test_a_tag_is_a_type_that_brat_reads(tag: str) -> None:
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", brat_type(tag))


def test_tags_that_look_alike_have_types_of_their_own() -> None:
    assert len({brat_type(tag) for tag in ("a/b", "a_b", "a b", "川", "渡", "-", "1984")}) == 7


def test_the_configuration_nests_tags_with_their_colors_and_names() -> None:
    article = article_of("A boat.")
    annotation = Annotation(
        "1f0c9a3e-0000-4000-8000-000000000000", "0" * 16, "", "", TextQuoteSelector("A\nboat"),
        TextPositionSelector(0, 6), "yellow", ("boats/<b>|ferry",), "one\n\ntwo",
    )  # fmt: skip
    record = ArticleRecord("0" * 16, article.metadata, "", "", article.hash8)
    whole_article = replace(annotation, id="2", quote=None, position=None)
    options = ExportOptions(tags={"rafts": Tag("rafts", "#A0B1C2")})
    files = exported([ExportDocument(record, [whole_article, annotation], lambda: article)], options)
    kind = brat_type("boats/<b>|ferry")
    assert files["On rivers.ann"].splitlines() == [
        f"T1\t{kind} 0 6\tA boat",
        "#1\tReadtui T1\treadtui:1f0c9a3e-0000-4000-8000-000000000000",
        "A1\tColor T1 yellow",
        "#2\tAnnotatorNotes T1\tone",
        "#3\tAnnotatorNotes T1\t",
        "#4\tAnnotatorNotes T1\ttwo",
    ]
    assert files["annotation.conf"].startswith(f"[entities]\n!boats\n\t{kind}\nhighlight\nrafts\n\n[relations]\n")
    assert f"{kind} | boats/‹b›¦ferry | ‹b›¦ferry\n" in files["visual.conf"]
    assert "rafts\tbgColor:#a0b1c2\n" in files["visual.conf"]
    assert str(options.losses) == "1 note on a whole article"
