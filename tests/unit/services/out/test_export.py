import csv
import gc
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from articles import memory_library
from exporting import odd_formats
from memory_repository import MemoryRepository

from readtui.errors import ExportError, UsageError
from readtui.exporters.exporter import ChosenOptions, Context, ExportDocument, ExportOptions, Format, Losses, whole
from readtui.exporters.file_names import file_names
from readtui.exporters.living.parts import LivingExporter
from readtui.model.article import Article
from readtui.model.change import Change, Edit
from readtui.model.passage import Passage
from readtui.model.tag import Tag
from readtui.search.query.parser import parse
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import Library
from readtui.services.out import living_files, standing_exports
from readtui.services.out.documents import Documents
from readtui.services.out.export import Exports
from readtui.services.out.living_files import LivingCounts, LivingExport, LivingFile
from readtui.services.out.preview import extent
from readtui.services.out.standing_exports import StandingFolders, StandingResult, StandingRule
from readtui.text.phrases import counted


@pytest.fixture
def library() -> Library:
    library = memory_library()
    annotator = Annotator(library.clock, library.new_id)
    for words, color in (("The ferry\n\nIt left at dawn.", "yellow"), ("The mill\n\nIt stood still.", "blue")):
        record = library.add("-", data=words.encode()).record
        article = library.open(record.id)
        library.repository.apply(annotator.create(record.id, article, Passage(0, 9), color=color))
    library.add("-", data=b"The ferry\n\nAnother one, without notes.")
    return library


@pytest.fixture
def exports(library: Library) -> Exports:
    return Exports(library, MemoryRepository())


def test_without_filters_all_articles_are_exported(exports: Exports) -> None:
    assert [len(document.annotations) for document in exports.documents(AnnotationQuery())] == [1, 1, 0]


@pytest.mark.parametrize("named", [(), (0,), (2,), (0, 1, 2)])
@pytest.mark.parametrize("query", ["", "color:yellow"])
@pytest.mark.parametrize("listed", [None, (0, 2)])
@pytest.mark.parametrize("context", list(Context))
def test_what_is_counted_is_what_is_written(
    exports: Exports, named: Sequence[int], query: str, listed: Sequence[int] | None, context: Context
) -> None:
    ids = [record.id for record in exports.library.records()]
    among = None if listed is None else frozenset(ids[one] for one in listed)
    asked = AnnotationQuery(tuple(ids[one] for one in named), parse(query), among)
    for name in ("markdown", "json", "csv"):
        exporter = exports.exporter(name)
        if context not in exporter.format.contexts:
            continue
        options = exports.options(asked, ChosenOptions(context))
        written = whole(exports.render(name, exports.documents(asked), options))
        assert isinstance(written, str)
        if name == "json":
            records = json.loads(written)["articles"]
            found = (len(records), sum(len(one["annotations"]) for one in records))
        elif name == "csv":
            rows = list(csv.DictReader(written.splitlines()))
            found = (len({row["article"] for row in rows}), len(rows))
        else:
            headings = len(re.findall("^# ", written, re.MULTILINE))
            found = (headings, written.count("[readtui](readtui:") - headings)
        counts = extent(exporter.format, exports.documents(asked), options, Event())
        articles, annotations = found
        expected = [counted(annotations, "annotation"), counted(articles, "article")]
        assert sorted(re.split(" · | in ", counts)) == sorted(expected), (name, written)


@pytest.mark.parametrize(
    ("source", "canonical", "shown"),
    [
        ("/home/ada/private/letter.docx", "", "letter.docx"),
        ("C:\\Users\\Ada\\letter.docx", "", "letter.docx"),
        ("file:///home/ada/letter.docx", "", "letter.docx"),
        ("/home/ada/saved page.html", "https://example.org/page", "https://example.org/page"),
        ("/home/ada/saved page.html", "file:///home/ada/page", "saved page.html"),
        ("https://example.org/page?q=/home/", "https://example.org/page", "https://example.org/page?q=/home/"),
        ("-", "", "-"),
        ("", "", ""),
    ],
)
def test_exports_do_not_show_where_files_are_on_this_machine(
    library: Library, exports: Exports, source: str, canonical: str, shown: str
) -> None:
    record = next(document.record for document in exports.documents(AnnotationQuery()) if document.annotations)
    about = replace(record.metadata, source=source, canonical_url=canonical)
    edit = Edit(record, replace(record, metadata=about))
    library.repository.apply(Change(library.new_id(), library.clock(), "move it", (edit,)))
    documents = exports.documents(AnnotationQuery((record.id,)))
    for format, expected in (("csv", shown), ("doccano", shown), ("json", source)):
        [document] = documents.of(exports.exporters()[format].format)
        assert document.record.metadata.source == expected


