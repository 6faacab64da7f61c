import random

import pytest
from growth import assert_growth

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import BlockKind

CODE = "if x:\n    go()\n\nend"
SAMPLES = {
    "walk.rst": """========
The Walk
========

:Author: Anna Berg

First
-----

A *paragraph* over
two lines with ``code`` and a `link <https://a.example/>`_ [1]_.

- one
  goes on

  - in it
- two

    Said.

Like this::

    if x:
        go()

    end

.. code-block:: python
   :linenos:

   if x:
       go()

   end

.. note:: Mind the gap.
.. a comment

.. [1] A note.

+---+---+
| a | b |
+---+---+
""",
    "walk.org": """#+TITLE: The Walk
#+AUTHOR: Anna Berg
* First
:PROPERTIES:
:ID: x
:END:
A /paragraph/ over
two lines with ~code~ and a [[https://a.example/][link]] [fn:1].
- one
  goes on
  - in it
- two
#+BEGIN_QUOTE
Said.
#+END_QUOTE
#+begin_src python
  if x:
      go()

  end
#+end_src
# a comment
[fn:1] A note.
""",
    "walk.adoc": """= The Walk
Anna Berg <anna@a.example>

== First

A _paragraph_ over
two lines with `code` and a https://a.example/[link].

* one
goes on
** in it
* two

____
Said.
____

[source,python]
----
if x:
    go()

end
----

// a comment
|===
|a |b
|===
""",
    "walk.tex": r"""\documentclass{article} % a comment
\title{The Walk}\author{Anna Berg}
\begin{document}
\maketitle
\section{First}
A \emph{paragraph} over
two lines with \texttt{code} and a \href{https://a.example/}{link}.

\begin{itemize}
\item one
  goes on
\begin{itemize}
\item in it
\end{itemize}
\item two
\end{itemize}
\begin{quote}
Said.
\end{quote}
\begin{lstlisting}[language=Python]
if x:
    go()

end
\end{lstlisting}
\begin{equation}
x = \frac{1}{2}
\end{equation}
\end{document}
""",
}


def read(text: str, name: str) -> Article:
    return read_source(Source(text.encode(), name))


def texts(article: Article, kind: BlockKind) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks if block.kind is kind]


@pytest.mark.parametrize("name", SAMPLES)
def test_headings_lists_quotes_code_and_marks_are_what_they_are_meant(name: str) -> None:
    article = read(SAMPLES[name], name)
    assert texts(article, BlockKind.HEADING) == ["The Walk", "First"]
    assert [text for text in texts(article, BlockKind.LIST_ITEM) if text != "Author Anna Berg"][:3] == [
        "one goes on",
        "in it",
        "two",
    ]
    assert [block.level for block in article.blocks if block.label == "•"] == [1, 2, 1]
    assert "Said." in texts(article, BlockKind.QUOTE)
    code = [block for block in article.blocks if article.text[block.start : block.end] == CODE]
    assert [(block.kind, block.label) for block in code][-1] == (BlockKind.CODE, "python")
    paragraph = next(block for block in article.blocks if "over two lines" in article.text[block.start : block.end])
    marked = [article.text[mark.start : mark.end] for mark in paragraph.marks]
    assert marked[:3] == ["paragraph", "code", "link"]
    assert paragraph.marks[2].target == "https://a.example/"
    assert (article.metadata.title, article.metadata.creator) == ("The Walk", "Anna Berg")
    assert "a comment" not in article.body_text()


def test_tables_notes_and_formulas_keep_what_they_are() -> None:
    article = read(SAMPLES["walk.rst"], "walk.rst")
    assert texts(article, BlockKind.TABLE) == ["a\tb"]
    assert [block.label for block in article.blocks][-2] == "[1]"
    assert "Note: Mind the gap." in texts(article, BlockKind.QUOTE)
    assert texts(read(SAMPLES["walk.tex"], "walk.tex"), BlockKind.PARAGRAPH)[-1] == "x = 1/2"
    assert texts(read(SAMPLES["walk.adoc"], "walk.adoc"), BlockKind.TABLE) == ["a\tb"]


def test_footnotes_of_org_are_named_where_they_belong_and_stand_below_the_text() -> None:
    article = read(
        "One[fn:1] and[fn:: said *here*, see [[https://a.example/][there]]] two[fn:b:It is [x].] last[fn:b].\n\n"
        "#+begin_src\na[fn:1]\n#+end_src\n\n[fn:1] A note.",
        "a.org",
    )
    assert article.text.startswith("One[1] and[2] two[b] ")
    assert texts(article, BlockKind.CODE) == ["a[fn:1]"]
    notes = [(one.label, one.passage.of(article.text)) for one in article.blocks if one.label.startswith("[")]
    assert notes == [("[1]", "A note."), ("[2]", "said here, see there"), ("[b]", "It is [x].")]


