"""Reads subtitles (SubRip and WebVTT) as an Article: the spoken words as paragraphs, without times."""

import re
from collections.abc import Iterator
from dataclasses import replace

from readtui.errors import SourceError
from readtui.importers.common.encoding import decode
from readtui.importers.common.finished_article import finished
from readtui.importers.common.reflow import line_joint
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.block import BlockKind
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import ArticleBuilder
from readtui.text.clean import line_ends

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[,.](\d{1,3})"
_CUE = re.compile(rf"\s*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")
_SAMPLE_BYTES = 2000
_STARTS = re.compile(r"\A\ufeff?(?:WEBVTT\b|\s*\d{1,6}[ \t]*\n\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}[ \t]+-->)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,100})>")
_TAG = re.compile(r"</?[a-zA-Z0-9:.][^<>]{0,200}>|\{\\[^{}]{0,100}\}")
_SPEAKER = re.compile(r"(?:[-–—]|>>|[A-ZÄÖÜ][\w .'-]{0,30}:)\s*\S")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]♪]*$")
_PAUSE_SECONDS = 3.0
_LONG_ENOUGH = 400


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float
    end: float
    lines: tuple[str, ...]


class SubtitlesImporter:
    """Reads subtitles. A paragraph ends at a pause, at a change of speaker, and after a sentence once it is long."""

    name = "subtitles"
    extensions: tuple[str, ...] = (".srt", ".vtt")
    media_types: tuple[str, ...] = ("text/vtt",)

    def recognises(self, source: Source) -> bool:
        """Whether it begins with a number and times, or like WebVTT."""
        sample = source.data[:_SAMPLE_BYTES].decode("utf-8", "ignore")
        return _STARTS.match(line_ends(sample)) is not None

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is binary or has no text."""
        builder = ArticleBuilder()
        for paragraph in _paragraphs(_cues(line_ends(decode(source.data, source.name, source.charset)))):
            builder.add(BlockKind.PARAGRAPH, paragraph)
        if builder.is_empty:
            raise SourceError(f"{source.name or 'the input'} contains no subtitles", "Open a subtitle file.")
        return finished(builder, source)


def _cues(text: str) -> Iterator[_Cue]:
    cue: _Cue | None = None
    lines: list[str] = []
    for line in text.split("\n"):
        times = _CUE.fullmatch(line) if "-->" in line else None
        if times is not None:
            if cue is not None:
                yield replace(cue, lines=tuple(lines))
            start, end = times.groups()[:4], times.groups()[4:]
            cue, lines = _Cue(_seconds(start), _seconds(end), ()), []
        elif not line.strip():
            if cue is not None:
                yield replace(cue, lines=tuple(lines))
            cue = None
        elif cue is not None:
            lines.append(line)
    if cue is not None:
        yield replace(cue, lines=tuple(lines))


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _paragraphs(cues: Iterator[_Cue]) -> Iterator[str]:
    pieces: list[str] = []
    length, ended_at = 0, 0.0
    before = ""
    for cue in cues:
        for number, line in enumerate(cue.lines):
            words = _words(line)
            # Rolling subtitles repeat each line.
            if not words or words == before:
                continue
            pauses = number == 0 and cue.start - ended_at >= _PAUSE_SECONDS
            is_over = length >= _LONG_ENOUGH and _SENTENCE_END.search(before) is not None
            if pieces and (pauses or is_over or _SPEAKER.match(words)):
                yield "".join(pieces)
                pieces, length = [], 0
            pieces.append(line_joint(before, words) + words if pieces else words)
            length += len(words)
            before = words
        ended_at = max(ended_at, cue.end)
    if pieces:
        yield "".join(pieces)


def _words(line: str) -> str:
    """A line without its tags, with the speaker's name first."""
    voice = _VOICE.match(line.strip())
    said = f"{voice[1].strip()}: " if voice else ""
    return said + " ".join(_TAG.sub("", line).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").split())
