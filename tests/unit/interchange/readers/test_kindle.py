"""Kindle clippings in many languages, edited ones, and what surrounds them."""

import pytest

from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.interchange.readers.kindle import KindleImporter
from readtui.interchange.readers.kindle_lines import ClippingKind, read_about

WHEN = "2024-03-04T22:15:30Z"


def clipping(about: str, text: str, title: str = "The Slow Book (Ellison, Mara)") -> str:
    return f"\ufeff{title}\r\n{about}\r\n\r\n{text}\r\n==========\r\n"


def read(*clippings: str) -> list[ImportedWork]:
    return list(KindleImporter().read(Source("".join(clippings).encode())))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("- Your Highlight on page 12 | Location 180-182 | Added on Monday, March 4, 2024 10:15:30 PM",
         ClippingKind.HIGHLIGHT),
        ("- Your Note on page 12 | Location 180-182 | Added on Monday, 4 March 2024 22:15:30", ClippingKind.NOTE),
        ("- Your Bookmark on page 12 | Location 180-182 | Added on Monday, March 4, 2024 10:15:30 PM",
         ClippingKind.BOOKMARK),
        ("- Ihre Markierung auf Seite 12 | bei Position 180-182 | Hinzugefügt am Montag, 4. März 2024 22:15:30",
         ClippingKind.HIGHLIGHT),
        ("- Ihre Notiz auf Seite 12 | bei Position 180-182 | Hinzugefügt am Montag, 4. März 2024 22:15:30",
         ClippingKind.NOTE),
        ("- Ihr Lesezeichen auf Seite 12 | bei Position 180-182 | Hinzugefügt am Montag, 4. März 2024 22:15:30",
         ClippingKind.BOOKMARK),
        ("- Tu subrayado en la página 12 | posición 180-182 | Añadido el lunes, 4 de marzo de 2024 22:15:30",
         ClippingKind.HIGHLIGHT),
        ("- Tu nota en la página 12 | posición 180-182 | Añadido el lunes, 4 de marzo de 2024 22:15:30",
         ClippingKind.NOTE),
        ("- Votre surlignement sur la page 12 | emplacement 180-182 | Ajouté le lundi 4 mars 2024 22:15:30",
         ClippingKind.HIGHLIGHT),
        ("- Votre note sur la page 12 | emplacement 180-182 | Ajouté le lundi 4 mars 2024 22:15:30", ClippingKind.NOTE),
        ("- La tua evidenziazione a pagina 12 | posizione 180-182 | Aggiunto in data lunedì 4 marzo 2024 22:15:30",
         ClippingKind.HIGHLIGHT),
        ("- La tua nota a pagina 12 | posizione 180-182 | Aggiunto in data lunedì 4 marzo 2024 22:15:30",
         ClippingKind.NOTE),
        ("- Seu destaque na página 12 | posição 180-182 | Adicionado: segunda-feira, 4 de março de 2024 22:15:30",
         ClippingKind.HIGHLIGHT),
        ("- Sua nota na página 12 | posição 180-182 | Adicionado: segunda-feira, 4 de março de 2024 22:15:30",
         ClippingKind.NOTE),
        ("- Je highlight op pagina 12 | locatie 180-182 | Toegevoegd op maandag 4 maart 2024 22:15:30",
         ClippingKind.HIGHLIGHT),
        ("- Uw markering op pagina 12 | locatie 180-182 | Toegevoegd op maandag 4 maart 2024 22:15:30",
         ClippingKind.HIGHLIGHT),
        ("- Uw notitie op pagina 12 | locatie 180-182 | Toegevoegd op maandag 4 maart 2024 22:15:30",
         ClippingKind.NOTE),
        ("- 您在第 12 页（位置 #180-182）的标注 | 添加于 2024年3月4日星期一 下午10:15:30", ClippingKind.HIGHLIGHT),
        ("- 您在第 12 页（位置 #180-182）的笔记 | 添加于 2024年3月4日星期一 下午10:15:30", ClippingKind.NOTE),
        ("- 您在第 12 頁（位置 #180-182）的標註 | 新增於 2024年3月4日星期一 下午10:15:30", ClippingKind.HIGHLIGHT),
        ("- 12ページ|位置No. 180-182のハイライト |作成日: 2024年3月4日月曜日 22:15:30", ClippingKind.HIGHLIGHT),
        ("- 12ページ|位置No. 180-182のメモ |作成日: 2024年3月4日月曜日 22:15:30", ClippingKind.NOTE),
        ("- Ваш выделенный отрывок на странице 12 | Место 180–182 | Добавлено: понедельник, 4 марта 2024 г. в 22:15:30",
         ClippingKind.HIGHLIGHT),
    ],
)  # fmt: skip
def test_the_line_about_a_clipping_is_read_in_every_language(line: str, kind: ClippingKind) -> None:
    about = read_about(line)
    assert (about.kind, about.start, about.end, about.created) == (kind, 180, 182, WHEN)
    assert about.place == "page 12, location 180-182"


