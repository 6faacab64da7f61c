"""Articles and annotations with text that is difficult for formats."""

from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import cache

from readtui.anchoring.describe import describe
from readtui.exporters.exporter import ExportDocument
from readtui.model.annotation import HIGHLIGHT_COLORS, AnchorState, Annotation, Origin
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import BlockKind, MarkType, Role
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextQuoteSelector
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import ArticleBuilder
from readtui.text.clean import clean

_PARAGRAPH, _HEADING, _CODE = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.CODE
_QUOTE, _ITEM, _TABLE = BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.TABLE


@dataclass(frozen=True, slots=True)
class _On:
    """An annotation: the words it is on ("" for the whole article), tags, a note.

    ``was``: the words that were annotated, if they have changed since. ``replies``: who wrote them, and their texts.
    """

    words: str
    tags: tuple[str, ...] = ()
    note: str = ""
    state: AnchorState = AnchorState.EXACT
    has_color: bool = True
    was: str = ""
    creator: Creator | None = None
    replies: tuple[tuple[Creator, str, ThreadState | None], ...] = ()
    is_thread: bool = False


@dataclass(frozen=True, slots=True)
class _Sample:
    metadata: Metadata
    blocks: Sequence[tuple[BlockKind, str]]
    annotations: Sequence[_On]
    tags: tuple[str, ...] = field(default=())


