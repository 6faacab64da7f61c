"""What the reader calls changes between two versions of a text: their signs, words, labels, and sections."""

from pathlib import Path

from articles import article_of
from golden import Golden

from readtui.anchoring.text_changes import text_changes
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.tui.article.seen_changes import SeenChange, SeenChanges, changes_without, seen_changes

HEADING = BlockKind.HEADING
BEFORE = article_of(
    (HEADING, "On ferries"),
    "The boat lay in thick ice. People walked across, in single file. Nobody spoke, and a boy sold tea to them.",
    (HEADING, "Spring"),
    "Nine boats came back in April. It leaks at the bow. The ferryman painted his own.",
    (HEADING, "Summer"),
    "Children counted the boats every evening. They wrote the number on the wall of the mill.",
    "Whoever waits for the ferry learns the river. Few do.",
    (HEADING, "Autumn"),
    (BlockKind.CODE, "boats = 9\nice = False\nprint(boats)"),
    "The end of it is known.",
    (HEADING, "Frost and snow of long ago"),
)
AFTER = article_of(
    (HEADING, "On ferries"),
    "The boat lay in ice. It was cold. It was the coldest winter of all. People walked across, in double file.",
    "Another paragraph came with it. And another sentence.",
    (HEADING, "Spring"),
    "Ten boats came back in April. The ferryman painted his own.",
    (HEADING, "Summer"),
    "A poem about summer has taken this place. Nobody knows why the editor wanted it here.",
    "It does not rhyme, and the boats are gone from it altogether.",
    (HEADING, "Autumn"),
    (BlockKind.CODE, "boats = 10\nprint(boats)"),
    "The end of it is known.",
    (HEADING, "Thaw on every roof and lane"),
)


def shown(before: Article, after: Article) -> list[str]:
    found = seen_changes(after, text_changes(before.text, after.text, "en"))
    lines = [f"{found.counted} | {found.said}"]
    for one in found.changes:
        lines.append(f"{one.sign} {one.start}-{one.end} {after.text[one.start : one.end]!r}")
        lines.append(f"    {one.label or '-'} at {one.words_at}, gone {[one.before[a:b] for a, b in one.gone]}")
        lines.append(f"    {one.before!r}")
    lines.append(f"signs {[*found.signs]}")
    lines.append(f"words {[after.text[start:end] for start, end in found.words]}")
    ends = [offset for block in after.blocks for offset in range(block.start, block.end, 20)]
    lines.append("lines " + "".join(found.sign(start, start + 20) for start in ends))
    old = found.old_words(frozenset(range(0, len(found.changes), 2)))
    lines += [f"old {one.offset} {one.label!r} {one.text[:20]!r} {one.key} {[*one.gone]}" for one in old]
    return lines


def test_changes_are_sentences_and_rewritten_sections(golden: Golden) -> None:
    lines: list[str] = []
    empty = article_of("Words.")
    for name, (before, after) in {
        "forward": (BEFORE, AFTER),
        "back": (AFTER, BEFORE),
        "all new": (empty, AFTER),
        "all gone": (AFTER, empty),
        "nothing left": (empty, article_of()),
        "without headings": (article_of("Nine boats. It leaks.", "So it was."), article_of("It leaks.", "All is new.")),
    }.items():
        lines += [f"# {name}", *shown(before, after)]
    golden(Path(__file__).with_name("seen-changes.txt"), "\n".join([*lines, ""]))
    assert shown(BEFORE, BEFORE)[0] == " | "
    asked: list[None] = []
    seen_changes(AFTER, text_changes(BEFORE.text, AFTER.text, "en"), lambda: asked.append(None))
    assert len(asked) > 1


def test_the_marks_of_a_line_are_those_that_it_has_some_of() -> None:
    found = SeenChanges(signs=[(5, 10, "+"), (20, 25, "~")], words=[(5, 7), (8, 10), (20, 22)])
    lines = {(0, 5): " ", (0, 6): "+", (9, 12): "+", (10, 20): " ", (9, 21): "~", (24, 30): "~", (25, 30): " "}
    assert {line: found.sign(*line) for line in lines} == lines
    words = {(0, 5): 0, (6, 8): 1, (6, 9): 2, (9, 20): 1, (9, 21): 2, (21, 22): 1, (22, 30): 0}
    assert {line: len(found.new_words(*line)) for line in words} == words


def test_a_change_is_about_an_annotation_by_its_place_or_by_its_words() -> None:
    changes = [
        SeenChange(10, 20, "~", "the old boat"),
        SeenChange(30, 30, "-", "nobody\nspoke then"),
        SeenChange(40, 50, "+"),
        SeenChange(60, 70, "~", "the old boat, again"),
    ]

    def left(passage: tuple[int, int] | None, words: str) -> list[int]:
        position = TextPositionSelector(*passage) if passage else None
        one = Annotation("n", "a", "", "", TextQuoteSelector(words), position)
        assert one.passage == (Passage(*passage) if passage else None)
        return changes_without(changes, [one])

    assert left((0, 10), "x") == left((20, 30), "x") == left((50, 60), "x") == [0, 1, 2, 3]
    assert left((0, 11), "x") == left((19, 30), "x") == left((12, 15), "x") == [1, 2, 3]
    assert left((25, 31), "x") == [0, 2, 3]
    assert left((45, 61), "x") == [0, 1]
    assert left((0, 1), "old boat") == [1, 2]
    assert left((0, 1), "the old boat") == [1, 2]
    assert left((0, 1), "nobody spoke") == [0, 2, 3]
    assert left((0, 1), "then") == [0, 2, 3]
    assert left((0, 1), "boat nobody") == [0, 1, 2, 3]
    assert changes_without(changes, []) == [0, 1, 2, 3]
