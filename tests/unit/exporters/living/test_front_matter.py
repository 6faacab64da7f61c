"""Front matter of living files: only readtui's own keys change, and only as far as nobody else has changed them."""

import pytest
from exporting.living import Shelf

from readtui.exporters.living.front_matter import article_id, merged, size
from readtui.exporters.living.merge import merged as file_of
from readtui.exporters.living.parts import LivingExporter
from readtui.exporters.notes.logseq import LogseqExporter
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.model.file_memory import Value

KNOWN: dict[str, Value] = {"title": "Ferry", "author": "Ada", "readtui": "00112233445566aa", "tags": ("boats", "ice")}
NEW: dict[str, Value] = {"title": "Ship", "author": "Ada", "readtui": "00112233445566aa", "tags": ("boats", "sea")}


def after(text: str, known: dict[str, Value] = KNOWN, new: dict[str, Value] = NEW) -> str:
    lines = text.splitlines(keepends=True)
    assert size(lines) == len(lines)
    changed, now_known = merged(lines, new, known)
    again, _ = merged(changed, new, now_known)
    assert again == changed
    return "".join(changed)


def matter(*lines: str) -> str:
    return "\n".join(("---", *lines, "---", ""))


ID = 'readtui: "00112233445566aa"'


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (('title: "Ferry"', ID, "rating: 5"), ('title: "Ship"', ID, "rating: 5")),
        (("rating: 5 # of 5", "title: Ferry  # mine", ID), ("rating: 5 # of 5", 'title: "Ship"  # mine', ID)),
        (("title: 'Ferry'", ID), ('title: "Ship"', ID)),
        (("title: My own", ID), ("title: My own", ID)),
        (("title: |", "  Ferry", ID), ("title: |", "  Ferry", ID)),
        (("title: &a Ferry", ID), ("title: &a Ferry", ID)),
        (("title: Ferry", "title: Ferry", ID), ("title: Ferry", "title: Ferry", ID)),
        (("title: Ferry", "  and more", ID), ("title: Ferry", "  and more", ID)),
        (("title:", "  main: Ferry", ID), ("title:", "  main: Ferry", ID)),
        (("title:", "  - &a Ferry", ID), ("title:", "  - &a Ferry", ID)),
        ((ID,), (ID,)),
    ],
)
def test_a_value_changes_if_it_is_still_the_one_that_readtui_wrote(
    before: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    tags = "tags: mine"
    assert after(matter(*before, tags)) == matter(*expected, tags)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (('tags: ["boats", "ice"]',), ('tags: ["boats", "sea"]',)),
        (('tags: ["boats", "ice", mine] # three',), ('tags: ["boats", mine, "sea"] # three',)),
        (("tags: [ice]",), ('tags: ["sea"]',)),
        (("tags: [mine, 'it''s, yours']",), ("tags: [mine, 'it''s, yours', \"sea\"]",)),
        (
            ("tags:", "  - boats", "  # cold", "  - ice", "  - mine"),
            ("tags:", "  - boats", "  # cold", "  - mine", '  - "sea"'),
        ),
        (("tags:", "- boats", "- ice"), ("tags:", "- boats", '- "sea"')),
        (("tags: []",), ('tags: ["sea"]',)),
        (("tags:",), ('tags: ["sea"]',)),
        (("tags: boats, ice",), ("tags: boats, ice",)),
        (("tags: [a, [b]]",), ("tags: [a, [b]]",)),
        (("tags:", "  - a: b"), ("tags:", "  - a: b")),
    ],
)
def test_tags_of_the_person_stay_and_those_that_the_person_removed_stay_out(
    before: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert after(matter(ID, *before)) == matter(ID, *expected)


def test_another_device_leaves_what_differs_and_adds_tags() -> None:
    before = matter("title: Ferry", ID, "tags: [ice]")
    assert after(before, {}) == matter("title: Ferry", 'author: "Ada"', ID, 'tags: [ice, "boats", "sea"]')


def test_line_ends_stay() -> None:
    before = matter("title: Ferry", ID, "tags: [boats, ice]").replace("\n", "\r\n")
    assert after(before) == matter('title: "Ship"', ID, 'tags: [boats, "sea"]').replace("\n", "\r\n")


@pytest.mark.parametrize("text", ["", "---", "--- x\n---\n", "---\ntitle: x\n", "\n---\na: b\n---\n"])
def test_what_is_no_front_matter_is_none(text: str) -> None:
    assert size(text.splitlines(keepends=True)) == 0


@pytest.mark.parametrize("line", [ID, "readtui: 00112233445566aa", "readtui: '00112233445566aa' # mine"])
def test_the_id_is_found_however_it_is_written(line: str) -> None:
    assert article_id(matter(line).splitlines(keepends=True)) == "00112233445566aa"
    assert article_id(["# No front matter\n", line]) == ""


@pytest.mark.parametrize("exporter", [MarkdownExporter(), LogseqExporter()], ids=lambda one: one.format.name)
def test_a_block_goes_below_front_matter_without_a_line_end(exporter: LivingExporter) -> None:
    front = file_of("", Shelf({}).rendered(exporter), exporter.syntax).text.partition("\n\n")[0]
    done = file_of(front, Shelf({0: "mine"}).rendered(exporter), exporter.syntax)
    assert done.text.startswith(f"{front}\n")
    assert file_of(done.text, Shelf({0: "mine"}).rendered(exporter), exporter.syntax).text == done.text