@pytest.mark.parametrize("name", ["walk.org", "walk.tex"])
def test_a_text_that_declares_its_format_needs_no_ending(name: str) -> None:
    assert read(SAMPLES[name], "download").metadata.title == "The Walk"


@pytest.mark.parametrize("name", SAMPLES)
def test_mangled_markup_is_read_or_refused_with_a_message(name: str) -> None:
    chance = random.Random(name)
    lines = SAMPLES[name].split("\n")
    for _ in range(200):
        mangled = [chance.choice(lines) + chance.choice(["", " ", "*", "\\", "{", "::"]) for _ in range(30)]
        text = "\n".join(mangled)
        try:
            article = read(text, name)
        except SourceError:
            continue
        assert all(block.start < block.end for block in article.blocks)


def test_directives_without_a_meaning_are_read_as_text_if_they_have_any() -> None:
    article = read(
        """
.. nota::

   Mind the *gap*.

.. tabs::

   .. tab:: On a *Mac*

      .. code-block:: sh

         go

.. function:: walk(far, *steps)

   Walks.

   :param far: where to

.. py:method:: swim()
   :async:

   :returns: the sea

.. c:macro:: SEA

.. toctree::
   :maxdepth: 1

   install

.. digraph:: a

   a -> b

.. raw:: html

   <br>

.. rubric:: After
""",
        "a.rst",
    )
    assert [(str(one.kind), article.text[one.start : one.end]) for one in article.blocks] == [
        ("paragraph", "Mind the gap."),
        ("paragraph", "On a Mac"),
        ("code", "go"),
        ("paragraph", "walk(far, *steps)"),
        ("paragraph", "Walks."),
        ("list-item", "param far where to"),
        ("paragraph", "swim()"),
        ("list-item", "returns the sea"),
        ("paragraph", "SEA"),
        ("furniture", ".. toctree::\n:maxdepth: 1\n\ninstall"),
        ("furniture", ".. digraph:: a\na -> b"),
        ("furniture", ".. raw:: html\n<br>"),
        ("paragraph", "After"),
    ]


@pytest.mark.parametrize("opening", ["- a", "a", ".. figure:: a.png", ".. note::", ".. table:: a", ".. tab:: a"])
def test_text_indented_without_end_is_read_to_its_innermost_words(opening: str) -> None:
    depth = 400
    lines = [f"{'  ' * level}{opening}\n" for level in range(depth)]
    assert read("\n".join([*lines, "  " * depth + "Deep."]), "a.rst").text.endswith("Deep.")


@pytest.mark.parametrize(
    ("piece", "name"),
    [
        ("- a\n", "a.rst"),
        ("*a `b ", "a.rst"),
        ("a::\n\n  b\n\n", "a.rst"),
        (".. a\n", "a.rst"),
        (".. _a:\n  b_\n`c`_ a_ |d `", "a.rst"),
        (":a:\n", "a.org"),
        ("#+begin_src\n", "a.org"),
        ("*a /b =c ", "a.org"),
        ("#+begin_quote\n", "a.org"),
        ("- a :: {{{b [[*c", "a.org"),
        ("----\n.a\n", "a.adoc"),
        ("_a *b `c ", "a.adoc"),
        ("[a,b]\n", "a.adoc"),
        ("a::\n\n", "a.adoc"),
        ("|===\n|a 2+|b\n", "a.adoc"),
        ("((a {b} <<c [.d]", "a.adoc"),
        ("\\begin{a}\n", "a.tex"),
        ("\\a{\\b{ $", "a.tex"),
        ("\\title{", "a.tex"),
        ("\\iffalse \\ifx ", "a.tex"),
        ("\\iffalse \\else ", "a.tex"),
        ("\\iftrue \\else ", "a.tex"),
    ],
)
def test_markup_without_end_takes_time_in_proportion(piece: str, name: str) -> None:
    def look_at(count: int) -> None:
        read_source(Source((piece * count + "\nwords").encode(), name))

    # Four times the input; quadratic time would be a factor of 16.
    assert_growth(look_at, 1_000, 4_000, below=9)


