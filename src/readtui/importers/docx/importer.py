"""Reads Word documents (DOCX) as an Article with mammoth: styles, not looks, determine what a paragraph is."""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError

from readtui.errors import SourceError
from readtui.importers.common.budget import add_plain
from readtui.importers.common.finished_article import finished
from readtui.importers.common.titles import given_creator, given_title
from readtui.importers.common.zip_safe import SafeZip, names_in_zip
from readtui.importers.importer import Source
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind
from readtui.text.article_builder import ArticleBuilder

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from readtui.importers.dom.page_block import PageBlock

_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_PROPERTIES = "docProps/core.xml"
_MAIN_PART = re.compile(r"word/document\d*\.xml")
_MAX_XML_BYTES = 48 * 1024 * 1024
_MAX_TAGS = 2_000_000
_TITLE_CLASS = "document-title"
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D|E)")
_DEEPEST_LIST = 9
_PARAGRAPHS = {
    f"h1.{_TITLE_CLASS}:fresh": ("Title",),
    "h6:fresh": ("heading 7", "heading 8", "heading 9"),
    "p.subtitle:fresh": ("Subtitle",),
    "blockquote > p:fresh": (
        "Quote",
        "Intense Quote",
        "Block Text",
        "Block Quote",
        "Block Quotation",
        "Quotations",
        "Quotation",
    ),
    "pre:separator('\\n')": ("Source Code", "HTML Preformatted", "Preformatted Text", "Code", "Macro Text", "macro"),
    "ul > li:fresh": ("List Bullet",),
    "ul|ol > li > ul > li:fresh": ("List Bullet 2",),
    "ul|ol > li > ul|ol > li > ul > li:fresh": ("List Bullet 3",),
    "ol > li:fresh": ("List Number",),
    "ul|ol > li > ol > li:fresh": ("List Number 2",),
    "ul|ol > li > ul|ol > li > ol > li:fresh": ("List Number 3",),
    "figure > figcaption:fresh": ("caption", "Caption", "Image Caption", "Table Caption", "Figure Caption", "Figure"),
}
_RUNS = {
    "code": (
        *("Verbatim Char", "HTML Code", "Code Char", "Source Text", "Source_Text", "Teletype", "HTML Typewriter"),
        "HTML Keyboard",
    ),
    "strong": ("Strong",),
    "em": ("Emphasis", "Subtle Emphasis", "Intense Emphasis"),
}
_HEADINGS = {"Heading": "h1:fresh"} | {f"Heading {rank}": f"h{rank}:fresh" for rank in range(1, 7)}
"""By style name. Some programs write the ids instead, without a space, and do not define them."""
_KNOWN_STYLES = frozenset(
    {name.lower() for path, names in _PARAGRAPHS.items() if "li:" not in path for name in names}
    | {f"heading {rank}" for rank in range(1, 7)}
)
_FAULTS = (LookupError, ValueError, AttributeError, TypeError, OSError, zipfile.BadZipFile, ExpatError)


