"""Walks through an article with many marks: what is seen after each step stands in a golden file."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from golden import Golden
from reader_desk import Desk

from readtui.bootstrap import Services
from readtui.layout.title_and_card import NO_MATTER, CardRow, Matter
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.text.selection import Selection
from readtui.tui.article.line_marks import HitList, LineMarks
from readtui.tui.article.seen_changes import CHANGED, NEW, NO_CHANGES, REMOVED, SeenChange, SeenChanges
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.dialogs.note import NoteResult
from readtui.tui.reader.status import footer_at_cursor, status_of

TEXT = (
    "# Rivers\n\nWater runs downhill. It is slow, and nobody hears it. 川の水は冷たい。\n\n## The Spree\n\n"
    "It flows through Berlin. Who has seen its source? The map shows it, far in the south, near three countries.\n\n"
    "- a lock\n- a weir\n\n> It never hurries.\n\n### Mills\n\n"
    f"{'They ground rye. ' * 5}\n\nOne stands still.\n\n## The Havel\n\n{'It widens into lakes and ' * 6}ends.\n\n"
    "Boats wait there. Nobody asks why.\n"
)
TAGS = TagColors({("a",): "blue"})


def sized(columns: int, rows: int) -> tuple[int, int]:
    return columns, rows


def mark(desk: Desk, chance: Random) -> None:
    """Give the article annotations of all kinds, some of which overlap."""
    session = desk.state.session
    for number in range(15):
        start = chance.randrange(len(session.article.text) - 90)
        passage = Passage(start, start + chance.choice((4, 6, 25, 90)))
        tags = chance.choice(((), ("a",), ("a", "b/c"), ("b",)))
        color = chance.choice((None, "yellow", "green")) if number else None
        made = session.annotator.create(session.record.id, session.article, passage, color=color, tags=tags, note="So.")
        [edit] = made.edits
        assert isinstance(edit.after, Annotation)
        noted = replace(
            edit.after,
            id=f"n{number}",
            anchor=chance.choice((*[AnchorState.EXACT] * 3, AnchorState.MOVED, AnchorState.REVIEW)),
            note=chance.choice(("", "A note.")),
            is_thread=number % 3 == 0,
            created=f"2026-01-{number + 10}T00:00:00Z",
        )
        if not number:
            noted = replace(noted, quote=None, position=None)
        edits = [Edit(None, noted)]
        if number % 6 == 3:
            sets = chance.choice((None, ThreadState.SETTLED))
            made_by = (noted.article_id, noted.id, noted.created, noted.created)
            edits.append(Edit(None, Reply(f"r{number}", *made_by, "Yes.", Creator("Bea"), sets)))
        session.apply(Change("c", "", "mark", tuple(edits)))


def changes_of(text: str) -> SeenChanges:
    """A new, a changed and a removed sentence."""
    new, changed, removed = (text.index(words) for words in ("It is slow", "Who has seen", "They ground"))
    return SeenChanges(
        [
            SeenChange(new, new + 10, NEW),
            SeenChange(changed, changed + 24, CHANGED, "Nobody has seen its source.", words_at=changed),
            SeenChange(removed, removed, REMOVED, "They had wheels. " * 4, "1 sentence removed", removed),
        ],
        [(new, new + 10, NEW), (changed, changed + 24, CHANGED)],
        [(changed, changed + 3)],
        [(NEW, 1), (CHANGED, 1), (REMOVED, 1)],
    )


CARD = (CardRow("D", "Mark as done"), CardRow("]n", "Next: ", "On lakes", " · 9 min"))
MATTERS = (
    NO_MATTER,
    Matter(card=CARD),
    Matter(card=CARD[:1]),
    Matter("A title", ("A fact",), is_above=True, card=CARD),
)


def thirds(word: str) -> tuple[int, ...]:
    """A language in which every third letter may end a line."""
    return tuple(range(3, len(word) - 2, 3))


def surround(view: Viewport, matter: Matter) -> None:
    """Change what stands above and below the text."""
    view._matter = lambda _: matter
    view.renew_matter()


def steps_of(desk: Desk, chance: Random) -> dict[str, Callable[[], object]]:
    """What a reader does, by name."""
    view, jumps, text = desk.state.viewport, desk.jumps, desk.state.session.article.text
    moves = {
        name.removeprefix("do_reader_"): getattr(part, name)
        for part in (desk.cursor, desk.annotation_cursor)
        for name in sorted(dir(type(part)))
        if name.startswith("do_reader_")
    }
    at = chance.randrange(len(text))
    passage = Passage(at, min(len(text), at + chance.choice((1, 12, 80))))
    hits = [(start, start + 2) for start in range(len(text)) if text.startswith("It", start)]
    some, led = chance.choice, partial(view.point_at_change, chance.randrange(3))
    return {
        **moves,
        "back": jumps.do_reader_jump_back,
        "forward": jumps.do_reader_jump_forward,
        "set mark": partial(jumps.do_reader_set_mark, some("ab")),
        "go to mark": partial(jumps.do_reader_go_to_mark, some("abc'")),
        "go to": partial(jumps.go_to_annotation, f"n{chance.randrange(16)}", remember=some((True, False))),
        "jump": partial(jumps.jump_to_offset, at),
        "select": partial(setattr, view, "selection", Selection(at, passage.end, linewise=some((True, False)))),
        "unselect": partial(setattr, view, "selection", None),
        "offer": partial(setattr, view, "offered", some((passage, None))),
        "focus": partial(view.focus, some([one.id for one in view.annotations_here()] or [""])),
        "point": partial(view.point_at, view.stops.at(at), some(("", None))),
        "share": partial(view.show_share, some((0.0, 0.3, 0.55, 1.0))),
        "room": partial(view.make_room_below, passage, some((0, 3))),
        "past": partial(view.scroll_past_end, view.lines.last),
        "measure": partial(view.set_measure, some((24, 40))),
        "open": partial(view.open_at, at),
        "reveal": partial(view.set_cursor, view.stops.at(at), showing=passage),
        "find": partial(setattr, view, "hits", HitList(hits, chance.randrange(-1, len(hits)))),
        "changes": partial(view.show_changes, some((changes_of(text), NO_CHANGES))),
        **({"led": led, "old words": partial(view.open_change, chance.randrange(3))} if view.changes.changes else {}),
        "around": partial(surround, view, some(MATTERS)),
        "hyphens": partial(view.set_hyphens, some((None, thirds))),
        "widths": partial(view.set_widths, some((UNKNOWN_TERMINAL, CellWidths(right_to_left=1)))),
        "unfold": partial(view.set_unfolded, some((frozenset[int](), frozenset({3})))),
        "notes": partial(setattr, view, "note_rows", some((lambda _: 0, lambda _: 3))),
    }


def seen(desk: Desk) -> list[str]:
    """Where things are, what actions apply to, and the marks of each line."""
    view, at = desk.state.viewport, "{0.start}-{0.end}".format
    places = [(name, getattr(view, name)) for name in ("cursor", "offered", "hit_here", "visible_passage")]
    places += [("selected", view.selected()), ("taken", view.taken())]
    whose = [("focused", view.focused_annotation()), ("thread", view.thread_here)]
    flags = [name for name in ("is_at_end", "is_on_title", "is_on_folded") if getattr(view, name)]
    facts = [(name, getattr(view, name)) for name in ("read_to", "left_at", "title_row", "steady_place", "change")]
    facts += [("of", f"{view.fraction[0]:.3f}-{view.fraction[1]:.3f}"), ("change here", view.change_here())]
    said = [f"{name} {at(one)}" for name, one in places if one is not None]
    said += [f"{name} {one.id}" for name, one in whose if one is not None]
    said += [f"{name} {one}" for name, one in facts if one is not None]
    lines = [view.lines.line(position) for position in view.frame]
    rows = []
    for line, marks in zip(lines, LineMarks(view).of(lines, view.annotations_by_row, TAGS), strict=True):
        over = " ".join(f"{one.kind.name[0]}{one.start}-{one.end}{one.color or ''}" for one in marks.overlays)
        sign = f"{marks.change}{marks.glyph}{'│' if marks.is_current else ' '}"
        rows.append(f"    {sign}{line.start}-{line.end} {marks.color or ''} {over}".rstrip())
    told, desk.told = desk.told, []
    return [f"  {', '.join((*said, *flags, *told))}", *rows]


def test_what_a_reader_sees_on_many_walks(services: Services, tmp_path: Path, golden: Golden) -> None:
    walked: list[str] = []
    path = tmp_path / "rivers.md"
    path.write_text(TEXT, "utf-8")
    article_id = services.library.add(str(path)).record.id
    for number in range(12):
        chance = Random(number)
        desk = Desk(services, article_id)
        view = desk.state.viewport
        size = ((30, 5), (44, 7), (26, 12))[number % 3]
        view.room, view.screen_rows = partial(sized, *size), size[1] + 2
        view.set_measure(24)
        mark(desk, chance)
        for _ in range(36):
            steps = steps_of(desk, chance)
            step = chance.choice(list(steps))
            steps[step]()
            walked += [f"{number} {step}", *seen(desk)]
        desk.put_away()
    golden(Path(__file__).with_name("walks.txt"), "\n".join([*walked, ""]))


class Worker(Desk):
    """A desk whose dialogs are answered by chance."""

    is_closed = is_discussed = False
    is_in_front = True
    said_below = ""

    def __init__(self, services: Services, article_id: str, chance: Random) -> None:
        super().__init__(services, article_id)
        self.chance = chance

    def ask(self, dialog: Any, then: Callable[[Any], None] | None = None) -> None:
        """Answer as this kind of dialog may be answered, and remember what it asked."""
        some, kind = self.chance.choice, type(dialog).__name__
        answers: dict[str, tuple[object, ...]] = {
            "TagDialog": (None, "", "coal", "b/c sea"),
            "ColorDialog": (None, "", "green", "pink"),
            "PlaceDialog": (True, True, False),
            "ConfirmDialog": (True, False, None),
            "NoteDialog": (
                None,
                NoteResult("", saved=True),
                NoteResult("So.", saved=True),
                NoteResult("ha", saved=False),
            ),
            "LinksDialog": (None, 0),
        }
        answer = some(answers.get(kind, (None,)))
        self.told.append(f"{kind} {dialog._title!r}: {answer}")
        if then is not None:
            then(answer)

    async def answer(self, dialog: Any) -> Any:
        found: list[object] = []
        self.ask(dialog, found.append)
        return found[0]

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        self.told.append(f"opens {url}")


class TagDialog:
    """Textual's line for text needs an app."""

    def __init__(self, title: str, tags: tuple[str, ...], known: dict[str, int], *, is_closed: bool) -> None:
        self._title = f"{title} {tags} {known} {is_closed}"


