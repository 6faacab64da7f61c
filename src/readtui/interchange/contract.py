"""Checks that each importer of annotations should pass, as methods that pytest and unittest collect from a subclass."""

import contextlib
import io
import re
from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import ClassVar

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import AnnotationImporter, ImportedAnnotation, ImportedWork
from readtui.interchange.registry import GROUP
from readtui.model.annotation import HIGHLIGHT_COLORS

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NOT_THE_FORMAT = (
    b"", b"\0", b"plain words, no format at all\n", b"{}", b"[]", b"null", b"[[[[", b"a,b,c\n1,2,3\n",
    b"<html><p>x</p>", b"\xff\xfe\x00\xd8", b"PK\x03\x04", b"%PDF-1.4\n", b'{"annotations": 3}',
    b'{"version": [1, {"a": null}]}',
    b"[" * 100_000, b'{"a":' * 100_000, b"return {}", b"SQLite format 3\0",
)  # fmt: skip


class AnnotationImporterContract:
    """What every annotation importer does. Subclass it and set ``importer`` and ``samples``, files of the format."""

    importer: ClassVar[AnnotationImporter]
    samples: ClassVar[Sequence[bytes]]

    def test_the_format_describes_itself(self) -> None:
        format = self.importer.format
        _require(_NAME.fullmatch(format.name), f"the name {format.name!r} is not lower-case words with hyphens")
        for value in (format.title, format.about):
            _require(
                value.strip() == value and value.isprintable() and value,
                f"{value!r} is not one line of text without space around it",
            )

    def test_no_other_format_has_the_name(self) -> None:
        own = f"{type(self.importer).__module__}:{type(self.importer).__qualname__}"
        name = self.importer.format.name
        others = [point.value for point in entry_points(group=GROUP, name=name) if point.value != own]
        _require(not others, f"{others} has the name {name}, too; choose another")

    def test_samples_are_recognised_by_their_content(self) -> None:
        _require(self.samples, "without samples, nothing is checked")
        for sample in self.samples:
            _require(self.importer.recognises(Source(sample)), f"{sample[:60]!r} is not recognised without a name")

    def test_other_files_are_not_recognised(self) -> None:
        for data in _NOT_THE_FORMAT:
            try:
                is_taken = self.importer.recognises(Source(data))
            except Exception:  # noqa: BLE001  readtui then asks the next importer
                continue
            _require(not is_taken, f"{data[:30]!r} is taken for a file of the format")

    def test_the_values_of_works_are_as_documented(self) -> None:
        for sample in self.samples:
            works = self._works(sample)
            _require(works, "no works in a sample")
            for work in works:
                _require(work.title or work.url or work.content, "a work has neither title nor url nor content")
                _require(not work.saved or _TIME.fullmatch(work.saved), f"{work.saved!r} is not a UTC time")
                for refusal in work.refused:
                    _require(refusal.what and refusal.why, "a refusal does not say what and why")
                for annotation in work.annotations:
                    _check_annotation(annotation)

    def test_keys_are_unique_in_a_work_and_stable(self) -> None:
        for sample in self.samples:
            first, second = self._works(sample), self._works(sample)
            _require(first == second, "two readings of a file differ")
            for work in first:
                keys = [one.source_id or one.key for one in work.annotations if one.source_id or one.key]
                twice = {key for key in keys if keys.count(key) > 1}
                _require(not twice, f"several annotations of {work.title!r} have the key {sorted(twice)[:1]}")

    def test_damaged_files_are_refused_or_read_in_part(self) -> None:
        for sample in self.samples:
            size = len(sample)
            damaged = [sample[: size * part // 16] for part in range(16)]
            damaged += [sample[: size // 3] + bytes([255, 0, 34, 125]) + sample[size // 2 :], sample + sample]
            for data in (*damaged, *_NOT_THE_FORMAT):
                # Any other exception fails the check.
                with contextlib.suppress(SourceError):
                    self._works(data)

    def test_it_prints_nothing(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
            for sample in self.samples:
                self._works(sample)
        _require(not out.getvalue(), f"it prints {out.getvalue()[:80]!r}; readtui does that")

    def _works(self, data: bytes) -> list[ImportedWork]:
        return list(self.importer.read(Source(data)))


def _check_annotation(annotation: ImportedAnnotation) -> None:
    _require(not annotation.is_empty, "an annotation says nothing: leave it out, or refuse it")
    _require(
        annotation.color is None or annotation.color in HIGHLIGHT_COLORS,
        f"{annotation.color!r} is not one of {HIGHLIGHT_COLORS}; see color_of",
    )
    for creator in (annotation.creator, *(reply.creator for reply in annotation.replies)):
        _require(creator is None or creator.name.strip(), "a creator has no name: leave it out")
    _require(not any(reply.is_empty for reply in annotation.replies), "a reply says nothing: leave it out")
    ids = [reply.source_id for reply in annotation.replies if reply.source_id]
    _require(
        len(ids) == len(set(ids)), f"two replies to an annotation have the id {max(ids, key=ids.count, default='')}"
    )
    for time in (annotation.created, annotation.modified, *(reply.created for reply in annotation.replies)):
        _require(not time or _TIME.fullmatch(time), f"{time!r} is not a UTC time; see time_of")
    _require(annotation.start is None or annotation.start >= 0, "an offset is negative")


def _require(condition: object, message: str) -> None:
    if not condition:
        raise AssertionError(message)