def test_filters_leave_only_articles_with_matching_annotations(exports: Exports) -> None:
    (document,) = exports.documents(AnnotationQuery(query=parse("color:blue")))
    assert document.record.title == "The mill"
    assert list(exports.documents(AnnotationQuery(query=parse("tag:nowhere")))) == []


def test_an_article_without_annotations_is_exported_if_it_is_named_or_the_format_is_about_articles(
    exports: Exports,
) -> None:
    everything = exports.documents(AnnotationQuery())
    bare = next(document.record.id for document in everything if not document.annotations)

    def exported(name: str, documents: Documents) -> int:
        return len(list(documents.of(exports.exporter(name).format)))

    assert (exported("markdown", everything), exported("json", everything)) == (2, 3)
    assert exported("markdown", exports.documents(AnnotationQuery((bare,)))) == 1


def test_a_folder_gets_a_file_for_each_article_and_the_same_ones_again(exports: Exports, tmp_path: Path) -> None:
    documents = exports.documents(AnnotationQuery())
    written = exports.write("markdown", documents, f"{tmp_path}/notes/")
    assert [path.name for path in written] == ["The ferry.md", "The mill.md"]
    assert exports.write("markdown", documents, tmp_path / "notes") == written
    third = exports.documents(AnnotationQuery((list(documents)[2].record.id,)))
    (other,) = exports.write("markdown", third, tmp_path / "notes")
    assert other.name == f"The ferry {third.query.articles[0][:8]}.md"
    assert sorted((tmp_path / "notes").iterdir()) == sorted((*written, other))


def test_one_file_holds_the_whole_export_and_keeps_its_permissions(exports: Exports, tmp_path: Path) -> None:
    output = tmp_path / "all.json"
    output.write_text("old")
    output.chmod(0o600)
    exports.write("json", exports.documents(AnnotationQuery()), output, force=True)
    assert len(json.loads(output.read_text())["articles"]) == 3
    assert output.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["all.json"]


