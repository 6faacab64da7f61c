"""A living file keeps every line of the person, and every block that the person did not edit is up to date."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from exporting.living import Shelf, id_of, is_within, lines_of
from hypothesis import example, given
from hypothesis import strategies as st

from readtui.exporters.exporter import Grouping
from readtui.exporters.living.merge import MergedFile, merged
from readtui.exporters.living.parts import FoundBlock, LivingArticle, LivingExporter, split_lines
from readtui.exporters.notes.logseq import LogseqExporter
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.notes.org import OrgExporter
from readtui.model.file_memory import FileMemory

MARKDOWN = MarkdownExporter()
EXPORTERS: list[LivingExporter] = [MARKDOWN, OrgExporter(), LogseqExporter()]
LINES = [
    *("mine", "", "  ", "# My title", "## On board", "### deep", "---", "```", "~~~", "- item", "tags: x"),
    *("<!-- /rt -->", "<!-- rt:", "<!--", "-->", f"<!-- rt:{id_of(1)}:00000000 -->", f"<!-- rt:{id_of(2)}:0 -->"),
    *(
        f"<!-- rt:{id_of(9 % 7)}:12345678 --> and",
        "^rt-00000002",
        "see [[x#^rt-00000003]]",
        "\ufeff",
        "é\u2028\x0b\x0c",
    ),
    *("* heading", "** mine :ID:", ":PROPERTIES:", ":END:", f":ID: {id_of(3)}", "#+begin_src", "#+end_src"),
    *("- block", "\t- child", f"  id:: {id_of(4)}", "  readtui-hash:: 00000000", "title:: mine"),
]
LAYOUTS: dict[str, Callable[[Shelf, LivingExporter], list[LivingArticle]]] = {
    "one article": Shelf.rendered,
    "two articles": Shelf.beside_mill,
    "one list": lambda shelf, exporter: shelf.beside_mill(exporter, Grouping.NONE),
}
NOTES = [
    *("", "a note", "**b**\n\n```\nopen", "two\nlines", "~~x~~ y", "<!-- /rt -->", "^rt-00000003", ":END:\n* x"),
    *(f"<!-- rt:{id_of(2)}:00000000 -->\nx", f":ID: {id_of(3)}", f"id:: {id_of(4)}\ncollapsed:: true", "- a\n\t- b"),
]
MARKDOWN_LINES = ["> a", "- b", "# c", "```", "~~d~~", "e\\", "", "| t |", "^rt-00000001", "1. *f*"]
shelves = st.builds(
    Shelf,
    st.dictionaries(st.integers(0, 6), st.sampled_from(NOTES)),
    st.sampled_from([(), ("boats",), ("boats", "rivers")]),
    st.sampled_from(["The ferry", "# The *ferry*"]),
)


@dataclass(frozen=True)
class Edit:
    """What a person does to a file. ``at`` is a share of its lines."""

    kind: str
    at: float
    other: float
    text: str

    def applied(self, lines: list[str]) -> list[str]:
        here, there = int(self.at * len(lines)), int(self.other * len(lines))
        match self.kind:
            case "insert":
                return [*lines[:here], f"{self.text}\n", *lines[here:]]
            case "delete":
                return lines[: min(here, there)] + lines[min(max(here, there), min(here, there) + 8) :]
            case "change" if here < len(lines):
                return [*lines[:here], f"{lines[here].rstrip()} {self.text}\n", *lines[here + 1 :]]
            case "value" if here < len(lines) and (match := re.match(r"\s*:?[\w-]+::? ?", lines[here])):
                return [*lines[:here], f"{match[0]}{self.text}\n", *lines[here + 1 :]]
            case "copy":
                return lines + lines[min(here, there) : max(here, there)]
            case "move":
                part = lines[here : here + 9]
                rest = lines[:here] + lines[here + 9 :]
                at = int(self.other * len(rest))
                return rest[:at] + part + rest[at:]
            case "join":
                return [*lines[:here], *(line.rstrip("\r\n") for line in lines[here : here + 1]), *lines[here + 1 :]]
            case "crlf":
                return [line.rstrip("\r\n") + "\r\n" for line in lines[:here]] + lines[here:]
            case "bare end":
                return [*lines[:-1], *(line.rstrip("\r\n") for line in lines[-1:])]
        return lines


KINDS = ("insert", "insert", "delete", "change", "value", "copy", "move", "join", "crlf", "bare end")
edits = st.lists(
    st.builds(Edit, st.sampled_from(KINDS), st.floats(0, 1), st.floats(0, 1), st.sampled_from(LINES)), max_size=6
)


def edited(text: str, changes: list[Edit]) -> str:
    for change in changes:
        text = "".join(change.applied(split_lines(text)))
    return text


def blocks_in(text: str, exporter: LivingExporter) -> list[FoundBlock]:
    lines = split_lines(text.removeprefix("\ufeff"))
    items = exporter.syntax.items(lines[exporter.syntax.front_size(lines) :])
    return [item for item in items if isinstance(item, FoundBlock)]


def persons_lines(text: str, exporter: LivingExporter) -> list[str]:
    """All lines except those of unedited blocks and readtui's own front matter."""
    lines = split_lines(text.removeprefix("\ufeff"))
    size = exporter.syntax.front_size(lines)
    own = re.compile("(title|author|source|site|published|language|added|readtui|tags|full-title):")
    kept = [line for line in lines[:size] if not own.match(line)]
    for item in exporter.syntax.items(lines[size:]):
        kept += [item.text] if not isinstance(item, FoundBlock) else () if item.fits else item.own
    return [line for line in lines_of("".join(kept)) if line and not re.match("<!-- /?rt", line)]


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.format.name)
@pytest.mark.parametrize("layout", LAYOUTS)
@given(
    before=shelves,
    after=shelves,
    changes=edits,
    forgets=st.booleans(),
    gone=st.sets(st.integers(0, 6)),
    force=st.booleans(),
)
def test_nothing_of_the_person_is_lost_and_the_rest_is_up_to_date(
    exporter: LivingExporter,
    layout: str,
    before: Shelf,
    after: Shelf,
    changes: list[Edit],
    forgets: bool,
    gone: set[int],
    force: bool,
) -> None:
    first = merged("", LAYOUTS[layout](before, exporter), exporter.syntax)
    file = edited(first.text, changes)
    after = replace(after, notes={number: note for number, note in after.notes.items() if number not in gone})
    articles = LAYOUTS[layout](after, exporter)
    deleted = {id_of(number) for number in gone}
    memory = FileMemory() if forgets else first.memory
    second = merged(file, articles, exporter.syntax, memory, deleted=deleted, rewrites=force)

    if file.strip():
        assert is_within(persons_lines(file, exporter), lines_of(second.text.removeprefix("\ufeff")))
    texts = {block.id: block.text for article in articles for block in article.blocks}
    was_there = {block.id: block for block in blocks_in(file, exporter)}
    for block in blocks_in(second.text, exporter):
        if block.fits and block.id in texts:
            assert exporter.syntax.is_same(block.body, texts[block.id])
        elif block.fits and block.id in deleted:
            assert exporter.syntax.struck(block.body) == block.body
    found = {block.id for block in blocks_in(second.text, exporter)}
    for block_id in texts:
        if block_id not in memory.ids and block_id.replace("-", "")[:8] not in file:
            assert block_id in found, "a new block was added"
        elif block_id in memory.ids and block_id not in was_there and block_id.replace("-", "")[:8] not in file:
            assert block_id not in found, "a removed block stays out"
    again(second, articles, exporter, deleted)


