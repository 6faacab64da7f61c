"""The codebook: lists all tags with their uses, and builds bulk changes of tags as one Change each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from shlex import quote

from readtui.errors import NotFoundError, QueryError, UsageError
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import ArticleRecord, ListedArticle, is_waiting
from readtui.model.change import Change, Edit
from readtui.model.tag import FORMERLY, Tag
from readtui.model.view import View
from readtui.quick_dataclass import dataclass
from readtui.search.query.facts import AnnotationFacts
from readtui.search.query.parser import parse
from readtui.search.query.syntax import to_text
from readtui.search.query.terms import tags_of, with_tags
from readtui.services.tags.spelling import Levels, levels_of, spelled, tag_counts
from readtui.services.tags.survey import Survey, Together, counted_together, survey, with_overlapping
from readtui.services.tags.tag_places import FoundTags, found_tags, place_edits, places_with, tag_sets_of
from readtui.services.tags.tree import TagNode, tag_tree
from readtui.services.wording import tag_name
from readtui.storage.repository import Repository, readable
from readtui.text.clean import visible
from readtui.text.phrases import counted


@dataclass(frozen=True, slots=True)
class ArticleTags:
    """An article's tags. ``tag_sets``: the number of its annotations for each exact set of tags; ``tagged``: of those
    that have any.
    """

    record: ArticleRecord
    tag_sets: Mapping[tuple[str, ...], int]
    tagged: int

    @property
    def most(self) -> int:
        """The most that one tag has, with those nested in it: so one that is not nested."""
        counts: dict[str, int] = {}
        for tags, places in self.tag_sets.items():
            for top in _tops(tags):
                counts[top] = counts.get(top, 0) + places
        return max(counts.values(), default=0)


@lru_cache(maxsize=4096)
def _tops(tags: tuple[str, ...]) -> frozenset[str]:
    return frozenset(levels_of(tag)[0] for tag in tags)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What importing tags would do: ``new`` tags, ``changed`` ones, and those that stay as they are."""

    change: Change
    new: int
    changed: int
    unchanged: int


