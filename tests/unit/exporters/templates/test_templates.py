"""Templates: what they get, how often they are rendered, and what happens to mistakes and attacks."""

import json
import sys
from dataclasses import replace

import pytest
from articles import article_of, counting_ids, ticking_clock

from readtui.errors import ExportError
from readtui.exporters.exporter import ExportDocument, ExportOptions, whole
from readtui.exporters.templates.exporter import LIMITS, TemplateExporter
from readtui.exporters.templates.template import Template, TemplateScope
from readtui.model.annotation import Annotation, Origin
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.block import BlockKind
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.model.tag import Tag
from readtui.process.limits import Limits
from readtui.services.annotating.annotator import Annotator

pytestmark = pytest.mark.usefixtures("kept_processes")

LOCK = article_of(
    (BlockKind.HEADING, "Locks"),
    "A lock is a box of water. It has two doors.",
    (BlockKind.HEADING, "Why it works"),
    "Water finds its level.",
)
HOSTILE = "{{ 1 + 1 }}{% include 'x' %}"
"""Words of an article or a note that would do something if they were rendered."""


def document(article_id: str = "00112233445566aa", title: str = "Locks") -> ExportDocument:
    record = ArticleRecord(
        article_id, Metadata(title, creator="Ada"), "2026-01-31T12:00:00Z", "", LOCK.hash8, tags=("x",)
    )
    annotator = Annotator(ticking_clock(), counting_ids())

    def on(words: str, note: str = "", tags: tuple[str, ...] = ()) -> Annotation:
        start = LOCK.text.index(words)
        change = annotator.create(article_id, LOCK, Passage(start, start + len(words)), note=note, tags=tags)
        made = change.edits[0].after
        assert isinstance(made, Annotation)
        return made

    return ExportDocument(record, [on("two doors", HOSTILE, ("a/b",)), on("its level", "even")], lambda: LOCK)


def rendered(source: str, *documents: ExportDocument, limits: Limits = LIMITS) -> str:
    exporter = TemplateExporter(Template("mine.md.j2", source), ".md", "2026-03-01", limits)
    options = ExportOptions(tags={"a/b": Tag("a/b", "green", "About b")})
    made = whole(exporter.render(documents or [document()], options))
    assert isinstance(made, str)
    return made


def refusal(source: str, limits: Limits = LIMITS) -> ExportError:
    with pytest.raises(ExportError) as raised:
        rendered(source, limits=limits)
    assert raised.value.hint
    return raised.value


def test_the_names_that_it_uses_decide_how_often_a_template_is_rendered() -> None:
    two = (document(), document("8899aabbccddeeff", "Weirs"))
    assert rendered("{{ articles|length }} on {{ today }}\n", *two) == "2 on 2026-03-01\n"
    assert rendered("{{ article.title }}\n", *two) == "Locks\nWeirs\n"
    assert rendered("{{ annotation.quote }} in {{ article.title }}\n", *two).splitlines() == [
        "two doors in Locks",
        "its level in Locks",
        "two doors in Weirs",
        "its level in Weirs",
    ]
    looped = "{% for annotation in article.annotations %}{{ annotation.quote }};{% endfor %}"
    assert rendered(looped, *two) == "two doors;its level;" * 2
    assert TemplateExporter(Template("a", looped), "", "").checked.scope is TemplateScope.ARTICLE


def test_an_annotation_is_plain_values() -> None:
    values = json.loads(rendered("{{ annotation|json }}\n").splitlines()[0])
    start = LOCK.text.index("two doors")
    assert values == {
        "id": "00000001-0000-4000-8000-000000000000",
        "link": "readtui:00000001-0000-4000-8000-000000000000",
        "quote": "two doors",
        "original": "two doors",
        "creator": "",
        "thread": "",
        "replies": [],
        "note": HOSTILE,
        "tags": ["a/b"],
        "color": "",
        "state": "exact",
        "created": values["created"],
        "modified": values["modified"],
        "start": start,
        "end": start + len("two doors"),
    }


