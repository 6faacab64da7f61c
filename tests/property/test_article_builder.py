import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind, MarkType
from readtui.text.article_builder import ArticleBuilder
from readtui.text.clean import clean, map_offsets

PROSE = st.text(st.one_of(st.characters(), st.sampled_from("e\u0301\u0323\r\n \x1b\x00\u202e각ᆨ")), max_size=40)


def built(texts: list[str]) -> Article:
    builder = ArticleBuilder()
    for text in texts:
        middle = len(text) // 2
        builder.add(
            BlockKind.PARAGRAPH, text, marks=[(MarkType.STRONG, 0, middle, ""), (MarkType.CODE, middle, len(text), "")]
        )
    return builder.build(Metadata(title="t"))


@given(st.lists(PROSE, max_size=6))
def test_each_block_equals_what_was_added_and_contains_its_marks(texts: list[str]) -> None:
    article = built(texts)
    kept = [clean(text).text.strip() for text in texts if text.strip()]
    assert [article.text[block.start : block.end] for block in article.blocks] == kept
    assert article.text == "\n\n".join(kept)
    for block in article.blocks:
        assert all(block.start <= mark.start < mark.end <= block.end for mark in block.marks)
    assert built(texts) == article


@given(PROSE)
def test_clean_text_is_composed_has_no_controls_and_is_stable(text: str) -> None:
    cleaned = clean(text).text
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in cleaned)
    assert clean(cleaned).text == cleaned


@given(PROSE, PROSE)
def test_offsets_between_clusters_are_exact(left: str, right: str) -> None:
    text = f"{left} a{right}"
    offset = len(left) + 1
    place = map_offsets(text, [offset])[offset]
    assert clean(text).text[:place] == clean(text[:offset]).text
