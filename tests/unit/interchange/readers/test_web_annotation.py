"""Annotations of the W3C's model in the shapes in which programs write them."""

import json
from pathlib import Path

import pytest
from growth import assert_growth

from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedAnnotation, ImportedWork
from readtui.interchange.readers.web_annotation import WebAnnotationImporter
from readtui.model.creator import Creator
from readtui.model.reply import ThreadState

SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples" / "web-annotation"


def works(value: object) -> list[ImportedWork]:
    return list(WebAnnotationImporter().read(Source(json.dumps(value).encode())))


def one(**parts: object) -> ImportedAnnotation:
    parts.setdefault("target", "https://example.org/a")
    [work] = works({"type": "Annotation", **parts})
    return work.annotations[0]


@pytest.mark.parametrize("name", ["page.jsonld", "collection.jsonld"])
def test_a_page_gives_quotes_notes_and_links(name: str) -> None:
    trains, photo = WebAnnotationImporter().read(Source((SAMPLES / name).read_bytes()))
    first, page, link = trains.annotations
    assert (first.prefix, first.quote, first.suffix, first.start) == (
        "we know that ", "sleeper cars came back", ", a year later", 1420,
    )  # fmt: skip
    assert (first.note, first.tags) == ("The *first* claim.", ("rail",))
    assert (page.quote, page.note) == ("", "About the page as a whole.")
    assert (link.quote, link.note, link.color) == ("the ticket office", "https://example.org/timetable", "green")
    assert [(one.quote, one.note) for one in photo.annotations] == [("", "A locomotive.")]


def test_a_part_of_a_picture_is_refused_without_a_note_or_tag() -> None:
    target = {"source": "https://example.org/photo.jpg", "selector": {"type": "SvgSelector", "value": "<svg/>"}}
    [photo] = works({"type": "Annotation", "target": target, "body": []})
    assert (photo.annotations, photo.refused[0].why) == ((), "it is on a part of an image")
    tagged = one(target=target, body={"type": "TextualBody", "purpose": "tagging", "value": "rail"})
    assert (tagged.quote, tagged.tags) == ("", ("rail",))


@pytest.mark.parametrize(
    ("selector", "place"),
    [
        ({"type": "FragmentSelector", "value": "viewrect=0,0,9,9&page=12"}, "page 12"),
        ({"type": "PageSelector", "index": 11, "label": "xii"}, "page xii"),
        ({"type": "PageSelector", "index": 11}, "page 12"),
        ({"type": "PageSelector", "index": -1}, ""),
        ({"type": "EPUBContentSelector", "cfi": "/6/8", "title": "The landing"}, "The landing"),
    ],
)
def test_selectors_of_pages_and_chapters_say_the_place(selector: dict[str, object], place: str) -> None:
    found = one(
        target={"source": "https://a.example/", "selector": [selector, {"type": "TextQuoteSelector", "exact": "a"}]}
    )
    assert (found.quote, found.place) == ("a", place)


def test_open_annotation_is_read_too() -> None:
    [work] = WebAnnotationImporter().read(Source((SAMPLES / "open-annotation.json").read_bytes()))
    [annotation] = work.annotations
    assert (work.url, annotation.quote, annotation.note) == (
        "https://example.org/night-trains", "sleeper cars came back", "The first claim.",
    )  # fmt: skip
    assert (annotation.tags, annotation.created) == (("rail",), "2013-05-01T10:00:00Z")


@pytest.mark.parametrize(
    ("body", "note", "tags"),
    [
        ({"type": "TextualBody", "value": "x"}, "x", ()),
        ([{"type": "TextualBody", "value": "x", "purpose": ["commenting"]}, {"value": "y"}], "x\n\ny", ()),
        ({"type": "Choice", "items": [{"type": "TextualBody", "value": "x"}]}, "x", ()),
        ({"type": "SpecificResource", "purpose": "tagging", "source": {"id": "urn:t", "label": "rail"}}, "", ("rail",)),
        ([{"purpose": "tagging", "value": 7}, None, 3, {"value": None}], "", ("7",)),
    ],
)
def test_bodies_of_every_shape_are_understood(body: object, note: str, tags: tuple[str, ...]) -> None:
    annotation = one(body=body)
    assert (annotation.note, annotation.tags) == (note, tags)


