"""What is asked of an annotation before any article is looked for."""

import pytest

from readtui.errors import UsageError
from readtui.model.creator import Creator
from readtui.services.annotation_batch import WantedAnnotation, wanted_of


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ([], "this is not an object"),
        ({"article": "a", "quote": "x", "size": 1, "w": 2}, "no such field: size, w"),
        ({"quote": "x"}, "it names no article"),
        ({"article": "a"}, "give either a quote or a range"),
        ({"article": "a", "quote": "x", "range": "1:2"}, "give either a quote or a range"),
        ({"article": "a", "quote": "x", "thread": 1}, "thread must be true or false"),
        ({"article": "a", "quote": "x", "thread": True}, "a thread needs a note"),
        ({"article": "a", "thread": True, "note": " "}, "a thread needs a note"),
        ({"article": "a", "thread": True, "note": "Why?", "color": "yellow"}, "a color is only for a passage"),
        ({"article": "a", "quote": "x", "color": "mauve"}, "no such color: mauve"),
        ({"article": "a", "quote": 7}, "quote must be a string"),
        ({"article": "a", "range": [1]}, "range must be a string"),
        ({"article": "a", "range": [1, True]}, "range must be a string"),
        ({"article": "a", "quote": "x", "tags": [1]}, "tags must be a list of strings"),
        ({"article": "a", "quote": "x", "tags": {"a": 1}}, "tags must be a list of strings"),
        ({"article": "a", "quote": "x", "tags": ["#"]}, "a tag has no name"),
        ({"article": "a", "quote": "x", "by": "software:"}, "by: "),
    ],
)
def test_an_annotation_that_no_article_could_have_is_refused(given: object, fault: str) -> None:
    with pytest.raises(UsageError, match=f"^{fault}"):
        wanted_of(given)


def test_an_annotation_is_read_with_what_is_not_said() -> None:
    bare = {"article": None, "quote": "x", "tags": None, "note": None, "color": None, "thread": None, "by": None}
    assert wanted_of(bare, "a") == WantedAnnotation("a", "x")
    whole = {"article": "b", "range": [3, 9], "tags": "sea", "note": "n", "color": "pink", "thread": True, "by": "Bea"}
    expected = WantedAnnotation("b", None, "3:9", ("sea",), "n", "pink", is_thread=True, by=Creator("Bea"))
    assert wanted_of(whole, "a") == expected
    assert wanted_of({"thread": True, "note": "Why?"}, "a").is_whole
    assert not wanted_of({"thread": True, "note": "Why?", "quote": "x"}, "a").is_whole