def entries_after(
    tags: Iterable[Tag], entries: Sequence[Tag], names: Mapping[Levels, str], now: str
) -> tuple[list[Edit], int, int, int]:
    """The edits of the codebook, and the numbers of tags that are new, changed and unchanged.

    What the file says about a tag replaces what the codebook says; what it leaves empty stays. ``entries`` with
    tombstones; ``names``: the tags that there are, by their own spelling.
    """
    live = {levels_of(entry.name): entry for entry in reversed(entries) if not entry.deleted}
    before = {entry.name: entry for entry in entries}
    after = dict(live)
    said: dict[Levels, None] = {}
    for tag in tags:
        levels = levels_of(tag.name)
        said[levels] = None
        old = after.get(levels) or Tag(names.get(levels, tag.name))
        made = replace(
            old,
            color=tag.color or old.color,
            description=tag.description or old.description,
            pin=old.pin if tag.pin is None else tag.pin,
        )
        if tag.pin is not None:
            # A key has one tag.
            for other, entry in after.items():
                if entry.pin == tag.pin and other != levels:
                    after[other] = replace(entry, pin=None)
        says_something = bool(made.color or made.description or made.pin is not None)
        if levels in live or says_something or levels not in names:
            after[levels] = made
    edits = [
        Edit(before.get(entry.name), replace(entry, modified=now))
        for levels, entry in after.items()
        if entry != live.get(levels)
    ]
    changed = sum(levels in names for levels in said if after.get(levels) != live.get(levels))
    new = sum(levels not in names for levels in said)
    return edits, new, changed, len(said) - new - changed


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag, the number of annotations and articles that have it, and its entry in the codebook."""

    name: str
    count: int
    color: str | None
    description: str


@dataclass(frozen=True, slots=True)
class BulkChange:
    """An unsaved change of tags in many places, with the number of places.

    ``annotations`` are those that change, in ``annotated`` articles; ``articles`` are those with tags of their own.
    ``in_trash``: annotations and articles that were in the trash before; the other counts exclude them. ``emptied``:
    annotations that had only the deleted tag and move to the trash. ``views``: saved views whose query follows the new
    name or, if the tag is deleted, still names it.
    """

    change: Change
    annotations: int
    articles: int
    annotated: int
    in_trash: int
    emptied: int
    views: tuple[View, ...] = ()


@dataclass(frozen=True, slots=True)
class Codebook:
    """Builds bulk changes. ``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id.

    Tag names must be normalized by ``tag_name``; they are compared without case. A change to a tag also applies to the
    tags nested in it, in every article, including the trash. Raises ValueError for an empty name, and StorageError.
    """

    repository: Repository
    clock: Callable[[], str]
    new_id: Callable[[], str]
    find: Callable[[ArticleRecord], Sequence[Annotation | AnnotationFacts]] | None = None
    """Finds an article's annotations sooner than reading them."""

    def uses(self) -> list[TagUse]:
        """All tags that are in use or have an entry, each followed by the tags nested in it.

        What cannot be read is left out.
        """
        tag_sets, records = tag_sets_of(self.repository), [*self.repository.records(), *self.repository.waiting()]
        tag_sets.update(record.tags for record in records if record.tags)
        counts, known = tag_counts(tag_sets), self._readable_entries()
        entries = {levels_of(entry.name): entry for entry in reversed(known)}
        return [
            TagUse(name, counts[levels], entry.color if entry else None, entry.description if entry else "")
            for levels, name in sorted(spelled(known, tag_sets).items())
            for entry in [entries.get(levels)]
        ]

    def tree(self) -> list[TagNode]:
        """All tags with their counts, each followed by those nested in it. What cannot be read is left out."""
        on_annotations, on_articles = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
        for one in self._listed():
            on_annotations.update(one.tag_sets)
            on_articles[one.record.tags] += 1
        return tag_tree(self._readable_entries(), on_annotations, on_articles)

    def entries(self) -> dict[str, Tag]:
        """The entries by name. Tags that are only used need not have one. Raises StorageError."""
        return {tag.name: tag for tag in self.repository.tags()}

    def create(self, name: str) -> Change:
        """Give a new tag an entry in the codebook. Raises UsageError if the tag exists."""
        wanted = levels_of(name)
        if any(wanted == node.levels and (node.own or self._entry(name)) for node in self.tree()):
            raise UsageError(f"the tag #{visible(name)} already exists", "Choose another name.")
        return self._set_entry(Tag(name), f"create the tag #{name}")

    def set_color(self, name: str, color: str | None) -> Change:
        """Set the color of a tag in the codebook; None or "" for none. Raises ValueError for an unknown color."""
        if color and color not in HIGHLIGHT_COLORS:
            raise ValueError(f"no highlight color: {color}")
        entry = replace(self._entry(name) or Tag(name), color=color or None)
        return self._set_entry(
            entry, f"color the tag #{name} {color}" if color else f"remove the color of the tag #{name}"
        )

    def describe(self, name: str, description: str) -> Change:
        """Set the description of a tag, one line."""
        entry = replace(self._entry(name) or Tag(name), description=" ".join(visible(description).split()))
        return self._set_entry(entry, f"describe the tag #{name}")

    def together(self) -> tuple[list[TagNode], Together]:
        """The tags of passages, and how many passages two share. What cannot be read is left out.

        Looks only at the annotations of articles in which passages can share tags.
        """
        listed = self.find or self._read
        tag_sets, around = Counter[tuple[str, ...]](), Counter[tuple[tuple[str, ...], frozenset[Levels]]]()
        for one in self._listed():
            tag_sets.update(one.tag_sets)
            if len(one.tag_sets.keys() - {()}) > 1 and not is_waiting(one.record.id):
                around.update(with_overlapping(listed(one.record)))
            else:
                around.update({(tags, frozenset()): count for tags, count in one.tag_sets.items()})
        return tag_tree(self._readable_entries(), tag_sets, Counter()), counted_together(around)

    def _read(self, record: ArticleRecord) -> Sequence[Annotation]:
        return readable(self.repository, self.repository.annotations, record.id) or []

    def survey(self) -> Survey:
        """When, where last and with which others each tag was used. What cannot be read is left out."""
        return survey(self._listed(), self.find or self._read)

    def by_article(self) -> tuple[list[TagNode], list[ArticleTags]]:
        """The tags of passages, and the articles that have tagged passages, those with the most first.

        What cannot be read is left out.
        """
        tag_sets, found = Counter[tuple[str, ...]](), []
        for one in self._listed():
            if tagged := one.annotations - one.tag_sets.get((), 0):
                found.append(ArticleTags(one.record, one.tag_sets, tagged))
                tag_sets.update(one.tag_sets)
        nodes = tag_tree(self._readable_entries(), tag_sets, Counter())
        return nodes, sorted(found, key=lambda one: (-one.tagged, one.record.added, one.record.metadata.source))

    def pin(self, name: str, key: int | None) -> Change:
        """Pin a tag to a digit key, 1 to 9, which it takes from another tag; None takes it off its key."""
        entry = replace(self._entry(name) or Tag(name), pin=key)
        change = self._set_entry(entry, f"pin the tag #{name} to key {key}" if key else f"unpin the tag #{name}")
        others = [one for one in self.repository.tags() if key and one.pin == key and one.name != entry.name]
        freed = tuple(Edit(one, replace(one, pin=None, modified=change.at)) for one in others)
        return replace(change, edits=(*change.edits, *freed))

    def listed(self) -> list[Tag]:
        """All tags as entries, those without an entry in the codebook too, in order."""
        entries = {levels_of(entry.name): entry for entry in reversed(self.repository.tags())}
        return [
            entries.get(node.levels) or Tag(node.name) for node in self.tree() if node.own or node.levels in entries
        ]

    def take_in(self, tags: Iterable[Tag], source: str) -> TakenIn:
        """Merge tags from elsewhere into the codebook. What they say replaces what it says. Raises StorageError."""
        now = self.clock()
        names = {levels_of(tag.name): tag.name for tag in self.listed()}
        edits, new, changed, unchanged = entries_after(tags, self.repository.tags(deleted=True), names, now)
        change = Change(self.new_id(), now, visible(f"import tags from {source}"), tuple(edits))
        return TakenIn(change, new, changed, unchanged)

    def _entry(self, name: str) -> Tag | None:
        levels = levels_of(name)
        return next((entry for entry in self.repository.tags() if levels_of(entry.name) == levels), None)

    def _set_entry(self, entry: Tag, what: str) -> Change:
        now = self.clock()
        before = next((one for one in self.repository.tags(deleted=True) if one.name == entry.name), None)
        edit = Edit(before, replace(entry, deleted=None, modified=now))
        return Change(self.new_id(), now, visible(what), (edit,))

    def rename(self, name: str, new_name: str) -> BulkChange:
        """Give a tag another name or another spelling.

        Raises NotFoundError, and UsageError if the new name is taken or is the old one.
        """
        found = found_tags(self.repository)
        old, new = levels_of(name), levels_of(new_name)
        tags = [tag for tag in found.spellings() if _is_within(levels_of(tag), old)]
        if not tags:
            raise _no_such_tag(name, found)
        # Names that the tag and its nested tags leave behind are not in the way.
        moved = old if _is_within(old, new) else None
        if any(_is_within(known, new) and not (moved and _is_within(known, moved)) for known in found.names()):
            raise UsageError(
                f"the tag #{visible(new_name)} already exists",
                f"To merge the two: readtui tags merge {quote(visible(name))} {quote(visible(new_name))}",
            )
        new_names = {tag: _below(tag, old, new_name) for tag in tags}
        bulk = self._change(
            f"rename the tag #{name} to #{new_name}",
            found,
            new_names,
            in_views=lambda tag: _below(tag, old, new_name) if _is_within(levels_of(tag), old) else tag,
        )
        if not bulk.change.edits:
            raise UsageError(f"the tag is already called #{visible(new_name)}", "Choose another name.")
        return bulk

    def merge(self, names: Sequence[str], into: str) -> BulkChange:
        """Replace tags with another one, which takes from their entries what its own lacks.

        Raises NotFoundError, and UsageError if ``names`` has no other tag.
        """
        found = found_tags(self.repository)
        known_names, target = found.names(), levels_of(into)
        for name in (*names, into):
            if not any(_is_within(known, levels_of(name)) for known in known_names):
                raise _no_such_tag(name, found)
        # The longest first: tags nested in politics/nato belong to it, not to politics.
        merged = sorted({levels_of(name) for name in names} - {target}, key=len, reverse=True)
        if not merged:
            raise UsageError(f"nothing to merge into #{visible(into)}", "Name at least one other tag before it.")
        into = known_names.get(target, into)

        def merged_name(tag: str) -> str:
            levels = levels_of(tag)
            source = next((source for source in merged if _is_within(levels, source)), None)
            # When a tag is merged into one nested in it, the nested one stays unchanged.
            if source is None or (_is_within(levels, target) and _is_within(target, source)):
                return tag
            new_name = _below(tag, source, into)
            return known_names.get(levels_of(new_name), new_name)

        new_names = {tag: merged_name(tag) for tag in found.spellings()}
        what = f"merge the tag{'s' if len(names) > 1 else ''} {', '.join(f'#{name}' for name in names)} into #{into}"
        bulk = self._change(what, found, new_names, in_views=merged_name)
        if not bulk.change.edits:
            # Only politics/nato is in use, and politics is merged into it.
            raise UsageError(f"nothing to merge into #{visible(into)}", "Choose another tag.")
        return bulk

    def split(self, name: str, annotations: Iterable[Annotation], into: str) -> BulkChange:
        """Give some of a tag's annotations another tag instead, new or not. All others keep the tag.

        Raises UsageError if that changes none of them.
        """
        old, target, now = levels_of(name), levels_of(into), self.clock()
        known = spelled(self._readable_entries(), tag_sets_of(self.repository))
        having = [one for one in annotations if any(_is_within(levels_of(tag), old) for tag in one.tags)]
        if target == old:
            raise UsageError(f"the passages already have the tag #{visible(name)}", "Name another tag.")
        if not having:
            raise UsageError(f"none of the passages has the tag #{visible(name)}", "Choose passages that have it.")

        def new_name(tag: str) -> str:
            levels = levels_of(tag)
            if not _is_within(levels, old) or (_is_within(target, old) and _is_within(levels, target)):
                return tag
            name = _below(tag, old, into)
            return known.get(levels_of(name), name)

        edits = place_edits(having, {tag: new_name(tag) for one in having for tag in one.tags}, now)
        if not edits:
            raise UsageError(f"the passages already have the tag #{visible(into)}", "Name another tag.")
        what = f"split the tag #{name}: {counted(len(edits), 'passage')} to #{into}"
        annotated = len({edit.after.article_id for edit in edits if isinstance(edit.after, Annotation)})
        return BulkChange(Change(self.new_id(), now, visible(what), tuple(edits)), len(edits), 0, annotated, 0, 0)

    def delete(self, name: str) -> BulkChange:
        """Remove a tag everywhere. An annotation that has only this tag moves to the trash and keeps it.

        Raises NotFoundError.
        """
        found = found_tags(self.repository)
        levels = levels_of(name)
        tags = [tag for tag in found.spellings() if _is_within(levels_of(tag), levels)]
        bulk = self._change(f"delete the tag #{name}", found, dict.fromkeys(tags))
        if not bulk.change.edits:
            raise _no_such_tag(name, found)
        # Without the term, a view would list more than it should; with it, it lists nothing that has the tag.
        return replace(bulk, views=views_that_name(self.repository.views(), levels))

    def _listed(self) -> list[ListedArticle]:
        """All articles, and those that annotations wait for."""
        return [*self.repository.listed(), *self.repository.waiting_listed()]

    def _readable_entries(self) -> list[Tag]:
        return readable(self.repository, self.repository.tags) or []

    def _change(
        self,
        what: str,
        found: FoundTags,
        new_names: Mapping[str, str | None],
        in_views: Callable[[str], str] = lambda tag: tag,
    ) -> BulkChange:
        """``new_names``: by the spelling found; None removes a tag. ``in_views``: a tag's new name in saved views."""
        now = self.clock()
        renamed = {tag: name for tag, name in new_names.items() if name != tag}
        live_places, trashed_places = places_with(self.repository, found, renamed.keys())
        live, in_trash = place_edits(live_places, renamed, now), place_edits(trashed_places, renamed, now)
        views = list(view_edits(self.repository.views(deleted=True), in_views, now))
        edits = (*live, *in_trash, *_entry_edits(found, new_names, now), *views)
        annotations = [edit.after for edit in live if isinstance(edit.after, Annotation)]
        return BulkChange(
            change=Change(self.new_id(), now, visible(what), edits),
            annotations=len(annotations),
            articles=len(live) - len(annotations),
            annotated=len({annotation.article_id for annotation in annotations}),
            in_trash=len(in_trash),
            emptied=sum(annotation.deleted is not None for annotation in annotations),
            views=tuple(edit.after for edit in views if isinstance(edit.after, View) and not edit.after.deleted),
        )