WAYS = {
    "reader": ("do_reader_",),
    "visual": ("do_visual_", "do_select_", "do_reader_"),
    "placing": ("do_placing_", "do_reader_next_", "do_reader_pick", "do_reader_visual"),
    "ends": ("do_ends_", "do_select_"),
    "pick": ("do_pick_",),
}
LEFT_OUT = ("undo", "redo", "article_note", "reader_find")


def deeds_of(desk: Worker) -> Iterator[tuple[str, Callable[[], object]]]:
    """What a reader can do in the present mode, by name."""
    parts = (
        *(desk.selection, desk.selection_end, desk.selection_units, desk.labels),
        *(desk.annotator, desk.placement, desk.ends, desk.note_editor, desk.find, desk.links, desk.full_annotation),
        *(desk.threads, desk.questions),
    )
    yield "next sentence", desk.cursor.do_reader_next_sentence
    yield "bottom", desk.cursor.do_reader_bottom
    yield "next note", desk.annotation_cursor.do_reader_next_annotation
    for part in parts:
        for name in sorted(dir(type(part))):
            if name.startswith(WAYS.get(desk.state.mode, (f"do_{desk.state.mode}_", "do_reader_"))):
                deed, short = getattr(part, name), name.removeprefix("do_")
                if short.startswith("pick_label"):
                    yield short, partial(deed, desk.chance.choice("asdfg"))
                elif short.endswith("quick_tag"):
                    yield short, partial(deed, desk.chance.choice("129"))
                elif not any(word in short for word in LEFT_OUT):
                    yield short, deed
    if desk.state.mode == "reader":
        view = desk.state.viewport
        yield "changes", partial(view.show_changes, changes_of(desk.state.session.article.text))
        yield "no changes", partial(view.show_changes, NO_CHANGES)
        for index in range(len(view.changes.changes)):
            yield f"led to {index}", partial(lead_to, desk, index)
        for words in ("it", "It", "lock", "none"):
            yield f"find {words}", partial(search, desk, words, accepts=desk.chance.choice((True, False)))
        for one in desk.state.session.annotations:
            yield "place", partial(desk.placement.begin, one.id)
            yield "go to", partial(desk.full_annotation.go_to, one.id)


