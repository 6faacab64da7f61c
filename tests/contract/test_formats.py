"""A format is one class behind an entry point: commands, completion, messages and screens know it from there alone."""

from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from app_fixtures import own_places, rivers, services
from journeys import journey
from plugging import plug_in

from readtui.bootstrap import Services
from readtui.bootstrap.closed_library import completing_on
from readtui.cli.main import run
from readtui.errors import UsageError
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.registry import GROUP as EXPORTERS
from readtui.importers.importer import Source
from readtui.importers.registry import GROUP as IMPORTERS
from readtui.importers.registry import importer_for, readable_extensions
from readtui.interchange.importer import ImportedWork, ImportFormat
from readtui.interchange.registry import GROUP as ANNOTATION_IMPORTERS
from readtui.interchange.registry import importer_for as annotation_importer_for
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind
from readtui.plug_ins import entry_points_of
from readtui.settings import parse_settings
from readtui.text.article_builder import ArticleBuilder

__all__ = ["own_places", "rivers", "services"]


class ScrollExporter:
    format = Format(
        "scroll", "Scroll", ".scr", Purpose.NOTES, "a scroll of quotes", counts_utf16=True, names_article="^of (.*)$"
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        for document in documents:
            yield f"of {document.record.id}\n"
            yield from (f"* {one.quote.exact if one.quote else ''}\n" for one in document.annotations)


class ScrollImporter:
    name = "scroll"
    extensions = (".scr",)
    media_types = ("text/x-scroll",)

    def recognises(self, source: Source) -> bool:
        return source.data.startswith(b"SCROLL")

    def read(self, source: Source) -> Article:
        builder = ArticleBuilder()
        builder.add(BlockKind.PARAGRAPH, source.data.decode())
        return builder.build(Metadata(title="A scroll"))


class ScrollNotesImporter:
    format = ImportFormat("scroll-notes", "Scroll notes", "a made-up program")

    def recognises(self, source: Source) -> bool:
        return source.data.startswith(b"SCROLL NOTES")

    def read(self, source: Source) -> Iterator[ImportedWork]:
        yield ImportedWork("On rivers")


def test_every_importer_is_found_by_its_endings_and_media_types_which_no_other_has() -> None:
    claimed: dict[str, str] = {}
    for point in entry_points_of(IMPORTERS).values():
        importer = point.load()()
        for ending in importer.extensions:
            assert importer_for(Source(b"words", f"a{ending}")).name == importer.name
        for media_type in getattr(importer, "media_types", ()):
            assert importer_for(Source(b"words", "a.txt", media_type=media_type)).name == importer.name
        for claim in (*importer.extensions, *getattr(importer, "media_types", ())):
            assert claimed.setdefault(claim, importer.name) == importer.name


def scroll(group: str, made: type) -> EntryPoint:
    return EntryPoint("scroll", f"{__name__}:{made.__name__}", group)


async def test_a_new_export_format_is_everywhere_that_formats_are(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def told(*command: str) -> str:
        run(["--library", str(services.folder), *command])
        return "".join(capsys.readouterr())

    plug_in(monkeypatch, scroll(EXPORTERS, ScrollExporter))
    assert "scroll" in told("export", "--help")
    assert "scroll" in told("export", "--format", "scrol")
    assert "scroll" in told("export", "--format", "csv", "--utf16")
    assert [one.value for one in completing_on(services.folder).formats("scr")] == ["scroll"]
    assert told("export", "--format", "scroll", rivers) == f"of {rivers}\n"
    standing = f'[[standing_export]]\nfolder = "{tmp_path}/kept"\nformat = "scroll"\n'
    Path(tmp_path, "settings.toml").write_text(standing.replace("scroll", "scrol"), "utf-8")
    assert "Did you mean scroll?" in told("export", "--standing")
    async with journey(services, settings=parse_settings('[export]\nformat = "scroll"'), size=(120, 50)) as app:
        await app.press("E")
        await app.shows("A scroll of quotes")
        await app.shows(f"of {rivers}")


def test_a_new_format_of_articles_is_read_wherever_files_are(
    services: Services, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plug_in(monkeypatch, scroll(IMPORTERS, ScrollImporter))
    assert ".scr" in readable_extensions()
    folder = tmp_path / "scrolls"
    folder.mkdir()
    (folder / "one.scr").write_text("SCROLL one")
    (folder / "one.xyz").write_text("SCROLL no")
    assert [Path(one).name for one in services.library.sources_in(folder)] == ["one.scr"]
    for source in (
        Source(b"words", "one.SCR"),
        Source(b"words", "one.txt", media_type="text/x-scroll"),
        Source(b"SCROLL two", "two"),
    ):
        assert importer_for(source).name == "scroll"


def test_a_new_format_of_annotations_is_everywhere_that_such_formats_are(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch, EntryPoint("scroll-notes", f"{__name__}:ScrollNotesImporter", ANNOTATION_IMPORTERS))
    assert [one.value for one in completing_on(services.folder).import_formats("scr")] == ["scroll-notes"]
    assert "Scroll notes" in [one.title for one in services.importing.formats()]
    assert annotation_importer_for(Source(b"SCROLL NOTES")).format.name == "scroll-notes"
    with pytest.raises(UsageError) as refused:
        annotation_importer_for(Source(b"SCROLL NOTES"), "scrol")
    assert "scroll-notes" in refused.value.hint