def _entry_edits(found: FoundTags, new_names: Mapping[str, str | None], now: str) -> list[Edit]:
    """The edits of the codebook: old names get a tombstone, new names the old entries' details."""
    before = {entry.name: entry for entry in (*found.entries, *found.deleted_entries)}
    moved = [entry for entry in found.entries if new_names.get(entry.name, entry.name) != entry.name]
    kept = {entry.name: entry for entry in found.entries if entry not in moved}
    made: dict[str, Tag] = {}
    for entry in moved:
        name = new_names[entry.name]
        if name is not None:
            made[name] = _filled(made.get(name) or kept.get(name) or Tag(name), entry, now)
    known_as = {levels_of(name): name for name in (*kept, *made)}
    noted: dict[Levels, str] = {}
    in_use = {*chain.from_iterable(found.on_annotations), *(entry.name for entry in moved)}
    for tag in sorted(in_use & new_names.keys(), key=levels_of):
        name, levels = new_names[tag], levels_of(tag)
        follows = name and any(
            levels_of(_below(tag, outer, noted[outer])) == levels_of(name)
            for outer in (levels[:end] for end in range(1, len(levels) + 1))
            if outer in noted
        )
        if name is not None and not follows and levels_of(name) != levels:
            noted[levels] = name = known_as.setdefault(levels_of(name), name)
            made[name] = _known_as(made.get(name) or kept.get(name) or Tag(name), tag, now)
    gone = {entry.name: replace(entry, deleted=now, modified=now) for entry in moved}
    return [Edit(before.get(name), after) for name, after in (gone | made).items()]