def test_a_failed_write_leaves_the_old_export(
    exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "all.csv"
    output.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        exports.write("csv", exports.documents(AnnotationQuery()), output, force=True)
    assert output.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["all.csv"]


def test_the_file_that_cannot_be_written_is_named(
    exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_any = os.open

    def refuse(path: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if ".readtui-" in str(path):
            raise PermissionError(13, "Permission denied", path)
        return open_any(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ExportError, match=r"cannot write .*/all\.csv: Permission denied"):
        exports.write("csv", exports.documents(AnnotationQuery()), tmp_path / "all.csv")


def test_a_missing_folder_and_an_unknown_format_are_reported(exports: Exports, tmp_path: Path) -> None:
    documents = exports.documents(AnnotationQuery())
    with pytest.raises(ExportError, match="no such folder"):
        exports.write("csv", documents, tmp_path / "none" / "all.csv")
    with pytest.raises(UsageError, match="no such export format") as caught:
        exports.render("docx", documents)
    assert "markdown" in caught.value.hint


def test_file_names_are_safe_on_any_system() -> None:
    library = memory_library()
    for title in ("../../etc/passwd", "CON", "a:b|c?*\x1b", "…", ".hidden", "é" * 300):
        library.add("-", data=title.encode())
    names = file_names(entry.record for entry in library.entries())
    assert len({name.casefold() for name in names.values()}) == 6
    for name in names.values():
        assert not set(name) & set('/\\:*?"<>|')
        assert not name.startswith(".")
        assert name not in ("CON", "")
        assert len(name.encode()) <= 180


def test_a_format_of_several_files_makes_a_folder_of_them(
    exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd_formats.install(monkeypatch)
    documents, options = exports.documents(AnnotationQuery()), ExportOptions()
    written = exports.write("pair", documents, tmp_path / "corpus", options=options)
    assert [path.name for path in written] == [
        "The ferry.words", "The ferry.quotes", "The mill.words", "The mill.quotes", "all.count",
    ]  # fmt: skip
    assert (tmp_path / "corpus" / "The mill.words").read_text() == "The mill\n\nIt stood still."
    assert (tmp_path / "corpus" / "The mill.quotes").read_text() == "The mill\n\n"[:9] + "\n"
    assert (tmp_path / "corpus" / "all.count").read_text() == "2\n"
    assert str(options.losses) == "2 colors"
    assert exports.write("pair", documents, tmp_path / "corpus") == written, "again, as the files are readtui's"
    written[3].write_text("mine")
    with pytest.raises(ExportError, match=r"The mill\.quotes"):
        exports.write("pair", documents, tmp_path / "corpus")
    assert written[3].read_text() == "mine"


def test_a_folder_of_living_files_does_not_keep_all_articles_in_memory(
    exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def documents_in_memory() -> int:
        gc.collect()
        return sum(isinstance(one, ExportDocument) for one in gc.get_objects())

    alive: list[int] = []
    before = documents_in_memory()
    replace_all = LivingExport.replace

    def counted(self: LivingExport, files: Sequence[LivingFile], left: LivingCounts) -> list[Path]:
        # To look through the memory takes longer than all else, and the first file shows it.
        if not alive:
            alive.append(documents_in_memory() - before)
        # As if another program had written to a file: its article is read again.
        files[0].path.write_text("\n")
        return replace_all(self, files, left)

    monkeypatch.setattr(LivingExport, "replace", counted)
    paths = exports.write("markdown", exports.documents(AnnotationQuery()), f"{tmp_path}/vault/")
    assert len(paths) > 1
    assert alive[0] < len(paths)
    assert all("rt:" in path.read_text("utf-8") for path in paths)


@pytest.mark.parametrize("output", ["all.md", "vault/"])
def test_a_living_export_reads_each_text_once(
    exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    read: list[str] = []
    read_text = Library.open

    def counted(self: Library, article_id: str) -> Article:
        read.append(article_id)
        return read_text(self, article_id)

    monkeypatch.setattr(Library, "open", counted)
    exports.write("markdown", exports.documents(AnnotationQuery()), f"{tmp_path}/{output}")
    assert len(read) == len(set(read)) == 2


def test_an_export_to_an_empty_folder_reads_no_article_to_see_what_is_in_the_way(
    exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Documents, format: Format, losses: Losses | None = None) -> Iterator[ExportDocument]:
        raise AssertionError("read")

    monkeypatch.setattr(Documents, "of", refused)
    assert exports.in_the_way("markdown", exports.documents(AnnotationQuery()), tmp_path) == []


@pytest.mark.parametrize("output", ["all.md", "vault/", "all.json"])
def test_an_interrupt_leaves_every_file_as_it_was(exports: Exports, tmp_path: Path, output: str) -> None:
    documents, name = exports.documents(AnnotationQuery()), "json" if output.endswith("json") else "markdown"
    before = {path: path.read_bytes() for path in exports.write(name, documents, f"{tmp_path}/{output}")}

    def interrupt(count: int) -> None:
        if count == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exports.write(name, replace(documents, passed=interrupt), f"{tmp_path}/{output}", force=True)
    there = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path: path.read_bytes() for path in there} == before


def test_progress_counts_the_articles_of_each_pass(exports: Exports) -> None:
    passed: list[int] = []
    documents = replace(exports.documents(AnnotationQuery()), passed=passed.append)
    assert whole(exports.render("json", documents))
    assert passed == list(range(1, documents.articles + 1))


@pytest.mark.parametrize(
    ("name", "output", "said"),
    [
        ("pair", "there", "needs a folder"),
        ("stray", "corpus", "names a file elsewhere"),
        ("half", "corpus", "no files"),
    ],
)
def test_several_files_go_nowhere_else(
    exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, output: str, said: str
) -> None:
    odd_formats.install(monkeypatch)
    (tmp_path / "there").write_text("mine")
    with pytest.raises(ExportError, match=said):
        exports.write(name, exports.documents(AnnotationQuery()), tmp_path / output, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert (tmp_path / "there").read_text() == "mine"


def test_the_codebook_is_one_file_even_in_a_folder(exports: Exports, tmp_path: Path) -> None:
    options = ExportOptions(tags={"boats": Tag("boats")})
    written = exports.write("codebook", exports.documents(AnnotationQuery()), f"{tmp_path}/", options=options)
    assert written == [tmp_path / "codebook.qdc"]
    assert 'name="boats"' in written[0].read_text()


def test_three_articles_of_one_title_have_three_file_names() -> None:
    library = memory_library()
    records = [library.add("-", data=b"The ferry\n\n%d" % number).record for number in range(3)]
    alike = [replace(record, id=f"00000000{number:08x}") for number, record in enumerate(records)]
    assert len(set(file_names(alike).values())) == 3


def test_an_article_that_is_added_while_an_export_begins_is_left_out(
    library: Library, exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_names = Exports._names

    def names(self: Exports, query: AnnotationQuery) -> dict[str, str]:
        made = make_names(self, query)
        library.add("-", data=b"Late\n\nIt came too late.")
        return made

    monkeypatch.setattr(Exports, "_names", names)
    written = exports.write("bibtex", exports.documents(AnnotationQuery()), f"{tmp_path}/out/")
    assert len(written) == 3


@pytest.fixture
def standing(exports: Exports, tmp_path: Path) -> tuple[StandingFolders, Path]:
    folder = tmp_path / "vault"
    folder.mkdir()
    return StandingFolders(exports, [StandingRule("markdown", folder, "{title}")], dict), folder


def test_a_standing_export_that_is_interrupted_goes_on_the_next_time(
    standing: tuple[StandingFolders, Path], exports: Exports
) -> None:
    folders, folder = standing
    ids = [record.id for record in exports.library.records()]
    assert not folders.has_changes
    assert folders.run_changed() == StandingResult()
    folders.changed(ids)
    assert folders.has_changes
    done = folders.run_changed(goes_on=lambda: False)
    assert (len(done.written), done.faults, folders.has_changes) == (1, [], True)
    done = folders.run_changed()
    assert (len(done.written), folders.has_changes) == (1, False)
    assert sorted(one.name for one in folder.iterdir()) == ["The ferry.md", "The mill.md"], (
        "what has no annotations is none"
    )
    assert folders.run_changed().written == []


def test_a_name_that_is_taken_whatever_digits_it_gets_is_in_the_way(
    standing: tuple[StandingFolders, Path], exports: Exports
) -> None:
    folders, folder = standing
    ids = {record.title: record.id for record in exports.library.records()}
    mill = ids["The mill"]
    for taken, written in (("the MILL", f"The mill {mill[:8]}"), (f"The mill {mill[:8]}", f"The mill {mill}")):
        (folder / f"{taken}.md").write_text("Mine.")
        done = folders.run((mill,))
        assert done.written == [folder / f"{written}.md"]
        done.written[0].unlink()
    (folder / f"The mill {mill}.md").mkdir()
    [fault] = folders.run((mill,)).faults
    assert fault.message == f"a file is in the way: {folder}/The mill {mill}.md"
    assert [one.name for one in folder.iterdir() if one.is_file() and one.read_text() != "Mine."] == []


def test_only_the_first_files_of_very_many_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("b.md", "a.md", ".c.md", "d.org", "e/f.md", ".git/g.md", "e/h.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")

    def found() -> list[str]:
        return [path.relative_to(tmp_path).as_posix() for path in standing_exports._paths(tmp_path, ".md")]

    assert found() == ["a.md", "b.md", "e/f.md", "e/h.md"]
    monkeypatch.setattr(standing_exports, "_MOST_FILES", 3)
    assert found() == ["a.md", "b.md", "e/f.md"]
    with pytest.raises(FileNotFoundError):
        list(standing_exports._paths(tmp_path / "none", ".md"))


def test_a_file_that_another_program_keeps_changing_is_left_to_it(
    exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "all.md"
    exports.write("markdown", exports.documents(AnnotationQuery()), output)
    stage_again = LivingFile._stage

    def changing(self: LivingFile) -> object:
        update = stage_again(self)
        output.write_text(output.read_text() + "More.\n")
        return update

    monkeypatch.setattr(LivingFile, "_stage", changing)
    with pytest.raises(ExportError, match="another program keeps changing"):
        exports.write("markdown", exports.documents(AnnotationQuery()), output)
    assert output.read_text().endswith("More.\n")
    assert [one.name for one in tmp_path.iterdir()] == ["all.md"]


def test_a_file_that_is_not_readtuis_or_is_too_large_is_not_updated(
    exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "all.md"
    output.write_text("Mine.")
    living = exports.exporter("markdown")
    assert isinstance(living, LivingExporter)
    for overwrites in (False, True):
        export = LivingExport(
            living, ExportOptions(), exports.store, exports.library.repository, rewrites=False, overwrites=overwrites
        )
        if overwrites:
            LivingFile(export, output, []).discard()
        else:
            with pytest.raises(ExportError, match="readtui did not write this file, or it has changed since"):
                LivingFile(export, output, [])
    monkeypatch.setattr(living_files, "_MOST_BYTES", 5)
    assert living_files.read(output) == b"Mine."
    output.write_text("Mine, too.")
    with pytest.raises(ExportError, match="too large to export to"):
        living_files.read(output)


def test_what_a_file_says_of_an_article_that_this_library_does_not_have_stays(exports: Exports, tmp_path: Path) -> None:
    output = tmp_path / "all.md"
    exports.write("markdown", exports.documents(AnnotationQuery()), output)
    before = output.read_text()
    [mill] = [one for one in exports.library.records() if one.title == "The mill"]
    exports.library.repository.purge(mill.id)
    exports.write("markdown", exports.documents(AnnotationQuery()), output)
    assert output.read_text() == before
