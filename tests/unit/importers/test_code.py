"""Source code and diffs: which files they are, their parts, and that no line is lost."""

from pathlib import Path

import pytest

from readtui.importers.importer import Source
from readtui.importers.registry import importer_for, read_source, readable_extensions
from readtui.model.article import Article
from readtui.model.block import BlockKind

CODE = '''"""A module.

With two paragraphs.
"""

import re


class Boat:
    name = ""

    def leave(self) -> None:
        """Leave.

At dawn.
        """


async def all_leave() -> None: ...
'''
PATCH = """From 505e3f181d99d09840fd0d71af4dada138964249 Mon Sep 17 00:00:00 2001
From: Ada <ada@example.org>
Subject: [PATCH 1/2] Count the boats that leave
 before dawn

The ledger had only those that came back, so a boat
was never missed.

- counts in boats.py
- new lock file
---
 boats.py | 6 ++++--
 2 files changed, 4 insertions(+), 2 deletions(-)

diff --git a/boats.py b/boats.py
index db864f7b..cac5da3f 100644
--- a/boats.py
+++ b/boats.py
@@ -1,6 +1,7 @@ class Boat:
 def count(boats):
     \"\"\"Count boats.\"\"\"
-    return len(boats)
--- a comment that was removed
+    left = [boat for boat in boats if boat.has_left]
+    return len(left)
+++ a line that was added

 names = []
@@ -20 +21 @@
-one
+two
\\ No newline at end of file
diff --git "a/old name.py" "b/new/n\\303\\251.py"
similarity index 90%
rename from old name.py
rename to new/né.py
--- "a/old name.py"
+++ "b/new/n\\303\\251.py"
@@ -1 +1 @@
-one
+two
diff --git a/uv.lock b/uv.lock
new file mode 100644
--- /dev/null
+++ b/uv.lock
@@ -0,0 +1,2 @@
+version = 1
+a
diff --git a/pic.png b/pic.png
index 1..2 100644
Binary files a/pic.png and b/pic.png differ
--
2.47.3
"""


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(str(one.kind), article.text[one.start : one.end]) for one in article.blocks]


def test_code_keeps_its_lines_and_is_cut_where_a_definition_begins() -> None:
    article = read_source(Source(CODE.encode(), "/home/ada/boats.py"))
    assert article.metadata.title == "boats.py"
    assert [line for line in article.text.split("\n") if line] == [line for line in CODE.split("\n") if line]
    assert {(one.kind, one.label) for one in article.blocks} == {(BlockKind.CODE, "python")}
    begins = [article.text[one.start :].split("\n")[0] for one in article.blocks]
    assert begins == ['"""A module.', "import re", "class Boat:", "async def all_leave() -> None: ..."]


def test_code_is_read_only_when_it_is_named() -> None:
    assert ".py" not in readable_extensions()
    assert ".patch" in readable_extensions()
    for name in ("a.py", "b.rs", "C.GO", "main.tsx"):
        assert importer_for(Source(b"# a heading\n\n> and a quote\n", name)).name == "code"


def test_a_patch_is_one_document_with_a_section_a_file() -> None:
    article = read_source(Source(PATCH.encode(), "0001.patch"))
    assert article.metadata.title == "Count the boats that leave before dawn"
    found = blocks(article)
    assert [text for kind, text in found if kind == "heading"] == [
        "boats.py",
        "new/né.py (was old name.py)",
        "uv.lock (new)",
        "pic.png (binary)",
    ]
    assert [text for kind, text in found if kind == "paragraph"] == [
        "The ledger had only those that came back, so a boat was never missed."
    ]
    hunks = [text for kind, text in found if kind == "code" and text.startswith("@@")]
    first, second = PATCH.index("@@ -1,6"), PATCH.index("@@ -20")
    assert hunks[:2] == [PATCH[first : second - 1], "@@ -20 +21 @@\n-one\n+two\n\\ No newline at end of file"]
    assert [text for kind, text in found if kind == "furniture"] == ["@@ -0,0 +1,2 @@\n+version = 1\n+a"]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("--- boats.py\t2026-01-01\n+++ boats.py\t2026-01-02\n@@ -1 +1 @@\n-a\n+b\n", ["boats.py"]),
        ("Index: boats.py\n=====\n--- boats.py\n+++ boats.py\n@@ -1 +1 @@\n-a\n+b\n", ["boats.py"]),
        (
            "diff -u a b\n--- /tmp/a\n+++ /tmp/b\n@@ -1 +1 @@\n-a\n+b\n--- c\n+++ d\n@@ -1 +1 @@\n-a\n+b\n",
            ["/tmp/b", "d"],
        ),
        ("diff --cc one.md\n--- a/one.md\n+++ b/one.md\n@@@ -1,1 -1,1 +1,1 @@@\n--a\n -b\n++c\n", ["one.md"]),
        ("diff --git a/x y b/x y\nold mode 100644\nnew mode 100755\n", ["x y"]),
    ],
)
def test_what_programs_write_is_recognized(text: str, headings: list[str]) -> None:
    article = read_source(Source(text.encode()))
    assert [words for kind, words in blocks(article) if kind == "heading"] == headings
    shown = "\n".join(words for _, words in blocks(article)).split("\n")
    assert all(line in shown for line in text.split("\n") if line[:1] in "@+-" and line[1:2] not in ("-", "+", ""))


def test_a_text_with_a_diff_in_it_is_not_one() -> None:
    assert importer_for(Source(b"# A\n\n```diff\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n```\n")).name == "markdown"
    assert importer_for(Source(b"--- a rule\n\nand words\n")).name != "diff"


@pytest.mark.parametrize(
    "text",
    [
        "diff --git a/x b/x\n@@ -1,999999999999 +1,999999999999 @@\n"
        + " a\n" * 1000
        + "diff --git a/y b/y\n@@ -1 +1 @@\n+b",
        "--- a\n+++ b\n@@ -0,0 +0,0 @@\n@@ -1 +1\n\n+++ c\n--- d",
        "diff --git a/\x1b[31m b/\x1b[31m\n@@ -1 +1 @@\n+\x1b]0;title\x07\n",
        'diff --git "a/\\777" "b/\\777"\n--- "a/\\777"\n+++ "b/\\777"\n@@ -1 +1 @@\n+a\n',
    ],
)
def test_damaged_diffs_are_read_as_far_as_they_go(text: str, tmp_path: Path) -> None:
    article = read_source(Source(text.encode(), "x.diff"))
    assert article.blocks
    assert "\x1b" not in article.text