def test_an_annotation_has_the_words_and_voices_of_those_who_spoke() -> None:
    known = document()
    before, *_ = known.annotations
    answer = Reply("r1", before.article_id, before.id, "2026-02-01", "2026-02-01", "No.", Creator("Bea"))
    asked = replace(
        before,
        creator=Creator("builder", is_program=True),
        is_thread=True,
        origin=Origin("0", 1, 9, "three doors"),
        replies=(answer, replace(answer, id="r2", text="", creator=None, sets=ThreadState.SETTLED)),
    )
    source = (
        "{{ annotation.original }}, {{ annotation.creator }}, {{ annotation.thread }}:"
        "{% for reply in annotation.replies %} {{ reply.creator }} {{ reply.text }} {{ reply.sets }};{% endfor %}"
    )
    made = rendered(source, replace(known, annotations=(asked,)))
    assert made == "three doors, builder (program), settled: Bea No. ;   settled;"


def test_surroundings_are_there_when_they_are_mentioned() -> None:
    source = "{{ annotation.sentence }}|{{ annotation.paragraph }}|{{ annotation['section'] }}\n"
    assert rendered(source).splitlines() == [
        "It has two doors.|A lock is a box of water. It has two doors.|",
        "Water finds its level.|Water finds its level.|Why it works",
    ]
    assert rendered("{{ articles|map(attribute='text')|first }}") == LOCK.text


@pytest.mark.parametrize(
    ("source", "lists_articles", "needs_text"),
    [
        ("{% for article in articles %}{{ article.title }}{% endfor %}", True, False),
        ("{{ article.title }} {{ article.annotations|length }}", False, False),
        ("{{ article.title }} {{ article.text }}", True, True),
        ("{{ annotation.quote }}", False, False),
        ("{{ annotation.sentence }}", False, True),
    ],
)
def test_a_template_gets_the_articles_that_it_is_about(source: str, lists_articles: bool, needs_text: bool) -> None:
    format = TemplateExporter(Template("a", source), ".md", "2026-03-01").format
    assert (format.lists_articles, format.needs_text) == (lists_articles, needs_text)


def test_what_is_inserted_is_not_rendered() -> None:
    assert rendered("{{ article.annotations[0].note }}") == HOSTILE


def test_a_template_knows_all_about_an_article() -> None:
    record = replace(document().record, words=20, citation_key="ada26", modified="2026-02-01T12:00:00Z")
    about = replace(record.metadata, source="https://a.example/", site="Post", published="2026", language="en")
    one = replace(document(), record=replace(record, metadata=about))
    values = json.loads(rendered("{{ article|json }}", one))
    assert {name: value for name, value in values.items() if name != "annotations"} == {
        "id": "00112233445566aa",
        "title": "Locks",
        "author": "Ada",
        "source": "https://a.example/",
        "site": "Post",
        "published": "2026",
        "language": "en",
        "added": "2026-01-31T12:00:00Z",
        "modified": "2026-02-01T12:00:00Z",
        "words": 20,
        "citation_key": "ada26",
        "state": "to-read",
        "tags": ["x"],
        "link": "readtui:00112233445566aa",
    }


def test_values_are_inserted_as_they_are_and_escaped_on_request() -> None:
    filters = ("string", "html", "markdown", "csv", "json")
    source = "{% set words = '=<a> *b* & \"c\"' %}" + "".join(f"{{{{ words|{name} }}}}\n" for name in filters)
    assert rendered(source).splitlines() == [
        '=<a> *b* & "c"',
        "=&lt;a&gt; *b* &amp; &quot;c&quot;",
        r'=\<a\> \*b\* & "c"',
        '"\'=<a> *b* & ""c"""',
        r'"=<a> *b* & \"c\""',
    ]
    dates = "{{ '2026-01-31T12:00:00Z'|date('%d.%m.%Y') }} {{ '2026-01'|date }} {{ ''|date }}|{{ '50% of $x_1'|tex }}"
    assert rendered(dates) == r"31.01.2026 2026-01 |50\% of \$x\_1"
    assert rendered("{{ codebook|json }}") == '[{"name": "a/b", "color": "green", "description": "About b"}]'