def test_sections_that_org_does_not_export_are_folded_and_pictures_leave_no_address() -> None:
    text = "* Contents :TOC:noexport:\n- a\n** In it\n* One\n[[file:a.png]]\n\nA *bold /slanted/ word*.\n# no\n"
    text += "#+begin_my-note\nA /note/.\n#+end_my-note\n#+begin_open\n"
    text += ":RESULTS:\nKept.\n:END:\n\\newpage\n\n* COMMENT Later\nb\n"
    article = read(text, "a.org")
    assert article.body_text() == "One\n\nA bold slanted word.\n\nA note.\n\nKept."
    assert texts(article, BlockKind.FURNITURE)[2] == "* COMMENT Later\nb"
    assert "Words." in read("* All :noexport:\nWords.\n", "a.org").body_text()


def test_the_date_of_an_org_file_is_a_date() -> None:
    assert read("#+TITLE: T\n#+DATE: <2024-05-06 Mon>\nWords.\n", "a.org").metadata.published == "2024-05-06"


def links(article: Article) -> dict[str, str]:
    marks = [mark for block in article.blocks for mark in block.marks]
    return {article.text[mark.start : mark.end]: mark.target for mark in marks if mark.target}


def test_restructured_links_have_the_addresses_that_are_said_elsewhere() -> None:
    article = read(
        "Ask `the Guide`_, Anna_, `her`__ or `him`__; see :pep:`8`, :pep:`this <9>`, :rfc:`2396#section-3`, "
        "``an anna_`` and |it|, b_.\n\n"
        ".. _The  guide: https://a.example/guide\n.. _anna:\n   https://a.example/anna\n"
        ".. __: https://a.example/1\n__ https://a.example/2\n.. |it| replace:: so on\n.. _b: `the guide`_\n\n   End.\n",
        "a.rst",
    )
    assert article.text == "Ask the Guide, Anna, her or him; see PEP 8, this, RFC 2396, an anna_ and so on, b.\n\nEnd."
    assert links(article) == {
        **{"the Guide": "https://a.example/guide", "Anna": "https://a.example/anna", "b": "https://a.example/guide"},
        **{"her": "https://a.example/1", "him": "https://a.example/2", "PEP 8": "https://peps.python.org/pep-0008/"},
        **{"this": "https://peps.python.org/pep-0009/"},
        "RFC 2396": "https://datatracker.ietf.org/doc/html/rfc2396",
    }


def test_substitutions_of_restructured_text_are_words_signs_and_what_images_show() -> None:
    article = read(
        """|name| |copy| |br| |badge| by |Logo|.

.. |name| replace:: The *Walk*
.. |copy| unicode:: 0xA9 .. the sign
.. |br| raw:: html

   <br>

.. |badge| image:: https://a.example/badge.svg
   :target: https://a.example/
.. |logo| image:: logo.png
   :alt: the walkers
""",
        "a.rst",
    )
    assert " ".join(article.text.split()) == "The Walk © by the walkers."


def test_a_bullet_alone_on_its_line_has_its_text_below_it() -> None:
    article = read("Text.\n\n-\n  one\n  more\n\n    said\n-\n\n  two::\n\n    code\n", "a.rst")
    assert [(one.kind, one.label, article.text[one.start : one.end]) for one in article.blocks[1:]] == [
        (BlockKind.LIST_ITEM, "•", "one more"),
        (BlockKind.QUOTE, "", "said"),
        (BlockKind.LIST_ITEM, "•", "two:"),
        (BlockKind.CODE, "", "code"),
    ]


def test_a_header_like_that_of_a_mail_says_title_and_authors() -> None:
    article = read(
        "PEP: 9999\nTitle: Walks for All\nAuthor: Ann Lee <ann@a.example>,\n        Bo Berg <bo at b.example>\n"
        "Status: Final\n\nAbstract\n========\n\nWalk.\n",
        "pep-9999.rst",
    )
    assert (article.metadata.title, article.metadata.creator) == ("Walks for All", "Ann Lee, Bo Berg")
    assert texts(article, BlockKind.HEADING) == ["Walks for All", "Abstract"]
    assert "Status Final" in texts(article, BlockKind.LIST_ITEM)
    assert "Title: first" in read("Title: first\nIt goes on.\n", "a.rst").text