_EVE = Creator('=1+1 <b>"Eve"</b> *x* [[y]] :: {z} -->')
_BUILDER = Creator("builder|x; #1", is_program=True)
_SAMPLES = (
    _Sample(
        Metadata(
            'yes: "no" — #1 [draft] | *x*', "https://example.org/a_b?c=(d)&e={f}#g", "Ada O'Neil & Søn; Bo (Jr.)", "en"
        ),
        [
            (_HEADING, 'yes: "no" — #1 [draft] | *x*'),
            (_PARAGRAPH, "The *stars*, the _low lines_ and the `ticks` stay; so do ~~waves~~, ==marks== and $5 or $6."),
            (
                _PARAGRAPH,
                "A [link](https://example.org/x_y), a [[page]], a ((block)), a {{macro}}, a ![picture](a.png).",
            ),
            (_HEADING, "TODO 1. First * things"),
            (_PARAGRAPH, "\\[a formula\\] and \\(another\\), \\alpha, C:\\temp\\new, 100 % of %% and ^caret^ and a#b."),
            (_PARAGRAPH, "<b>bold</b> <!-- gone --> <script>alert(1)</script> &amp; &lt;3 &#42; 1 < 2 > 0"),
            (_QUOTE, "He said: “I'd go”, she: 'no', they: «»."),
            (_ITEM, 'milk | bread | "eggs"'),
        ],
        [
            _On("", ("to reread",), "Is this\nall of it?"),
            _On("*stars*, the _low lines_ and the `ticks`", ("markup/*bold*", "a b", "1984"), "**Bold** _note_ #tag"),
            _On("~~waves~~, ==marks== and $5 or $6", (), "$5 | `code"),
            _On(
                "[link](https://example.org/x_y), a [[page]], a ((block))", ("[x]", "((y))"), "[[page]] ((block)) {{m}}"
            ),
            _On("a {{macro}}, a ![picture](a.png)", (), "{{c1::cloze}} }} ]]> */ --> \"\"\" '''"),
            _On("\\[a formula\\] and \\(another\\), \\alpha", ("tex\\alpha",), "\\[x\\] \\(y\\) \\end{document}"),
            _On("C:\\temp\\new, 100 % of %% and ^caret^ and a#b", (), "%% comment"),
            _On("<b>bold</b> <!-- gone --> <script>alert(1)</script>", ("<i>",), "<!-- </script> <b>"),
            _On("&amp; &lt;3 &#42; 1 < 2 > 0", ("a&b",), "AT&T; <3 &"),
            _On("“I'd go”, she: 'no', they: «»", ('"quoted"',), '"He\'s"'),
            _On('milk | bread | "eggs"', ("a|b", "c;d", "e,f"), "| a | b |\n| - | - |"),
        ],
        ("to read", "null", "x: y"),
    ),
    _Sample(
        Metadata("Lines at the start", "/home/ada/notes & more/lines #1.txt", published="2026-02-30"),
        [
            (
                _PARAGRAPH,
                "Every line below begins like syntax.\n- not an item\n* nor this\n+ nor that\n1. nor one\n2) nor two",
            ),
            (
                _PARAGRAPH,
                "* not a heading\n** nor this\n#+begin_src sh\n#+end_quote\n:PROPERTIES:\n:ID: x\n:END:\n, comma",
            ),
            (
                _PARAGRAPH,
                "# not a heading\n## nor this\n=== \n--- \n> nor a quote\n: nor this\n%%(diary)\nid:: stolen\nTODO x",
            ),
            (_PARAGRAPH, "---\ntitle: no front matter\n---\n..."),
            (_PARAGRAPH, "==========\nTY  - JOUR\nER  - \nN1  - no"),
            (_CODE, "    if a < b:\n\treturn '''`````'''\n# comment\n```\n~~~\n#+end_src\n,* comma\n\\end{verbatim}\n"),
            (_TABLE, 'name\tvalue\n=1+1\t@SUM(A1)\n+2\t-3\n"x"\ty, z'),
        ],
        [
            _On("- not an item\n* nor this\n+ nor that\n1. nor one\n2) nor two", (), "- a\n- b\n\n1. c\n2. d"),
            _On("* not a heading\n** nor this", ("*star",), "* heading?\n** no"),
            _On("#+begin_src sh\n#+end_quote\n:PROPERTIES:\n:ID: x\n:END:", (":END:",), "#+end_quote\n:END:\n* x"),
            _On("# not a heading\n## nor this\n=== \n---", ("#hash",), "# Heading\n\n---\n\n> quote"),
            _On("> nor a quote\n: nor this\n%%(diary)\nid:: stolen\nTODO x", (), "id:: stolen\ntags:: x"),
            _On("---\ntitle: no front matter\n---\n...", ("---",), "---\na: b\n---"),
            _On("==========\nTY  - JOUR\nER  - \nN1  - no", (), "==========\nER  - "),
            _On("\treturn '''`````'''\n# comment\n```\n~~~\n#+end_src", ("code",), "```\nopen fence"),
            _On("=1+1\t@SUM(A1)\n+2\t-3", (), '=HYPERLINK("https://example.org")'),
            _On('"x"\ty, z', (), "+1"),
        ],
    ),
    _Sample(
        Metadata(
            "👩‍👩‍👧 Schöne naïve ﬁ 𝔘nicode",
            "https://example.org/ü?q=\u202f",
            "Жанна Ø'Hara",
            "und",
            "2026-03",
            "ß & Co",
        ),
        [
            (_PARAGRAPH, "A family 👩‍👩‍👧‍👦, a flag 🇩🇪, a thumb 👍🏽 and a heart ❤️ in one line."),
            (
                _PARAGRAPH,
                "Ze\u0301ro: e\u0302\u0323 n\u0303 and Zalgo Z\u0351\u0343\u036ba\u0334l\u0328g\u0315o, 𝒜 𝟘 𐍈.",
            ),
            (
                _PARAGRAPH,
                "soft\u00adhyphen, no\u00a0break, thin\u2009space, zero\u200bwidth, word\u2060joiner, \u200eleft.",
            ),
            (_PARAGRAPH, "␛[31mred␛[0m ␀ ␇ ⍰ what once were controls"),
        ],
        [
            _On("family 👩‍👩‍👧‍👦, a flag 🇩🇪", ("emoji 👍🏽", "🇩🇪/📚"), "👩‍👩‍👧 note 𝒜"),
            _On("🇩🇪, a thumb 👍🏽 and", (), "overlaps"),
            _On("thumb 👍🏽 and a heart ❤️", ("❤️",)),
            _On("Z\u0351\u0343\u036ba\u0334l\u0328g\u0315o, 𝒜 𝟘 𐍈", (), "é ≠ e"),
            _On("soft\u00adhyphen, no\u00a0break, thin\u2009space", ("a\u200bb",), "zero\u200bwidth"),
            _On("␛[31mred␛[0m ␀ ␇ ⍰", ("␛[31m",), "␛]0;title␇"),
        ],
    ),
    _Sample(
        Metadata("שלום עולם / مرحبا", "https://example.org/%D7%A9", "يوسف", "he", direction="rtl"),
        [
            (_PARAGRAPH, "זה משפט בעברית עם English באמצע. وهذه جملة بالعربية، مع 123 أرقام."),
            (_PARAGRAPH, "中文句子,没有空格。日本語の文です。漢字とカナ。"),
            (_PARAGRAPH, "ภาษาไทยไม่มีช่องว่าง और हिन्दी में क्ष त्र ज्ञ।"),
        ],
        [
            _On("בעברית עם English באמצע. وهذه جملة", ("תג/משנה", "وسم"), "הערה بالعربية"),
            _On("عربية، مع 123", (), "?לא"),
            _On("没有空格。日本語の文です", ("標籤",), "注:你好"),
            _On("ภาษาไทยไม่มี", ()),
            _On("क्ष त्र ज्ञ", ("टैग",), "नोट"),
        ],
    ),
    _Sample(
        Metadata("Overlaps", ""),
        [
            (_PARAGRAPH, "One two three four five six seven eight nine ten. Eleven twelve. Thirteen fourteen fifteen."),
            (_PARAGRAPH, "One two three four five six seven eight nine ten. The same words again, and one two three."),
            (_PARAGRAPH, "x"),
            (_PARAGRAPH, "A last paragraph without an end"),
        ],
        [
            _On("", ("whole",)),
            _On("two three four five six", ("outer",), "outer"),
            _On("four five six seven eight", ("crossing",), "crossing"),
            _On("five", ("inner",), "inner", has_color=False),
            _On("five", ("inner again",), has_color=False),
            _On("ten. Eleven twelve. Thirteen", (), "over sentences"),
            _On("fifteen.\n\nOne two three four", ("over paragraphs",), "Is it the second one?"),
            _On("x", (), "a single letter"),
            _On("without an end", (), "- [ ] task\n- [x] done"),
            _On("words that were here once", ("lost",), "an orphan", state=AnchorState.ORPHAN),
            _On("The same words again", (), state=AnchorState.REVIEW),
            _On("one two three.", (), "a note only", has_color=False),
        ],
    ),
    _Sample(
        Metadata("", "https://example.org/empty"),
        [(_PARAGRAPH, "An article without a title, with one long passage. " + "It goes on and on. " * 200)],
        [_On("An article without a title"), _On("It goes on and on. " * 150, ("long",), "A very long note. " * 200)],
    ),
    _Sample(
        Metadata("Voices", "https://example.org/voices"),
        [
            (_PARAGRAPH, "Dana accepts this risk. Nobody else may. The rest stays as it was."),
            (_CODE, "copy --all\ncompare"),
        ],
        [
            _On("", (), "On all of it", creator=_EVE, replies=((_BUILDER, "Why?", None),), is_thread=True),
            _On(
                "Dana accepts this risk",
                ("risk",),
                "Who accepts it?",
                was="We *accept* this <risk>",
                creator=_EVE,
                replies=((_BUILDER, "Dana does", None), (_EVE, "--> <!-- /rt --> =1", ThreadState.SETTLED)),
            ),
            _On(
                "Nobody else may",
                (),
                "",
                was="Everybody may",
                creator=_BUILDER,
                is_thread=True,
                replies=((_EVE, "# no\n\n```\nopen", None), (_EVE, "", ThreadState.SETTLED)),
            ),
            _On(
                "copy --all\ncompare",
                (),
                "and then?",
                was="copy\n```\ncompare",
                creator=_EVE,
                replies=((_EVE, "- one\n- two\n\n:END:\n* three\nid:: x", ThreadState.OPEN),),
            ),
        ],
    ),
    _Sample(Metadata("No annotations", "https://example.org/none"), [(_PARAGRAPH, "Nothing is marked here.")], []),
)


