"""A project of qualitative research (REFI-QDA 1.5, .qdpx): https://www.qdasoftware.org."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Losses, Purpose, link_to
from readtui.exporters.file_names import FileNames
from readtui.exporters.research.codes import Code, Codebook, code_guid, guid
from readtui.exporters.research.places import Placed, count_lost, on_whole_article, placed, project_name
from readtui.exporters.research.refi import DECLARATION, ORIGIN, codes_xml, described
from readtui.exporters.research.xml import xml_attribute, xml_text
from readtui.exporters.research.zipped import Zipped
from readtui.model.passage import Passage
from readtui.text.clean import visible
from readtui.text.note_links import words_and_addresses

_USER = guid("user")
_GUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_MOST_OF_NAME = 80
_VARIABLES = ("Author", "Source", "Site", "Published", "Language", "readtui")


class RefiQdaExporter:
    """Articles as text sources, passages as selections, tags as codings, notes as descriptions.

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
        archive, names = Zipped(), FileNames()
        codebook, sources, titles = Codebook(options.tags), list[str](), list[str]()
        for document in documents:
            titles.append(document.record.title)
            source = guid("source", document.record.id)
            # Only line feeds and no byte order mark, because readers count the characters of the file.
            yield from archive.add(f"sources/{source}.txt", [document.article.text])
            codebook.add(document)
            sources.extend(_source(document, source, names.name(document.record), options.losses))
        yield from archive.add("project.qde", _project(project_name(titles), codebook.codes(), sources, options.losses))
        yield from archive.end()


def _project(name: str, codes: tuple[Code, ...], sources: list[str], losses: Losses) -> Iterator[str]:
    yield f'{DECLARATION}<Project xmlns="urn:QDA-XML:project:1.0" name={xml_attribute(name, losses)} origin="{ORIGIN}"'
    yield f' creatingUserGUID="{_USER}">\n'
    yield f'  <Users>\n    <User guid="{_USER}" name="{ORIGIN}"/>\n  </Users>\n'
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
    yield "</Project>\n"


def _source(document: ExportDocument, source: str, name: str, losses: Losses) -> Iterator[str]:
    record, about = document.record, on_whole_article(document)
    count_lost(document, losses, whole_article=False)
    losses.add("color", count=sum(annotation.color is not None for annotation in document.annotations))
    yield f'    <TextSource guid="{source}" name={xml_attribute(name, losses)} plainTextPath="internal://{source}.txt"'
    yield f' creatingUser="{_USER}"{_time("creationDateTime", record.added)}>\n'
    yield described(
        "\n\n".join(words_and_addresses(annotation.note) for annotation in about if annotation.note), losses, " " * 6
    )
    # A source has the article's id, a selection the id of its first annotation.
    losses.add("link back", "links back", count=len(about))
    for annotations in _selections(document):
        losses.add("link back", "links back", count=len(annotations) - 1)
        yield from _selection(annotations, document.article.text, losses)
    tags = dict.fromkeys(chain(record.tags, *(annotation.tags for annotation in about)))
    yield from _codings(source, tags, "", " " * 6)
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


def _selections(document: ExportDocument) -> Iterator[list[Placed]]:
    """The annotations, those together that are one selection to QualCoder: same passage, and no tag or a common one.

    QualCoder refuses a second annotation without a code, and a second coding with the same code, on the same passage.
    """
    by_code: dict[tuple[Passage, str], list[Placed]] = {}
    for one in placed(document):
        met = {id(group): group for code in _codes(one) if (group := by_code.get((one.passage, code)))}
        # Into the longest of them, so that many annotations of one passage take no longer than few.
        longest, *others = sorted(met.values(), key=len, reverse=True) or [[]]
        added = [*(member for group in others for member in group), one]
        longest.extend(added)
        by_code.update({(one.passage, code): longest for member in added for code in _codes(member)})
    for annotations in {id(group): group for group in by_code.values()}.values():
        yield sorted(annotations, key=lambda one: (one.annotation.created, one.annotation.id))


def _codes(one: Placed) -> list[str]:
    """The annotation's codes. Annotations without a tag have "" in common."""
    return _code_guids(one.annotation.tags) or [""]


def _selection(annotations: list[Placed], text: str, losses: Losses) -> Iterator[str]:
    annotation, passage = annotations[0].annotation, annotations[0].passage
    # The annotation's own id, so that it identifies the annotation.
    selection = annotation.id if _GUID.fullmatch(annotation.id) else guid("selection", annotation.id)
    made = _time("creationDateTime", annotation.created)
    changed = _time("modifiedDateTime", annotation.modified)
    yield f'      <PlainTextSelection guid="{selection}" startPosition="{passage.start}" endPosition="{passage.end}"'
    yield f' name={xml_attribute(_beginning(passage, text), losses)} creatingUser="{_USER}"{made}{changed}'
    note = "\n\n".join(words_and_addresses(one.annotation.note) for one in annotations if one.annotation.note)
    tags = [tag for one in annotations for tag in one.annotation.tags]
    if not (note or tags):
        yield "/>\n"
        return
    yield ">\n"
    yield described(note, losses, " " * 8)
    yield from _codings(selection, tags, made, " " * 8)
    yield "      </PlainTextSelection>\n"


def _beginning(passage: Passage, text: str) -> str:
    """The first words of the passage on one line, as the name by which some programs list a selection."""
    words = visible(text[passage.start : min(passage.end, passage.start + _MOST_OF_NAME)])
    return words if len(passage) <= _MOST_OF_NAME else f"{words}…"


def _codings(coded: str, tags: Iterable[str], made: str, indent: str) -> Iterator[str]:
    for code in _code_guids(tags):
        coding = guid("coding", coded, code)
        yield f'{indent}<Coding guid="{coding}" creatingUser="{_USER}"{made}><CodeRef targetGUID="{code}"/></Coding>\n'


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
