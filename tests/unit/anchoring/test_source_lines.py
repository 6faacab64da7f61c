"""Passages begin on lines of their source, whatever stands there that is not in the text."""

import pytest

from readtui.anchoring.source_lines import source_lines
from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source

MARKDOWN = """---
title: Who crosses
description: The ferry is old.
---

<!-- The ferry is old. Nobody
crosses at dusk. -->

The ferry
=========

The ferry is old. Nobody
crosses at **dusk**, says [the
man](https://example.org/nobody) of the landing[^1].

[^1]: A note on the man.

- Nobody
  waits.
- The ice &amp;
  the dog

  wait &mdash; both.

| who | where |
| --- | --- |
| the dog | on the ice |
| nobody | on the ferry |

```python
def cross(dog):
    while ice:
        wait()
    }
```

> Nobody crosses
> at dusk.

Setext
------
Last words.
"""

RESTRUCTURED = """.. |ferry| replace:: old ferry
.. include:: crossing.rst

The ferry
=========

:author: Nobody

.. The dog sleeps
   on the ice.

The dog sleeps
on the ice, see `the landing`_ and |ferry|. It
barks [#note]_.

.. note::

   Mind the
   gap.

::

    cross(dog)

    wait()

===== ====
Who   Sits
===== ====
Dog   Ice
Man   Boat
===== ====

.. [#note] Only at dusk.
.. _the landing: https://example.org
"""

ORG = """#+TITLE: The ferry
#+AUTHOR: Nobody

# The dog sleeps.
#+INCLUDE: "crossing.org"

* TODO The landing :ferry:
  :PROPERTIES:
  :NOTE: The dog sleeps.
  :END:

The dog sleeps. It /barks/ at
the [[https://example.org][old
ferry]] at dusk.

- The dog
- Nobody ::
  waits

#+BEGIN_COMMENT
Nobody waits.
#+END_COMMENT

| who | where |
|-----+-------|
| dog | ice   |

#+BEGIN_SRC python
cross(dog)
wait()
#+END_SRC
"""

ASCIIDOC = """= The ferry
Nobody <nobody@example.org>
:boat: old boat

// The dog sleeps.
////
The dog sleeps.
////

include::crossing.adoc[]

== The landing

The dog sleeps. It *barks* at
the {boat}, a link:https://example.org[big
one], at dusk.

* The dog
** Nobody
+
waits

|===
|who |where

|dog
|ice
|===

----
cross(dog)
wait()
----
"""

LATEX = r"""\documentclass{article}
\title{The ferry}
% The dog sleeps.
\newcommand{\boat}{old boat}
\begin{document}
\maketitle
\section{The landing} % the landing
The dog sleeps. % It barks at
It \emph{barks} at
the \boat{} of M\"uller\footnote{A footnote
on it.} at
dusk, see~\cite{landing}.

\input{crossing}

\begin{itemize}
  \item The dog
  \item Nobody
    waits
\end{itemize}

\begin{comment}
Nobody waits.
\end{comment}

\begin{verbatim}
cross(dog)
wait()
\end{verbatim}
\end{document}
"""

HTML = """<!DOCTYPE html>
<html lang="en"><head><title>The ferry</title>
<meta name="description" content="The dog sleeps.">
<script>var text = "The dog sleeps. It barks at the ferry.";</script>
</head>
<body>
<main>
<h1>The
ferry</h1>
<!-- <p>The dog sleeps. It
barks at the ferry.</p> -->
<p>The dog sleeps. It
barks at <a href="/ferry" title="the
old ferry">the ferry</a> of
M&uuml;ller &amp; Nobody.
<ul>
<li>The dog</li>
<li>Nobody
waits</li>
</ul>
<pre>cross(dog)
wait()
</pre>
</main>
</body></html>
"""

PYTHON = '''"""The ferry."""


def cross(dog):
    # The dog waits.
    while dog:
        dog = None
    return {
        "ice": 1,
    }


def wait(dog):
    while dog:
        dog = None
'''

DIFF = """--- a/ferry.py
+++ b/ferry.py
@@ -1,3 +1,3 @@
 def cross(dog):
-    wait()
+    wait(dog)
     wait()
"""

