import pytest
from articles import block_stops
from growth import assert_growth

from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind
from readtui.text.segmentation.segment import certain_start, count_words, next_grapheme, sentences, words

# One case per line: the language, then the text with | where a sentence ends.
CASES = """
en: Dr. Hall met Mr. A. B. Crane at No. 5.| They talked, e.g. about the U.S. Army.| It cost $3.50.
en: She left at 5 p.m. and never came back.| He moved to the U.S. in May.| In the U.S.| The rest stayed.
en: "Is it over?" she asked.| "It is!"| (Nobody believed it.)| See [2].| Next came Smith Inc. and etc. things.
en: Read www.example.org/a.html first.| Open notes.v2.txt then.| Wait... what?| Well...| That was it.
en: we met on monday.| i am not sure.| why do you ask?| because i care
en: It ended.[12]| Then it began again.
en: The wall had fallen.|Nobody called System.Out then.
de: Am 8. Mai kam der 2. Zug.| Er kostet z. B. 3,50 Euro.| Ludwig XIV. baute viel.| Das war 1990.| Danach kam nichts.
de: „Kommst du?“, fragte sie.| „Ja!“ rief er.| Hunde, Katzen usw. sind da.| Es waren 12.| Die anderen fehlten.
fr: « Pourquoi ? »| M. Dupont ne le sait pas, cf. p. 12.| J.-C. Martin est né en 1950.| C'est tout !| Fini.
es: El Sr. López vive en EE. UU. desde 1990.| ¿Por qué?| ¡Nadie lo sabe!| Véase la pág. 5.
ru: В 1990 г. он уехал в г. Москву.| И. А. Крылов писал басни и т. д.| — Что? — спросил он.| — Да.| — Он встал.
zh: 他来了。|为什么？|没有人知道！|圆周率是3.14。|“好。”|他走了。
ja: 彼は来た。|「知らない。帰る。」と言った。|なぜ?|もし……なら行く。|「はい。」|「そうか。」
hi: यह घर है।| वह कहाँ है?| डॉ. शर्मा आए।
ar: أين هو؟| لا أعرف.| ذهب أمس.
el: Πού είναι;| Δεν ξέρω.
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_sentences_end_where_a_reader_ends_them(case: str) -> None:
    language, _, marked = case.partition(": ")
    text = marked.replace("|", "")
    assert [passage.of(text) for passage in sentences(text, language)] == [part.strip() for part in marked.split("|")]


def test_a_line_break_counts_as_a_space_and_the_language_is_guessed() -> None:
    text = "  Am 8.\nMai kam er mit dem Zug.\nDas war schön und es war nicht weit.  "
    assert [passage.of(text) for passage in sentences(text)] == [
        "Am 8.\nMai kam er mit dem Zug.",
        "Das war schön und es war nicht weit.",
    ]


@pytest.mark.parametrize("unit", ["word ", ". ", "A. ", "「あ。", ". »", "(.", ":\n", "abc(5).\n", "\U0001f1e9"])
def test_time_grows_with_the_length_only(unit: str) -> None:
    def look_at(units: int) -> None:
        text = unit * units
        sentences(text, "en")
        next_grapheme(text, len(text) // 2)

    # Sixteen times the length; quadratic time would be a factor of 256.
    assert_growth(look_at, 4_000, 64_000, below=80)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's a well-known fact: 3.5 km!", ["It's", "a", "well-known", "fact", "3.5", "km"]),
        ("Cafe\u0301 l’été — 'so'", ["Cafe\u0301", "l’été", "so"]),
        ("日本語のテキスト", ["日本", "語", "の", "テキスト"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("한국어 글", ["한국어", "글"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [word.of(text) for word in words(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("One two — three's 4.", 4), ("Über – allen Gipfeln", 3), ("日本語 and テスト", 7), ("สวัสดี", 1)],
)
def test_count_words(text: str, expected: int) -> None:
    assert count_words(text) == expected


def test_the_words_of_a_long_text_are_those_of_its_parts() -> None:
    part = "Two boats, 山 กขค and naïve O’Neill’s re-entry.\n"
    assert count_words(part) == 8
    assert count_words(part * 3_000) == 24_000
    assert count_words("x" * 100_000) == 1
    assert count_words("山" * 100_000) == 100_000


def test_a_step_in_a_long_row_of_flags_takes_time_in_proportion() -> None:
    texts = {flags: "\U0001f1e9\U0001f1ea" * flags for flags in (5_000, 40_000)}

    def step(flags: int) -> None:
        assert next_grapheme(texts[flags], flags + 1) == flags + 2

    # Only counting from the first one shows which of them belong together.
    assert_growth(step, 5_000, 40_000, below=30)


def test_block_sentences_follow_the_kind_of_the_block() -> None:
    blocks: list[Block] = []
    text = ""
    for kind, part in [
        (BlockKind.HEADING, "What now? Who knows."),
        (BlockKind.PARAGRAPH, "One is here. Two is there."),
        (BlockKind.RULE, "* * *"),
        (BlockKind.CODE, "a = 1.\n\n  b = 2. C"),
        (BlockKind.TABLE, "A.\tB. C\nD\tE"),
        (BlockKind.PARAGRAPH, ""),
        (BlockKind.QUOTE, "Yes. No."),
    ]:
        text += "\n\n" if blocks else ""
        blocks.append(Block(kind, len(text), len(text) + len(part)))
        text += part
    article = Article(Metadata("Title", language="en"), text, tuple(blocks))
    assert [[passage.of(text) for passage in block_stops(article, block)] for block in blocks] == [
        ["What now? Who knows."],
        ["One is here.", "Two is there."],
        [],
        ["a = 1.", "b = 2. C"],
        ["A.\tB. C", "D\tE"],
        [],
        ["Yes.", "No."],
    ]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("it", ["Lo dice l'art. 86 del codice, ma non l'att. 157 e il lett. b.", "Poi basta."]),
        ("it", ["A norma dell'art. 12 della legge.", "non dovrà essere disposto."]),
        ("it", ["Il signor Meier era stanco.", "al signore piaceva molto."]),
        ("hi", ["एम. एस. धोनी और डॉ. के. एल. राहुल खेले।", "वे जीते।"]),
        ("en", ["I use Yahoo! Messenger and Yum! Brands.", "I love Yahoo!", "The rest is gone."]),
        ("ru", ["Это был Александр I.", "Сын его был Павел II.", "Потом пришёл А. С. Пушкин."]),
        ("uk", ["Це видно на рис. 5 і (мал. 280).", "Далі."]),
        ("uk", ["Постанова від 11 січня 2017 р. № 8 діє.", "Комісія (ісп. Comisión) працює."]),
        ("ru", ["Приказ от 11 января 2017 г. № 8 отменён.", "Далее."]),
        ("fr", ["Ils sont venus au ministère européen.", "en effet, avec la criminalité."]),
        ("ro", ["a) poziția și capacitatea instalată.", "(b) care sunt înregistrate."]),
        ("en", ["See the elegies. [25]", "In later years he described them."]),
        ("ru", ["Какая красота!", "@anna Спасибо большое.", "#россия красива."]),
        ("en", ["We saw approx. five of them in the dept. of physics."]),
    ],
)
def test_sentences_end_where_their_language_ends_them(language: str, parts: list[str]) -> None:
    text = " ".join(parts)
    found = [text[passage.start : passage.end] for passage in sentences(text, language)]
    assert found == parts


def test_a_sentence_starts_for_certain_once_no_earlier_one_can_reach_it() -> None:
    text = " ".join(f"The {number}th boat left for Dr. Weir at noon." for number in range(60))
    assert certain_start(text, 200, "en") is None
    assert certain_start(text, 400, "en") == certain_start(text, len(text), "en") == text.index("The 6th")
    assert certain_start(f"1 ... {text}", len(text), "en") == text.index("The 6th") + 6
    assert certain_start("船は昼に出た。" * 80, 600, "ja") == 7 * 29
    assert certain_start("(and so on " * 300, 3000, "en") is None
