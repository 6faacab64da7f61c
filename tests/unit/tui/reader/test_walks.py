"""Walks through an article with many marks: what is seen after each step stands in a golden file."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

from golden import Golden
from reader_desk import Desk

from readtui.bootstrap import Services
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.text.selection import Selection
from readtui.tui.article.line_marks import HitList, LineMarks
from readtui.tui.article.seen_changes import CHANGED, NEW, NO_CHANGES, REMOVED, SeenChange, SeenChanges
from readtui.tui.colors.tag_colors import TagColors

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
        if number % 6 == 3:
            sets = chance.choice((None, ThreadState.SETTLED))
            reply = Reply("r", noted.article_id, noted.id, noted.created, noted.created, "Yes.", Creator("Bea"), sets)
            noted = replace(noted, replies=(reply,))
        session.apply(Change("c", "", "mark", (Edit(None, noted),)))


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
    for number in range(10):
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
