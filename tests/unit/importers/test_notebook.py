import json

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import BlockKind


def read(notebook: object) -> Article:
    return read_source(Source(json.dumps(notebook).encode(), "walk.ipynb"))


def notebook(*cells: object) -> dict[str, object]:
    kernel = {"kernelspec": {"name": "ir", "language": "R"}, "authors": [{"name": "Anna Berg"}]}
    return {"nbformat": 4, "metadata": kernel, "cells": list(cells)}


def test_cells_are_markdown_code_in_the_language_of_the_kernel_and_what_was_printed() -> None:
    article = read(
        notebook(
            {"cell_type": "markdown", "source": ["# A walk\n", "\n", "See *this*:\n", "\n", "```\nnever closed"]},
            {
                "cell_type": "code",
                "source": "x <- 1\n\n  print(x)",
                "outputs": [
                    {"output_type": "stream", "text": ["10%\r20%\r100%\n", "\x1b[31mred\x1b[0m\n"]},
                    {"output_type": "display_data", "data": {"image/png": "AA", "text/plain": "<Figure size 6x4>"}},
                    {
                        "output_type": "execute_result",
                        "data": {"text/html": "<b>2</b>", "text/plain": ["  a\n", "0 1"]},
                    },
                    {"output_type": "error", "traceback": ["Error: \x1b[1mno\x1b[0m", "here"]},
                ],
            },
            {"cell_type": "markdown", "source": "Done."},
        )
    )
    assert [(block.kind, block.label, article.text[block.start : block.end]) for block in article.blocks] == [
        (BlockKind.HEADING, "", "A walk"),
        (BlockKind.PARAGRAPH, "", "See this:"),
        (BlockKind.CODE, "", "never closed"),
        (BlockKind.CODE, "r", "x <- 1\n\n  print(x)"),
        (BlockKind.CODE, "", "100%\nred"),
        (BlockKind.CODE, "", "  a\n0 1"),
        (BlockKind.CODE, "", "Error: no\nhere"),
        (BlockKind.PARAGRAPH, "", "Done."),
    ]
    assert (article.metadata.title, article.metadata.creator) == ("A walk", "Anna Berg")


def test_a_notebook_of_format_3_is_read() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Old"},
        {"cell_type": "code", "language": "python", "input": "1+1", "outputs": [{"output_type": "pyout", "text": "2"}]},
    ]
    article = read({"nbformat": 3, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]})
    assert article.text == "Old\n\n1+1\n\n2"
    assert [block.label for block in article.blocks] == ["", "python", ""]


@pytest.mark.parametrize(
    "damaged",
    [
        {},
        {"cells": []},
        {"cells": [1, None, {"cell_type": "code", "source": 5, "outputs": [7, {"data": [], "traceback": 1}]}]},
        {"cells": {"a": 1}, "metadata": [], "worksheets": 4},
        [1, 2],
    ],
)
def test_a_file_that_is_not_a_notebook_is_refused_with_a_message(damaged: object) -> None:
    with pytest.raises(SourceError, match=r"walk\.ipynb"):
        read(damaged)


def test_a_notebook_is_known_without_its_ending() -> None:
    data = json.dumps(notebook({"cell_type": "markdown", "source": "Words."})).encode()
    assert read_source(Source(data, "download")).text == "Words."
