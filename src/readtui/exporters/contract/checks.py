"""The checks, as methods that pytest and unittest collect from a subclass."""

import contextlib
import gc
import io
import json
import re
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import entry_points
from typing import ClassVar

from readtui.exporters.contract.samples import sample_documents, sample_tags
from readtui.exporters.exporter import (
    Context,
    ExportDocument,
    Exporter,
    ExportOptions,
    FolderExporter,
    Grouping,
    Purpose,
    whole,
)
from readtui.exporters.living.merge import ids_in, merged
from readtui.exporters.living.parts import LivingExporter
from readtui.exporters.registry import GROUP
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.text.clean import is_clean

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_WORD = re.compile(r"[^\W_]+")
_UNSAFE_NAME = re.compile(r'[\x00-\x1f\x7f/\\<>:"|?*]|^\.|^$')
_LINK_LOST = re.compile("links? back")
_CREATOR_LOST = re.compile("creator|repl(y|ies)")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_MOST_HELD = 3
_OR_ESCAPED = "If it is there, but escaped or packed, text_of must undo that."


class ExporterContract:
    """What every exporter does. Subclass it and set ``exporter``; override ``text_of`` if the format packs text, or
    escapes it otherwise than in strings like those of JSON.

    ``not_about``: what the format is not meant for, of "quotes", "notes", "tags", "colors", "links", "creators" and
    "replies". It may leave these out without counting them as losses. Otherwise what is lost is counted by these names:
    "quote", "note", "tag", "color", "link back", "creator", "reply"; "annotation …" for all of one.
    """

    exporter: ClassVar[Exporter]
    not_about: ClassVar[frozenset[str]] = frozenset()

    def documents(self) -> Sequence[ExportDocument]:
        """The documents to export. Override it for a format that cannot export every article."""
        return sample_documents()

    def text_of(self, content: str | bytes) -> str:
        """The text that another program finds in an export, also in strings as JSON, YAML and TOML write them.

        Override it to unpack archives and undo other escapes.
        """
        text = content if isinstance(content, str) else content.decode("utf-8", "replace")
        return "\n".join((text, *_strings(text)))

    def test_the_format_describes_itself(self) -> None:
        format = self.exporter.format
        _require(_NAME.fullmatch(format.name), f"the name {format.name!r} is not lower-case words with hyphens")
        _require(re.fullmatch(r"\.\w[\w.]*", format.extension), f"the extension {format.extension!r} is not like .txt")
        for value in (format.title, format.about):
            _require(
                value.strip() == value and value.isprintable() and value,
                f"{value!r} is not one line of text without space around it",
            )
        _require(isinstance(format.purpose, Purpose), f"{format.purpose!r} is not one of {list(map(str, Purpose))}")
        _require(Context.NONE in format.contexts, "it cannot export without context, which is the default")
        _require(Grouping.ARTICLE in format.groupings, "it cannot group by article, which is the default")
        _require(len({*format.contexts}) == len(format.contexts), "a context is listed twice")
        _require(len({*format.groupings}) == len(format.groupings), "a grouping is listed twice")
        _require(isinstance(self.exporter, FolderExporter) or not format.is_folder, "is_folder needs a method files")

    def test_no_other_format_has_the_name(self) -> None:
        own = f"{type(self.exporter).__module__}:{type(self.exporter).__qualname__}"
        name = self.exporter.format.name
        others = [point.value for point in entry_points(group=GROUP, name=name) if point.value != own]
        _require(not others, f"{others} has the name {name}, too; choose another")

    def test_it_renders_no_article_one_and_several_as_text_or_as_bytes(self) -> None:
        documents = self.documents()
        for chosen in ([], documents[:1], documents, [replace(one, annotations=()) for one in documents]):
            pieces: list[object] = list(self.exporter.render(chosen, _options()))
            kind = bytes if self.exporter.format.is_binary else str
            _require(
                all(isinstance(piece, kind) for piece in pieces),
                f"not every piece is {kind.__name__}; is_binary decides which",
            )
            for piece in pieces:
                _require(
                    not isinstance(piece, str) or is_clean(piece.replace("\r\n", "\n")),
                    "a control character: replace it with readtui.text.clean.shown",
                )

    def test_it_says_whether_an_article_without_annotations_leaves_something(self) -> None:
        format = self.exporter.format
        if format.is_about_tags or format.needs_pdf:
            return
        bare = [replace(document, annotations=()) for document in self.documents()[:1]]
        nothing, written = (whole(self.exporter.render(chosen, _options())) for chosen in ([], bare))
        _require(
            (nothing == written) == format.only_annotations,
            "readtui would count such an article wrongly; set only_annotations if it leaves nothing, and only then",
        )

    def test_it_renders_each_context_and_grouping_that_it_claims(self) -> None:
        format, documents = self.exporter.format, self.documents()
        for context in format.contexts:
            for group in format.groupings:
                options = _options(context, group)
                found = _words(self.text_of(whole(self.exporter.render(documents, options))))
                for annotation in _annotations(documents) if "links" not in self.not_about else ():
                    is_there = _contains(found, annotation.id)
                    missing = _missing(f"{annotation.id}, as in link_to,", "link back", "links back")
                    _require(is_there or str(options.losses), f"with context {context}, grouped by {group}: {missing}")

    def test_the_same_annotations_give_the_same_content(self) -> None:
        first, second = (whole(self.exporter.render(self.documents(), _options())) for _ in range(2))
        _require(first == second, "two exports of the same annotations differ: fix times and order")

    def test_a_file_names_its_article_if_the_format_says_so(self) -> None:
        documents = self.documents() if self.exporter.format.names_article else ()
        for document in documents:
            if not document.annotations:
                continue
            text = str(whole(self.exporter.render([document], _options())))
            named = {*re.findall(self.exporter.format.names_article, text, re.MULTILINE)}
            _require(named == {document.record.id}, f"names_article finds {named}, not {document.record.id}")

    def test_a_living_file_stays_as_it_is_until_an_annotation_changes(self) -> None:
        if not isinstance(self.exporter, LivingExporter):
            return
        syntax, documents = self.exporter.syntax, self.documents()
        for chosen in (documents, *([one] for one in documents)):
            articles = list(self.exporter.living(chosen, _options()))
            first = merged("", articles, syntax)
            ids = ids_in(first.text, syntax)
            _require(ids.blocks == {one.id for one in _annotations(chosen)}, "the file does not have every block")
            _require(ids.articles == {one.record.id for one in chosen}, "the file does not name its articles")
            again = merged(first.text, articles, syntax, first.memory)
            _require(again.text == first.text, "exporting to the file again changes it")
            struck = merged(first.text, [], syntax, first.memory, deleted=ids.blocks)
            _require(struck.report.struck == len(ids.blocks), "not every deleted block is struck through")
            _require(merged(struck.text, [], syntax, deleted=ids.blocks).text == struck.text, "it is struck twice")
            restored = merged(struck.text, articles, syntax, struck.memory)
            _require(restored.text == first.text, "what was struck through does not come back as it was")

    def test_it_prints_nothing(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
            whole(self.exporter.render(self.documents(), _options()))
        _require(not out.getvalue(), f"it prints {out.getvalue()[:80]!r}; readtui does that")

    def test_it_reads_the_text_only_if_it_says_so(self) -> None:
        def refused() -> Article:
            raise AssertionError("it reads the text of an article, but needs_text is not set")

        if not self.exporter.format.needs_text:
            whole(self.exporter.render([replace(one, read=refused) for one in self.documents()], _options()))

    def test_it_does_not_hold_many_articles_in_memory(self) -> None:
        alive: list[weakref.ref[ExportDocument]] = []
        most = 0

        def held() -> int:
            return sum(one() is not None for one in alive)

        def requested() -> Iterator[ExportDocument]:
            nonlocal most
            for document in self.documents():
                copy = replace(document)
                alive.append(weakref.ref(copy))
                yield copy
                del copy
                if held() > _MOST_HELD:
                    gc.collect()  # Slow; what refers to itself is not counted as held.
                most = max(most, held())
                if most > _MOST_HELD:
                    return

        for _ in self.exporter.render(requested(), _options()):
            pass
        _require(most <= _MOST_HELD, f"it holds {most} articles at once; write each before you request the next")

    def test_it_writes_before_it_has_requested_everything(self) -> None:
        requested = 0

        def counted() -> Iterator[ExportDocument]:
            nonlocal requested
            for document in self.documents():
                requested += 1
                yield document

        is_stream = not self.exporter.format.is_binary and "quotes" not in self.not_about
        if is_stream and len(self.documents()) > _MOST_HELD:
            next(iter(self.exporter.render(counted(), _options())))
            _require(requested <= _MOST_HELD, f"it requests {requested} articles before it writes anything")

    def test_every_quote_is_there_or_counted_as_lost(self) -> None:
        if "quotes" not in self.not_about:
            for one, text, losses in self._each():
                # A format with room for one has the words that were annotated.
                is_there = _contains(text, one.quoted_text) or _contains(text, one.own_words)
                _require(is_there or "quote" in losses, _missing(f"the quote {one.quoted_text!r}", "quote"))

    def test_every_note_is_there_or_counted_as_lost(self) -> None:
        if "notes" not in self.not_about:
            for one, text, losses in self._each():
                # Links may look different, and notes may be parts of a page, so only the first line is checked.
                first = one.note.split("\n")[0]
                is_there = _contains(text, first)
                _require(is_there or "note" in losses, _missing(f"the note {one.note!r}", "note"))

    def test_every_reply_is_there_or_counted_as_lost(self) -> None:
        if "replies" not in self.not_about:
            for one, text, losses in self._each():
                for reply in one.replies:
                    is_there = _contains(text, reply.text.split("\n")[0])
                    missing = _missing(f"the reply {reply.text!r}", "reply", "replies")
                    _require(is_there or "reply" in losses or "replies" in losses, missing)

    def test_every_creator_is_named_or_counted_as_lost(self) -> None:
        if "creators" not in self.not_about:
            for one, text, losses in self._each():
                for creator in {one.creator, *(reply.creator for reply in one.replies)} - {None}:
                    if creator is not None and creator.is_program:
                        is_there = _contains(text, creator.name)
                        is_lost = _CREATOR_LOST.search(losses)
                        _require(is_there or is_lost, _missing(f"the creator {creator.name!r}", "creator"))

    def test_every_annotation_leads_back_or_is_counted_as_lost(self) -> None:
        if "links" not in self.not_about:
            for one, text, losses in self._each():
                is_there = _contains(text, one.id)
                _require(
                    is_there or _LINK_LOST.search(losses),
                    _missing(f"the full id of {one.id}, as in link_to,", "link back", "links back"),
                )

    def test_what_it_leaves_out_is_counted_as_lost(self) -> None:
        changes = {"tags": {"tags": ()}, "colors": {"color": None}, "notes": {"note": ""}}
        for document in self.documents():
            content_without_it = self._without_annotations(document)
            for annotation in document.annotations:
                with_everything = self._alone(document, annotation)
                if with_everything[0] == content_without_it:
                    is_lost = with_everything[1] or "quotes" in self.not_about
                    _require(
                        is_lost,
                        f"it neither exports {annotation.id} nor counts it as lost: export it, or count what it is "
                        'with options.losses.add("annotation …", "annotations …")',
                    )
                    continue
                for what, change in changes.items():
                    without = replace(annotation, **change)  # type: ignore[arg-type]
                    if what in self.not_about or without == annotation:
                        continue
                    differs = self._alone(document, without) != with_everything
                    _require(
                        differs,
                        f"it neither exports the {what} of {annotation.id} nor counts them as lost: export them, or "
                        f'call options.losses.add("{what.removesuffix("s")}") for each',
                    )

    def test_the_names_of_its_files_are_safe_and_unique(self) -> None:
        if isinstance(self.exporter, FolderExporter):
            documents = self.documents()
            names = {one.record.id: f"article {number}" for number, one in enumerate(documents)}
            taken = [(one.name, whole(one.content)) for one in self.exporter.files(documents, names, _options())]
            listed = [one.name for one in self.exporter.files(documents, names, _options())]
            _require(listed == [name for name, _ in taken], "its files depend on whether their content is taken")
            _require(len({name.casefold() for name in listed}) == len(listed), "two of its files have the same name")
            _require(not any(_UNSAFE_NAME.search(name) for name in listed), f"not safe as names of files: {listed}")

    def _each(self) -> Iterator[tuple[Annotation, str, str]]:
        """Each exported annotation, the text of an export of it alone, and the losses of that export."""
        for document in self.documents():
            without_it = self._without_annotations(document)
            for annotation in document.annotations:
                content, losses = self._alone(document, annotation)
                if content != without_it:
                    yield annotation, _words(self.text_of(content)), losses

    def _without_annotations(self, document: ExportDocument) -> str | bytes:
        return whole(self.exporter.render([replace(document, annotations=())], _options()))

    def _alone(self, document: ExportDocument, annotation: Annotation) -> tuple[str | bytes, str]:
        options = _options()
        alone = replace(document, annotations=(annotation,))
        return whole(self.exporter.render([alone], options)), str(options.losses)


def _options(context: Context = Context.NONE, group: Grouping = Grouping.ARTICLE) -> ExportOptions:
    return ExportOptions(context, group, tags=sample_tags())


def _annotations(documents: Iterable[ExportDocument]) -> Iterator[Annotation]:
    return (annotation for document in documents for annotation in document.annotations)


def _strings(text: str) -> Iterator[str]:
    for found in _STRING.findall(text):
        with contextlib.suppress(ValueError):
            yield str(json.loads(found))


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text))} ".casefold()


def _contains(words: str, text: str) -> bool:
    # A passage may begin inside a word.
    return _words(text).strip() in words


def _missing(what: str, *names: str) -> str:
    """Says that something is not in the export, and the three ways to mend that."""
    quoted = ", ".join(f'"{name}"' for name in names)
    mend = f"export it, or call options.losses.add({quoted}). {_OR_ESCAPED}"
    return f"{what} is neither exported nor counted as lost: {mend}"


def _require(holds: object, otherwise: str) -> None:
    """Raise AssertionError with a message, even if Python ignores ``assert``."""
    if not holds:
        raise AssertionError(otherwise)
