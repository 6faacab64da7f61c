"""The review screen: shows one highlight after the other, first with its passage hidden, and takes the grades."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partialmethod
from importlib import import_module
from itertools import islice

from rich.text import Text
from textual import events, work
from textual.app import ComposeResult
from textual.containers import Center
from textual.widgets import Static

from readtui.codec.cards import times_of
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.card import Card
from readtui.model.change import Change
from readtui.quick_dataclass import dataclass
from readtui.search.query.syntax import to_text
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.reviewing.due import AskedHighlight, Overview
from readtui.services.reviewing.question import Question
from readtui.services.reviewing.review import Sitting, scope_of
from readtui.services.reviewing.schedule import Grade, GradeOutcome, day_of, outcomes
from readtui.settings.queries import review_query
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.daemon_thread import in_thread
from readtui.tui.review.card_lines import (
    CARD_WIDTH,
    CardView,
    explain_grades,
    interval_in_words,
    paint_grades,
    paint_progress,
)
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.widgets.key_footer import KeyFooter, WhichKey
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.welcome import Welcome

_AT_ONCE = 32
_GRADES = ("review.again", "review.hard", "review.good", "review.easy")


@dataclass(frozen=True, slots=True)
class _Step:
    """What was done to a highlight, to take it back; without a grade, it was set aside."""

    asked: AskedHighlight
    grade: Grade | None
    change: Change


class ReviewScreen(CommandScreen):
    """Reviews what passes the query in the settings and ``asked``."""

    MODE = "review"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-middle"), (30, "-airy"), (44, "-high")]
    DEFAULT_CSS = f"""
    ReviewScreen #progress {{ height: 1; padding: 0 2; offset-y: -1; }}
    ReviewScreen #below {{ margin: 0 0 1 0; }}
    ReviewScreen #grades {{ width: 100%; max-width: {CARD_WIDTH}; height: auto; padding: 0 2; }}
    ReviewScreen.-low #below {{ margin: 0; }}
    ReviewScreen.-airy CardView Static {{ padding: 6 2 1 2; }}
    ReviewScreen.-high CardView Static {{ padding: 10 2 1 2; }}
    """

    def __init__(self, asked: AnnotationQuery | None = None) -> None:
        super().__init__()
        self._narrowed = asked
        self._sitting = Sitting()
        self._question: Question | None = None
        self._outcomes: Sequence[GradeOutcome] = ()
        self._steps: list[_Step] = []
        self._overview: Overview | None = None
        self._has_begun = False

    def compose(self) -> ComposeResult:
        """Header, progress, the highlight, and the grades."""
        yield PageHeader(self.palette)
        yield Static("", markup=False, id="progress")
        yield CardView()
        with Center(id="below"):
            yield Static("", markup=False, id="grades")
        yield Welcome(self.palette)
        yield WhichKey()
        yield KeyFooter()

    def on_mount(self) -> None:
        """Look for what is due."""
        self._questions = self.context.services.reviewing.questions
        self.card.display = False
        self._load()

    def on_resize(self, event: events.Resize) -> None:
        """Progress and grades depend on the width."""
        self._show_frame()

    # ------------------------------------------------------------------ what is due

    @property
    def card(self) -> CardView:
        return self.query_one(CardView)

    @property
    def _new_a_day(self) -> int:
        return self.context.settings.review.new_per_day

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        """Find what is due, and show the first highlight as soon as it is known."""
        try:
            await self.context.work.saving.settled()
            sitting = self._sitting = Sitting(done=self._sitting.done)
            now = _now()
            settings = self.context.settings
            own = review_query(settings)
            due = self.context.services.reviewing.due(now, scope_of(own, self._narrowed), self._new_a_day)
            overview, found = await in_thread(due.begin)
            self._overview = overview
            self._has_begun |= overview.was_used
            await self._take(found, 1)
            if self._has_begun:
                await self._go_on()
            # The first answer needs it, and importing it would delay that.
            await in_thread(import_module, "fsrs")
            while await self._take(found, _AT_ONCE):
                self._show_frame()
            sitting.is_complete = True
            if self._has_begun and sitting.current is None:
                await self._go_on()
            self._show_frame()
            self.context.work.damage.tell_new()
        except ReadtuiError as error:
            self.tell_error(error)
            self._sitting.is_complete = True
            self._show_frame()

    async def _take(self, found: Iterator[AskedHighlight], most: int) -> bool:
        part = await in_thread(lambda: list(islice(found, most)))
        self._sitting.add(part, _now())
        return bool(part)

    @work(exclusive=True, group="open")
    async def _next(self) -> None:
        await self._go_on()

    async def _go_on(self) -> None:
        self._sitting.next(_now())
        await self._ask()

    async def _ask(self) -> None:
        """Show the current highlight as a question."""
        self._outcomes = ()
        self._question = None
        asked = self._sitting.current
        if asked is not None:
            question = await in_thread(self._questions.question, asked)
            if self._sitting.current is asked:
                self._question = question
        self._show()

    @work(exclusive=True, group="ahead")
    async def _read_ahead(self) -> None:
        """Read the text of the next highlight while the answer is looked at; it stays in memory."""
        following = self._sitting.upcoming
        if following is not None:
            await in_thread(self._questions.question, following)

    # ------------------------------------------------------------------ showing

    def _show(self) -> None:
        """Show the highlight, from its beginning, or that there is none."""
        asked, question, card = self._sitting.current, self._question, self.card
        if asked is not None and question is not None:
            identity = self.context.services.library.identity()
            card.show(asked, question, self.palette(), identity, is_shown=bool(self._outcomes))
        else:
            card.display = False
        self._show_frame()

    def _show_frame(self) -> None:
        """Show everything around the highlight: counts, progress, grades, keys, and the message without one."""
        width, palette, left = self.size.width, self.palette(), self._sitting.left
        card = self.card
        is_asking = bool(card.display)
        more = "" if self._sitting.is_complete else "…"
        parts = [f"{left.due}{more} due"] if left.due else []
        parts += [f"{left.new} new"] if left.new else []
        parts += [f"{left.again} again"] if left.again else []
        about = to_text(self._narrowed.query) if self._narrowed is not None else ""
        self.query_one(PageHeader).show("Review", visible(about), " · ".join(parts) if is_asking else "")
        progress, grades = self.query_one("#progress", Static), self.query_one("#grades", Static)
        progress.display = grades.display = is_asking
        if is_asking:
            progress.update(paint_progress(self._sitting.done.total(), left.total, max(0, width - 4), palette))
            if not self._outcomes:
                grades.update(Text(f"{self.key('review.show')} shows the answer.", palette.dim))
            elif self.has_class("-low"):
                grades.update(paint_grades(self._outcomes, width - 4, palette))
            else:
                grades.update(explain_grades(self._outcomes, palette))
        self._show_welcome(is_asking=is_asking)
        self.show_mode()

    def _show_welcome(self, *, is_asking: bool) -> None:
        welcome, sitting = self.query_one(Welcome), self._sitting
        if is_asking or not (sitting.is_complete or (self._overview and not self._has_begun)):
            welcome.hide()
            return
        if not self._has_begun and (sitting.left.total or not sitting.is_complete):
            message = beginning(self._new_a_day)
        else:
            edits = (edit for step in self._steps for edit in step.change.edits)
            cards = (edit.after for edit in edits if isinstance(edit.after, Card))
            message = ending(sitting.done, self._overview, cards, _now())
        keys = [(self.key(command), does) for command, does in message.commands]
        welcome.show(message.title, message.sentence, keys, message.more)

    def show_mode(self) -> None:
        """Show the keys that do something now."""
        is_shown, is_asking = bool(self._outcomes), bool(self.card.display)
        hidden = set() if is_shown else {*_GRADES, "review.open"}
        if not is_asking:
            hidden |= {"review.bury", "review.suspend"}
        hidden |= {"review.show"} if is_shown or not (is_asking or self._sitting.left.total) else set()
        hidden |= set() if self._steps else {"review.undo"}
        hidden |= set() if self.card.has_more else {"review.down"}
        shown = [command for command in self.commands_here() if command.id not in hidden]
        begins = {} if is_asking or "review.show" in hidden else {"review.show": "begin"}
        self.show_in_footer(shown, begins)

    def on_card_view_scrolled(self) -> None:
        """Show whether there is more below; if not, the grades stand right below the text."""
        self.query_one("#below").styles.offset = (0, -self.card.free)
        self.show_mode()

    def palette_changed(self) -> None:
        """Paint in the new colors."""
        self._show()

    # ------------------------------------------------------------------ the library changes

    def change_made(self, change: Change) -> None:
        """Show annotations as they are now, and ask again what was taken back elsewhere."""
        for edit in change.edits:
            if isinstance(edit.after, Annotation):
                self._annotation_changed(edit.after)
        undone = next((step for step in self._steps if step.change.id == change.undoes), None)
        if undone is not None:
            # Taken back on another screen, where undo means the last change to an article.
            self._steps.remove(undone)
            self._ask_again(undone)

    def _annotation_changed(self, annotation: Annotation) -> None:
        asked = self._sitting.current
        self._sitting.changed(annotation)
        if asked is None or asked.annotation.id != annotation.id:
            self._show_frame()
        elif self._sitting.current is None:
            self._next()
        else:
            self._again()

    @work(exclusive=True, group="open")
    async def _again(self) -> None:
        await self._ask()

    def change_dropped(self, change: Change) -> None:
        """A grade that was shown is lost: begin again with what is on disk."""
        self._steps = [step for step in self._steps if step.change.id != change.id]
        self._load()

    # ------------------------------------------------------------------ commands

    def do_review_show(self) -> None:
        """Begin; show the answer; once it is shown, grade it good."""
        asked = self._sitting.current
        if asked is None:
            if not self._has_begun:
                self._has_begun = True
                self._next()
        elif self._outcomes:
            self._grade(Grade.GOOD)
        elif self._question is not None:
            retention = self.context.settings.review.desired_retention / 100
            self._outcomes = outcomes(asked.card, _now(), retention)
            self._show()
            self._read_ahead()

    def _grade(self, grade: Grade) -> None:
        """Grade the highlight once its answer is shown; before that, show it."""
        asked = self._sitting.current
        if asked is None:
            return
        if not self._outcomes:
            self.do_review_show()
            return
        outcome = self._outcomes[grade - 1]
        change = self.context.services.reviewing.grading.grade(asked, outcome)
        if self._is_saved(_Step(asked, grade, change)):
            self._sitting.graded(outcome.card, grade, _now())
            self._next()

    do_review_again, do_review_hard = partialmethod(_grade, Grade.AGAIN), partialmethod(_grade, Grade.HARD)
    do_review_good, do_review_easy = partialmethod(_grade, Grade.GOOD), partialmethod(_grade, Grade.EASY)

    def do_review_bury(self) -> None:
        asked = self._sitting.current
        if asked is not None:
            self._set_aside(
                asked, self.context.services.reviewing.grading.bury(asked, _now()), "Put off until tomorrow."
            )

    def do_review_suspend(self) -> None:
        asked = self._sitting.current
        if asked is not None:
            said = "Suspended: this highlight will not be asked again."
            self._set_aside(asked, self.context.services.reviewing.grading.suspend(asked, _now()), said)

    def _set_aside(self, asked: AskedHighlight, change: Change, said: str) -> None:
        if self._is_saved(_Step(asked, None, change)):
            self._sitting.set_aside()
            self.tell(f"{said} Press {self.key('review.undo')} to undo.")
            self._next()

    def _is_saved(self, step: _Step) -> bool:
        """Queue the step for saving; False if the library is read-only."""
        if self.is_read_only():
            return False
        self._steps.append(step)
        self.context.work.saving.save(step.change)
        return True

    def do_review_undo(self) -> None:
        """Take back the last grade of this review, and ask the highlight again."""
        if not self._steps:
            self.tell("Nothing to undo in this review.")
            return
        step = self._steps.pop()
        self.context.work.saving.save(self.context.services.reviewing.grading.take_back(step.change, _now()))
        self._ask_again(step)

    def _ask_again(self, step: _Step) -> None:
        self._sitting.take_back(step.asked, step.grade)
        self._again()

    def do_review_open(self) -> None:
        """Show the answer; once it is shown, go to the passage in its article."""
        asked = self._sitting.current
        if asked is None or not self._outcomes:
            self.do_review_show()
        else:
            self.context.screens.open_reader(asked.record.id, at_annotation=asked.annotation.id)


def _now() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Message:
    """A title, a sentence, the ids of useful commands with what they do, and a dim last line."""

    title: str
    sentence: str
    commands: tuple[tuple[str, str], ...]
    more: str = ""


_BACK = ("review.back", "back")


def beginning(new_a_day: int) -> Message:
    """Before review is used for the first time."""
    return Message(
        "Review",
        "See your highlights again, each just before you would forget it.",
        (("review.show", "begin"), _BACK),
        f"{new_a_day} new ones a day. Nothing is saved until you grade the first one.",
    )


def ending(done: Counter[Grade], overview: Overview | None, cards: Iterable[Card], now: datetime) -> Message:
    """When nothing is due. ``cards``: as they are after this sitting, oldest first."""
    graded = {card.id: card for card in cards}
    undo = (("review.undo", "undo the last grade"),) if graded else ()
    said = ", ".join(f"{done[grade]} {grade.name.lower()}" for grade in Grade if done[grade])
    if done.total():
        title, sentence = "Done for today", f"{counted(done.total(), 'grade')}: {said}."
    elif overview is not None and overview.was_used:
        title, sentence = "Nothing is due", "Every highlight is still fresh."
    else:
        title, sentence = "Nothing is due", "There are no highlights to review yet."
    return Message(title, sentence, (_BACK, *undo), _when_next(overview, graded.values(), now))


def _when_next(overview: Overview | None, cards: Iterable[Card], now: datetime) -> str:
    """When the next highlight is due, as far as is known."""
    known = [overview.next_due] if overview is not None and overview.next_due else []
    known += [due for card in cards if (due := times_of(card).due) is not None]
    later = [moment for moment in known if moment > now.timestamp()]
    if not later:
        return ""
    wait = datetime.fromtimestamp(min(later), UTC).astimezone(now.tzinfo) - now
    days = (day_of(now + wait) - day_of(now)).days
    when = f"in {interval_in_words(wait)}" if not days else "tomorrow" if days == 1 else f"in {days} days"
    return f"The next one is due {when}."