def test_an_unknown_language_loses_no_highlight_and_tells_its_notes() -> None:
    [work] = read(
        clipping(
            "- Sinun korostuksesi sivulla 12 | Sijainti 180-182 | Lisätty maanantai 4. blurba 2024 22.15.30", "One."
        ),
        clipping("- Sinun muistiinpanosi sivulla 12 | Sijainti 182 | Lisätty maanantai 4. blurba 2024 22.15.31", "Hm."),
        clipping("- Sinun kirjanmerkkisi sivulla 14 | Sijainti 200 | Lisätty maanantai 4. blurba 2024 22.15.32", ""),
        clipping("- Sinun korostuksesi sivulla 15 | Sijainti 210 | Lisätty maanantai 4. blurba 2024 22.15.33", "Two."),
    )
    assert [(one.quote, one.note) for one in work.annotations] == [("One.", "Hm."), ("Two.", "")]
    assert not work.refused


def test_a_later_version_replaces_an_edited_highlight_and_keeps_its_key() -> None:
    first = clipping("- Your Highlight on Location 180-182 | Added on Monday, March 4, 2024 10:15:30 PM", "to be found")
    note = clipping("- Your Note on Location 182 | Added on Monday, March 4, 2024 10:15:31 PM", "first thought")
    longer = clipping(
        "- Your Highlight on Location 180-183 | Added on Monday, March 4, 2024 10:16:30 PM", "to be found, at last"
    )
    thought = clipping("- Your Note on Location 182 | Added on Monday, March 4, 2024 10:17:31 PM", "second thought")
    other = clipping(
        "- Your Highlight on Location 183-184 | Added on Monday, March 4, 2024 10:18:30 PM", "Quite another."
    )
    [before], [after] = read(first, note), read(first, note, longer, thought, other)
    assert [(one.quote, one.note) for one in after.annotations] == [
        ("to be found, at last", "second thought"),
        ("Quite another.", ""),
    ]
    assert before.annotations[0].key == after.annotations[0].key


def test_titles_keep_their_own_parentheses() -> None:
    place = "- Your Highlight on Location 1-2 | Added on Monday, March 4, 2024 10:15:30 PM"
    works = read(
        clipping(place, "a", "A Study (2nd ed.) (Ellison, Mara)"),
        clipping(place, "a", "Plain"),
        clipping(place, "a", "Deep (Smith (ed.), John)"),
    )
    assert [(work.title, work.author) for work in works] == [
        ("A Study (2nd ed.)", "Ellison, Mara"),
        ("Plain", ""),
        ("Deep", "Smith (ed.), John"),
    ]