class DocxImporter:
    """Reads DOCX. The alternative text of a picture is its caption."""

    name = "docx"
    extensions: tuple[str, ...] = (".docx", ".docm")
    media_types: tuple[str, ...] = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)

    def recognises(self, source: Source) -> bool:
        """Whether it is an archive that contains the main part of a Word document."""
        return "word/document.xml" in names_in_zip(source.data)

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is damaged, locked, far too large, or has no text."""
        return self._read(source)

    def _read_part(self, source: Source) -> Article:
        """Read an embedded document of any format; an embedded Word document must not embed others."""
        from readtui.importers.registry import read_source

        return self._read(source, has_parts=False) if self.recognises(source) else read_source(source)

    def _read(self, source: Source, *, has_parts: bool = True) -> Article:
        from readtui.importers.dom.book import add_with_title
        from readtui.importers.images.finder import ImageFinder
        from readtui.importers.images.inner_images import members_of, name_stubs

        name = source.name or "the input"
        if source.data.startswith(_OLD_FORMAT):
            raise SourceError(
                f"{name} is protected by a password, or is a Word file from before 2007",
                "Save it as DOCX without a password.",
            )
        archive = SafeZip(source.data, name, "a Word document")
        parts = _checked_parts(archive, name)
        direction, chunks, rest = _explain(parts)
        tree = _tree(_archived(parts | name_stubs(archive)), name, _style_map(_style_names(parts), _is_said_in(parts)))
        blocks = _blocks(tree, chunks if has_parts else (), archive, self._read_part) if tree is not None else []
        if not blocks and not rest.strip():
            raise SourceError(f"{name} contains no text", "Open a file that contains an article.")
        properties = _properties(archive)
        own_title = next((block.text for block in blocks if _TITLE_CLASS in block.hint), "")
        heading = next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")
        builder = ArticleBuilder()
        add_with_title(builder, blocks, own_title, ImageFinder(source, members_of(archive)))
        add_plain(builder, rest)
        return finished(
            builder,
            source,
            Metadata(
                title=own_title or given_title(properties.get("title", ""), source.name) or heading,
                creator=given_creator(properties.get("creator", "")),
                language=properties.get("language", ""),
                published=properties.get("created", "") or properties.get("modified", ""),
                direction=direction,
            ),
        )


def _checked_parts(archive: "SafeZip", name: str) -> dict[str, bytes]:
    """The XML parts by name, for mammoth, which follows every reference.

    Raises SourceError for more parts than a document has, and for parts that Word would never write.
    """
    checked: dict[str, bytes] = {}
    size = tags = 0
    for part in archive.names:
        if not part.lower().endswith((".xml", ".rels")):
            continue
        data = archive.read(part)
        size += len(data)
        tags += data.count(b"<")
        if size > _MAX_XML_BYTES or tags > _MAX_TAGS:
            raise SourceError(
                f"{name} contains more text than readtui reads as one article", "Split it and add the parts."
            )
        if _DECLARES.search(data):
            raise SourceError(
                f"{name} defines its own XML entities, as no genuine Word document does", "Save it again in Word."
            )
        checked[part] = data
    return checked


def _explain(parts: dict[str, bytes]) -> tuple[str, list[str], str]:
    """Write what Word shows into the main part's markup and remove broken references; return the text direction, the
    names of embedded documents, and the lines beyond the budget.
    """
    from lxml import etree

    from readtui.importers.common.xml_safe import parse_xml
    from readtui.importers.docx.chunks import name_chunks
    from readtui.importers.docx.markup import DocumentMarkup, read_styles
    from readtui.importers.docx.repairs import NOTES, mend_parts, take_rest

    @cache
    def root_of(part: str) -> Any:
        return parse_xml(parts[part], repair=False) if part in parts else None

    main = next((part for part in parts if _MAIN_PART.fullmatch(part)), "")
    root = root_of(main)
    if root is None:
        # Mammoth reports the problem.
        return "", [], ""
    chunks = name_chunks(root, root_of(f"word/_rels/{main.removeprefix('word/')}.rels"), "word")
    notes = {part: notes_in for part in parts if NOTES.fullmatch(part) and (notes_in := root_of(part)) is not None}
    rest = take_rest(root, notes.values())
    if rest:
        parts |= {part: etree.tostring(left, encoding="UTF-8") for part, left in notes.items()}
    mend_parts(parts, root_of, main, root)
    styles = read_styles(root_of("word/styles.xml"))
    markup = DocumentMarkup(root, styles, root_of("word/numbering.xml"), _KNOWN_STYLES)
    direction = markup.direction()
    markup.explain()
    parts[main] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return direction, chunks, rest


def _archived(parts: Mapping[str, bytes]) -> io.BytesIO:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as copy:
        for part, data in parts.items():
            copy.writestr(part, data)
    return archive


def _tree(parts: io.BytesIO, name: str, style_map: str) -> "HtmlElement | None":
    """The document as converted by mammoth; headings are one rank lower if the document has a title."""
    import mammoth

    from readtui.importers.docx.repairs import parse_directly
    from readtui.importers.dom.markup import parse_page
    from readtui.importers.images.inner_images import named_in_stub

    parse_directly()
    try:
        page = mammoth.convert_to_html(
            parts,
            style_map=style_map,
            include_default_style_map=False,
            convert_image=mammoth.images.img_element(named_in_stub),
            include_embedded_style_map=False,
            external_file_access=False,
        ).value
    except RecursionError as error:
        raise SourceError(f"{name} is nested too deeply", "Save it again from the program that made it.") from error
    except _FAULTS as error:
        raise SourceError(f"{name} is not a Word document, or it is damaged", "Download or copy it again.") from error
    if not page:
        return None
    tree = parse_page(page)
    titles = [heading for heading in tree.iter("h1") if heading.get("class") == _TITLE_CLASS]
    if titles:
        for heading in tree.iter("h1", "h2", "h3", "h4", "h5"):
            if heading not in titles:
                heading.tag = f"h{int(str(heading.tag)[1]) + 1}"
    return tree


def _blocks(
    tree: "HtmlElement", chunks: Sequence[str], archive: "SafeZip", read: Callable[[Source], Article]
) -> "list[PageBlock]":
    """The blocks of the document, and a note for each embedded document that cannot be read."""
    from readtui.importers.docx.chunks import insert_chunks
    from readtui.importers.docx.repairs import label_items, settle_tables
    from readtui.importers.dom.page_block import PageBlock
    from readtui.importers.dom.walker import page_blocks

    unread = insert_chunks(tree, chunks, archive, read) if chunks else []
    label_items(tree)
    settle_tables(tree)
    blocks = page_blocks(tree)
    return blocks + [PageBlock(BlockKind.FURNITURE, f"Could not read: {part}") for part in unread] if blocks else []


def _style_names(parts: Mapping[str, bytes]) -> frozenset[str]:
    """The names of the document's styles, in lowercase."""
    from readtui.importers.common.xml_safe import parse_xml
    from readtui.importers.docx.numbering import attribute

    root = parse_xml(parts.get("word/styles.xml", b""))
    return frozenset(attribute(one, "val").lower() for one in root.iter("{*}name")) if root is not None else frozenset()