def _known_as(entry: Tag, former: str, now: str) -> Tag:
    """The entry, with another name that the tag had, which other libraries may still use."""
    names = [name for name in (*entry.former_names, former) if levels_of(name) != levels_of(entry.name)]
    return replace(entry, modified=now, extra={**entry.extra, FORMERLY: list(dict.fromkeys(names))})


def present_names(entries: Iterable[Tag]) -> Callable[[str], str]:
    """What tags that were renamed, or merged into others, are called now. A tag with an entry keeps its name."""
    known = {levels_of(entry.name) for entry in entries}
    renamed = {levels_of(name): entry.name for entry in entries for name in entry.former_names if tag_name(name)}

    def name_of(tag: str) -> str:
        levels = levels_of(tag)
        for end in range(len(levels), 0, -1):
            if levels[:end] in known:
                break
            if levels[:end] in renamed:
                return _below(tag, levels[:end], renamed[levels[:end]])
        return tag

    return name_of


def _filled(entry: Tag, source: Tag, now: str) -> Tag:
    """The entry, completed with details that only ``source`` has."""
    return replace(
        entry,
        color=entry.color or source.color,
        description=entry.description or source.description,
        pin=source.pin if entry.pin is None else entry.pin,
        extra={**source.extra, **entry.extra},
        modified=now,
    )


