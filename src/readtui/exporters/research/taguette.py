"""A project for Taguette: the SQLite database that it exports and imports; https://www.taguette.org.

Taguette has no other way to import highlights: its codebooks (CSV) have only tags.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.codec.utf16 import Utf8Offsets
from readtui.errors import ExportError
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose, link_to
from readtui.exporters.file_names import FileNames
from readtui.exporters.research.annotation_places import count_lost, on_whole_article, placed, project_name
from readtui.exporters.research.codes import CodeList, code_guid
from readtui.exporters.voices import count_creator, count_replies
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind
from readtui.model.passage import Passage
from readtui.text.note_links import words_and_addresses

if TYPE_CHECKING:
    import sqlite3

# Of the tables in the file, those of Taguette 1.4.1.
_REVISION = "db5e31a0233d"
_SCHEMA = Path(__file__).with_suffix(".sql")
# The limits that Taguette checks.
_MOST_OF_NAME, _MOST_OF_PATH, _MOST_OF_DESCRIPTION = 50, 200, 102_400
_NO_TIME = "1970-01-01T00:00:00Z"
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_DEEPEST_HEADING = 5
_TAGS = {
    BlockKind.LIST_ITEM: ("<ul><li>", "</li></ul>"),
    BlockKind.QUOTE: ("<blockquote>", "</blockquote>"),
    BlockKind.CODE: ("<pre>", "</pre>"),
}
_PARAGRAPH = ("<p>", "</p>")


class TaguetteExporter:
    """A project with all articles. Taguette has tags with descriptions, but neither notes nor colors."""

    format = Format(
        "taguette",
        "Taguette",
        ".sqlite3",
        Purpose.RESEARCH,
        "texts, highlights and tags, to import as a project into Taguette",
        is_binary=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[bytes]:
        """The database. Offsets count bytes of UTF-8. Raises ExportError if this Python has no SQLite."""
        try:
            from sqlite3 import Connection

            # Missing if SQLite was built without it.
            serialize = Connection.serialize
        except (ImportError, AttributeError) as fault:
            raise ExportError(
                "this Python lacks SQLite, or a part of it", "Run readtui with another Python."
            ) from fault
        connection = Connection(":memory:")
        try:
            connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
            _Project(connection, options).fill(documents)
            connection.commit()
            yield serialize(connection)
        finally:
            connection.close()


class _Project:
    """Fills the database of a project."""

    def __init__(self, connection: "sqlite3.Connection", options: ExportOptions) -> None:
        self._connection = connection
        self._options = options
        self._codebook = CodeList(options.tags)
        self._names = FileNames()
        # Tags get their ids before the codebook's spelling is known.
        self._tag_ids: dict[str, int] = {}

    def fill(self, documents: Iterable[ExportDocument]) -> None:
        latest, titles = _NO_TIME, list[str]()
        self._insert("alembic_version", version_num=_REVISION)
        project = self._insert("projects", name="", description="", created=_time(latest))
        for document in documents:
            latest = max(latest, document.record.added)
            titles.append(document.record.title)
            self._codebook.add(document)
            self._document(document, project)
        self._tags(project)
        known = (project_name(titles)[:_MOST_OF_NAME], _time(latest))
        self._connection.execute("UPDATE projects SET name = ?, created = ?", known)
        self._insert("users", login="admin", created=_time(latest), disabled=0)
        self._insert("project_members", project_id=project, user_login="admin", privileges="ADMIN")

    def _document(self, document: ExportDocument, project: int) -> None:
        record, article, text = document.record, document.article, document.article.text
        _count_losses(document, self._options)
        number = self._insert(
            "documents",
            name=record.title[:_MOST_OF_NAME] or record.id,
            description=_described(document)[:_MOST_OF_DESCRIPTION],
            filename=f"{self._names.name(record)[:_MOST_OF_NAME]}.html",
            created=_time(record.added),
            project_id=project,
            text_direction="RIGHT_TO_LEFT" if record.metadata.direction == "rtl" else "LEFT_TO_RIGHT",
            contents=taguette_html(article),
        )
        count = Utf8Offsets(text)
        for one in placed(document):
            highlight = self._insert(
                "highlights",
                document_id=number,
                start_offset=count(one.passage.start),
                end_offset=count(one.passage.end),
                snippet=taguette_html(article, one.passage),
            )
            for tag in dict.fromkeys(self._tag_id(tag) for tag in one.annotation.tags if tag.strip("/")):
                self._insert("highlight_tags", highlight_id=highlight, tag_id=tag)

    def _tags(self, project: int) -> None:
        for code in self._codebook.codes():
            for _, one in code.walk():
                if not one.is_tag:
                    continue
                number = self._tag_id(one.tag)
                path = one.tag if len(one.tag) <= _MOST_OF_PATH else f"{one.tag[: _MOST_OF_PATH - 9]} {one.guid[:8]}"
                self._insert(
                    "tags", id=number, project_id=project, path=path,
                    description=one.description[:_MOST_OF_DESCRIPTION],
                )  # fmt: skip

    def _tag_id(self, tag: str) -> int:
        return self._tag_ids.setdefault(code_guid(tag), len(self._tag_ids) + 1)

    def _insert(self, table: str, **values: str | int) -> int:
        columns, places = ", ".join(values), ", ".join("?" * len(values))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"
        return self._connection.execute(statement, list(values.values())).lastrowid or 0


def _count_losses(document: ExportDocument, options: ExportOptions) -> None:
    losses = options.losses
    count_lost(document, losses, whole_article=False)
    for annotation in document.annotations:
        losses.add("color", count=annotation.color is not None)
        losses.add("note", count=bool(annotation.note) and annotation.quote is not None)
        losses.add("original wording", count=annotation.is_reworded)
        count_creator(document, annotation, options)
        count_replies(annotation, losses)
    about = on_whole_article(document)
    losses.add("link back", "links back", count=sum(1 for _ in placed(document)) + len(about))
    losses.add(
        "tag of a whole article",
        "tags of whole articles",
        count=len(document.record.tags) + sum(len(annotation.tags) for annotation in about),
    )


def _described(document: ExportDocument) -> str:
    """A description that identifies the article, with the notes on the whole article."""
    metadata = document.record.metadata
    about = (metadata.title, metadata.creator, metadata.site, metadata.published, metadata.source)
    lines = "\n".join([*filter(None, about), link_to(document.record.id)])
    return "\n\n".join([lines, *(words_and_addresses(one.note) for one in on_whole_article(document) if one.note)])


def _time(value: str) -> str:
    """The time in the usual form in SQLite."""
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        time = datetime.fromisoformat(_NO_TIME)
    return time.strftime("%Y-%m-%d %H:%M:%S.%f")


# ------------------------------------ renders an article as HTML that Taguette accepts, with exactly the article's text
#
# Taguette counts the bytes of all text between tags, so nothing but tags is added. It refuses a document that bleach
# would change: only these tags, ``&``, ``<`` and ``>`` as entities, every optional tag written out.


def taguette_html(article: Article, passage: Passage | None = None) -> str:
    return "".join(_pieces(article, passage or Passage(0, len(article.text))))


def _pieces(article: Article, passage: Passage) -> Iterator[str]:
    at = passage.start
    for number in range(article.block_index_at(passage.start), len(article.blocks)):
        block = article.blocks[number]
        if block.start >= passage.end:
            break
        start, end = max(block.start, at), min(block.end, passage.end)
        if start >= end:
            continue
        yield _between(article.text[at:start], is_first=at == passage.start)
        yield _block(block, article.text[start:end])
        at = end
    yield _between(article.text[at : passage.end], is_first=at == passage.start)


def _between(text: str, *, is_first: bool) -> str:
    """Text between blocks. At the beginning of a document, a parser would drop white space outside of tags."""
    return f"<p>{_escaped(text)}</p>" if is_first and text else _escaped(text)


def _block(block: Block, text: str) -> str:
    if block.kind is BlockKind.TABLE:
        rows = "\n".join(map(_row, text.split("\n")))
        return f"<table><tbody>{rows}</tbody></table>"
    if block.kind is BlockKind.HEADING:
        level = min(max(block.level, 1), _DEEPEST_HEADING)
        start, end = f"<h{level}>", f"</h{level}>"
    else:
        start, end = _TAGS.get(block.kind, _PARAGRAPH)
    if block.kind is BlockKind.CODE:
        # A parser drops a line feed after <pre>.
        return f"<p>{_escaped(text)}</p>" if text.startswith("\n") else f"{start}{_escaped(text)}{end}"
    # The tag shows the line end; the line feed stays, because it is counted.
    lines = _escaped(text).replace("\n", "<br>\n")
    return f"{start}{lines}{end}"


def _row(row: str) -> str:
    cells = "\t".join(f"<td>{_escaped(cell)}</td>" for cell in row.split("\t"))
    return f"<tr>{cells}</tr>"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