def _is_said_in(parts: Mapping[str, bytes]) -> Callable[[str], bool]:
    """A test whether a name can occur as an element's or attribute's value in the markup of any part."""
    data = parts.values()
    # Names written with character references or in another encoding cannot be found.
    is_plain = not any(b"\0" in part or b"&#" in part for part in data)
    return lambda name: not is_plain or any(name.encode() in part for part in data)


def _style_map(known: Collection[str], is_said: Callable[[str], bool]) -> str:
    """The style rules for mammoth, which tries them in turn for each paragraph and run: only those for ``known`` styles
    (lowercase) and for names that pass ``is_said``.
    """
    from readtui.importers.docx.markup import HEADING_STYLE, QUOTE_STYLE

    named = [("p", style, path) for path, styles in _PARAGRAPHS.items() for style in styles]
    named += [("r", style, path) for path, styles in _RUNS.items() for style in styles]
    rules = [f"{kind}[style-name='{style}'] => {path}" for kind, style, path in named if style.lower() in known]
    ids = {f"{HEADING_STYLE}{rank}": f"h{rank}:fresh" for rank in range(1, 7)}
    ids[QUOTE_STYLE] = "blockquote > p:fresh"
    rules += [f"p.{style} => {path}" for style, path in ids.items() if is_said(style)]
    for style, path in _HEADINGS.items():
        if is_said(style.replace(" ", "")):
            rules.append(f"p.{style.replace(' ', '')} => {path}")
        if style.lower() in known:
            rules.append(f"p[style-name='{style}'] => {path}")
    for depth in range(1, _DEEPEST_LIST + 1) if is_said("numPr") or is_said("abstractNum") else ():
        around = "ul|ol > li > " * (depth - 1)
        rules += [
            f"p:unordered-list({depth}) => {around}ul > li:fresh",
            f"p:ordered-list({depth}) => {around}ol > li:fresh",
        ]
    return "\n".join(rules)


def _properties(archive: "SafeZip") -> dict[str, str]:
    """The core properties by local name, without empty ones."""
    from readtui.importers.common.xml_safe import parse_xml

    root = parse_xml(archive.read(_PROPERTIES)) if _PROPERTIES in archive else None
    found: dict[str, str] = {}
    for element in root if root is not None else ():
        if isinstance(element.tag, str) and element.text and element.text.strip():
            found.setdefault(element.tag.rpartition("}")[2], element.text.strip())
    return found
