"""The query language, term by term."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from readtui.errors import QueryError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, ListedArticle, Metadata, ReadingState
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.search.query.completion import KnownValues, completions, known_in, parse_typed
from readtui.search.query.matcher import Matcher
from readtui.search.query.parser import parse
from readtui.search.query.syntax import to_text
from readtui.search.query.terms import BY_ME, BY_PROGRAM, FIELDS, Asker

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)
RECORD = ArticleRecord(
    "9f2c01d7a45be630",
    Metadata("The Harbour at Night", "https://www.example.org/a/harbour.html", "Ada Lünd", "de-AT", "2025-11"),
    added="2026-03-01T10:00:00Z",
    modified="2026-03-02T10:00:00Z",
    text_version="0",
    paths=("/home/ada/interviews/harbour.md",),
    tags=("travel/sea",),
    reading_state=ReadingState.READING,
)


def annotation(name: str, start: int = 0, end: int = 0, **given: object) -> Annotation:
    quote = str(given.pop("quote", ""))
    return Annotation(
        name,
        RECORD.id,
        **{  # type: ignore[arg-type]
            "created": "2026-03-10T10:00:00Z",
            "modified": "2026-03-15T08:00:00Z",
            "quote": TextQuoteSelector(quote) if quote else None,
            "position": TextPositionSelector(start, end) if end else None,
            **given,
        },
    )


ME, BEA, BUILDER = Identity(Creator("Ada"), ("A. Lovelace",)), Creator("Béa"), Creator("builder", is_program=True)


def reply(text: str, creator: Creator | None, sets: ThreadState | None = None) -> Reply:
    return Reply("r", RECORD.id, "", "2026", "2026", text, creator, sets)


VOICES = (
    annotation("mine"),
    annotation("older", creator=Creator("A. Lovelace")),
    annotation("named", creator=Creator("Ada"), is_thread=True, replies=(reply("Dana does.", None),)),
    annotation("asked", is_thread=True, replies=(reply("Dana does.", BUILDER),)),
    annotation("done", creator=BEA, is_thread=True, replies=(reply("", BEA, ThreadState.SETTLED),)),
    annotation("marked", creator=BUILDER, replies=(reply("Why here?", BEA),)),
)
ANNOTATIONS = (
    annotation("boats", 0, 10, quote="Boats come\nhome in DUSK", color="yellow", tags=("sea/boats",), note="déjà vu"),
    annotation("light", 5, 20, quote="The light", tags=("light",), note="See [this](readtui:9f2c01d7a45be630)."),
    annotation("whole", note="read again", created="2026-01-10T10:00:00Z"),
    annotation("lost", 40, 50, quote="gone", color="pink", anchor=AnchorState.ORPHAN),
)


def passing(query: str, *annotations: Annotation) -> list[str]:
    among = annotations or ANNOTATIONS
    return [one.id for one in Matcher(parse(query), Asker(NOW, lambda: ME)).annotations(RECORD, lambda: among)]


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_term_asks_for_a_value_and_says_which_there_are(name: str) -> None:
    for nothing in ("", '""'):
        with pytest.raises(QueryError, match=f"“{name}:” needs a value"):
            parse(f"{name}:{nothing}")
    if values := FIELDS[name].type.values:
        with pytest.raises(QueryError, match=f"“{name}:nonsense” is unknown: write {values[0]}"):
            parse(f"{name}:nonsense")


def test_a_link_in_code_is_no_link() -> None:
    in_code = annotation("code", note="`[this](readtui:9f2c01d7a45be630)`")
    assert passing("has:link", in_code, ANNOTATIONS[1]) == ["light"]


def is_listed(query: str, record: ArticleRecord = RECORD) -> bool:
    return Matcher(parse(query), Asker(NOW, lambda: ME)).article(record, lambda: ANNOTATIONS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "boats light whole lost"),
        ("home", "boats"),
        ("deja", "boats"),
        ("dusk", "boats"),
        ("Dusk", ""),
        ("DUSK", "boats"),
        ('"come home"', "boats"),
        ("come home", "boats"),
        ("tag:sea", "boats"),
        ("#SEA", "boats"),
        ("tag:=sea", ""),
        ("tag:=sea/boats", "boats"),
        ("tag:none", "whole lost"),
        ("-tag:none", "boats light"),
        ("with:sea", "light"),
        ("with:light", "boats"),
        ("color:yellow or color:pink", "boats lost"),
        ("color:Yellow", "boats"),
        ("state:orphan", "lost"),
        ("has:note", "boats light whole"),
        ("has:tag -has:color", "light"),
        ("has:link", "light"),
        ("-has:quote", "whole"),
        ("article:harbour", "boats light whole lost"),
        ("author:lund", "boats light whole lost"),
        ("author:Lund", "boats light whole lost"),
        ("author:LUND", ""),
        ("site:example.org has:link", "light"),
        ("lang:de has:link", "light"),
        ("lang:de-at has:link", "light"),
        ("lang:en", ""),
        ("source:interviews/ has:link", "light"),
        ("is:reading has:link", "light"),
        ("is:done", ""),
        ("is:archived", ""),
        ("created:7d", "boats light lost"),
        ("created:..2026-01", "whole"),
        ("created:2026-01..2026-02 or created:2026-03-10", "boats light whole lost"),
        ("created:90d..30d", "whole"),
        ("modified:today has:link", "light"),
        ("modified:yesterday", ""),
        ("added:2026-03-01 has:link", "light"),
        ("published:2025 has:link", "light"),
        ("published:2025-11-02", ""),
        ("-(has:note or color:pink)", ""),
        ("-has:note or -has:quote", "whole lost"),
        ("https://example.org", ""),
        ("10:30", ""),
    ],
)
def test_a_query_finds_the_annotations_that_it_describes(query: str, found: str) -> None:
    assert passing(query) == found.split()


@pytest.mark.parametrize(
    ("query", "required"),
    [
        ("tag:sea", ["sea", "sea/north"]),
        ("water tag:sea color:yellow", ["sea", "sea/north"]),
        ("tag:boats tag:sea", ["boats"]),
        ("tag:=sea", ["sea"]),
        ("tag:none", []),
        ("-tag:sea", []),
        ("tag:sea or water", []),
        ("-(tag:sea water)", []),
        ("water", []),
        ("", []),
    ],
)
def test_what_passes_has_one_of_the_tags_that_its_query_requires(query: str, required: list[str]) -> None:
    matcher = Matcher(parse(query), Asker(NOW, lambda: ME))
    sets = [(), ("sea", "boats"), ("sea/north",), ("seal",), *(one.tags for one in ANNOTATIONS)]
    found = matcher.required_tags(sets)
    assert set(required) <= set(found)
    assert bool(found) == bool(required)
    passed = matcher.annotations(RECORD, lambda: ANNOTATIONS)
    assert all(not found or set(found).intersection(one.tags) for one in passed)
    assert not {"seal", "boats"}.intersection(found) or required == ["boats"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("by:me", "mine older named asked"),
        ("by:ada", "mine named asked"),
        ("by:ADA", ""),
        ("by:lovelace", "older"),
        ("by:bea", "done"),
        ("by:program", "marked"),
        ("by:BUILD", ""),
        ("by:build", "marked"),
        ("by:software:builder", "marked"),
        ("-by:me", "done marked"),
        ("thread:open", "named asked"),
        ("thread:answered", "asked"),
        ("thread:open -thread:answered", "named"),
        ("thread:settled", "done"),
        ("thread:none", "mine older marked"),
        ("-thread:none by:bea", "done"),
        ("dana", "named asked"),
        ("Why -dana", "marked"),
    ],
)
def test_a_query_asks_who_said_it_and_what_was_answered(query: str, found: str) -> None:
    assert passing(query, *VOICES) == found.split()


def test_who_i_am_is_asked_only_by_queries_about_people() -> None:
    def identify() -> Identity:
        raise AssertionError("asked")

    for query in ("color:yellow tag:sea", "thread:settled", "thread:none boats", "article:none by:program"):
        Matcher(parse(query), Asker(NOW, identify)).annotations(RECORD, lambda: ANNOTATIONS)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("by:me", True),
        ("by:bea", False),
        ("-by:me", False),
        ("thread:none", True),
        ("thread:open", False),
        ("harbour", True),
        ("Ada", True),
        ("travel", True),
        ("https://www.example.org", True),
        ("interviews/harbour", True),
        ("boats", False),
        ("tag:travel", True),
        ("tag:boats", False),
        ("tag:none", False),
        ("has:tag", True),
        ("color:yellow", True),
        ("-color:yellow", False),
        ("color:green", False),
        ("state:orphan", True),
        ("with:sea", True),
        ("has:link", True),
        ("created:2026-01", True),
        ("created:2025", False),
        ("is:reading lang:de", True),
    ],
)
def test_an_article_passes_annotation_terms_if_one_annotation_does(query: str, holds: bool) -> None:
    assert is_listed(query) is holds


def test_annotations_are_read_only_if_the_answer_depends_on_them() -> None:
    def read() -> list[Annotation]:
        raise AssertionError("read")

    assert not Matcher(parse("color:yellow lang:en"), Asker(NOW, lambda: ME)).annotations(RECORD, read)
    assert not Matcher(parse("color:yellow lang:en"), Asker(NOW, lambda: ME)).article(RECORD, read)
    assert Matcher(parse("harbour or color:yellow"), Asker(NOW, lambda: ME)).article(RECORD, read)


def test_what_a_list_knows_of_one_article_decides_nothing_about_another() -> None:
    def known(query: str, *articles: ListedArticle) -> list[bool | None]:
        asked = Matcher(parse(query), Asker(NOW, lambda: ME))
        return [asked.by_tags(one, ()) for one in articles]

    mine = ListedArticle(RECORD, "", 1, {(): 1}, is_noted=False, creators=[None], threads=1, open_threads=1)
    theirs = mine._replace(creators=[BUILDER], open_threads=0)
    both = mine._replace(annotations=2, creators=[None, BUILDER], threads=2)
    assert known("by:me", mine, theirs, both) == [True, False, None]
    assert known("thread:open", mine, theirs, both) == [True, False, None]
    assert known("thread:answered", mine, theirs) == [None, False]
    three, plain = both._replace(annotations=3), mine._replace(threads=0, open_threads=0)
    assert known("thread:settled", mine, theirs, both, three, plain) == [False, True, None, None, False]
    assert known("thread:none", mine, theirs, both, three, plain) == [False, False, False, None, True]
    assert known("color:yellow", mine) == [None]


def test_two_annotations_with_a_tag_overlap_each_other_and_one_does_not_overlap_itself() -> None:
    one, other = annotation("one", 0, 10, tags=("sea",)), annotation("other", 9, 20, tags=("sea/north",))
    beside = annotation("beside", 20, 30, tags=("sea",))
    assert passing("with:sea", one, other, beside) == ["one", "other"]
    assert passing("with:=sea", one, other, beside) == ["other"]


def test_an_archived_article_keeps_its_reading_state() -> None:
    archived = ArticleRecord(
        "0" * 16, Metadata("A"), "", "", "0", reading_state=ReadingState.DONE, archived="2026-03-01T00:00:00Z"
    )
    assert is_listed("is:archived is:done", archived)


@pytest.mark.parametrize(
    ("query", "column", "said"),
    [
        ("sea note:x", 5, "no field “note”"),
        ("tag:", 1, "needs a value"),
        ("sea #", 5, "needs a value"),
        ("color:red", 7, "yellow, green"),
        ("has:wings", 5, "note, tag"),
        ("created:2026-13", 9, "not a date"),
        ("created:..", 9, "not a date"),
        ("created:2026-03..2026-01", 9, "ends before"),
        ('sea "two words', 5, "closing quotation mark"),
        ("(sea", 1, "no “)”"),
        ("sea)", 4, "no “(”"),
        ("sea or", 7, "missing"),
        ("or sea", 1, "missing"),
        ("()", 2, "missing"),
        ("sea - river", 5, "right before"),
        ("tag:=/", 5, "names no tag"),
    ],
)
def test_a_mistake_is_refused_with_its_column(query: str, column: int, said: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert refused.value.column == column
    assert f"column {column}:" in refused.value.message
    assert said in refused.value.message
    assert refused.value.hint


def test_an_unknown_field_is_refused_with_the_known_ones() -> None:
    with pytest.raises(QueryError) as refused:
        parse("colour:yellow")
    assert all(name in refused.value.hint for name in FIELDS)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo"])
def test_a_day_is_that_of_this_machine(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        late = annotation("late", created="2026-03-14T23:30:00Z")
        day = "2026-03-15" if zone.startswith("Asia") else "2026-03-14"
        assert passing(f"created:{day}", late) == ["late"]
        assert passing(f"created:{day}", annotation("odd", created="the other day")) == []
    finally:
        monkeypatch.undo()
        time.tzset()


KNOWN = KnownValues(
    tags=("politics/nato", "sea", "seasons", "two words"),
    creators=("me", "Béa"),
    of_articles={"author": ("Ada Lünd",), "lang": ("de", "en")},
)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("ta", ["tag:"]),
        ("-a", ["-article:", "-author:", "-annotations:", "-added:"]),
        ("#sea", ["#sea", "#seasons"]),
        ("water #nat", ["water #politics/nato"]),
        ("tag:=sea", ["tag:=sea", "tag:=seasons"]),
        ("with:tw", ['with:"two words"']),
        ('tag:"two w', ['tag:"two words"']),
        ("(color:ye", ["(color:yellow"]),
        ("author:ada", ['author:"Ada Lünd"']),
        ("lang:", ["lang:de", "lang:en"]),
        ("is:to", ["is:to-read"]),
        ("by:", ["by:me", "by:Béa"]),
        ("thread:s", ["thread:settled"]),
        ("nofield:x", []),
        ('"ta', []),
        ('"tag"', []),
    ],
)
def test_the_term_at_the_cursor_is_completed(typed: str, completed: list[str]) -> None:
    found = completions(typed, len(typed), KNOWN)
    assert [typed[: one.start] + one.text for one in found] == completed


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("#pol", "tag:politics/nato"),
        ("water #", "water"),
        ("color:", ""),
        ("color:ye", "color:yellow"),
        ("-color:ye", "-color:yellow"),
        ("water or", "water"),
        ("water -", "water"),
        ("(water or (#sea", "water or tag:sea"),
        ('water "down hi', 'water "down hi"'),
        ("#sea", "tag:sea"),
        ("tag:none", "tag:none"),
        ("#unknown", "tag:unknown"),
    ],
)
def test_an_unfinished_query_is_read_as_far_as_possible(typed: str, read: str) -> None:
    assert to_text(parse_typed(typed, KNOWN)) == read


def test_an_unknown_value_is_told_with_all_that_there_are() -> None:
    with pytest.raises(QueryError) as told:
        parse("state:lost")
    assert told.value.message.endswith("“state:lost” is unknown: write exact, moved, review, orphan or waiting")


@pytest.mark.parametrize(
    ("query", "is_so"), [("#sea", True), ("#sea or -tag:none", True), ("#sea water", False), ("color:yellow", False)]
)
def test_a_query_of_tags_alone_is_known_as_one(query: str, is_so: bool) -> None:
    assert Matcher(parse(query), Asker(NOW, lambda: ME)).is_of_tags is is_so


def test_values_that_begin_with_what_is_typed_come_first_then_those_with_a_word_that_does() -> None:
    tags = ("bora", "old/boats", "robot", "a bo", "Boats", *(f"bo{number}" for number in range(200)))
    found = [one.text for one in completions("#bo", 3, KnownValues(tags))]
    assert found[:3] == ["#bora", "#Boats", "#bo0"]
    few = [one.text for one in completions("#bo", 3, KnownValues(tags[:5]))]
    assert few == ["#bora", "#Boats", "#old/boats", '#"a bo"', "#robot"]
    assert 5 < len(found) < 200


def test_what_is_completed_is_replaced_from_where_it_begins() -> None:
    for typed, start in (("color:ye", 0), ("-color:ye", 1), ("sea (-color:ye", 6), ("#se", 0), ("-#se", 1)):
        one = completions(typed + " after", len(typed), KNOWN)[0]
        assert (one.start, one.end) == (start, len(typed))


def test_values_of_articles_and_creators_are_known_once_and_sorted_without_case() -> None:
    records = [replace(RECORD, metadata=replace(RECORD.metadata, creator=name)) for name in ("bo", "Ada", "", "bo")]
    people = [None, BEA, BUILDER, BEA]
    known = known_in(records, ["b", "A", "", "b"], people)
    assert known.tags == ("A", "b")
    assert known.values(FIELDS["author"]) == ("Ada", "bo")
    assert known.creators == (BY_ME, BY_PROGRAM, "builder", "Béa")
    assert known_in([], [], [BEA]).creators == (BY_ME, "Béa")
    assert known.values(FIELDS["tag"]) == known.tags
    assert known.values(FIELDS["by"]) == known.creators


@pytest.mark.parametrize(
    ("query", "lies"),
    [
        ("created:2026-03-10", True),
        ("created:2026-03-11..", False),
        ("created:..2026-03-09", False),
        ("created:0001..9999", True),
        ("created:9999", False),
        ("created:0001", False),
    ],
)
def test_the_ends_of_the_calendar_are_days_like_others(query: str, lies: bool) -> None:
    assert bool(passing(query, annotation("one"))) is lies
    assert passing(query, annotation("odd", created="some day")) == []