PLACES = [
    ("ferry.md", MARKDOWN, "The ferry\n", 9),
    ("ferry.md", MARKDOWN, "The ferry is old. Nobody crosses", 12),
    ("ferry.md", MARKDOWN, "crosses at dusk, says", 13),
    ("ferry.md", MARKDOWN, "dusk, says", 13),
    ("ferry.md", MARKDOWN, "man of", 14),
    ("ferry.md", MARKDOWN, "A note on", 16),
    ("ferry.md", MARKDOWN, "waits.", 19),
    ("ferry.md", MARKDOWN, "& the dog", 20),
    ("ferry.md", MARKDOWN, "the dog\n\nwait", 21),
    ("ferry.md", MARKDOWN, "wait — both", 23),
    ("ferry.md", MARKDOWN, "— both", 23),
    ("ferry.md", MARKDOWN, "who\twhere", 25),
    ("ferry.md", MARKDOWN, "on the ice\nnobody", 27),
    ("ferry.md", MARKDOWN, "nobody\ton", 28),
    ("ferry.md", MARKDOWN, "while ice", 32),
    ("ferry.md", MARKDOWN, "()", 33),
    ("ferry.md", MARKDOWN, "}", 34),
    ("ferry.md", MARKDOWN, "Nobody crosses at dusk.", 37),
    ("ferry.md", MARKDOWN, "at dusk.\n\nSetext", 38),
    ("ferry.md", MARKDOWN, "Setext", 40),
    ("ferry.md", MARKDOWN, "Last words", 42),
    ("ferry.rst", RESTRUCTURED, "The ferry", 4),
    ("ferry.rst", RESTRUCTURED, "The dog sleeps on the ice, see", 12),
    ("ferry.rst", RESTRUCTURED, "on the ice, see", 13),
    ("ferry.rst", RESTRUCTURED, "the landing", 13),
    ("ferry.rst", RESTRUCTURED, "It barks", 13),
    ("ferry.rst", RESTRUCTURED, "barks", 14),
    ("ferry.rst", RESTRUCTURED, "Mind the", 18),
    ("ferry.rst", RESTRUCTURED, "gap.", 19),
    ("ferry.rst", RESTRUCTURED, "cross(dog)", 23),
    ("ferry.rst", RESTRUCTURED, "wait()", 25),
    ("ferry.rst", RESTRUCTURED, "Sits", 28),
    ("ferry.rst", RESTRUCTURED, "Ice", 30),
    ("ferry.rst", RESTRUCTURED, "Only at dusk", 34),
    ("ferry.org", ORG, "The ferry", 1),
    ("ferry.org", ORG, "The landing", 7),
    ("ferry.org", ORG, "The dog sleeps. It barks", 12),
    ("ferry.org", ORG, "barks at", 12),
    ("ferry.org", ORG, "the old ferry at", 13),
    ("ferry.org", ORG, "old ferry at", 13),
    ("ferry.org", ORG, "ferry at", 14),
    ("ferry.org", ORG, "The dog\n", 16),
    ("ferry.org", ORG, "waits", 18),
    ("ferry.org", ORG, "ice", 26),
    ("ferry.org", ORG, "wait()", 30),
    ("ferry.adoc", ASCIIDOC, "The ferry", 1),
    ("ferry.adoc", ASCIIDOC, "The landing", 12),
    ("ferry.adoc", ASCIIDOC, "The dog sleeps. It barks", 14),
    ("ferry.adoc", ASCIIDOC, "barks at", 14),
    ("ferry.adoc", ASCIIDOC, "a big", 15),
    ("ferry.adoc", ASCIIDOC, "one, at", 16),
    ("ferry.adoc", ASCIIDOC, "The dog\n", 18),
    ("ferry.adoc", ASCIIDOC, "waits", 21),
    ("ferry.adoc", ASCIIDOC, "dog\tice", 26),
    ("ferry.adoc", ASCIIDOC, "ice", 27),
    ("ferry.adoc", ASCIIDOC, "cross(dog)", 31),
    ("ferry.tex", LATEX, "The ferry", 2),
    ("ferry.tex", LATEX, "The landing", 7),
    ("ferry.tex", LATEX, "The dog sleeps. It barks", 8),
    ("ferry.tex", LATEX, "It barks", 9),
    ("ferry.tex", LATEX, "Müller", 10),
    ("ferry.tex", LATEX, "on it.", 11),
    ("ferry.tex", LATEX, "dusk, see", 12),
    ("ferry.tex", LATEX, "The dog\n", 17),
    ("ferry.tex", LATEX, "Nobody waits\n", 18),
    ("ferry.tex", LATEX, "waits\n", 19),
    ("ferry.tex", LATEX, "cross(dog)", 27),
    ("ferry.tex", LATEX, "wait()", 28),
    ("ferry.html", HTML, "The ferry", 8),
    ("ferry.html", HTML, "ferry\n", 9),
    ("ferry.html", HTML, "The dog sleeps. It barks", 12),
    ("ferry.html", HTML, "barks at", 13),
    ("ferry.html", HTML, "the ferry of", 14),
    ("ferry.html", HTML, "Müller &", 15),
    ("ferry.html", HTML, "& Nobody", 15),
    ("ferry.html", HTML, "The dog\n", 17),
    ("ferry.html", HTML, "waits", 19),
    ("ferry.html", HTML, "wait()", 22),
    ("ferry.py", PYTHON, "The ferry", 1),
    ("ferry.py", PYTHON, "The dog waits", 5),
    ("ferry.py", PYTHON, "while dog", 6),
    ("ferry.py", PYTHON, "return {", 8),
    ("ferry.py", PYTHON, "}", 10),
    ("ferry.py", PYTHON, "def wait", 13),
    ("ferry.diff", DIFF, "wait()", 5),
    ("ferry.diff", DIFF, "wait(dog)", 6),
]


def text_of(name: str, source: str) -> str | None:
    try:
        return read_source(Source(source.encode(), name)).text
    except SourceError:
        return None


@pytest.mark.parametrize(("name", "source", "quote", "line"), PLACES, ids=lambda value: repr(value)[:30])
def test_a_passage_begins_on_its_line(name: str, source: str, quote: str, line: int) -> None:
    text = text_of(name, source)
    assert text is not None
    assert source_lines(text, source, [text.index(quote)], lambda changed: text_of(name, changed)) == [line]