def lead_to(desk: Worker, index: int) -> None:
    """Put the cursor on a change, and open it or close it now and then."""
    view = desk.state.viewport
    view.set_cursor(view.stops.at(view.changes.changes[index].start))
    view.point_at_change(index)
    if desk.chance.random() < 0.5:
        view.open_change(index)


def search(desk: Worker, words: str, *, accepts: bool) -> None:
    """Type words into the search line, and accept or cancel it."""
    desk.find.do_reader_find()
    desk.pane, desk.line.value = "find", words
    for end in range(1, len(words) + 1):
        desk.find.typed(words[:end])
    if accepts:
        desk.find.do_find_accept()
    else:
        desk.find.do_find_leave()


def below(desk: Worker) -> str:
    """What the status line and the footer say."""
    status = status_of(desk.state, None, "", 230, offer="at the end", palette=desk.look.palette)
    said = [status.mode, status.section, status.selected, *status.parts, *(words for words, _ in status.colored)]
    keys = [f"{name.removeprefix('reader.')}={label}" for name, label in footer_at_cursor(desk.state).items()]
    return f"{'; '.join(filter(None, said))} | {', '.join(keys)}"


def did(desk: Worker) -> list[str]:
    """What it led to: the mode, what is selected and said, and what was saved."""
    session, said = desk.state.session, [*desk.told, *(fault.message for fault in desk.faults)]
    view = desk.state.viewport
    facts = [desk.state.mode, desk.sentence[:24], f"[{desk.selected[:60]}]" if desk.selected else "", *said]
    if view.offered is not None:
        facts.append(f"offered {view.offered.of(session.article.text)[:30]}")
    if desk.pinned is not None:
        facts.append(f"pinned {desk.pinned.at} of {len(desk.pinned.places or ())}")
    facts += [f"* {one.what} {len(one.edits)}" for one in desk.saving.changes]
    for change in desk.saving.changes:
        facts += [
            f"{one.id in change.what} {one.quoted_text[:24]!r} {one.color} {one.tags} {one.note!r} {one.is_thread}"
            f" {one.anchor} {[reply.said for reply in one.replies]} {one.deleted is not None}"
            for one in (edit.after for edit in change.edits)
            if isinstance(one, Annotation)
        ]
    said_below = below(desk)
    if said_below != desk.said_below:
        desk.said_below = said_below
        facts.append(f"below: {said_below}")
    copied, desk.copied = desk.copied, ""
    desk.told, desk.faults, desk.saving.changes = [], [], []
    return [*filter(None, facts), *([f"copied {copied}"] if copied else [])]


async def test_what_a_reader_does_on_many_walks(
    services: Services, tmp_path: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked: list[str] = []
    monkeypatch.setattr("readtui.tui.dialogs.tag.TagDialog", TagDialog)
    path = tmp_path / "rivers.md"
    path.write_text(TEXT.replace("The map", "[The map](https://example.org/map)"), "utf-8")
    article_id = services.library.add(str(path)).record.id
    for number in range(20):
        chance = Random(number)
        desk = Worker(services, article_id, chance)
        view = desk.state.viewport
        view.set_measure(40)
        mark(desk, chance)
        for _ in range(40):
            name, deed = chance.choice(list(deeds_of(desk)))
            done = deed()
            if hasattr(done, "__await__"):
                await done
            await desk.work()
            walked.append(f"{number} {name}: {' | '.join(did(desk))}".replace("\n", "⏎"))
        desk.put_away()
    golden(Path(__file__).with_name("deeds.txt"), "\n".join([*walked, ""]))
