"""The pieces of a whole article make up its text, and each knows its marks and annotations."""

from exporting.whole_articles import annotated_documents
from hypothesis import given
from hypothesis import strategies as st

from readtui.exporters.exporter import ExportDocument
from readtui.exporters.whole_article import linked_place, whole_article
from readtui.model.block import BlockKind


@given(annotated_documents(), st.booleans())
def test_pieces_make_up_the_blocks_and_know_what_covers_them(document: ExportDocument, at_line_ends: bool) -> None:
    article = document.article
    whole = whole_article(document, at_line_ends=at_line_ends)
    for marked in whole.blocks:
        block = marked.block
        assert "".join(piece.text for piece in marked.pieces) == article.text[block.start : block.end]
        for piece in marked.pieces:
            assert article.text[piece.start : piece.end] == piece.text != ""
            assert set(piece.marks) == {mark for mark in block.marks if mark.start <= piece.start < mark.end}
            assert all(piece.end <= mark.end for mark in piece.marks)
            inked = [at for at in range(piece.start, piece.end) if not article.text[at].isspace()]
            for annotation in document.annotations if inked else ():
                passage = annotation.passage
                covered = [passage is not None and at in passage for at in inked]
                assert covered == [annotation in piece.annotations] * len(inked)
            if piece.text in ("\t", "\n"):
                assert (piece.beginning, piece.ending) == ((), ())
            if at_line_ends or block.kind is BlockKind.TABLE:
                assert piece.text == "\n" or "\n" not in piece.text


@given(annotated_documents())
def test_every_annotation_begins_and_ends_once_or_is_listed(document: ExportDocument) -> None:
    whole = whole_article(document)
    pieces = [piece for marked in whole.blocks for piece in marked.pieces]
    beginning = [annotation.id for piece in pieces for annotation in piece.beginning]
    ending = [annotation.id for piece in pieces for annotation in piece.ending]
    listed = [annotation.id for annotation in (*whole.on_article, *whole.lost)]
    assert sorted(beginning) == sorted(ending) == sorted(whole.numbers)
    assert sorted(beginning + listed) == sorted(annotation.id for annotation in document.annotations)
    assert [whole.numbers[identifier] for identifier in beginning] == list(range(1, len(beginning) + 1))
    for annotation in whole.lost:
        assert annotation.passage is None or not annotation.passage.of(document.article.text).strip()


@given(annotated_documents())
def test_furniture_is_shown_only_for_an_annotation_on_nothing_else(document: ExportDocument) -> None:
    whole = whole_article(document)
    shown = [marked.block for marked in whole.blocks]
    article = [block for block in document.article.blocks if block.kind is not BlockKind.FURNITURE]
    assert [block for block in shown if block.kind is not BlockKind.FURNITURE] == article
    for marked in whole.blocks:
        if marked.block.kind is BlockKind.FURNITURE:
            assert any(piece.annotations for piece in marked.pieces)


@given(annotated_documents())
def test_every_link_into_the_article_has_its_place(document: ExportDocument) -> None:
    pieces = [piece for marked in whole_article(document).blocks for piece in marked.pieces]
    places = [place for piece in pieces for place in piece.places]
    targets = {linked_place(mark) for piece in pieces for mark in piece.marks} - {None}
    assert targets <= set(places)
    assert len(places) == len(set(places))
