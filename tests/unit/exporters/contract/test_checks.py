"""The contract of exporters notices each promise that an exporter breaks."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest

from readtui.exporters.contract import ExporterContract
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Grouping, Purpose, link_to
from readtui.model.annotation import Annotation

KEPT: list[ExportDocument] = []
GOOD = Format("good-notes", "Good notes", ".txt", Purpose.NOTES, "to check the checks", needs_text=False)


def written(annotation: Annotation) -> str:
    parts = (annotation.quoted_text, annotation.note, *annotation.tags, annotation.color or "", link_to(annotation.id))
    creators = [annotation.creator, *(reply.creator for reply in annotation.replies)]
    voices = [*(one.shown for one in creators if one), *(reply.text for reply in annotation.replies)]
    return " ".join((*parts, *voices)) + "\n"


class Good:
    format = GOOD

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        for document in documents:
            yield f"{document.record.title}\n"
            yield from (written(annotation) for annotation in document.annotations)


class Quoting(Good):
    """Writes strings as JSON, YAML and TOML do."""

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        for piece in super().render(documents, options):
            yield f"- {json.dumps(piece)}\n"


class Badly(Good):
    """Breaks one promise: ``change`` replaces the annotations, ``before`` runs for each document."""

    def __init__(
        self,
        change: Callable[[Annotation], Annotation] = lambda annotation: annotation,
        before: Callable[[ExportDocument], object] = lambda document: None,
        format: Format = GOOD,
        all_at_once: bool = False,
    ) -> None:
        self.format = format
        self._change, self._before, self._all_at_once = change, before, all_at_once

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        for document in list(documents) if self._all_at_once else documents:
            self._before(document)
            changed = replace(document, annotations=[self._change(one) for one in document.annotations])
            yield from super().render([changed], options)


def contract_of(checked: Good) -> ExporterContract:
    class Contract(ExporterContract):
        exporter = checked

    return Contract()


CHECKS = sorted(name for name in dir(ExporterContract) if name.startswith("test_"))


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("good", [Good(), Quoting()])
def test_a_good_exporter_passes(good: Good, check: str) -> None:
    getattr(contract_of(good), check)()


@pytest.mark.parametrize(
    ("bad", "check", "message"),
    [
        (Badly(lambda one: replace(one, quote=None)), "test_every_quote", r'the quote.*losses\.add\("quote"\)'),
        (Badly(lambda one: replace(one, note="")), "test_every_note_is_there_or_counted_as_lost", "the note"),
        (Badly(lambda one: replace(one, replies=())), "test_every_reply_is", r'losses\.add\("reply", "replies"\)'),
        (Badly(lambda one: replace(one, creator=None)), "test_every_creator_is_named", r'losses\.add\("creator"\)'),
        (Badly(lambda one: replace(one, id=one.id[:8])), "test_every_annotation_leads", r'link_to.*add\("link back'),
        (Badly(lambda one: replace(one, id="")), "test_it_renders_each_context", "grouped by article.*link_to"),
        (Badly(lambda one: replace(one, color=None)), "test_what_it_leaves_out", r'losses\.add\("color"\)'),
        (Badly(lambda one: replace(one, tags=())), "test_what_it_leaves_out_is_counted_as_lost", "the tags"),
        (Badly(before=lambda document: document.read()), "test_it_reads_the_text_only_if_it_says_so", "needs_text"),
        (Badly(before=lambda document: print(document.record.title)), "test_it_prints_nothing", "prints"),
        (Badly(before=KEPT.append), "test_it_does_not_hold_many_articles_in_memory", "holds"),
        (Badly(all_at_once=True), "test_it_writes_before_it_has_requested_everything", "requests 8"),
        (Badly(format=replace(GOOD, is_binary=True)), "test_it_renders_no_article", "bytes"),
        (Badly(format=replace(GOOD, name="Good Notes")), "test_the_format_describes_itself", "hyphens"),
        (Badly(format=replace(GOOD, is_folder=True)), "test_the_format_describes_itself", "files"),
        (Badly(format=replace(GOOD, groupings=(Grouping.TAG,))), "test_the_format_describes_itself", "default"),
        (Badly(format=replace(GOOD, name="markdown")), "test_no_other_format_has_the_name", "markdown"),
        (Badly(lambda one: replace(one, note=f"\x1b{one.note}")), "test_it_renders_no_article", "control"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_noticed(bad: Badly, check: str, message: str) -> None:
    [name] = [name for name in CHECKS if name.startswith(check)]
    with pytest.raises(AssertionError, match=message):
        getattr(contract_of(bad), name)()


def test_content_that_depends_on_the_moment_is_noticed() -> None:
    numbers = iter(range(100))
    bad = Badly(lambda one: replace(one, note=f"{one.note} {next(numbers)}"), format=GOOD)
    with pytest.raises(AssertionError, match="differ"):
        contract_of(bad).test_the_same_annotations_give_the_same_content()
