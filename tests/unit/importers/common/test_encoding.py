import pytest

from readtui.errors import SourceError
from readtui.importers.common.encoding import decode, stated_encoding

GERMAN = "Schöne Grüße aus Köln: die Straße führt über die Brücke, und für fünf Euro gibt es Brötchen. " * 4
SPANISH = "El señor Muñoz llegó mañana por la mañana; ¿quién lo habría pensado así? Después comió jamón. " * 4
RUSSIAN = "Вчера вечером мы долго гуляли по набережной и говорили о книгах, которые никто не читает. " * 4
JAPANESE = "朝早く家を出ると、町はまだ静かで、空気が冷たい。橋を渡って川の向こうへ行く。" * 6


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [GERMAN, RUSSIAN])
def test_unicode_encodings_with_and_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (SPANISH, "latin-1"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
    ],
)
def test_legacy_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_nul_inside_text_survives() -> None:
    assert decode("Straße\0und Weg, und noch ein Stück".encode()) == "Straße\0und Weg, und noch ein Stück"


def test_a_damaged_byte_does_not_turn_utf8_into_something_else() -> None:
    assert decode(GERMAN.encode() + b"\xff" + GERMAN.encode()) == f"{GERMAN}\ufffd{GERMAN}"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04abc", b"\x7fELF\x02\x01", bytes(range(256)) * 8]
)
def test_binary_data_is_refused_in_plain_words(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        decode(data, "holiday.txt")
    assert "holiday.txt: looks like a binary file" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Žádný učitel nevěří, že žáci doma čtou. Táňa však čte každý večer, a šťastně.\n", "iso8859_2"),
        ("Žádný učitel nevěří, že žáci doma čtou. Táňa však čte každý večer, a šťastně.\n", "cp1250"),
        ("Wszyscy uważają, że śnieg jest piękny, dopóki nie trzeba go odgarniać; źle śpią tej nocy.\n", "iso8859_2"),
        ("Bugün ışık çok güzel, ağaçların altında yürüyüş yapıyoruz ve şarkı söylüyoruz.\n", "cp1254"),
        ("A vásárnapi ebéd után a gyerekek az erdőbe mentek, és a tölgyfák alatt gyűjtöttek gyümölcsöt.\n", "cp1250"),
        ("Í dag er veðrið gott og fólkið þarf ekki að bíða lengur; það ætlar að sigla út á fjörðinn.\n", "cp1252"),
        ("Le garçon a goûté la crème brûlée; même sa grand-mère n’en croyait pas ses yeux fatigués.\n", "cp1252"),
        ("Ştim că vântul bate tare la munte, iar în vale pădurea rămâne liniştită.\n", "cp1250"),
        ("한국어로 쓴 글이다. 바람이 불고 배가 떠난다.\n", "iso2022_kr"),
        ("The sea — 海 — and 𝄞 music.\n", "utf-32-le"),
        ("The sea — 海 — and 𝄞 music.\n", "utf-32-be"),
    ],
)  # fmt: skip
def test_similar_encodings_are_distinguished_by_their_letters(text: str, encoding: str) -> None:
    assert decode((text * 6).encode(encoding)) == text * 6


def test_the_head_of_a_file_declares_its_encoding() -> None:
    text = '<?xml version="1.0" encoding="koi8-r"?>\n<p>Ветер</p>\n'
    assert decode(text.encode("koi8-r")) == text
    wrong = '<meta charset="ascii">Über den Wolken, weit draußen über dem Meer, kreisen die Möwen.\n'
    assert decode(wrong.encode("cp1252")) == wrong
    unknown = '<meta charset="../../etc">Über den Wolken, weit draußen über dem Meer, kreisen die Möwen.\n'
    assert decode(unknown.encode("cp1252")) == unknown


def test_the_servers_charset_is_used_unless_the_bytes_contradict_it() -> None:
    assert decode("Короткая новость дня.".encode("koi8-r"), charset="KOI8-R") == "Короткая новость дня."
    assert decode("日本語の文章です。".encode("euc-jp"), charset="euc-jp") == "日本語の文章です。"
    assert decode("Grüße".encode(), charset="koi8-r") == "Grüße"
    assert decode("Ein Café – schön.".encode("cp1252"), charset="ISO-8859-1") == "Ein Café – schön."
    for wrong in ("no-such", "hex", "utf-8"):
        assert decode("Ein Café in der Straße".encode("cp1252"), charset=wrong) == "Ein Café in der Straße"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("ISO-8859-1", "cp1252"),
        ("latin_1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("x-sjis", "cp932"),
        ("windows-31j", "cp932"),
        ("ks_c_5601-1989", "cp949"),
        ("gb2312", "gb18030"),
        ("x-cp1251", "cp1251"),
        ("windows-874", "cp874"),
        ("cp850", "cp850"),
        ("hz-gb-2312", "hz"),
    ],
)
def test_a_stated_encoding_means_what_it_means_to_browsers(word: str, name: str) -> None:
    assert stated_encoding(word) == name


@pytest.mark.parametrize(
    "word",
    ["", "utf-16", "ucs-2", "utf-7", "hex", "rot13", "unicode_escape", "idna", "undefined", "x-user-defined", "é"],
)
def test_an_encoding_unfit_for_files_is_ignored(word: str) -> None:
    assert stated_encoding(word) is None


def test_a_text_that_wrongly_declares_utf_16_is_still_read() -> None:
    text = '<meta charset="utf-16">Über den Wolken, weit draußen über dem Meer, kreisen Möwen.\n'
    assert decode(text.encode("cp1252")) == text
