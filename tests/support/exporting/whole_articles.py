"""Articles for property tests of exports: any blocks, overlapping marks and annotations, hostile words."""

from hypothesis import strategies as st

from readtui.exporters.exporter import ExportDocument
from readtui.model.annotation import HIGHLIGHT_COLORS, AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.block import HEADLESS, BlockKind, MarkType, Role
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.text.article_builder import ArticleBuilder

WORDS = (
    *(
        "a",
        "word",
        "two words",
        "x. Y",
        "e\u0301",
        "👩‍👩‍👧",
        "שלום",
        "日本語",
        "ก็",
        "\u00ad",
        "\u200d",
        "\u2028",
        "\x1b[1m",
        "\x00",
    ),
    *(
        "<script>",
        "</mark>",
        "&amp;",
        "-->",
        "```",
        "`",
        "``",
        "**",
        "*",
        "_",
        "~~",
        "==",
        "=",
        "[",
        "]",
        "](",
        "[^1]",
        "[^1]:",
    ),
    *(
        "|",
        "\\",
        "\\\\",
        "$",
        "$$",
        "%",
        "%%",
        "#",
        "# ",
        "- ",
        "1. ",
        "> ",
        "+",
        "~",
        "^",
        "{",
        "}",
        "{{{",
        "@",
        "@@",
        "<<",
        ">>",
    ),
    *(
        "\\end{document}",
        "\\input{x}",
        "^^41",
        "#import",
        "#{",
        "//",
        "/*",
        "*/",
        "https://e.org/_a_",
        "<a@b>",
        "--",
        "'",
        '"',
    ),
    *(
        "[[",
        "[fn:1]",
        ":END:",
        "#+end_src",
        "* ",
        "/x/",
        "=x=",
        "~x~",
        "+x+",
        "*x*",
        "_x_",
        "a_b",
        "a^b",
        "\\alpha",
        "<2024-01-01>",
    ),
    *(" ", "  ", "\n", "\n", "\t", "\u3000", "\u00a0"),
)
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=10).map("".join)
TARGETS = (
    "https://e.org/?a=1&b=_{}%20#x",
    "mailto:a@b.org",
    "javascript:x",
    "#there",
    "#nowhere",
    "x.html",
    "https://e.org/)]}|\\",
)
LABELS = ("•", "1.", "23)", "a)", "[1]", "☑", "", "-->", "\\item", "1234567890123.")


@st.composite
def annotated_documents(draw: st.DrawFn) -> ExportDocument:
    """An article with annotations in reading order."""
    builder = ArticleBuilder()
    builder.add(BlockKind.HEADING, draw(words) + "t", role=draw(st.sampled_from([Role.TITLE, None])), level=1)
    for number in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(list(BlockKind)))
        text = draw(words)
        spans = st.tuples(
            st.sampled_from(list(MarkType)),
            st.integers(0, len(text)),
            st.integers(0, len(text)),
            st.sampled_from(TARGETS),
        )
        marks = [
            (type_, start, end, target if type_ is MarkType.LINK else "")
            for type_, start, end, target in draw(st.lists(spans, max_size=4))
        ]
        label = {BlockKind.LIST_ITEM: LABELS, BlockKind.TABLE: ("", HEADLESS), BlockKind.CODE: ("", "c++", "x y`}")}
        names = [("there", draw(st.integers(0, len(text))))] if number % 2 else []
        builder.add(
            kind,
            text,
            level=draw(st.integers(1, 7)) if kind in (BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTE) else 0,
            label=draw(st.sampled_from(label.get(kind, ("",)))),
            marks=marks,
            names=names,
            role=draw(st.sampled_from([None, *Role])) if kind is BlockKind.PARAGRAPH else None,
        )
    article = builder.build(
        Metadata(draw(words), "https://e.org/a", draw(words), draw(st.sampled_from(["", "en", "he", "}"])))
    )
    found: list[Annotation] = []
    edges = st.integers(0, len(article.text))
    for number in range(draw(st.integers(0, 6))):
        start, end = sorted((draw(edges), draw(edges)))
        kind_of = draw(st.sampled_from(["passage", "passage", "passage", "orphan", "whole"]))
        quote = TextQuoteSelector(article.text[start:end] or "lost") if kind_of != "whole" else None
        found.append(
            Annotation(
                f"{number:08x}-0000-4000-8000-000000000000",
                "0" * 16,
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00Z",
                quote,
                TextPositionSelector(start, end) if kind_of == "passage" else None,
                draw(st.sampled_from([None, *HIGHLIGHT_COLORS])),
                tuple(draw(st.lists(words.map(str.strip).filter(bool), max_size=2, unique=True))),
                draw(st.one_of(st.just(""), words)),
                anchor=AnchorState.ORPHAN if kind_of == "orphan" else AnchorState.EXACT,
            )
        )
    found.sort(key=lambda one: (one.position is None, one.position.start if one.position else 0))
    record = ArticleRecord("0" * 16, article.metadata, "2026-01-01T00:00:00Z", "", article.hash8)
    return ExportDocument(record, found, lambda: article)
