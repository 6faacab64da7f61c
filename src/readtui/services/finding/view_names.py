"""Makes the names of saved views unique."""

from collections.abc import Iterable
from dataclasses import replace

from readtui.model.view import View
from readtui.text.clean import visible


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
