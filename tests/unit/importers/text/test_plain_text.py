import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.importers.text.importer import PlainTextImporter
from readtui.model.article import Article
from readtui.model.block import BlockKind, MarkType, Role

PAGE = """Hafen-Streit

Stadtrat verschiebt den Bau der neuen Werft

Die Mehrheit will erst ein Gutachten über den Lärm sehen. Die Reederei hält das für einen Vorwand.

• 0

Von Paula Muster

ROSTOCK. Der Stadtrat hat am Dienstag die Entscheidung über die neue Werft um ein halbes Jahr verschoben. Dafür
stimmten alle Fraktionen bis auf eine, die den Saal vor der Abstimmung verlassen hatte.

Das Gutachten soll klären, wie laut es in den Häusern am Ufer wird, wenn dort auch in der Nacht gearbeitet wird.

Kommentare

Dieser Artikel kann nicht mehr kommentiert werden.

Drucken
Newsletter
-0%1%2%3%4%5%6%7%8%9%10%11%12%13%14%15%100%
"""


def read(text: str, name: str = "text.txt") -> Article:
    return PlainTextImporter().read(Source(text.encode(), name))


def outline(article: Article) -> list[tuple[BlockKind, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def test_a_scraped_news_page_shows_its_roles_and_folds_its_furniture() -> None:
    article = read(PAGE)
    roles = {block.role: article.text[block.start : block.end] for block in article.blocks if block.role}
    assert roles[Role.KICKER] == "Hafen-Streit"
    assert roles[Role.TITLE] == article.metadata.title == "Stadtrat verschiebt den Bau der neuen Werft"
    assert roles[Role.LEAD].startswith("Die Mehrheit will")
    assert roles[Role.BYLINE] == "Von Paula Muster"
    assert article.metadata.creator == "Paula Muster"
    folded = [text for kind, text in outline(article) if kind is BlockKind.FURNITURE]
    assert folded[0] == "• 0"
    assert folded[1].split("\n")[0] == "Kommentare"
    assert folded[1].endswith("100%")
    assert len(folded) == 2
    [dateline] = [mark for block in article.blocks for mark in block.marks]
    assert (dateline.type, article.text[dateline.start : dateline.end]) == (MarkType.DATELINE, "ROSTOCK.")


def test_nothing_of_a_page_is_deleted_or_reordered() -> None:
    assert read(PAGE).text.split() == PAGE.split()


ALL_ARTICLE = {
    "essay": "On Bread\n\nBread is a kind of clock. It says how long ago we had time for it.\n\nThe rest is crust.",
    "verse": "The Heron\n\nGrey on the grey of the river,\nA question that nobody asked,\nHe stands.\n",
    "note": "Buy milk",
    "list": "Home\n\n- News\n- Contact\n- Search the attic\n",
    "plan": (
        "Relaunch\n\n- Login\n- Sign up\n- Newsletter\n- Privacy policy\n- Terms of use\n- Share on Facebook\n"
        "- Subscribe now\n- Back to top\n\nAll of these need new icons before anybody sees the page on Friday.\n"
    ),
    "interview": "ADA. Why paper?\n\nBEN. Because it stays where you put it for good.\n\nADA. And the cost?",
    "chat": "[12:01] ada: hi\n[12:02] ben: coming home?\n[12:02] ada: 0\n",
    "chinese": "散步\n\n早上我出门的时候，城里还很安静，空气很冷。\n\n过了桥就到了。",
}


@pytest.mark.parametrize("name", ALL_ARTICLE)
def test_a_text_that_is_all_article_loses_nothing(name: str) -> None:
    article = read(ALL_ARTICLE[name])
    assert all(block.kind is not BlockKind.FURNITURE for block in article.blocks)
    kept = " ".join(f"{block.label} {article.text[block.start : block.end]}" for block in article.blocks)
    assert kept.replace("•", "-").split() == ALL_ARTICLE[name].split()


def test_wrapped_paragraphs_are_reflowed_and_verse_code_and_lists_kept() -> None:
    article = read(
        "A walk that is taken for its own sake has no schedule, and this is what\n"
        "makes it so hard to begin. We look for a reason: bread, a letter, a dog\n"
        "that needs air, and we know the pretext well enough to smile at a well-\n"
        "known one.\n\n"
        "    Slowly the evening\n    Comes down from the hill,\n    And silver is still.\n\n"
        "- good shoes, which means old ones, whose leather has long since learned\n  the foot;\n- rain.\n\n"
        "    while minutes > 0:\n        minutes -= 1\n    return [home]\n\n"
        "* * *\n\n> You wrote that it was long. I do not think that it was so\n> long as that.\n"
    )
    assert [kind for kind, _ in outline(article)] == [
        BlockKind.PARAGRAPH,
        BlockKind.QUOTE,
        BlockKind.LIST_ITEM,
        BlockKind.LIST_ITEM,
        BlockKind.CODE,
        BlockKind.RULE,
        BlockKind.QUOTE,
    ]
    texts = [text for _, text in outline(article)]
    assert texts[0].endswith("smile at a well-known one.")
    assert "\n" not in texts[0]
    assert "Slowly the evening\nComes down from the hill,\nAnd silver is still." in texts
    assert "while minutes > 0:\n    minutes -= 1\nreturn [home]" in texts
    assert texts[-1] == "You wrote that it was long. I do not think that it was so long as that."


def test_wrapped_japanese_is_joined_without_spaces() -> None:
    article = read(
        "朝早く家を出ると、町はまだ静かで、空気が冷たい。橋を渡って\n川の向こうへ行くと、古い寺がある。そこで少し休んでから、また\n同じ道を帰る。"
    )
    assert "橋を渡って川の向こう" in article.text
    assert "また同じ道" in article.text


def test_a_row_of_strokes_tells_the_columns_of_a_table_with_empty_cells() -> None:
    text = "  day   true time   change\n  ---   ---------   ------\n  Mon   13 00 07\n  Tue   13 00 09   + 2\n"
    assert outline(read(text)) == [(BlockKind.TABLE, "day\ttrue time\tchange\nMon\t13 00 07\t\nTue\t13 00 09\t+ 2")]
    assert outline(read(text.replace("+ 2", "+ 2  beside")))[0][0] is not BlockKind.TABLE


def test_headings_tables_and_ordinals() -> None:
    article = read(
        "Bericht\n=======\n\nAm Abend war es still, und niemand sagte etwas dazu.\n\n"
        "8. Mai war der Tag, an dem alles begann, und es regnete.\n\nStadt\tKilometer\nBonn\t30\n"
    )
    assert outline(article) == [
        (BlockKind.HEADING, "Bericht"),
        (BlockKind.PARAGRAPH, "Am Abend war es still, und niemand sagte etwas dazu."),
        (BlockKind.PARAGRAPH, "8. Mai war der Tag, an dem alles begann, und es regnete."),
        (BlockKind.TABLE, "Stadt\tKilometer\nBonn\t30"),
    ]
    assert article.blocks[0].role is Role.TITLE


def test_the_title_falls_back_to_the_file_name() -> None:
    sentence = "This note begins with a long sentence that nobody would take for a title of anything at all."
    assert read(sentence, "shopping_list-2.txt").metadata.title == "shopping list 2"


def test_white_space_alone_is_refused() -> None:
    with pytest.raises(SourceError):
        read("\ufeff \n\n")


NEWS = """Home | Politics | Business | Sport | Sign in
Bridges
Town closes its oldest bridge for two years
The arches carry more lorries than they were built for. Engineers found cracks in four of the seven piers.
By Ada Sample
14 March 2024, 08:32
Share
Print
Engineers had warned the town council for a decade that the bridge would not last. On Monday the council followed \
them and closed it to all traffic, and the ferry will run again from May on.
The repair will cost nine million, and nobody has said so far who is going to pay for it. The county points at the \
town, the town points at the railway, and the railway says nothing at all.
A ferry from May
Until the work is done, two ferries are going to cross the river every quarter of an hour. They are free for those \
who live on the islands, and they will run until midnight in summer.
Read more: Why the river rises earlier each year
Shopkeepers on the northern bank fear for their customers, and some of them have moved already. The mayor wants to \
talk to them in April, before the first ferry goes.
Comments
Be the first to comment
Newsletter
Privacy policy
"""


def test_a_menu_in_one_line_is_furniture_and_the_headline_below_it_the_title() -> None:
    article = read(NEWS)
    roles = {block.role: article.text[block.start : block.end] for block in article.blocks if block.role}
    assert roles[Role.KICKER] == "Bridges"
    assert roles[Role.TITLE] == "Town closes its oldest bridge for two years"
    assert roles[Role.LEAD].startswith("The arches carry")
    folded = [text for kind, text in outline(article) if kind is BlockKind.FURNITURE]
    assert folded[0] == "Home | Politics | Business | Sport | Sign in"


def test_the_date_beside_the_byline_stays_visible_and_the_share_bar_does_not() -> None:
    kinds = {text: kind for kind, text in outline(read(NEWS))}
    assert kinds["14 March 2024, 08:32"] is BlockKind.PARAGRAPH
    assert kinds["Share\nPrint"] is BlockKind.FURNITURE


def test_a_short_line_between_paragraphs_is_a_subhead_and_a_link_line_is_furniture() -> None:
    article = read(NEWS)
    headings = [article.text[b.start : b.end] for b in article.blocks if b.kind is BlockKind.HEADING and b.level == 2]
    assert headings == ["A ferry from May"]
    assert (BlockKind.FURNITURE, "Read more: Why the river rises earlier each year") in outline(article)


def test_a_line_that_only_looks_like_a_subhead_stays_a_line() -> None:
    long = (
        "It is a long answer that goes on for more than twenty words, since he who gives it has time, and nobody asks."
    )
    names = "\n\n".join(f"{name}\n\n{long} {number}." for number, name in enumerate(["Ada", "Ben", "Ada", "Ben"]))
    letter = f"{long}\n\nYours sincerely\n\nAda\n\nP.S. Write soon."
    speech = f"{long}\n\n“So it was you”\n\n{long}"
    for text in (names, letter, speech):
        headings = [block for block in read(text).blocks if block.kind is BlockKind.HEADING and not block.role]
        assert headings == [], text


@pytest.mark.parametrize(
    "line",
    [
        "Posted by Ada Sample on Monday, all posts",
        "Mis à jour le 5 mai à 20h13",
        "The old bridge seen from the northern bank (Photo: Ada Sample)",
        "Bridges | Monday 08:32 | Ada Sample and Ben Muster",
    ],
)
def test_small_print_above_the_text_is_never_the_title(line: str) -> None:
    page = NEWS.replace("By Ada Sample\n", f"{line}\n")
    assert read(page).metadata.title == "Town closes its oldest bridge for two years"


def test_the_title_is_what_the_text_is_about_and_not_a_teaser_nearer_to_it() -> None:
    teasers = "Ten recipes for a Sunday without meat\nWhy all cats hate this new kind of door\n"
    page = NEWS.replace("Share\nPrint\n", f"Share\nPrint\n{teasers}")
    assert read(page).metadata.title == "Town closes its oldest bridge for two years"


def test_a_log_with_bars_is_no_page_of_menus() -> None:
    log = "\n\n".join(f"ada | door {name} | open" for name in ("north", "south", "east", "west", "cellar", "attic"))
    assert all(kind is not BlockKind.FURNITURE for kind, _ in outline(read(f"{log}\n\n{NEWS.splitlines()[8]}")))


def test_unicode_separators_end_a_line_and_a_paragraph() -> None:
    article = read("One line\u2028and the next of it.\u2029Another paragraph.")
    assert outline(article) == [
        (BlockKind.PARAGRAPH, "One line\nand the next of it."),
        (BlockKind.PARAGRAPH, "Another paragraph."),
    ]


def test_the_last_entry_of_a_menu_is_not_a_kicker() -> None:
    menu = "Front page\nTown and county\nRivers and bridges\nLocal sport\n\n"
    title, below = NEWS.split("\n", 3)[2:]
    article = read(f"{menu}{title}\n\n{below}")
    assert article.metadata.title == "Town closes its oldest bridge for two years"
    assert all(block.role is not Role.KICKER for block in article.blocks)


@pytest.mark.parametrize("kicker", ["Brücken und Fähren", "Verkehr", ""])
@pytest.mark.parametrize("dateline", ["HAMBURG.", "HAMBURG (dpa) –", "Hamburg/Kiel –"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_line_above_lead_and_dateline_is_the_title_whatever_the_kicker_says(
    kicker: str, dateline: str, gap: str
) -> None:
    title = "Der Kanal bekommt neue Brücken und verliert seine Fähren"
    lead = (
        "Das Land will sparen, und die Dörfer am Wasser fragen sich, wie die Kinder morgens zur Schule kommen sollen."
    )
    body = [
        f"{dateline} Am Kanal fahren seit hundert Jahren Fähren, und niemand zahlt dafür. Das soll sich jetzt ändern.",
        "Die Brücken sind teuer, sagt das Ministerium, aber die Fähren sind auf die Dauer noch teurer als sie.",
        "In den Dörfern sieht man es anders. Dort hat die Fähre immer auch die Post und die Neuigkeiten gebracht.",
    ]
    after = ["Kommentare", "Dieser Artikel kann nicht mehr kommentiert werden.", "Drucken", "-0%1%2%3%4%5%6%7%8%9%10%"]
    lines = [kicker] * bool(kicker) + [title, lead, "• 0", *body, *after]
    article = read_source(Source(gap.join(lines).encode(), "seite.txt"))
    roles = {block.role: article.text[block.start : block.end] for block in article.blocks if block.role}
    assert roles[Role.TITLE] == article.metadata.title == title
    assert roles[Role.LEAD] == lead
    assert roles.get(Role.KICKER, "") == kicker
    assert all(part[len(dateline) :] in article.body_text() for part in body)


def test_a_title_repeated_above_the_text_is_furniture_but_in_the_text_it_stays() -> None:
    title = "Town closes its oldest bridge for two years"
    page = NEWS.replace("By Ada Sample\n", f"{title}\nBy Ada Sample\n").replace("A ferry from May\n", f"{title}\n")
    assert read(page).body_text().count(title) == 2


@pytest.mark.parametrize(
    "credit", ["Quelle: dpa/Muster", "Foto: Ada Muster", "© dpa/Muster", "(Photo: AFP)", "Crédit : AFP"]
)
def test_a_subhead_above_a_pictures_credit_is_not_taken_for_the_title(credit: str) -> None:
    title = "Town closes its oldest bridge for two years"
    page = NEWS.replace("14 March 2024, 08:32\n", "").replace(
        "Share\n", f"The town council follows its engineers\n{credit}\nShare\n"
    )
    assert read(page).metadata.title == title


def test_code_drawings_and_trees_keep_their_spaces_between_wrapped_paragraphs() -> None:
    wrapped = (
        "A packet enters the machine through the network card and is put into a ring\n"
        "buffer, from which the kernel takes it, as the drawing shows that stands next\n"
        "to these words.\n"
    )
    shapes = [
        "+-----+      +------+\n| NIC | ---> | ring |\n+-----+      +------+\n   |            ^\n   v            |\n"
        " [a]          [b]",
        "project/\n├── src\n│   ├── main.c\n│   └── util.c\n└── README",
        " /\\_/\\\n( o.o )\n > ^ <",
        "+------+-------+\n| Name | Value |\n+======+=======+\n| a    |     1 |\n+------+-------+",
        "o    top\n|\\\n| o  branch\n|/\no    bottom",
        "if x > 0:\n    return x\nelse:\n    return -x",
        "def read(path):\n    with open(path) as file:\n        return file.read()\n\n    return None",
        "function f(x) {\n\treturn x + 1;\n}",
    ]
    for margin in ("", "    ", "\t"):
        set_in = ["\n".join(margin + line if line else "" for line in shape.split("\n")) for shape in shapes]
        article = read(wrapped + "\n" + "".join(f"{shape}\n\n{wrapped}\n" for shape in set_in))
        code = [article.text[block.start : block.end] for block in article.blocks if block.kind is BlockKind.CODE]
        assert code == shapes
        assert article.text.count("buffer, from which the kernel takes it, as the drawing") == len(shapes) + 1


def test_code_that_follows_its_announcement_without_an_empty_line_keeps_its_spaces() -> None:
    article = read("Call it like this:\n    read(path)\n    if done:\n        close(path)\nand see what comes of it.")
    assert "read(path)\nif done:\n    close(path)" in article.text


def test_indented_verse_lists_and_wrapped_text_are_not_code() -> None:
    article = read(
        "A title for it\n\n"
        "      The ferry crossed the wide river that morning, and nobody who stood on the\n"
        "      deck of it spoke until the far bank had come as near as a stone is thrown.\n\n"
        "  - one thing\n    - another (of it)\n\n"
        "   Home | About | Contact\n\n"
        "    I went to the hill,\n      the hill was still;\n    I went to the sea (and back).\n"
    )
    assert not any(block.kind is BlockKind.CODE for block in article.blocks)


def test_a_block_of_two_lines_of_code_keeps_its_indent() -> None:
    text = "def f():\n    return 1\n\n\nclass A:\n    x = 1\n\nThe class of people:\n    those who wait\n"
    assert [text for kind, text in outline(read(text)) if kind is BlockKind.CODE] == [
        "def f():\n    return 1",
        "class A:\n    x = 1",
    ]


TURNS = """I: How did you come to work nights?

P: I did not choose it. The day shifts were full, and the night pays a third more. My sister looks after the children.

I: What is different at night?

P: It is quiet. You know everyone. If something breaks there is nobody to ask, so you learn to fix it. I like that.
"""


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("", "interview 3"),
        ("Interview 3\nDate: 2026-01-11, place: Leeds\n\n", "Interview 3"),
        ("Nights\n\n", "Nights"),
    ],
)
def test_a_question_in_a_transcript_is_neither_its_title_nor_a_heading(head: str, title: str) -> None:
    article = read(head + TURNS, "interview-3.txt")
    assert article.metadata.title == title
    headings = [text for kind, text in outline(article) if kind is BlockKind.HEADING]
    assert headings == (["Nights"] if head.startswith("Nights") else [])


def test_a_speaker_with_a_time_does_not_name_the_transcript() -> None:
    text = "Ann  0:03\nHow did it begin?\n\nBea  0:09\nWith a leek.\n\nAnn  0:41\nAnd now?\n\nBea  0:43\nSix leeks."
    assert read(text, "leeks.txt").metadata.title == "leeks"


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("He waited.\n\n- What is it?\n\nShe left.\n", ["He waited.", "- What is it?", "She left."]),
        ("It fell to\n- 12 degrees at night\nand stayed.\n", ["It fell to\n- 12 degrees at night\nand stayed."]),
        ("The limit is the same.\n\n> 100 km\n", ["The limit is the same.", "> 100 km"]),
    ],
)
def test_a_dash_or_an_angle_bracket_that_is_text_is_kept(text: str, blocks: list[str]) -> None:
    found = outline(read(text))
    assert [words for _, words in found] == blocks
    assert {kind for kind, _ in found} == {BlockKind.PARAGRAPH}


@pytest.mark.parametrize(
    "text", ["a\n\n- one\n\n- two\n\nb\n", "Bring:\n- one\n- two\n", "Bring:\n\n- one\n- two\n\nLater:\n- three\n"]
)
def test_dashes_of_a_list_are_none(text: str) -> None:
    items = [words for kind, words in outline(read(text)) if kind is BlockKind.LIST_ITEM]
    assert items[:2] == ["one", "two"]
    assert len(items) == text.count("- ")


def test_an_empty_line_in_fenced_code_is_no_wrapped_line() -> None:
    wrapped = "The river leaves the hills above the old mill\nand comes to the valley."
    article = read(f"{wrapped}\n\n{wrapped}\n\n```\ndef walk():\n\n    pass\n```\n\n{wrapped}\n\n{wrapped}\n")
    assert (BlockKind.CODE, "def walk():\n\n    pass") in outline(article)