@cache
def sample_documents() -> Sequence[ExportDocument]:
    """The documents: every kind of block, several scripts, overlaps, orphans, and the syntax of many formats."""
    return tuple(_document(number, sample) for number, sample in enumerate(_SAMPLES, 1))


def sample_tags() -> dict[str, Tag]:
    """A codebook with the tags of the documents."""
    names = dict.fromkeys(tag for document in sample_documents() for one in document.annotations for tag in one.tags)
    return {name: Tag(name, "yellow", f"What “{name}” is for.", modified="2026-01-31T12:00:00Z") for name in names}


def _document(number: int, sample: _Sample) -> ExportDocument:
    builder = ArticleBuilder()
    for kind, text in sample.blocks:
        is_title = kind is _HEADING and builder.is_empty
        level = (1 if is_title else 2) if kind is _HEADING else 1 if kind in (_ITEM, _QUOTE) else 0
        role = Role.TITLE if is_title else None
        label = {_CODE: "py`th\non", _ITEM: "•"}.get(kind, "")
        words = len(text.split(" ")[0])
        marks = [(MarkType.STRONG, 0, words, ""), (MarkType.LINK, 0, words, "javascript:alert(1)")]
        builder.add(kind, text, role=role, level=level, label=label, marks=marks if kind is _PARAGRAPH else ())
    builder.add(BlockKind.FURNITURE, "12 comments")
    article = builder.build(sample.metadata)
    article_id = f"{number:x}" * 16
    record = ArticleRecord(
        article_id,
        sample.metadata,
        "2026-01-31T12:00:00Z",
        "2026-02-01T12:00:00Z",
        article.hash8,
        words=len(article.text.split()),
        tags=sample.tags,
    )
    annotations = sorted(_annotations(article_id, article, sample.annotations), key=_place)
    return ExportDocument(record, annotations, lambda: article)


