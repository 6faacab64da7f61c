"""Which article, place and annotation a quotation is found in, whatever its link, its script and the library say."""

from dataclasses import replace

import pytest
from articles import memory_library

from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.finding.search import LibrarySearch
from readtui.services.library import Library
from readtui.services.verifying import verification
from readtui.services.verifying.verification import Result, Verification, VerifiedQuotation
from readtui.text.quotations import Quotation

WORDS = "nobody on board spoke of the river"
FERRY = f"At dawn {WORDS}. At dusk {WORDS}."
TEXTS = {"ferry": FERRY, "mill": f"They say {WORDS}, and more.", "lake": "Nothing at all is said on the lake."}


@pytest.fixture
def library() -> Library:
    made = memory_library()
    for title, words in TEXTS.items():
        record = made.add("-", data=f"{title}\n\n{words}".encode()).record
        about = replace(record.metadata, source=f"https://example.org/{title}")
        made.repository.articles[record.id] = replace(record, metadata=about)  # type: ignore[attr-defined]
    return made


def verified(library: Library, quote: str, link: str = "") -> VerifiedQuotation:
    [found] = Verification(LibrarySearch(library, None)).verify([Quotation(0, len(quote), quote, link)])
    return found


def title_of(found: VerifiedQuotation) -> str:
    return found.record.title if found.record else ""


@pytest.mark.parametrize(
    ("quote", "link", "result", "title"),
    [
        (WORDS, "", Result.AMBIGUOUS, "mill"),
        (WORDS, "https://example.org/mill#part", Result.EXACT, "mill"),
        (WORDS, "https://example.org/ferry", Result.AMBIGUOUS, "mill"),
        (WORDS, "https://example.org/none", Result.AMBIGUOUS, "mill"),
        (WORDS, "https://example.org/lake", Result.AMBIGUOUS, "mill"),
        (WORDS, f"readtui:{'0' * 16}", Result.AMBIGUOUS, "mill"),
        (f"They say {WORDS}", "https://example.org/ferry", Result.CHANGED, "ferry"),
        (f"They say {WORDS}", "https://example.org/lake", Result.EXACT, "mill"),
        ("They say nobody aboard spoke of the river", "https://example.org/mill", Result.CHANGED, "mill"),
        ("Nothing of this was ever written anywhere by anybody", "https://example.org/lake", Result.ABSENT, ""),
    ],
)
def test_a_link_says_which_article_is_meant_if_the_words_stand_there(
    library: Library, quote: str, link: str, result: Result, title: str
) -> None:
    found = verified(library, quote, link)
    assert (found.result, title_of(found)) == (result, title)


def test_a_link_to_an_annotation_means_the_place_next_to_it(library: Library) -> None:
    ferry, mill, _ = library.records()
    annotator = Annotator(library.clock, library.new_id)
    article = library.open(ferry.id)
    ids = []
    for start in (article.text.index("dawn"), article.text.index("dusk")):
        library.repository.apply(annotator.create(ferry.id, article, Passage(start, start + 4), color="yellow"))
        ids.append(library.repository.annotations(ferry.id)[-1].id)
    places = [article.text.index(WORDS), article.text.rindex(WORDS)]
    for annotation, start in zip(ids, places, strict=True):
        found = verified(library, WORDS, f"readtui:{annotation}")
        assert (found.result, found.annotation, found.span) == (Result.EXACT, annotation, (start, start + len(WORDS)))
    in_mill = verified(library, WORDS, f"readtui:{mill.id}")
    assert (in_mill.result, title_of(in_mill), in_mill.annotation) == (Result.EXACT, "mill", "")
    whole = verified(library, f"At dawn {WORDS}")
    assert whole.annotation == ids[0], "it has most of the place"


def test_texts_that_cannot_be_read_are_left_out_and_few_are_kept(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "_MOST_KEPT", 1)
    quotations = [Quotation(0, len(words), words, f"https://example.org/{name}") for name, words in TEXTS.items()]
    checking = Verification(LibrarySearch(library, None))
    assert [one.result for one in checking.verify(quotations)] == [Result.EXACT] * 3
    assert len(checking._texts) == 1
    ferry = library.records()[0]
    library.repository.texts.clear()  # type: ignore[attr-defined]
    assert verified(library, FERRY, f"readtui:{ferry.id}").result is Result.ABSENT
    assert library.repository.damaged()


@pytest.mark.parametrize(
    ("quote", "chunks"),
    [
        ("one two", ["one two"]),
        ("one two three four five", ["one two", "three four"]),
        ("one … two three", ["one", "two three"]),
        ("川の水はとても冷たいので、泳ぐ人はだれもいない。" * 2, ["川の水はとても冷", "いので、泳ぐ人は"]),
    ],
)
def test_a_quotation_is_looked_for_by_parts_from_all_over_it(quote: str, chunks: list[str]) -> None:
    found = verification._chunks(Quotation(0, len(quote), quote))
    if quote[0] == "川":
        assert len({len(one) for one in found[:-1]}) == 1
        assert "".join(found) == quote
    else:
        assert found == chunks
    assert len(verification._chunks(Quotation(0, 0, " ".join(map(str, range(1000)))))) <= verification._MOST_CHUNKS
