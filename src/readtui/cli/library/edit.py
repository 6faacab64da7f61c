"""The commands state and edit."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completion import ARTICLE_OR_ANNOTATION, ARTICLE_OR_STATE, TAG
from readtui.cli.output import print_line, tell
from readtui.cli.services import checked_tags, filled, opened, place_waiting
from readtui.errors import NotFoundError, UsageError
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Change
from readtui.services.article_edits import STATES
from readtui.services.wording import description, done, excerpt

if TYPE_CHECKING:
    from readtui.bootstrap import Services

_NO_COLOR = "none"


@click.command()
@click.argument("articles", metavar="ARTICLE…", nargs=-1, required=True, type=ARTICLE_OR_STATE, callback=filled)
@click.argument("state", metavar="STATE", type=click.Choice(STATES))
@click.pass_obj
def state(folder: Path | None, articles: tuple[str, ...], state: str) -> None:
    """Set the reading state of articles.

    STATE is to-read, reading, done, archived or unarchived. An archived article keeps its state. readtui undo reverses
    the change in one step. To list the articles in a state: readtui list is:done
    """
    with opened(folder) as services:
        records = {record.id: record for record in map(services.library.find, articles)}
        change = services.editor.set_state(records.values(), state)
        _save(services, change)


@click.command()
@click.argument("reference", metavar="ID", type=ARTICLE_OR_ANNOTATION, callback=filled)
@click.option("--title", help="The article's title.")
@click.option("--author", help="The article's author.")
@click.option("--url", help="The URL where the article was published.")
@click.option("--tag", "tags", type=TAG, multiple=True, help="Add a tag. Can be repeated.")
@click.option("--untag", "untags", metavar="TAG", type=TAG, multiple=True, help="Remove a tag. Can be repeated.")
@click.option("--note", help="The new note (Markdown). Replaces the present one.")
@click.option(
    "--color",
    type=click.Choice((*HIGHLIGHT_COLORS, _NO_COLOR)),
    help=f"The color of an annotation's highlight; {_NO_COLOR} removes it.",
)
@click.option("--thread", "is_thread", is_flag=True, help="Make a note a thread, which asks for an answer.")
@click.pass_obj
def edit(
    folder: Path | None,
    reference: str,
    title: str | None,
    author: str | None,
    url: str | None,
    tags: tuple[str, ...],
    untags: tuple[str, ...],
    note: str | None,
    color: str | None,
    is_thread: bool,
) -> None:
    """Change an article or an annotation.

    ID is the id of an article or annotation, or the beginning of one, or the path an article was added from. What you
    leave out stays as it is; an empty author, url or note ("") removes it. The tags and the note of an article are
    those on the whole article. An annotation left without color, tag and note moves to the trash. readtui undo
    reverses the change.
    """
    added, removed = checked_tags(tags, are_new=True), checked_tags(untags)
    details = {"--title": title, "--author": author, "--url": url}
    if not (added or removed) and all(value is None for value in (*details.values(), note, color)) and not is_thread:
        raise UsageError("nothing to change", "See readtui edit --help for the options.")
    with opened(folder) as services:
        services.refuse_new_tags(added)
        item = services.library.find_any(reference)
        names = _retagged(item, added, removed) if added or removed else None
        if isinstance(item, Annotation):
            _refuse([option for option, value in details.items() if value is not None], "an article", "an annotation")
            set_color = "" if color == _NO_COLOR else color
            if is_thread and not (item.note if note is None else note).strip():
                raise UsageError("a thread needs a note", "Say what you ask for: --note NOTE")
            change = services.annotator.edit(item, color=set_color, tags=names, note=note, is_thread=is_thread or None)
        else:
            options = [*(["--color"] if color else []), *(["--thread"] if is_thread else [])]
            _refuse(options, "an annotation", "an article")
            whole = _on_whole(services, item) if note is not None else []
            change = services.editor.edit(item, whole, title=title, creator=author, url=url, tags=names, note=note)
        _save(services, change)
        if any(value is not None for value in details.values()):
            place_waiting(services)


def _save(services: "Services", change: Change | None) -> None:
    """Save and print the change, and tell what it moves to the trash."""
    if change is None:
        tell("Nothing changed: it already has these values.")
        return
    services.repository.apply(change)
    print_line(done(change.what))
    for one in change.edits:
        if isinstance(one.after, Annotation) and one.after.deleted:
            tell(
                "Moved to the trash, because no color, tag or note was left. "
                f"To restore it: readtui restore {one.after.id}"
            )


def _on_whole(services: "Services", record: ArticleRecord) -> list[Annotation]:
    return [one for one in services.library.annotations_of(record) if one.quote is None]


def _retagged(item: ArticleRecord | Annotation, added: Sequence[str], removed: Sequence[str]) -> list[str]:
    """The tags after the edit. Raises NotFoundError if one to take away is not there."""
    gone = {name.casefold() for name in removed}
    there = {name.casefold() for name in item.tags}
    for name in removed:
        if name.casefold() not in there:
            on = excerpt(item.title) if isinstance(item, ArticleRecord) else description(item)
            has = f"Its tags: {', '.join(item.tags)}." if item.tags else "It has no tags."
            raise NotFoundError(f"no tag {name} on {on}", has)
    return [*(name for name in item.tags if name.casefold() not in gone), *added]


def _refuse(options: Sequence[str], kind: str, given: str) -> None:
    """Raise UsageError if there are options of the other kind."""
    if options:
        raise UsageError(f"{', '.join(options)}: only for {kind}, and this is {given}", "See readtui edit --help.")