def again(done: MergedFile, articles: list, exporter: LivingExporter, deleted: set[str]) -> None:  # type: ignore[type-arg]
    """Merging twice is merging once, with and without knowledge of the file."""
    third = merged(done.text, articles, exporter.syntax, done.memory, deleted=deleted)
    assert third.text == done.text
    assert (third.report.added, third.report.updated, third.report.struck) == (0, 0, 0)


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.format.name)
@given(
    before=shelves,
    after=shelves,
    changes=edits,
    layout=st.sampled_from([*LAYOUTS]),
    forgets=st.booleans(),
    force=st.booleans(),
)
def test_every_word_of_the_person_stays_in_its_order(
    exporter: LivingExporter,
    before: Shelf,
    after: Shelf,
    changes: list[Edit],
    layout: str,
    forgets: bool,
    force: bool,
) -> None:
    """Unlike the test above, this one does not ask the code which words are the person's."""
    named = [replace(change, text=f"{change.text} mine{number}") for number, change in enumerate(changes)]
    first = merged("", LAYOUTS[layout](before, exporter), exporter.syntax)
    file = edited(first.text, named)
    articles = LAYOUTS[layout](after, exporter)
    gone = {id_of(number) for number in range(7) if number not in after.notes}
    memory = FileMemory() if forgets else first.memory
    second = merged(file, articles, exporter.syntax, memory, deleted=gone, rewrites=force)
    words = re.compile(r"mine\d+")
    if file.strip():
        assert is_within(words.findall(file), words.findall(second.text))


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.format.name)
@given(shelf=shelves, changes=edits)
def test_another_device_that_knows_nothing_changes_only_what_is_new(
    exporter: LivingExporter, shelf: Shelf, changes: list[Edit]
) -> None:
    first = merged("", shelf.rendered(exporter), exporter.syntax)
    file = edited(first.text, changes)
    same = merged(file, shelf.rendered(exporter), exporter.syntax, first.memory)
    other = merged(same.text, shelf.rendered(exporter), exporter.syntax)
    back = merged(other.text, shelf.rendered(exporter), exporter.syntax, same.memory)
    if file.strip():
        assert is_within(persons_lines(file, exporter), lines_of(back.text.removeprefix("\ufeff")))
    assert back.text == other.text


@example(text="> a\\\n> b")
@example(text="```\ncode\n```")
@given(
    st.lists(st.sampled_from(["> a", "- b", "# c", "```", "~~d~~", "e\\", "", "| t |", "^rt-00000001", "1. *f*"])).map(
        "\n".join
    )
)
def test_striking_twice_is_striking_once(text: str) -> None:
    struck = MARKDOWN.syntax.struck(text)
    assert MARKDOWN.syntax.struck(struck) == struck
    assert "~~" in struck
