"""Makes threads and replies in a library, without the app."""

from dataclasses import replace

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit, Record
from readtui.model.creator import Creator
from readtui.model.reply import Reply, ThreadState
from readtui.storage.open_store import new_uuid, utc_now

ADA, BEA = Creator("Ada"), Creator("Bea")
BUILDER = Creator("builder", is_program=True)


def reply_to(
    services: Services,
    annotation_id: str,
    text: str = "",
    *,
    by: Creator | None = None,
    sets: ThreadState | None = None,
    created: str = "",
) -> Reply:
    """Save a reply to this annotation."""
    at, annotation = created or utc_now(), annotation_with(services, annotation_id)
    saved = _save(services, None, Reply(new_uuid(), annotation.article_id, annotation.id, at, at, text, by, sets))
    assert isinstance(saved, Reply)
    return saved


def ask(services: Services, annotation_id: str, *, by: Creator | None = None) -> Annotation:
    """Turn this annotation into a thread that ``by`` began."""
    before = annotation_with(services, annotation_id)
    saved = _save(services, before, replace(before, is_thread=True, creator=by))
    assert isinstance(saved, Annotation)
    return saved


def annotation_with(services: Services, annotation_id: str) -> Annotation:
    """The annotation with this id."""
    found = services.library.find_any(annotation_id)
    assert isinstance(found, Annotation)
    return found


def _save(services: Services, before: Record | None, after: Record) -> Record | None:
    change = Change(new_uuid(), utc_now(), "save", (Edit(before, after),))
    return services.repository.apply(change).edits[0].after