def _place(annotation: Annotation) -> tuple[bool, int, int]:
    """Reading order: the whole article first, orphans last."""
    passage = annotation.passage
    if passage is None:
        return annotation.quote is not None, 0, 0
    return False, passage.start + 1, passage.end


def _annotations(article_id: str, article: Article, wanted: Iterable[_On]) -> Iterable[Annotation]:
    for number, one in enumerate(wanted, 1):
        quote, position, origin = None, None, None
        if one.state is AnchorState.ORPHAN:
            quote = TextQuoteSelector(one.words)
        elif one.words:
            words = clean(one.words).text
            start = article.text.index(words)
            quote, position = describe(article.text, Passage(start, start + len(words)))
            origin = Origin("0" * 8, start, start + len(one.was), one.was) if one.was else None
        identifier = f"{number:08x}-{article_id[:4]}-4abc-8def-{article_id[:12]}"
        yield Annotation(
            identifier,
            article_id,
            f"2026-02-01T10:00:{number:02}Z",
            f"2026-02-0{number % 9 + 1}T11:00:00Z",
            quote,
            position,
            HIGHLIGHT_COLORS[number % len(HIGHLIGHT_COLORS)] if one.has_color and one.words else None,
            one.tags,
            one.note,
            article.hash8,
            one.state,
            origin,
            creator=one.creator,
            is_thread=one.is_thread,
            replies=tuple(_replies(identifier, article_id, one)),
        )


def _replies(annotation_id: str, article_id: str, one: _On) -> Iterable[Reply]:
    for number, (creator, text, sets) in enumerate(one.replies, 1):
        identifier, when = f"{number:08x}-1111-{annotation_id[14:]}", f"2026-02-0{number}T12:00:00Z"
        yield Reply(identifier, article_id, annotation_id, when, when, text, creator, sets)
