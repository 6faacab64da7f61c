"""Writes an export, copies it, or keeps a folder up to date with it."""

import asyncio
import os
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.bootstrap.standing_exports import standing_exports, standing_rules
from readtui.errors import ExportError
from readtui.exporters.exporter import Context as ArticleContext
from readtui.exporters.exporter import Exporter, ExportOptions, whole
from readtui.exporters.file_names import file_names
from readtui.exporters.registry import can_stand
from readtui.paths import settings_file
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import Query, Term, all_of, any_of, to_text
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import Library
from readtui.services.out.documents import Documents
from readtui.services.out.living_files import LivingCounts
from readtui.services.out.standing_exports import (
    StandingFolders,
    StandingRule,
    add_standing_export,
    pause_standing_export,
    remove_standing_export,
)
from readtui.services.out.whole_file import is_special
from readtui.services.wording import first_pages_of, sentence
from readtui.settings import Settings, load_settings
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.dialogs.prompt import PromptDialog, complete_path
from readtui.tui.host import Host
from readtui.tui.work.saver import Saver
from readtui.tui.work.standing_exports import StandingExports

if TYPE_CHECKING:
    from readtui.tui.out.screen import ExportScreen

_MANY = "readtui-annotations"
_MOST_BY_TITLE = 12


@dataclass
class Delivery:
    """The keys that let an export go somewhere."""

    _host: Host
    _services: Services
    _settings: Settings
    _saving: Saver
    _standing: StandingExports
    _shown: "ExportScreen"

    def do_export_copy(self) -> None:
        """Copy the whole export to the terminal's clipboard."""
        self._shown.run_worker(self._copy(), group="open")

    async def _copy(self) -> None:
        exporter = self._shown.exporter
        if exporter is None:
            return
        if exporter.format.is_binary or exporter.format.is_folder:
            what, where = ("is not text", "a file") if exporter.format.is_binary else ("has several files", "a folder")
            self._shown.tell(f"This format {what}. Press {self._shown.key('export.write')} to write it to {where}.")
            return
        options = await self._shown.options(exporter)
        pieces = self._services.exports.render(exporter, self._shown.documents, options)
        content = await in_thread(whole, pieces)
        if isinstance(content, str):
            self._host.copy_to_clipboard(content)
            lines = counted(content.count("\n"), "line")
            self._done(f"Copied {lines}. If your terminal blocks the clipboard, write to a file instead.", options)

    def do_export_write(self) -> None:
        """Ask for a destination and write the export; or pause the standing export under the cursor, or go on."""
        rule = self._shown.rule
        self._shown.run_worker(self._ask_where() if rule is None else self._pause(rule), group="open")

    async def _ask_where(self) -> None:
        exporter, documents = self._shown.exporter, self._shown.documents
        if exporter is None:
            return
        options = await self._shown.options(exporter)
        name = await in_thread(suggested_name, exporter, documents, options.context)
        hint = "a folder" if exporter.format.is_folder else "a file, or a folder for one file per article"
        suggested = os.path.join(self._shown.folder, name)
        if exporter.format.needs_book:
            suggested, hint = "", "nothing: beside each book, or the folder that copies of the books are in"
        write = partial(self._write, exporter, documents)
        self._shown.ask(PromptDialog("Write to", suggested, hint, complete_path, write))

    async def _write(self, exporter: Exporter, documents: Documents, path: str) -> bool:
        """Write the export; return False if the user cancels. Raises ExportError, StorageError."""
        path = path.strip()
        if not (path or exporter.format.needs_book):
            return False
        exports = self._services.exports
        if await in_thread(is_special, Path(os.path.expanduser(path))):
            raise ExportError(
                f"could not write to {visible(path)}: not a regular file", "To write there: readtui export --output"
            )
        options = await self._shown.options(exporter)
        foreign = await in_thread(exports.in_the_way, exporter, documents, path, options)
        if foreign:
            more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
            detail = f"{visible(str(foreign[0]))}{more}\nNot written by readtui, or changed since."
            question = f"Overwrite {counted(len(foreign), 'existing file')}?"
            if not await self._host.push_screen_wait(ConfirmDialog(question, detail, loses=True)):
                return False
        left = LivingCounts()
        write = partial(exports.write, exporter, documents, path, options=options, force=True, left=left)
        written = await asyncio.to_thread(write)
        told = written_message(written, left.unchanged)
        self._done(f"{told} {left.message}".strip(), options, folder=folder_of(path, written) if path else None)
        return True

    # ------------------------------------------------------------------ standing exports

    @property
    def _file(self) -> Path:
        return self._settings.path or settings_file()

    def rules(self) -> list[StandingRule]:
        """The standing exports of this library, as the settings file has them now."""
        folder = self._services.folder.resolve()
        return [rule for library, rule in standing_rules(load_settings(self._file)) if library.resolve() == folder]

    async def _pause(self, rule: StandingRule) -> None:
        is_paused = not rule.is_paused
        await self._change(partial(pause_standing_export, self._file, rule, is_paused=is_paused))
        await self._shown.show_standing(rule.number)
        where = visible(str(rule.folder))
        self._shown.tell(f"Paused: {where} stays as it is." if is_paused else f"Kept up to date again: {where}.")

    def do_export_stop(self) -> None:
        """Take the standing export under the cursor out of the settings."""
        if (rule := self._shown.rule) is None:
            self._shown.tell("A format cannot be stopped: go to a standing export above the formats.")
        else:
            self._shown.run_worker(self._stop(rule), group="open")

    async def _stop(self, rule: StandingRule) -> None:
        await self._change(partial(remove_standing_export, self._file, rule))
        await self._shown.show_standing()
        self._shown.tell(f"Stopped. The files stay in {visible(str(rule.folder))}.")

    async def _change(self, change: Callable[[], None]) -> int:
        """Change the settings, and go on with what they say. Returns how many files that wrote. Raises ExportError."""

        def run() -> int:
            change()
            exports = standing_exports(self._services, load_settings(self._file))
            self._standing.begin(exports)
            return len(exports.run().written) if exports is not None else 0

        # What changes from now on is exported for itself.
        await self._saving.settled()
        return await asyncio.to_thread(run)

    def do_export_keep(self) -> None:
        exporter, documents = self._shown.exporter, self._shown.documents
        if exporter is None:
            return
        if self._shown.rule is not None:
            self._shown.tell("This folder is already kept up to date. Choose a format to keep another one.")
            return
        if can_stand(exporter.format.name):
            self._shown.run_worker(self._ask_folder(exporter, documents), group="open")
        else:
            title = exporter.format.title
            why = "cannot be kept up to date: they do not say which article they are about."
            self._shown.tell(f"{title} files {why}")

    async def _ask_folder(self, exporter: Exporter, documents: Documents) -> None:
        query = await in_thread(standing_query, self._services.library, documents.query)
        if query is None:
            why = "these articles cannot be told from others by their titles"
            keys = " ".join(map(self._shown.key, ("export.option", "export.next_value")))
            self._shown.tell(f"{sentence(why)} Press {keys} to change the scope.")
            return
        keep = partial(self._keep, exporter, query, creators=documents.creators)
        hint = "a folder for one file per article" if query == documents.query.query else "a folder for its file"
        self._shown.ask(PromptDialog("Keep a folder up to date", self._shown.folder, hint, complete_path, keep))

    async def _keep(self, exporter: Exporter, query: Query, path: str, *, creators: bool) -> bool:
        """Add a standing export to the settings and begin with it; False for an empty path.

        Raises ExportError, SettingsError, StorageError.
        """
        if not path.strip():
            return False
        folder = Path(os.path.expanduser(path.strip()))
        if not folder.is_absolute():
            raise ExportError(f"not a full path: {visible(path)}", "Begin with / or ~/.")
        rule = StandingRule(exporter.format.name, folder, "{id}")

        def add() -> None:
            folder.mkdir(parents=True, exist_ok=True)
            StandingFolders(self._services.exports, [rule], dict).check()
            add_standing_export(
                self._file,
                format=exporter.format.name,
                folder=folder,
                query=to_text(query),
                library=self._services.folder.resolve(),
                creators=creators,
            )

        try:
            count = await self._change(add)
        except OSError as fault:
            raise ExportError(
                f"cannot make the folder {visible(str(folder))}: {fault.strerror}", "Choose another place."
            ) from fault
        await self._shown.show_standing()
        written = counted(count, "file") if count else "no file yet"
        kept = f"From now on {visible(str(folder))} is kept up to date, until you pause it above the formats."
        self._host.tell(f"Wrote {written}. {kept}")
        return True

    def _done(self, message: str, options: ExportOptions, *, folder: str | None = None) -> None:
        """Tell the user, also what the format could not hold."""
        lost, parts = str(options.losses), list(options.losses.parts.values())
        left_out = [f"Left out: {lost}."] if lost else []
        left_out += [f"Only {first_pages_of(parts[0])} are in it."] if len(parts) == 1 else []
        left_out += [f"Of {len(parts):,} articles only the first pages are in it."] if len(parts) > 1 else []
        self._shown.tell(" ".join((message, *left_out)))
        self._shown.keep_choice(folder)


