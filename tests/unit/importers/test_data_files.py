import csv

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import BlockKind


def read(text: str, name: str) -> Article:
    return read_source(Source(text.encode(), name))


def texts(article: Article) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks]


@pytest.mark.parametrize("ending", ["", ".json", ".txt", ".xml", ".log"])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        ('{"a": ["**b** `c`", "[d](e)"]}', "JSON"),
        ('[{"a": 1}]', "JSON"),
        ('{"a": 1}\n{"a": 2}\n', "JSON"),
        ("[" * 100_000 + "]" * 100_000, "JSON"),
        ('<?xml version="1.0"?>\n<note><to>A</to></note>', "XML, <note>"),
        ("<!-- a > b --><note>\n<to>A</to>\n</note>\n", "XML, <note>"),
        ('<?xml version="1.0"?><!DOCTYPE svg PUBLIC "a" "b"><svg xmlns="c"><text>x</text></svg>', "an image"),
        ('<plist version="1.0"><dict/></plist>', "settings"),
        ('<rss version="2.0"><channel/></rss>', "a feed"),
    ],
)
def test_json_and_unknown_xml_are_never_an_article(data: str, said: str, ending: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(data, f"data{ending}")


@pytest.mark.parametrize("text", ["[sic] he said.", "{curly} is the word.", "<3 is a heart, he wrote.", "[1] A note"])
def test_text_that_begins_like_data_is_text(text: str) -> None:
    assert read(text, "words.txt").text == text


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_rows_are_tables_of_which_only_the_first_has_a_header(separator: str) -> None:
    rows = [["name", "words"], ['"A\nB"', f'"x{separator} y"'], *([f"r{number}", "1"] for number in range(300))]
    article = read("\n".join(map(separator.join, rows)), "rows.csv")
    assert [(block.kind, block.label) for block in article.blocks] == [
        (BlockKind.TABLE, ""),
        (BlockKind.TABLE, "headless"),
    ]
    said = "x y" if separator == "\t" else f"x{separator} y"
    assert article.text.startswith(f"name\twords\nA B\t{said}\nr0\t1\n")
    assert article.text.endswith("r299\t1")


def test_an_outline_is_a_list_with_links() -> None:
    article = read(
        '<opml version="2.0"><head><title>Feeds</title></head><body><outline text="News">'
        '<outline text="A" xmlUrl="https://a.example/feed"/></outline><outline text="B" _note="more"/></body></opml>',
        "feeds.xml",
    )
    assert [(one.level, one.label, article.text[one.start : one.end]) for one in article.blocks] == [
        (1, "•", "News"),
        (2, "•", "A"),
        (1, "•", "B"),
        (1, "", "more"),
    ]
    assert article.blocks[1].marks[0].target == "https://a.example/feed"
    assert article.metadata.title == "Feeds"


@pytest.mark.parametrize("name", ["talk.srt", "download"])
def test_subtitles_are_paragraphs_that_end_at_pauses_and_at_other_speakers(name: str) -> None:
    article = read(
        "1\r\n00:00:01,000 --> 00:00:03,500\r\n<i>Welcome to the river.</i>\r\nIt is wide,\r\n\r\n"
        "2\r\n00:00:03,600 --> 00:00:05,000\r\nand nobody speaks.\r\n\r\n3\r\n00:00:09,000 --> 00:00:10,000\r\n"
        "{\\an8}Later.\r\n- Who is there?\r\n- Nobody.\r\n",
        name,
    )
    assert texts(article) == [
        "Welcome to the river. It is wide, and nobody speaks.",
        "Later.",
        "- Who is there?",
        "- Nobody.",
    ]


@pytest.mark.parametrize(("ends", "first"), [("....", 4), ("...,.", 5)])
def test_subtitles_without_a_pause_end_their_paragraph_with_a_sentence_after_400_characters(
    ends: str, first: int
) -> None:
    said = [f"{'Water flows on ' * 6}to town {number}{end}" for number, end in enumerate(ends, 1)] + ["Then it rests."]
    assert {len(words) for words in said[:-1]} == {100}
    times = [f"00:00:{second:02},000" for second in range(len(said) + 1)]
    cues = [f"{times[at]} --> {times[at + 1]}\n{words}\n\n" for at, words in enumerate(said)]
    found = texts(read("".join(f"{number}\n{cue}" for number, cue in enumerate(cues, 1)), "talk.srt"))
    assert found == [" ".join(said[:first]), *said[first:]]


def test_webvtt_is_read_without_notes_settings_and_repeated_lines() -> None:
    article = read(
        "WEBVTT - talk\n\nNOTE not said\n\nid\n00:01.000 --> 00:02.000 align:start\n<v Anna>Hi &amp; "
        "<c.x>you</c>.\n\n00:02.000 --> 00:03.000\nand on\n\n00:03.000 --> 00:04.000\nand on\nit goes.\n",
        "talk.vtt",
    )
    assert texts(article) == ["Anna: Hi & you. and on it goes."]


def test_a_table_leaves_python_s_limit_on_cells_to_other_tables() -> None:
    usual = csv.field_size_limit(1_000)
    try:
        read("name,size\nsea,1\n", "a.csv")
        assert csv.field_size_limit() == 1_000
    finally:
        csv.field_size_limit(usual)
