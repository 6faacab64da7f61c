"""Removes what is in the trash for good, after a question that says what that means."""

from collections.abc import Sequence

from readtui.bootstrap import Services
from readtui.services.upkeep.trash import name_of
from readtui.services.upkeep.trashed import Trashed, TrashItem
from readtui.tui.dialogs.confirm import ConfirmDialog


def removal_question(chosen: Sequence[TrashItem]) -> ConfirmDialog:
    """Asks whether to remove items for good."""
    articles, others = _parted(chosen)
    lines = ["This cannot be undone."]
    if articles:
        whose = "Its texts, annotations and backups go" if len(articles) == 1 else "Texts, annotations and backups go"
        lines.append(f"{whose} with {'it' if len(articles) == 1 else 'the articles'}.")
    if others:
        what = "what else is removed" if articles else "it" if len(others) == 1 else "them"
        lines.append(f"Backups on this device keep {what} for up to a year.")
    return ConfirmDialog(f"Remove {name_of(chosen)} for good?", "\n".join(lines), "Remove", "Keep", loses=True)


def remove_for_good(services: Services, chosen: Sequence[TrashItem]) -> None:
    """Remove the items. Raises ReadtuiError; what was removed before it stays removed."""
    articles, others = _parted(chosen)
    gone = {item.id for item in articles}
    # Annotations go with their article.
    left = [item for item in others if not (isinstance(item, Trashed) and item.record.id in gone)]
    if left:
        services.trash.remove_for_good(*left)
    for item in articles:
        services.purge(item.id)


def _parted(items: Sequence[TrashItem]) -> tuple[list[Trashed], list[TrashItem]]:
    """The articles, and the others."""
    articles: list[Trashed] = []
    others: list[TrashItem] = []
    for item in items:
        if isinstance(item, Trashed) and item.annotation is None:
            articles.append(item)
        else:
            others.append(item)
    return articles, others