def test_org_shows_quotes_code_terms_tables_and_macros_as_they_are_meant() -> None:
    article = read(
        "#+TITLE: T\n#+MACRO: place the sea\n#+begin_quote\nSaid \\\\\nso.\n#+begin_src c\nx;\n#+end_src\n"
        "#+begin_quote\nInner.\n#+end_quote\nOuter.\n#+end_quote\n"
        "#+begin_example\n,* Head\n  ,,* more\n#+end_example\n"
        "- Pike :: A fish of {{{place}}}; see [[*Fishing]] or {{{kbd(TAB)}}}.\n- Carp\n"
        "#+CAPTION: Fish\n| name | cm |\n|------+----|\n| <l>  | <r> |\n| carp | 40 |\n",
        "a.org",
    )
    shown = [(block.kind.value, block.level, article.text[block.start : block.end]) for block in article.blocks[1:]]
    assert shown == [
        ("quote", 1, "Said so."),
        ("code", 0, "x;"),
        ("quote", 2, "Inner."),
        ("quote", 1, "Outer."),
        ("code", 0, "* Head\n  ,* more"),
        ("list-item", 1, "Pike"),
        ("list-item", 1, "A fish of the sea; see Fishing or TAB."),
        ("list-item", 1, "Carp"),
        ("caption", 0, "Fish"),
        ("table", 0, "name\tcm\ncarp\t40"),
    ]
    assert [block.label for block in article.blocks[-5:]] == ["•", "", "•", "", ""]
    assert read("| a | b |\n| c | d |\n", "a.org").blocks[0].label == "headless"


_POWERS = {
    "a.rst": ":math:`2^{32}` 2\\ :sup:`32` H\\ :sub:`2`\\ O :math:`\\frac{a}{b}`",
    "a.org": r"$2^{32}$ 2^32 H_2O \(\frac{a}{b}\)",
    "a.adoc": r"stem:[2^32] 2^32^ H~2~O latexmath:[\frac{a}{b}]",
    "a.md": r"$2^{32}$ 2^32^ H~2~O \(\frac{a}{b}\)",
    "b.md": r"$`2^{32}`$ 2<sup>32</sup> H<sub>2</sub>O $$\frac{a}{b}$$",
    "a.tex": r"\(2^{32}\) 2\textsuperscript{32} H$_2$O $\frac ab$",
    "a.html": "<math><msup><mn>2</mn><mn>32</mn></msup></math> 2<sup>32</sup> H<sub>2</sub>O"
    r" <script type='math/tex'>\frac{a}{b}</script>",
}


@pytest.mark.parametrize("name", _POWERS)
def test_powers_indices_and_formulas_read_alike_in_every_format(name: str) -> None:
    sentence = f"It is said that {_POWERS[name]} holds in all formats."
    sentence = f"<p>{sentence}</p>" if name.endswith("html") else sentence
    assert "It is said that 2³² 2³² H₂O a/b holds in all formats." in read(sentence, name).text


_DISPLAYED = {
    "a.rst": "Before.\n\n.. math::\n   :label: x\n\n   a &= b \\\\\n     &= c\n\nAfter.",
    "a.org": "Before.\n\\begin{align}\na &= b \\\\\n&= c\n\\end{align}\nAfter.",
    "a.adoc": "= T\n\nBefore.\n\n[latexmath]\n++++\na &= b \\\\\n&= c\n++++\n\nAfter.",
    "a.md": "Before.\n\n$$\n\\begin{aligned}\na &= b \\\\\n&= c\n\\end{aligned}\n$$\n\nAfter.",
    "b.md": "Before.\n\\[\na &= b \\\\\n&= c\n\\]\nAfter.",
    "c.md": "Before.\n\n```math\na &= b \\\\\n&= c\n```\n\nAfter.",
    "a.tex": "Before.\\begin{align}a &= b \\\\ &= c\\end{align}After.",
}


@pytest.mark.parametrize("name", _DISPLAYED)
def test_the_lines_of_a_displayed_formula_are_a_paragraph(name: str) -> None:
    assert texts(read(_DISPLAYED[name], name), BlockKind.PARAGRAPH) == ["Before.", "a = b\n= c", "After."]


@pytest.mark.parametrize(
    "text",
    [
        *("It costs $5 and $10.", "Between $20,000 and $30,000, or US$7.", "It was $5, now 10$.", "It is 3$ or 4$."),
        *("Set $HOME and $PATH, or $HOME/$USER.", "About $1.5m (up from $1m) and $2bn.", "A $5-$10 bill, $5 or $6?"),
        *("It rose 2^10 and 3^5.", "The files ~a and ~b.", r"An array \[1\] of \(words here\)."),
    ],
)
def test_amounts_and_names_of_variables_are_no_formulas(text: str) -> None:
    for name in ("a.md", "a.org"):
        written = text.replace("\\", "") if name == "a.md" else text
        shown = read(text, name).text
        assert shown == written or name == "a.org", name
        assert shown.count("$") == text.count("$"), name
