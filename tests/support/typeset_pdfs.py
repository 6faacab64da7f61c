"""PDFs as programs typeset them: paragraphs of full lines in columns, heads and feet, notes, tables, lists, code."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tiny_pdf import Rule, Text, pdf

from tests.benchmarks.bench_news_pages import story

_NARROW = {**dict.fromkeys("ijl", 222), **dict.fromkeys(" ft,.:;!/[]I", 278), **dict.fromkeys("r-()", 333)}
_WIDTHS = {**_NARROW, **dict.fromkeys("ckvxyzsJ", 500), "m": 833, "w": 722, "M": 833, "W": 944}
_USUAL, _CAPITAL = 556, 690


def _width(words: str, size: float) -> float:
    """The width of words in Helvetica, in points, nearly."""
    return sum(_WIDTHS.get(one, _CAPITAL if one.isupper() else _USUAL) for one in words) * size / 1000


def _broken(words: str, width: float, size: float, first: float = 0) -> Iterator[str]:
    """The lines of a paragraph, whose first one is ``first`` points shorter; long words are divided."""
    line = ""
    for word in words.split():
        room = width - first - _width(f"{line} " if line else "", size)
        if _width(word, size) <= room:
            line = f"{line} {word}" if line else word
            continue
        half = len(word) // 2
        divided = len(word) > 9 and word.isalpha() and _width(f"{word[:half]}-", size) <= room
        yield f"{line} {word[:half]}-" if divided else line
        line, first = word[half:] if divided else word, 0
    yield line


@dataclass
class _Pages:
    """Pages that are filled column by column. ``lefts``: the left edges of the columns."""

    lefts: Sequence[float]
    width: float
    head: str
    pages: list[list[Text | Rule]] = field(default_factory=list)
    column: int = 0
    y: float = 0
    top: float = 760

    def begin(self) -> None:
        number = len(self.pages) + 1
        self.top = 760 if self.pages else self.top
        self.pages.append([Text(72, 805, self.head, 8), Text(290, 30, str(number), 8)])
        self.column, self.y = 0, self.top

    def line(self, words: str, size: float = 10, font: str = "Helvetica", indent: float = 0) -> None:
        if not self.pages:
            self.begin()
        if self.y < 110:
            self.column, self.y = self.column + 1, self.top
            if self.column == len(self.lefts):
                self.begin()
        self.pages[-1].append(Text(self.lefts[self.column] + indent, self.y, words, size, font))
        self.y -= size * 1.2

    def paragraph(self, words: str, size: float = 10, first: float = 0, indent: float = 0, gap: float = 0) -> None:
        for number, line in enumerate(_broken(words, self.width - indent, size, first)):
            self.line(line, size, indent=indent + (0 if number else first))
        self.y -= gap

    def heading(self, words: str, size: float = 12) -> None:
        self.y -= size * 0.7
        self.line(words, size, "Helvetica-Bold")
        self.y -= size * 0.3

    def note(self, words: str) -> None:
        """Put a note at the foot of the page."""
        page = self.pages[-1]
        below = sum(isinstance(one, Text) and one.size == 7 for one in page)
        page.append(Text(self.lefts[0], 80 - 9 * below, words, 7))


def _told(*languages: str) -> list[str]:
    """The paragraphs of stories, as the fonts of tiny PDFs can write them."""
    told = [words for one in languages for texts in story(one).values() for words in texts if len(words) > 150]
    return [words.encode("cp1252", "ignore").decode("cp1252") for words in told]


def _paper() -> bytes:
    told = _told("en", "nl", "it", "es", "fr", "de")
    pages = _Pages((56, 306), 234, "Journal of the valley 12 (2024)")
    pages.top = 690
    pages.begin()
    pages.pages[0] += [
        Text(120, 760, "How a river leaves the hills: a study", 18, "Helvetica-Bold"),
        Text(220, 735, "Ada Berg and Bo Lind", 11),
        Text(200, 720, "Institute of Rivers, The Mill, Valley", 9, "Helvetica-Oblique"),
    ]
    pages.heading("Abstract", 10)
    pages.paragraph(told[0], 9)
    pages.heading("1 Introduction")
    for words in told[1:4]:
        pages.paragraph(words, first=12)
    pages.note("1 What the keeper of the bridge said was never written down.")
    pages.note("2 Nor was what the miller answered.")
    pages.heading("2 Method")
    pages.heading("2.1 What was counted", 10)
    for number, words in enumerate(
        ("boats and their crews", "the days on which nobody crossed the river at all", "ice"), 1
    ):
        pages.paragraph(f"{number}. {words}", indent=10)
    for words in told[4:12]:
        pages.paragraph(words, first=12)
    left, y = pages.lefts[pages.column], pages.y - 10
    pages.line("Table 1: Boats of the valley", 9)
    rows = [("boat", "price", "crew"), ("barge", "3", "2"), ("ferry", "14", "1"), ("tug", "250", "3")]
    page = pages.pages[-1]
    page += [Rule(left, place, left + 200, place) for place in (y - 6, y - 22, y - 78)]
    for row, cells in enumerate(rows):
        page += [Text(left + 80 * at, y - 18 - 16 * row, cell, 9) for at, cell in enumerate(cells)]
    pages.y = y - 100
    pages.heading("3 Results")
    for words in told[12:]:
        pages.paragraph(words, first=12)
    pages.note("3 A last note, on the last page.")
    pages.line("while level < upper:", 8, "Courier")
    pages.line("    level += inflow", 8, "Courier")
    pages.line("open_gate()", 8, "Courier")
    pages.heading("References")
    for number in (1, 2, 3):
        pages.paragraph(
            f"[{number}] A. Berg and B. Lind. On rivers that take their time. Valley Press, 20{number:02}.", 8
        )
    return pdf(pages.pages, info={"Title": "How a river leaves the hills: a study", "Author": "Ada Berg"})


def _book() -> bytes:
    told = _told("de", "pt", "fr", "es", "nl")
    pages = _Pages((90,), 400, "Der Fluss")
    pages.heading("Inhalt", 16)
    for number in (1, 2, 3):
        pages.line(f"{number}. Kapitel am Fluss {'. ' * 50}{number + 1}")
    for number in (1, 2, 3):
        pages.begin()
        pages.y = 650
        pages.heading(f"{number}. Kapitel am Fluss", 20)
        pages.y -= 20
        chapter = told[number - 1 :: 3]
        for words in chapter:
            pages.paragraph(words, 11, first=0 if words is chapter[0] else 16)
        pages.y -= 8
        pages.paragraph(f"„{told[number][:170]}“", 10, indent=40, gap=10)
        for words in (
            "- gute Schuhe, also alte, deren Leder den Fuß längst kennt und auch den Weg zum Fluss",
            "- Brot",
        ):
            pages.paragraph(words, 11, indent=12)
        pages.paragraph(chapter[1][90:], 11, gap=12)
        pages.line("* * *", 11, indent=180)
        pages.paragraph(chapter[2][60:], 11, gap=6)
    outline = [(f"{number}. Kapitel am Fluss", number) for number in (1, 2, 3)]
    return pdf(pages.pages, info={"Title": "Der Fluss"}, outline=outline, labels="0 << /S /r >> 1 << /S /D >>")


def _report() -> bytes:
    told = _told("fr", "es")
    pages = _Pages((72,), 450, "Rapport de la vallée")
    pages.heading("Rapport de la vallée", 16)
    for number, words in enumerate(told, 1):
        pages.heading(f"{number}. Partie", 11)
        pages.paragraph(words, gap=6)
        pages.paragraph(f"{words[:120]}.", gap=6)
        if number % 3 == 0:
            for row in (
                ("pont", "année", "mètres"),
                ("Moulin", "1871", "40"),
                ("Marché", "1902", "62"),
                ("Neuf", "1888", "9"),
            ):
                y = pages.y
                for at, cell in enumerate(row):
                    pages.y = y
                    pages.line(cell, indent=110 * at)
            pages.y -= 8
    return pdf(pages.pages, link=("https://vallee.example/", (72, 700, 300, 760)))


TYPESET: Mapping[str, Callable[[], bytes]] = {"paper": _paper, "book": _book, "report": _report}
"""By name: a paper in two columns, a book with chapters, a report with tables that are only aligned."""
