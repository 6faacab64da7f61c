"""A project of qualitative research (REFI-QDA 1.5, .qdpx): https://www.qdasoftware.org."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import datetime
from itertools import chain

from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Losses, Purpose, link_to
from readtui.exporters.file_names import FileNames
from readtui.exporters.research.annotation_places import (
    PassageAnnotation,
    count_lost,
    on_whole_article,
    placed,
    project_name,
)
from readtui.exporters.research.codebook import DECLARATION, ORIGIN, codes_xml, described
from readtui.exporters.research.codes import Code, CodeList, code_guid, guid
from readtui.exporters.research.zip_file import ZipFile
from readtui.exporters.xml_escape import xml_attribute, xml_text
from readtui.model.annotation import Annotation
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible
from readtui.text.note_links import words_and_addresses

_USER = guid("user")
_GUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_MOST_OF_NAME = 80
_REPLIES = {None: "Reply", ThreadState.OPEN: "Reply, reopened", ThreadState.SETTLED: "Reply, settled"}
_VARIABLES = ("Author", "Source", "Site", "Published", "Language", "readtui")


class RefiQdaExporter:
    """Articles as text sources, passages as selections, tags as codings, notes as descriptions, replies as notes.

    Made for QualCoder, which needs the texts as files in ``sources``, unique names of codes
    and of sources, and names of sources that are file names.
    """

    format = Format(
        "refi-qda",
        "REFI-QDA project",
        ".qdpx",
        Purpose.RESEARCH,
        "texts, passages, notes and codes, for QualCoder, NVivo, MAXQDA, ATLAS.ti",
        is_binary=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[bytes]:
        """A zip archive: the texts, then ``project.qde``. Offsets count code points."""
        archive, names = ZipFile(), FileNames()
        codebook, sources, titles = CodeList(options.tags), list[str](), list[str]()
        project = _Beside(options.losses)
        project.user = project.made_by(options.creator)
        for document in documents:
            titles.append(document.record.title)
            source = guid("source", document.record.id)
            # Only line feeds and no byte order mark, because readers count the characters of the file.
            yield from archive.add(f"sources/{source}.txt", [document.article.text])
            codebook.add(document)
            sources.extend(_source(document, source, names.name(document.record), project))
        yield from archive.add("project.qde", _project(project_name(titles), codebook.codes(), sources, project))
        yield from archive.end()


@dataclass(slots=True)
class _Beside:
    """What stands in the project, and is only named in its sources: users and notes. ``user``: whoever exports."""

    losses: Losses
    user: str = _USER
    users: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def made_by(self, creator: Creator | None) -> str:
        found = guid("user", creator.spelled) if creator else _USER
        if found not in self.users:
            name = xml_attribute(visible(creator.shown) if creator else ORIGIN, self.losses)
            identifier = f" id={xml_attribute(creator.spelled, self.losses)}" if creator else ""
            self.users[found] = f'    <User guid="{found}" name={name}{identifier}/>\n'
        return found

    def references(self, annotation: Annotation, indent: str) -> Iterator[str]:
        """References to the notes on an annotation: its original words, its thread, and the replies."""
        own, by = annotation.id, annotation.creator
        if annotation.is_reworded:
            made = (by, annotation.created)
            yield self._note(guid("original", own), "Original words", annotation.own_words, made, indent)
        if annotation.thread:
            yield self._note(guid("thread", own), "Thread", annotation.thread.value, (by, annotation.created), indent)
        for reply in annotation.replies:
            made = (reply.creator, reply.created)
            yield self._note(_own_guid(reply), _REPLIES[reply.sets], words_and_addresses(reply.text), made, indent)

    def _note(self, note: str, name: str, text: str, made: tuple[Creator | None, str], indent: str) -> str:
        creator, created = made
        self.notes[note] = (
            f'    <Note guid="{note}" name="{name}" creatingUser="{self.made_by(creator)}"'
            f"{_time('creationDateTime', created)}>\n"
            f"      <PlainTextContent>{xml_text(text, self.losses)}</PlainTextContent>\n    </Note>\n"
        )
        return f'{indent}<NoteRef targetGUID="{note}"/>\n'


def _own_guid(one: Annotation | Reply) -> str:
    """The id of the annotation or reply, so that it identifies it there."""
    return one.id if _GUID.fullmatch(one.id) else guid("selection", one.id)


def _project(name: str, codes: tuple[Code, ...], sources: list[str], beside: _Beside) -> Iterator[str]:
    losses = beside.losses
    yield f'{DECLARATION}<Project xmlns="urn:QDA-XML:project:1.0" name={xml_attribute(name, losses)} origin="{ORIGIN}"'
    yield f' creatingUserGUID="{beside.user}">\n'
    yield f"  <Users>\n{''.join(beside.users.values())}  </Users>\n"
    if codes:
        yield "  <CodeBook>\n    <Codes>\n"
        yield from codes_xml(codes, losses, "      ")
        yield "    </Codes>\n  </CodeBook>\n"
    yield "  <Variables>\n"
    for name in _VARIABLES:
        yield f'    <Variable guid="{guid("variable", name)}" name="{name}" typeOfVariable="Text"/>\n'
    yield "  </Variables>\n"
    if sources:
        yield "  <Sources>\n"
        yield from sources
        yield "  </Sources>\n"
    if beside.notes:
        yield "  <Notes>\n"
        yield from beside.notes.values()
        yield "  </Notes>\n"
    yield "</Project>\n"


def _source(document: ExportDocument, source: str, name: str, beside: _Beside) -> Iterator[str]:
    record, about, losses = document.record, on_whole_article(document), beside.losses
    count_lost(document, losses, whole_article=False)
    losses.add("color", count=sum(annotation.color is not None for annotation in document.annotations))
    yield f'    <TextSource guid="{source}" name={xml_attribute(name, losses)} plainTextPath="internal://{source}.txt"'
    yield f' creatingUser="{beside.user}"{_time("creationDateTime", record.added)}>\n'
    yield described(
        "\n\n".join(words_and_addresses(annotation.note) for annotation in about if annotation.note), losses, " " * 6
    )
    # A source has the article's id, a selection the id of its first annotation.
    losses.add("link back", "links back", count=len(about))
    others = sum(beside.made_by(annotation.creator) != beside.user for annotation in about)
    losses.add("creator of a note on a whole article", "creators of notes on whole articles", count=others)
    for annotations in _selections(document):
        losses.add("link back", "links back", count=len(annotations) - 1)
        yield from _selection(annotations, document.article.text, beside)
    tags = dict.fromkeys(chain(record.tags, *(annotation.tags for annotation in about)))
    yield from _codings(source, tags, beside.user, "", " " * 6)
    for annotation in about:
        yield from beside.references(annotation, " " * 6)
    metadata = record.metadata
    values = (
        metadata.creator, metadata.source, metadata.site, metadata.published, metadata.language, link_to(record.id),
    )  # fmt: skip
    for variable, value in zip(_VARIABLES, values, strict=True):
        if value:
            reference = f'<VariableRef targetGUID="{guid("variable", variable)}"/>'
            text = f"<TextValue>{xml_text(value, losses)}</TextValue>"
            yield f"      <VariableValue>{reference}{text}</VariableValue>\n"
    yield "    </TextSource>\n"


def _selections(document: ExportDocument) -> Iterator[list[PassageAnnotation]]:
    """The annotations, those together that are one selection to QualCoder: same passage, same creator, and no tag or a
    common one.

    QualCoder refuses a creator's second annotation without a code, and second coding with the same code, on the same
    passage.
    """
    by_code: dict[tuple[Passage, Creator | None, str], list[PassageAnnotation]] = {}
    for one in placed(document):
        met = {id(group): group for key in _keys(one) if (group := by_code.get(key))}
        # Into the longest of them, so that many annotations of one passage take no longer than few.
        longest, *others = sorted(met.values(), key=len, reverse=True) or [[]]
        added = [*(member for group in others for member in group), one]
        longest.extend(added)
        by_code.update({key: longest for member in added for key in _keys(member)})
    for annotations in {id(group): group for group in by_code.values()}.values():
        yield sorted(annotations, key=lambda one: (one.annotation.created, one.annotation.id))


def _keys(one: PassageAnnotation) -> list[tuple[Passage, Creator | None, str]]:
    """Where the annotation is, its creator, and each of its codes. Those without a tag have "" in common."""
    return [(one.passage, one.annotation.creator, code) for code in _code_guids(one.annotation.tags) or [""]]


def _selection(annotations: list[PassageAnnotation], text: str, beside: _Beside) -> Iterator[str]:
    annotation, passage, losses = annotations[0].annotation, annotations[0].passage, beside.losses
    selection, user = _own_guid(annotation), beside.made_by(annotation.creator)
    made = _time("creationDateTime", annotation.created)
    changed = _time("modifiedDateTime", annotation.modified)
    yield f'      <PlainTextSelection guid="{selection}" startPosition="{passage.start}" endPosition="{passage.end}"'
    yield f' name={xml_attribute(_beginning(passage, text), losses)} creatingUser="{user}"{made}{changed}'
    note = "\n\n".join(words_and_addresses(one.annotation.note) for one in annotations if one.annotation.note)
    tags = [tag for one in annotations for tag in one.annotation.tags]
    references = [reference for one in annotations for reference in beside.references(one.annotation, " " * 8)]
    if not (note or tags or references):
        yield "/>\n"
        return
    yield ">\n"
    yield described(note, losses, " " * 8)
    yield from _codings(selection, tags, user, made, " " * 8)
    yield from references
    yield "      </PlainTextSelection>\n"


def _beginning(passage: Passage, text: str) -> str:
    """The first words of the passage on one line, as the name by which some programs list a selection."""
    words = visible(text[passage.start : min(passage.end, passage.start + _MOST_OF_NAME)])
    return words if len(passage) <= _MOST_OF_NAME else f"{words}…"


def _codings(coded: str, tags: Iterable[str], user: str, made: str, indent: str) -> Iterator[str]:
    for code in _code_guids(tags):
        coding = guid("coding", coded, code)
        yield f'{indent}<Coding guid="{coding}" creatingUser="{user}"{made}><CodeRef targetGUID="{code}"/></Coding>\n'


def _code_guids(tags: Iterable[str]) -> list[str]:
    """The ids of the tags' codes. Tags that differ only in case are one code."""
    return list(dict.fromkeys(code_guid(tag) for tag in tags if tag.strip("/")))


def _time(attribute: str, value: str) -> str:
    """The attribute; "" if the value is not a time."""
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return ""
    return f' {attribute}="{value}"' if _TIME.fullmatch(value) else ""