@pytest.mark.parametrize(
    ("source", "message", "hint"),
    [
        ("a\n{{ foo }}", 'template mine.md.j2, line 2: there is no “foo”', "articles"),
        ("{{ artcle.title }}", 'template mine.md.j2, line 1: there is no “artcle”', 'Did you mean “article”?'),
        ("\n\n{{ article.titel }}", 'template mine.md.j2, line 3: there is no “titel”', 'Did you mean “title”?'),
        ("{{ articles[0].titel }}", 'template mine.md.j2, line 1: there is no “titel”', 'Did you mean “title”?'),
        ("{% set one = {} %}{{ one.titel + 1 }}", 'line 1: there is no “titel”', 'Did you mean “title”?'),
        ("{{ [article.titel] }}", 'template mine.md.j2, line 1: there is no “titel”', 'Did you mean “title”?'),
        (
            "{{ article.annotations|map(attribute='titel')|list }}",
            'template mine.md.j2, line 1: there is no “titel”',
            'Did you mean “title”?',
        ),
        ("{{ article.title }}\n{{ articles }}", "line 1: a template with “articles” is rendered once", "Use a loop"),
        ("x\n{% if %}", "template mine.md.j2, line 2: Expected an expression", "docs/templates.md"),
        ("x\ny\n{{ today|shout }}", "template mine.md.j2, line 3: No filter named 'shout'.", "docs/templates.md"),
        ("{{ article.words + 'a' }}", "template mine.md.j2, line 1: unsupported operand", "docs/templates.md"),
        ("{{ 1 // 0 }}", "line 1: integer division or modulo by zero", "docs/templates.md"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_template_and_line(source: str, message: str, hint: str) -> None:
    error = refusal(source)
    assert message in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ article|attr('__class__') }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format(article) }}",
        "{{ '{0.__class__}'|format(article) }}{{ article.tags.append('x') }}",
        "{% set article.title = 'mine' %}",
        "{{ article.update({'title': 'mine'}) }}",
        "{{ (articles|map('attr', '__class__')|list)[0].__name__ }}",
        "{% macro a() %}{% endmacro %}{{ a.__call__.__globals__ }}",
        "{{ joiner.__init__.__builtins__ }}",
        "{{ lipsum() }}",
        "{% include '/etc/passwd' %}",
        "{% import '/etc/passwd' as a %}",
        "{% from '/etc/passwd' import a %}",
        "{% extends '/etc/passwd' %}",
    ],
)
def test_the_sandbox_has_no_way_out(source: str) -> None:
    assert "template mine.md.j2, line 1: " in refusal(source).message


def test_an_attribute_that_is_not_a_value_cannot_be_listed() -> None:
    with pytest.raises(ExportError, match="not allowed"):
        rendered("{{ articles|map(attribute='__class__')|list }}")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "longer than 1 s"),
        ("{{ (10 ** (10 ** 9)) % 7 }}", "longer than 1 s"),
        ("{{ range(10 ** 9)|list }}", "line 1: Range too big"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "line 1: it calls itself without end"),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "nested too deeply"),
        ("{% set a = 'x' * 900000 %}{% for b in range(900) %}{{ a }}{% endfor %}", "more than 64 million characters"),
    ],
    ids=["loops", "number", "range", "recursion", "nesting", "output"],
)  # fmt: skip
def test_work_without_measure_is_stopped(source: str, message: str) -> None:
    # Limits are whole seconds of the process, which has taken a part of the first one to start.
    seconds = 0.6 if "longer" in message else LIMITS.seconds
    assert message in refusal(source, Limits(seconds, LIMITS.memory_bytes)).message


@pytest.mark.skipif(sys.platform != "linux", reason="the address space is bounded on Linux")
def test_rendering_gets_no_more_memory_than_allowed() -> None:
    error = refusal("\n{{ 'x' * 10 ** 10 }}")
    assert error.message == "template mine.md.j2, line 2: it needs too much memory"