def test_an_annotation_on_two_targets_is_one_on_each() -> None:
    found = works(
        {"id": "u:1", "type": "Annotation", "bodyValue": "x", "target": ["https://a.example", "https://b.example"]}
    )
    assert [(work.url, work.annotations[0].source_id) for work in found] == [
        ("https://a.example", "u:1"),
        ("https://b.example", "u:1 2"),
    ]


def test_two_targets_that_are_the_same_page_give_one_annotation() -> None:
    """As if a server gives the page to each of several things on it that are not in the file."""
    targets = [{"id": "https://a.example/anno/1", "scope": "https://a.example"}, {"id": "https://a.example"}]
    [work] = works({"type": "Annotation", "id": "u:1", "bodyValue": "x", "target": targets})
    assert [one.source_id for one in work.annotations] == ["u:1"]


def test_what_readtui_wrote_keeps_its_id() -> None:
    own = "readtui:12345678-1234-4234-8234-123456789abc"
    assert one(id="urn:uuid:12345678-1234-4234-8234-123456789abc", via=own, bodyValue="x").source_id == own


def test_an_answer_is_a_reply_to_what_it_goes_back_to() -> None:
    """Answers come in any order, also to answers; a relation between annotations, as of Recogito, is no highlight."""
    selector = {"type": "TextQuoteSelector", "exact": "sleeper cars"}
    kind = {"type": "Annotation"}
    [work, others] = works(
        [
            {**kind, "id": "#3", "body": {"value": "No."}, "target": {"id": "#2"}, "created": "2023-02-09T07:00:00Z"},
            {**kind, "id": "#1", "bodyValue": "When?", "target": {"source": "https://a.example", "selector": selector}},
            {**kind, "id": "#2", "bodyValue": "Soon.", "target": "#1", "creator": {"name": "K. Lee"}},
            {**kind, "id": "#7", "bodyValue": "Then.", "target": {"source": "#2"}, "created": "2023-02-10T07:00:00Z"},
            {**kind, "id": "#4", "body": {"value": "same", "purpose": "tagging"}, "target": [{"id": "#1"}, "#2"]},
            {**kind, "id": "#5", "bodyValue": "Lost", "target": "#6"},
            {**kind, "id": "#6", "bodyValue": "and found", "target": "#5"},
        ]
    )
    assert [(one.quote, one.note) for one in work.annotations] == [("sleeper cars", "When?")]
    assert [(one.creator, one.text) for one in work.annotations[0].replies] == [
        (Creator("K. Lee"), "Soon."),
        (None, "No."),
        (None, "Then."),
    ]
    assert (others.annotations, [one.what for one in others.refused]) == (
        (), ["annotation 5", "annotation 6", "annotation 7"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("creator", "name", "is_program"),
    [
        ({"type": "Person", "name": "Ada Lind"}, "Ada Lind", False),
        ({"type": ["Organization", "Agent"], "name": ["The Office", "Office"]}, "The Office", False),
        ({"type": "Software", "name": "builder"}, "builder", True),
        ({"@type": "schema:SoftwareApplication", "schema:name": {"en": ["reader"]}}, "reader", True),
        ({"id": "https://a.example/users/ada", "nickname": "ada77"}, "ada77", False),
        ([{"type": "Person"}, {"type": "Person", "foaf:name": "Bo"}], "Bo", False),
        ({"type": "Person", "email": "mailto:bo@a.example"}, "bo@a.example", False),
        ("https://www.a.example/users/ada/", "ada", False),
        ("https://orcid.org/0000-0002-1825-0097", "orcid.org/0000-0002-1825-0097", False),
        ("https://a.example/people#me", "a.example/people#me", False),
        ("acct:ada@a.example", "ada", False),
        ({"id": "https://a.example/users/bo"}, "bo", False),
    ],
)
def test_creators_of_every_shape_are_understood(creator: object, name: str, is_program: bool) -> None:
    assert one(bodyValue="x", creator=creator).creator == Creator(name, is_program)


@pytest.mark.parametrize("creator", [None, "", [], {}, {"type": "Person"}, {"id": "_:b0", "type": "Person"}, [[[]]]])
def test_what_names_nobody_has_no_creator(creator: object) -> None:
    assert one(bodyValue="x", creator=creator).creator is None


def test_a_creator_who_is_named_once_has_that_name_everywhere_in_the_file() -> None:
    ada = {"id": "https://a.example/u/17", "type": "Person", "name": "Ada"}
    kind = {"type": "Annotation", "target": "https://a.example"}
    [work] = works([{**kind, "bodyValue": "x", "creator": ada["id"]}, {**kind, "bodyValue": "y", "creator": ada}])
    assert [one.creator for one in work.annotations] == [Creator("Ada")] * 2


def test_bodies_by_others_and_replying_ones_are_replies() -> None:
    """As Recogito and Annotorious keep a conversation: in the bodies of one annotation."""
    ada, bo = {"id": "https://a.example/1", "name": "Ada"}, {"id": "https://a.example/2", "name": "Bo"}
    text, at = {"type": "TextualBody"}, "2026-02-01T10:00:00Z"
    found = one(
        body=[
            {**text, "purpose": "commenting", "value": "When?", "creator": ada},
            {**text, "purpose": "commenting", "value": "Soon.", "creator": bo, "created": at, "id": "urn:b:2"},
            {**text, "purpose": "replying", "value": "How soon?", "creator": ada},
            {**text, "purpose": "tagging", "value": "rail", "creator": bo},
            {"id": "https://b.example/page", "creator": "https://b.example/users/cy"},
        ]
    )
    assert (found.note, found.tags, found.creator) == ("When?\n\nhttps://b.example/page", ("rail",), Creator("Ada"))
    assert [(reply.text, reply.creator, reply.created, reply.source_id) for reply in found.replies] == [
        ("Soon.", Creator("Bo"), at, "urn:b:2"),
        ("How soon?", Creator("Ada"), "", ""),
    ]


def test_a_thread_its_replies_and_original_words_come_back_from_what_readtui_wrote() -> None:
    own, answer = "12345678-1234-4234-8234-123456789abc", "22345678-1234-4234-8234-123456789abc"
    selector = {"type": "TextQuoteSelector", "exact": "Dana accepts it."}
    first = {
        "id": f"urn:uuid:{own}", "via": f"readtui:{own}", "type": "Annotation", "bodyValue": "Who?",
        "target": {"source": "https://a.example", "selector": selector},
        "readtui:original": "We accept it.", "readtui:thread": "settled",
    }  # fmt: skip
    reply = {"id": f"urn:uuid:{answer}", "type": "Annotation", "motivation": "replying", "target": f"urn:uuid:{own}",
             "body": [{"type": "TextualBody", "value": ""}], "readtui:sets": "settled"}  # fmt: skip
    [work] = works([first, reply])
    [found] = work.annotations
    assert (found.is_thread, found.original, work.refused) == (True, "We accept it.", ())
    assert [(one.source_id, one.sets) for one in found.replies] == [(f"readtui:{answer}", ThreadState.SETTLED)]


def test_the_picture_of_a_canvas_is_no_note_on_it() -> None:
    """As in the manifests of IIIF, where the scanned page is an annotation as well."""
    scan = {"type": "Annotation", "motivation": "painting", "body": {"id": "https://a.example/1.jpg", "type": "Image"}}
    tag = {"type": "Annotation", "motivation": "tagging", "body": {"type": "TextualBody", "value": "market"}}
    canvas = "https://a.example/canvas"
    items = [{"type": "AnnotationPage", "items": [{**one, "target": canvas}]} for one in (scan, tag)]
    [work] = works({"type": "Manifest", "items": [{"type": "Canvas", "items": items[:1], "annotations": items[1:]}]})
    assert [(one.note, one.tags) for one in work.annotations] == [("", ("market",))]
    assert not WebAnnotationImporter().recognises(Source(json.dumps({"items": items[:1]}).encode()))


def test_a_type_may_be_missing_and_a_target_may_be_no_address() -> None:
    [work] = works({"@context": "http://www.w3.org/ns/anno.jsonld", "bodyValue": "x", "target": "urn:isbn:123"})
    assert (work.url, work.title, work.annotations[0].note) == ("", "urn:isbn:123", "x")


def test_annotations_on_chapters_belong_to_the_book_that_the_set_is_about() -> None:
    """As reading programs that are built on Readium export them."""
    quote = {"type": "TextQuoteSelector", "exact": "rabbit"}
    items = [
        {
            "id": f"urn:uuid:{number}",
            "type": "Annotation",
            "body": {"type": "TextualBody", "value": "Late?", "color": "blue", key: value},
            "target": {"source": f"text/chapter{number}.html", "selector": [quote]},
        }
        for number, key, value in ((1, "tag", "time"), (2, "tags", ["time"]))
    ]
    [work] = works({"type": "AnnotationSet", "about": {"dc:title": "Alice"}, "items": items})
    assert work.title == "Alice"
    assert [(one.quote, one.note, one.tags, one.color, one.place) for one in work.annotations] == [
        ("rabbit", "Late?", ("time",), "blue", "text/chapter1.html"),
        ("rabbit", "Late?", ("time",), "blue", "text/chapter2.html"),
    ]


_OA = "http://www.w3.org/ns/oa#"
_VALUE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"


def test_json_ld_in_any_form_is_one_annotation_with_its_quote_note_and_tag() -> None:
    short = {
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://a.example/1", "type": "Annotation",
        "motivation": "commenting", "created": "2024-05-02T10:00:00Z",
        "body": [
            {"type": "TextualBody", "value": "Check."},
            {"type": "TextualBody", "value": "boats", "purpose": "tagging"},
        ],
        "target": {
            "source": "https://example.org/a",
            "selector": {"type": "TextQuoteSelector", "exact": "at dawn", "prefix": "left ", "suffix": ", and"},
        },
    }  # fmt: skip
    prefixed = {
        "@context": {"oa": _OA},
        "@graph": [
            {
                "@id": "https://a.example/1", "@type": "oa:Annotation", "oa:motivatedBy": {"@id": "oa:commenting"},
                "dcterms:created": {"@type": "xsd:dateTime", "@value": "2024-05-02T10:00:00Z"},
                "oa:hasBody": [
                    {"@type": "oa:TextualBody", "rdf:value": {"@value": "Check.", "@language": "en"}},
                    {"@type": "oa:TextualBody", "rdf:value": "boats", "oa:hasPurpose": {"@id": "oa:tagging"}},
                ],
                "oa:hasTarget": {
                    "oa:hasSource": {"@id": "https://example.org/a"},
                    "oa:hasSelector": {
                        "@type": "oa:TextQuoteSelector", "oa:exact": "at dawn", "oa:prefix": "left ",
                        "oa:suffix": ", and",
                    },
                },
            }
        ],
    }  # fmt: skip
    flat = [
        {
            "@id": "https://a.example/1", "@type": [f"{_OA}Annotation"],
            f"{_OA}motivatedBy": [{"@id": f"{_OA}commenting"}],
            "http://purl.org/dc/terms/created": [{"@value": "2024-05-02T10:00:00Z"}],
            f"{_OA}hasBody": [{"@id": "_:b1"}, {"@id": "https://a.example/tag"}],
            f"{_OA}hasTarget": [{"@id": "_:b2"}],
        },
        {"@id": "_:b1", "@type": [f"{_OA}TextualBody"], _VALUE: [{"@value": "Check."}]},
        {
            "@id": "https://a.example/tag", "@type": [f"{_OA}TextualBody"], _VALUE: [{"@value": "boats"}],
            f"{_OA}hasPurpose": [{"@id": f"{_OA}tagging"}],
        },
        {
            "@id": "_:b2", f"{_OA}hasSource": [{"@id": "https://example.org/a"}],
            f"{_OA}hasSelector": [{"@id": "_:b3"}],
        },
        {
            "@id": "_:b3", "@type": [f"{_OA}TextQuoteSelector"], f"{_OA}exact": [{"@value": "at dawn"}],
            f"{_OA}prefix": [{"@value": "left "}], f"{_OA}suffix": [{"@value": ", and"}],
        },
    ]  # fmt: skip
    [expected] = works(short)
    assert (expected.annotations[0].note, expected.annotations[0].tags) == ("Check.", ("boats",))
    for form in (prefixed, flat):
        assert WebAnnotationImporter().recognises(Source(json.dumps(form).encode()))
        assert works(form) == [expected]


def test_objects_that_refer_to_each_other_end() -> None:
    nodes = [{"@id": f"_:{number}", "x": [{"@id": f"_:{one}"} for one in range(9)]} for number in range(9)]
    [work] = works(
        [{"@id": "u:1", "@type": "oa:Annotation", "oa:hasBody": {"@id": "_:1"}, "oa:hasTarget": "u:2"}, *nodes]
    )
    assert len(work.annotations) <= 1


@pytest.mark.parametrize("quote", ["at dawn", {"exact": "at dawn", "prefix": "", "suffix": ""}])
def test_what_recogito_gives_to_programs_is_an_annotation_for_each_passage(quote: object) -> None:
    [work] = works(
        [
            {
                "id": "r1",
                "bodies": [{"id": "b1", "annotation": "r1", "purpose": "commenting", "value": "Check."}],
                "target": {
                    "annotation": "r1",
                    "created": "2024-05-02T10:00:00Z",
                    "selector": [
                        {"id": "s1", "quote": quote, "start": 8, "end": 15},
                        {"id": "s2", "quote": "at dusk", "start": 33, "end": 40},
                    ],
                },
            }
        ]
    )
    assert [(one.quote, one.start, one.note, one.created, one.source_id) for one in work.annotations] == [
        ("at dawn", 8, "Check.", "2024-05-02T10:00:00Z", "r1"),
        ("at dusk", 33, "Check.", "2024-05-02T10:00:00Z", "r1 2"),
    ]


def test_a_long_conversation_takes_no_time_with_its_square() -> None:
    def read(count: int) -> None:
        first: dict[str, object] = {
            "source": "https://example.org/",
            "selector": {"type": "TextQuoteSelector", "exact": "it"},
        }
        said = [
            {"id": f"u{number}", "type": "Annotation", "motivation": "replying" if number else "commenting",
             "body": {"type": "TextualBody", "value": f"n{number}"}, "target": f"u{number - 1}" if number else first}
            for number in range(count)
        ]  # fmt: skip
        [work] = WebAnnotationImporter().read(Source(json.dumps(said).encode()))
        assert f"n{count - 1}" in {reply.text for reply in work.annotations[0].replies}

    assert_growth(read, few=1_000, many=4_000, below=9)


@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"refinedBy": ', "}")])
def test_selectors_nested_without_end_are_not_followed(begin: str, end: str) -> None:
    quotes = (f'{{"type": "TextQuoteSelector", "exact": "{word}"}}' for word in ("shallow", "deep"))
    shallow, deep = quotes
    text = f'{{"type": "Annotation", "target": {{"source": "https://a.example/", "selector": [{shallow}, {{}}]}}}}'
    found = WebAnnotationImporter().read(Source(text.replace("{}", f"{begin * 900}{deep}{end * 900}").encode()))
    assert [one.quote for work in found for one in work.annotations] == ["shallow"]