def suggested_name(exporter: Exporter, documents: Documents, context: ArticleContext) -> str:
    """A name for the file or folder of an export. Raises StorageError."""
    first = [document.record for document in islice(documents.of(exporter.format, context=context), 2)]
    name = file_names(first)[first[0].id] if len(first) == 1 else _MANY
    if exporter.format.needs_pdf and len(first) > 1:
        return f"{name}/"
    return name if exporter.format.is_folder else f"{name}{exporter.format.extension}"


def written_message(written: Sequence[Path], unchanged: int) -> str:
    """What a message says of the files of an export, some of which held it already."""
    if not written:
        return "Nothing to write."
    named = visible(os.path.abspath(written[0])) + (f" and {len(written) - 1:,} more" if len(written) > 1 else "")
    if unchanged == len(written):
        return f"{named} {'is' if len(written) == 1 else 'are'} up to date: nothing to write."
    return f"Wrote {named}.{f' {unchanged:,} of them had not changed.' if unchanged else ''}"


def folder_of(path: str, written: Sequence[Path]) -> str:
    is_folder = bool(written) and Path(os.path.expanduser(path)) != written[0]
    return path if is_folder else os.path.dirname(path)


def standing_query(library: Library, query: AnnotationQuery) -> Query | None:
    """What a standing export asks for: some articles by their titles, if no others have these. Raises StorageError."""
    if not query.articles:
        return query.query
    if len(query.articles) > _MOST_BY_TITLE:
        return None
    titles = library.titles()
    asked = any_of(*(Term("article", titles.get(one, "")) for one in query.articles))
    passing = {one.record.id for one in library.passing(library.all_entries(), asked)}
    return all_of(asked, query.query) if passing == set(query.articles) else None
