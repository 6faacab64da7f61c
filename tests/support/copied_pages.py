"""Lines of copied pages, and pages composed of them."""

from collections.abc import Callable, Sequence
from itertools import cycle, islice
from random import Random

ESSAY = [
    "The kitchen table of my grandmother had one short leg, and it was always the same guest who sat there.",
    "News of his visits travelled quickly. He brought bread, and he took the newsletter of the parish with him.",
    "Comments were not made. We shared what there was, and nobody thought that anything had been shared.",
]
MORE = [
    "In the winter the guest stayed longer, since the road over the hills was closed and the river carried ice.",
    "Then he told of the towns below the weir, of their bridges and of those who had built them for the king.",
    "My grandmother believed a third of it, and in the spring she walked down to the river to see for herself.",
]
PAGE_SIGNS = ["Skip to content", "Sign in", "Privacy policy", "Terms of use"]
TEASERS = [
    "The mill that grinds again",
    "A miller of the old school has opened the mill below the weir, and the bakers of the town are glad of it.",
    "Where the herons went this spring",
    "Nobody has seen them on the river since March, and those who count them have a guess as to the reason.",
    "Six bridges, one ticket",
    "From May on the crossing of all of the bridges costs no more than one of them did until last year.",
    "What the ferryman keeps in his box",
    "He has carried it across the river for forty years, and on Sunday he opened it for the children at last.",
]
GREEK = [
    "Η παλιά γέφυρα πάνω από το ποτάμι έκλεισε χθες για δύο χρόνια, επειδή οι μηχανικοί βρήκαν ρωγμές στα θεμέλια.",
    "Το πορθμείο θα λειτουργεί ξανά από τον Μάιο, και οι κάτοικοι των νησιών δεν θα πληρώνουν τίποτα.",
    "Ο δήμαρχος θέλει να μιλήσει με τους εμπόρους της βόρειας όχθης πριν φύγει το πρώτο καράβι την άνοιξη.",
]
JAPANESE = [
    "川の上の村では、冬になると橋が閉じられ、郵便も届かなくなる。人々はそれを知っていて、秋のうちに粉を挽いた。",
    "客はいつも同じ椅子に座り、下流の町の話をした。祖母はその三分の一を信じ、春になると自分で川まで見に行った。",
    "渡し船は復活祭まで運休、港湾局が水曜日に発表　定期点検で舵の損傷が見つかる、修理には三週間の見込み",
    "水車小屋の最後の主人が語る「七十年の音」　粉の中で眠った子供時代の記憶と、車輪が止まった日のこと",
    "春の増水に備え堤防を点検　市長「今年は早い」、住民に避難の準備を求める　下流の三つの橋では夜間の通行止めも",
    "北岸のサギが二年ぶりに帰る　営巣地の再生に手応え、観察会は来月から再開　案内役の募集に百人を超える応募",
]


class Composer:
    """Composes pages of the same parts each time, in an order and of a size that change from page to page."""

    def __init__(self, number: int) -> None:
        self._random = Random(number).random
        self._has_menu = number % 8 == 0

    def below(self, end: int) -> int:
        return int(self._random() * end)

    def some(self, lines: Sequence[str], most: int) -> list[str]:
        first = self.below(len(lines))
        return list(islice(cycle(lines), first, first + 1 + self.below(most)))

    def sentence(self, least: int = 3, most: int = 101, end: str = ".") -> str:
        words = " ".join([*ESSAY, *MORE, *TEASERS[1::2]]).split()
        counts = [count for count in LENGTHS if least <= count <= most]
        first, count = self.below(len(words)), counts[self.below(len(counts))]
        text = " ".join(islice(cycle(words), first, first + count)).strip(".,")
        return f"{text[0].upper()}{text[1:]}{end}"

    def page(self) -> list[tuple[str, list[str], bool]]:
        """The parts by their letters, and whether their lines stand alone."""
        letters = list(PARTS)
        names = [letters[self.below(len(letters))] for _ in range(self.below(12))]
        names.insert(self.below(len(names) + 1), "a")
        names += "m" * (20 + self.below(20)) if self._has_menu else "s" * self.below(3)
        names.insert(0, "s")
        return [(name, PARTS[name](self), self.below(4) > 0) for name in names]


LENGTHS = [count + more for count in (3, 5, 8, 10, 12, 15, 20, 22, 27, 30, 40, 45, 100) for more in (-1, 0, 1)]
"""Of sentences, in words: where what a line is taken for changes."""
CONTROLS = ["Play", "Mute", "Current Time 0:00", "/", "Duration 1:30", "Loaded: 0%", "1x", "Chapters", "Fullscreen"]
SERVICES = ["Share", "Print", "Newsletter", "Facebook", "Privacy policy", "12", "© dpa", "Skip to content", "Sign in"]
SERVICES += ["Terms of use", "Cookies", "About us", "Log in to comment on this story.", "Gardens | Kitchens | Cellars"]
HEADLINES = [
    *TEASERS[::2],
    "Bridges",
    "Three",
    "Why does the ferry stop?",
    "1 / 9",
    "Photo 2 of 9 from the river banks",
]
PARTS: dict[str, Callable[[Composer], list[str]]] = {
    "a": lambda made: [made.sentence(14) for _ in range(1 + made.below(7))],
    "b": lambda made: ["Read also", *made.some(HEADLINES, 4)],
    "c": lambda made: ["Comments", *(made.sentence(4, 40) for _ in range(made.below(4)))],
    "d": lambda made: [f"Ada on May {made.below(28)}, 2021 at 9:40 am said:", made.sentence(12, 40)],
    "e": lambda made: [made.sentence(3, 24, end) for end in ("", ":", " …", "?")[made.below(4) :]],
    "f": lambda made: ["Filed under: rivers, mills", *made.some(["3 hours ago", "Tags: ferry", "Tags"], 2)],
    "g": lambda made: [f"{head}{made.sentence(12, 50)}" for head in made.some(HEADLINES, 4)],
    "h": lambda made: [line for head in made.some(HEADLINES, 4) for line in (head, made.sentence(8, 55))],
    "i": lambda made: [made.sentence(4, 9, "?"), made.sentence(12, 46), made.sentence(4, 9, "?"), made.sentence(12)],
    "k": lambda made: made.some(CONTROLS, 12),
    "l": lambda made: [made.sentence(3, 9, ":"), *(made.sentence(2, 12, "") for _ in range(1 + made.below(5)))],
    "m": lambda made: made.some(["Rivers", "Mills", "Old bridges", "Herons of the north", "Weather"], 9),
    "n": lambda made: ["Newsletter", made.sentence(4, 34), *made.some(["Sign up", "Print", "Subscribe now"], 5)],
    "o": lambda made: ["Related articles", *(line for head in made.some(HEADLINES, 3) for line in (head, ESSAY[0]))],
    "p": lambda made: [f"We use cookies on this page, and you can find out more here: {made.sentence()}"],
    "r": lambda made: [made.sentence(8, 16), "Photo", "Archive"] * (1 + made.below(5)),
    "s": lambda made: made.some(SERVICES, 8),
    "t": lambda made: [cell for place in range(made.below(7)) for cell in (str(place), f"River {place}", "104", "7.5")],
    "u": lambda made: made.some(GREEK, 3),
    "w": lambda made: made.some(JAPANESE, 4),
    "x": lambda made: [f"Place {number} (river): {number} of nine" for number in range(2 + made.below(4))],
    "z": lambda made: ["\u200b"] * made.below(14),
}