def test_what_kindle_left_out_is_refused_with_the_reason() -> None:
    [work] = read(
        clipping(
            "- Your Highlight on Location 9-10 | Added on Monday, March 4, 2024 10:15:30 PM",
            "<You have reached the clipping limit for this item>",
        ),
        clipping("- Your Note on Location 77 | Added on Monday, March 4, 2024 10:15:30 PM", "On its own."),
    )
    assert [one.what for one in work.refused] == ["location 9-10"]
    assert [(one.quote, one.note, one.place) for one in work.annotations] == [("", "On its own.", "location 77")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_the_encoding_of_the_file_does_not_matter(encoding: str) -> None:
    text = clipping("- Ihre Markierung bei Position 1-2 | Hinzugefügt am Montag, 4. März 2024 22:15:30", "Größe")
    source = Source(text.replace("\ufeff", "").encode(encoding))
    assert KindleImporter().recognises(source)
    [work] = KindleImporter().read(source)
    assert work.annotations[0].quote == "Größe"


def test_a_limit_on_copying_is_known_without_spaces_and_after_the_words_that_are_left() -> None:
    about, limit = "- 位置No. {0}-{0}のハイライト |作成日: 2024年3月4日", "<このアイテムのクリップの上限に達しました>"
    [work] = read(
        clipping(about.format(10), limit),
        clipping(about.format(20), f"本を {limit}"),
        clipping(about.format(30), "Half a sen <You have reached the clipping limit for this item>"),
        clipping(about.format(40), "a list <of int>"),
    )
    assert [one.quote for one in work.annotations] == ["本を", "Half a sen", "a list <of int>"]
    assert [(one.what, "limit" in one.why) for one in work.refused] == [("location 10", True)]


@pytest.mark.parametrize("word", ["art", "the", "started"])
def test_a_word_beside_a_highlight_does_not_replace_it(word: str) -> None:
    """Locations are coarse: what stands in the same one need not be an edited version, even with a word in common."""
    sentence = "Nobody started before the others had gone to the river."
    [book] = read(
        clipping(
            "- Your Highlight on page 12 | Location 180-181 | Added on Monday, March 4, 2024 10:15:30 PM", sentence
        ),
        clipping("- Your Highlight on page 12 | Location 181-181 | Added on Tuesday, March 5, 2024 10:15:30 PM", word),
    )
    assert {one.quote for one in book.annotations} == {sentence, word}


@pytest.mark.parametrize("shorter", ["Nobody started before", "to the river.", "started before the others had gone"])
def test_a_highlight_that_was_shortened_counts_once(shorter: str) -> None:
    sentence = "Nobody started before the others had gone to the river."
    [book] = read(
        clipping(
            "- Your Highlight on page 12 | Location 180-181 | Added on Monday, March 4, 2024 10:15:30 PM", sentence
        ),
        clipping(
            "- Your Highlight on page 12 | Location 180-180 | Added on Monday, March 4, 2024 10:15:50 PM", shorter
        ),
    )
    assert [one.quote for one in book.annotations] == [shorter]


def test_a_chinese_highlight_that_was_shortened_counts_once() -> None:
    long, short = "所有上过大学的人，都必须住在有营业执照的公寓里。假如有样东西人人都说好", "所有上过大学的人"
    [book] = read(
        *(clipping("- 您在位置 #61-61的标注 | 添加于 2023年4月17日星期一 下午7:45:13", one) for one in (long, short))
    )
    assert [one.quote for one in book.annotations] == [short]


def test_pages_have_several_notes_and_edited_ones_count_once() -> None:
    # This is how a Kindle in Portuguese says that a highlight is on a page.
    highlight = "- Your Highlight on Location na página 33-33 | Adicionado: segunda-feira, 4 de março de 2024 22:15:30"
    note = "- Sua nota na página {} | Adicionado: segunda-feira, 4 de março de 2024 22:15:30"
    [work] = read(
        clipping(highlight, "The first passage on the page."),
        clipping(note.format(33), "L"),
        clipping(highlight, "Another passage further down."),
        clipping(note.format(33), "Begun here"),
        clipping(note.format(33), "Begun here, and ended."),
        clipping(note.format(33), "Quite different words."),
        clipping(note.format(50), "Alone"),
        clipping(note.format(50), "Also, without a highlight"),
    )
    assert [(one.quote, one.note, one.place) for one in work.annotations] == [
        ("The first passage on the page.", "L", "page 33"),
        ("Another passage further down.", "Begun here, and ended.\n\nQuite different words.", "page 33"),
        ("", "Alone", "page 50"),
        ("", "Also, without a highlight", "page 50"),
    ]
    assert len({one.key for one in work.annotations}) == 4


def test_a_line_between_clippings_may_come_first_and_underlines_are_highlights() -> None:
    line = "- Your Underline on page 135 | Location 1734-1734 | Added on Monday, March 4, 2024 10:15:30 PM"
    source = Source(f"==========\n{clipping(line, 'Words.')}".encode())
    assert KindleImporter().recognises(source)
    [work] = KindleImporter().read(source)
    assert ([one.quote for one in work.annotations], read_about(line).kind) == (["Words."], ClippingKind.HIGHLIGHT)
    assert not KindleImporter().recognises(Source(b"==========\n==========\n"))


@pytest.mark.parametrize(
    ("line", "created"),
    [
        ("- Din utheving på side 5 | plassering 60-61 | Lagt til mandag 30. desember 2024 14:46:33", "2024-12-30"),
        (
            "- Din fremhævning på side 5 | placering 60-61 | Tilføjet mandag den 30. december 2024 14:46:33",
            "2024-12-30",
        ),
        ("- Your Highlight on Page 5 | Loc. 60-61 | Added on Sunday, 30 June 13 14:46:33 GMT+02:00", "2013-06-30"),
    ],
)
def test_places_and_dates_of_northern_languages_and_of_early_devices_are_read(line: str, created: str) -> None:
    about = read_about(line)
    assert (about.kind, about.start, about.end, about.created) == (
        ClippingKind.HIGHLIGHT,
        60,
        61,
        f"{created}T14:46:33Z",
    )


@pytest.mark.parametrize(
    ("said", "created"),
    [
        ("Monday, March 4, 2024 12:05:30 AM", "2024-03-04T00:05:30Z"),
        ("Monday, March 4, 2024 12:05:30 PM", "2024-03-04T12:05:30Z"),
        ("Monday, March 4, 2024 1:05:30 AM", "2024-03-04T01:05:30Z"),
        ("2024-03-04 22:15:30", "2024-03-04T22:15:30Z"),
        # The day is first, unless that cannot be.
        ("04.03.2024 22:15:30", "2024-03-04T22:15:30Z"),
        ("12/12/2024 22:15", "2024-12-12T22:15:00Z"),
        ("03/13/2024 22:15:30", "2024-03-13T22:15:30Z"),
        ("13/03/2024 22:15:30", "2024-03-13T22:15:30Z"),
        ("Monday, February 30, 2024 10:15:30 PM", ""),
        ("Monday", ""),
    ],
)
def test_dates_are_read_however_they_are_written(said: str, created: str) -> None:
    assert read_about(f"- Your Highlight on page 12 | Location 180-182 | Added on {said}").created == created


def test_a_page_in_roman_numbers_is_said_as_it_is() -> None:
    about = read_about("- Your Highlight on page xii | Added on Monday, March 4, 2024 10:15:30 PM")
    assert (about.place, about.start, about.created) == ("page xii", None, "2024-03-04T22:15:30Z")
