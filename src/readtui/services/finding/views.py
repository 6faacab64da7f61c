"""Saved views: lists them, saves them, and narrows a list or an export to one."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from readtui.errors import NotFoundError, QueryError, UsageError
from readtui.model.change import Change, Edit
from readtui.model.view import Lists, View
from readtui.quick_dataclass import dataclass
from readtui.search.query.parser import parse
from readtui.search.query.syntax import Query, all_of
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import Library
from readtui.services.wording import excerpt
from readtui.storage.repository import Repository
from readtui.text.clean import visible

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Views:
    """``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id. Names are compared without case."""

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]

    def all(self) -> list[View]:
        """All views, sorted by name. Raises StorageError."""
        return sorted(uniquely_named(self.repository.views()), key=lambda view: (view.name.casefold(), view.id))

    def find(self, name: str) -> View:
        """The view with this name. Raises NotFoundError, which names similar ones, StorageError."""
        views = self.all()
        found = _named(name, views)
        if found is None:
            raise _no_such_view(name, [view.name for view in views])
        return found

    def save(self, name: str, query: str, lists: Lists) -> Change:
        """Save a query under a name, in place of a view that has the name, and return the change.

        Of versions that a merge left side by side, only the new one remains. Raises UsageError for an unusable name,
        QueryError, StorageError.
        """
        name = _checked(name)
        parse(query)
        now = self.clock()
        known = _named(name, self.all())
        if known is None:
            edits = [Edit(None, View(self.new_id(), name, query, lists, modified=now))]
        else:
            before, others = self._stored(known)
            after = replace(before, name=known.name, query=query, lists=lists, modified=now, conflicts=())
            edits = [Edit(before, after), *(_deletion(view, now) for view in others)]
        what = f"{'change' if known else 'save'} the view {excerpt(name)}"
        return self.repository.apply(Change(self.new_id(), now, what, tuple(edits)))

    def rename(self, name: str, new_name: str) -> Change:
        """Give the view with this name another one, and return the change.

        Raises NotFoundError, StorageError, UsageError for an unusable name or one that another view has.
        """
        now, found, checked = self.clock(), self.find(name), _checked(new_name)
        other = _named(checked, self.all())
        if other is not None and other.id != found.id:
            raise UsageError(f"there is already a view {excerpt(other.name)}", "Choose another name.")
        stored, others = self._stored(found)
        edits = [Edit(view, replace(view, name=checked, modified=now)) for view in (stored, *others)]
        what = f"rename the view {excerpt(found.name)} to {excerpt(checked)}"
        return self.repository.apply(Change(self.new_id(), now, what, tuple(edits)))

    def delete(self, name: str) -> Change:
        """Delete the view with this name, and return the change. Raises NotFoundError, StorageError."""
        now, found = self.clock(), self.find(name)
        stored, others = self._stored(found)
        edits = tuple(_deletion(view, now) for view in (stored, *others))
        return self.repository.apply(Change(self.new_id(), now, f"delete the view {excerpt(name)}", edits))

    def _stored(self, view: View) -> tuple[View, list[View]]:
        """The view with its stored name, and the views that are the same except for their ids.

        Raises NotFoundError if another program has deleted it meanwhile.
        """
        views = self.repository.views()
        stored = next((one for one in views if one.id == view.id), None)
        if stored is None:
            raise _no_such_view(view.name, [one.name for one in views])
        return stored, twins(stored, views)


def query_of(view: View) -> Query:
    """The view's query. Raises QueryError, which names the view: a newer version may have written it."""
    try:
        return parse(view.query)
    except QueryError as fault:
        raise QueryError(f"the view {excerpt(view.name)}: {fault.message}", fault.hint, column=fault.column) from fault


def articles_in(view: View, library: Library) -> frozenset[str]:
    """The ids of the articles in the view, or of those with an annotation in it. Raises QueryError, StorageError."""
    query = query_of(view)
    if view.lists is Lists.ARTICLES:
        entries = library.all_entries()
        return frozenset(entry.record.id for entry in library.passing(entries, query))
    found = library.each_article(AnnotationQuery(query=query))
    return frozenset(record.id for record, annotations in found if annotations)


def narrowed(asked: AnnotationQuery, view: View, library: Library) -> AnnotationQuery:
    """The annotations that are asked for and in the view, or in an article in it. Raises QueryError, StorageError."""
    if view.lists is Lists.ARTICLES:
        return replace(asked, among=articles_in(view, library))
    return replace(asked, query=all_of(asked.query, query_of(view)))


def _deletion(view: View, now: str) -> Edit:
    return Edit(view, replace(view, deleted=now, modified=now))


def _named(name: str, views: list[View]) -> View | None:
    wanted = view_name(name).casefold()
    return next((view for view in views if view.name.casefold() == wanted), None)


def _checked(name: str) -> str:
    normalized = view_name(name)
    if not normalized or len(normalized) > _LONGEST_NAME:
        what = f"a name of {len(normalized)} characters" if normalized else "an empty name"
        raise UsageError(f"a view cannot have {what}", f"Use 1 to {_LONGEST_NAME} characters.")
    return normalized


def _no_such_view(name: str, known: list[str]) -> NotFoundError:
    # Imported here because only mistakes need it.
    from readtui.text.name_fit import nearest

    similar = nearest(name, known)
    hint = (
        f"Similar views: {similar}." if similar else "readtui view lists the views; readtui view NAME QUERY saves one."
    )
    return NotFoundError(f"no such view: {visible(name)}", hint)


def view_name(name: str) -> str:
    """A normalized name: visible, and with single spaces."""
    return " ".join(visible(name).split())


def uniquely_named(views: Iterable[View]) -> list[View]:
    """The views, each with a unique name, ignoring case.

    Two devices may have saved the same name. Of views with the same query, only the first by id is here (see
    ``twins``); otherwise the second by id gets a number. So every device comes to the same names, and nothing is
    written. A view without a name is called by its id.
    """
    by_id = sorted(views, key=lambda view: view.id)
    distinct = {_content(view): view for view in reversed(by_id)}
    named = [replace(view, name=view_name(view.name) or view.id) for view in by_id if distinct[_content(view)] is view]
    taken = {view.name.casefold() for view in named}
    seen: set[str] = set()
    found: list[View] = []
    for view in named:
        name, number = view.name, 1
        while name.casefold() in (seen if number == 1 else taken):
            number += 1
            name = f"{view.name} ({number})"
        taken.add(name.casefold())
        seen.add(name.casefold())
        found.append(replace(view, name=name))
    return found


def twins(view: View, views: Iterable[View]) -> list[View]:
    """The other views with the same name, query and kind, which merging two devices leaves."""
    return [one for one in views if one.id != view.id and _content(one) == _content(view)]


def _content(view: View) -> tuple[str, str, str]:
    return view_name(view.name).casefold() or view.id, view.query, view.lists.value