def _is_within(levels: Levels, outer: Levels) -> bool:
    """Whether the tag is the other one or nested in it. Raises ValueError if the other one has no name."""
    if outer == ("",):
        raise ValueError("a tag needs a name")
    return levels[: len(outer)] == outer


def _below(tag: str, outer: Levels, new_name: str) -> str:
    """The name of a tag in ``outer`` once ``outer`` is called ``new_name``."""
    return "/".join([new_name, *tag_name(tag).split("/")[len(outer) :]])


def _no_such_tag(name: str, found: FoundTags) -> NotFoundError:
    # Imported here because only mistakes need it.
    from readtui.text.name_fit import nearest

    similar = nearest(name, list(found.names().values()))
    hint = f"Similar tags: {similar}." if similar else "readtui tags lists the tags."
    return NotFoundError(f"no such tag: #{visible(name)}", hint)


def view_edits(views: Iterable[View], rename: Callable[[str], str], now: str) -> Iterator[Edit]:
    """The edits of the views whose query names a tag for which ``rename`` returns another one.

    Ignores changes of case, which do not change the result. A query that cannot be parsed stays unchanged.
    """

    def followed(tag: str) -> str:
        name = rename(tag)
        return tag if levels_of(name) == levels_of(tag) else name

    for view in views:
        try:
            query = parse(view.query)
        except QueryError:
            continue
        renamed = with_tags(query, followed)
        if renamed != query:
            yield Edit(view, replace(view, query=to_text(renamed), modified=now))


def views_that_name(views: Iterable[View], levels: Levels) -> tuple[View, ...]:
    """The live views whose query names this tag or one nested in it."""
    found: list[View] = []
    for view in views:
        try:
            named = [] if view.deleted else tags_of(parse(view.query))
        except QueryError:
            continue
        if any(levels_of(tag)[: len(levels)] == levels for tag in named):
            found.append(view)
    return tuple(found)
