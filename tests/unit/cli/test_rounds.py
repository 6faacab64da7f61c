"""Rounds of remarks, rewriting and answers: after each, every thread is as a model of it says that it must be."""

import json
import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from readtui.bootstrap import open_services
from readtui.services.annotating.moved_and_lost import PassageQuestions

Readtui = Callable[..., Any]
WHO = """baker carpenter gardener miller sailor teacher painter plumber printer tailor weaver fisher doctor farmer judge
singer dancer driver keeper mason potter porter ranger roofer saddler smith surveyor tanner usher warden hunter
"""
DOES = """repaint inspect measure deliver photograph polish unpack collect sharpen label count borrow replace describe
auction insure rehearse translate fold freeze decorate hide bury anchor burn bend carve copy dig drain clean
"""
WHAT = """lantern barrel orchard ladder compass curtain violin kettle saddle chimney garden statue mirror bridge wagon
blanket ribbon bucket anchor candle feather basket hammer pillow carpet needle trumpet helmet marble bottle button
"""
WHERE = """attic harbour chapel quarry cellar meadow station bakery library theatre stable courtyard lighthouse tavern
vineyard museum dockyard nursery pavilion monastery foundry greenhouse sawmill windmill laundry granary tunnel armory
hospital embassy arcade"""
SECTIONS = ("Timber", "Water", "Fire", "Stone")
FRAMES = (
    (
        "The {who} {will} {does} the old {what} in the {where} within {count} days.",
        "Within {count} days, our {who} has to {does} every old {what} that stands in the {where}.",
    ),
    (
        "For {count} euros a {who} {will} {does} one {what}, which somebody left at the {where} last winter.",
        "Last winter somebody left one {what} at the {where}, and a {who} agreed to {does} it for {count} euros.",
    ),
    (
        "Before anybody enters the {where}, {count} copies of each {what} {will} reach the {who}, who can {does} them.",
        "So that the {who} can {does} them before anybody enters the {where}, {count} copies of each {what} are sent.",
    ),
    (
        "Our {where} {will} pay its {who} to {does} a {what} whenever more than {count} people complain.",
        "Whenever more than {count} people complain, our {where} pays for a {who} and lets them {does} another {what}.",
    ),
)
SAME = {"unchanged", "moved"}
OTHER = {"reworded", "meaning"}


@dataclass(frozen=True)
class Sentence:
    """A sentence in one of its forms: as it was written first, said in other words, or with another meaning."""

    number: int
    form: str = "first"

    @property
    def words(self) -> str:
        who, does, what, where = (words.split()[self.number] for words in (WHO, DOES, WHAT, WHERE))
        count = 11 + self.number + 70 * (self.form == "figure")
        will, forms = "will not" if self.form == "negated" else "will", FRAMES[self.number % len(FRAMES)]
        frame = forms[self.form == "reworded"]
        return frame.format(who=who, does=does, what=what, where=where, count=count, will=will)


@dataclass
class Text:
    """A document: sections of paragraphs of sentences."""

    sections: dict[str, list[list[Sentence]]]

    def copy(self) -> "Text":
        return Text({name: [[*paragraph] for paragraph in some] for name, some in self.sections.items()})

    def places(self) -> Iterator[tuple[str, int, int]]:
        for name, paragraphs in self.sections.items():
            for number, paragraph in enumerate(paragraphs):
                yield from ((name, number, at) for at in range(len(paragraph)))

    def at(self, place: tuple[str, int, int]) -> Sentence:
        return self.sections[place[0]][place[1]][place[2]]

    def written(self) -> str:
        lines = ["# The plan", ""]
        for name, paragraphs in self.sections.items():
            lines += [f"## {name}", ""]
            for paragraph in paragraphs:
                lines += [*(sentence.words for sentence in paragraph), ""]
        return "\n".join(lines)

    def found(self, number: int) -> tuple[Sentence, str, int] | None:
        """A sentence with its section and its line."""
        for name, some in self.sections.items():
            for one in (sentence for paragraph in some for sentence in paragraph):
                if one.number == number:
                    return one, name, self.written().split("\n").index(one.words) + 1
        return None


@dataclass
class Remark:
    """What the model knows of a thread: the sentence (None: the whole article), who said and set what.

    ``accepted``: the form of the sentence that Ada accepted last.
    """

    id: str
    sentence: int | None
    section: str = ""
    said: list[tuple[str, str, str | None]] = field(default_factory=list)
    accepted: str = "first"

    @property
    def state(self) -> str:
        return next((sets for *_, sets in reversed(self.said) if sets), "open")

    def say(self, who: str, text: str, sets: str | None = None) -> None:
        """What sets the state in which a thread is sets nothing. What is said about a settled one reopens it."""
        if text and sets is None and self.state == "settled":
            sets = "open"
        self.said.append((who, text, None if sets == self.state else sets))

    @property
    def is_answered(self) -> bool:
        if self.state != "open" or not self.said:
            return False
        who, text, sets = self.said[-1]
        asks = who == "Bea" and (text.endswith("?") or sets == "open")
        return who != "Ada" and not asks


@dataclass
class Desk:
    """A person (Ada), a colleague (Bea) and an assistant over one document in two work trees."""

    readtui: Readtui
    folder: Path
    chance: random.Random
    change_to: Callable[[Path], None]
    remarks: dict[str, Remark] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=lambda: {"main": "plan.md", "tree": "plan.md"})
    spare: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def begin(self) -> None:
        numbers = list(range(len(WHO.split())))
        self.chance.shuffle(numbers)
        used, self.spare = numbers[:24], numbers[24:]
        paragraphs = [[Sentence(one) for one in used[at : at + 3]] for at in range(0, 24, 3)]
        text = Text({name: paragraphs[2 * at : 2 * at + 2] for at, name in enumerate(SECTIONS)})
        (self.folder / "main").mkdir()
        self.texts["main"] = text
        self.write("main")
        for line in ("init -q -b main", "add .", "commit -qm Begin", "worktree add -q -b other ../tree"):
            who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
            subprocess.run(["git", *who, *line.split()], check=True, capture_output=True, cwd=self.folder / "main")
        self.texts["tree"] = text.copy()
        self.go("main")
        self.readtui("add", "plan.md")

    def go(self, tree: str) -> None:
        self.change_to(self.folder / tree)

    def write(self, tree: str) -> None:
        (self.folder / tree / self.names[tree]).write_text(self.texts[tree].written(), "utf-8")

    # ------------------------------------------------------------------ what they do

    def remark(self) -> None:
        """Ada remarks on a sentence that stands as it was written first, or on the whole document."""
        text = self.texts["main"]
        taken = {one.sentence for one in self.remarks.values()}
        free = [one for one in text.places() if text.at(one).form == "first" and text.at(one).number not in taken]
        note = ("--note", f"Why is that so, number {len(self.remarks)}?", "--thread", "--by", "Ada")
        if not free or self.chance.random() < 0.1:
            made = self.readtui("annotate", self.names["main"], *note)
            self.remarks[made.line] = Remark(made.line, None)
            return
        place = self.chance.choice(free)
        made = self.readtui("annotate", self.names["main"], "--quote", text.at(place).words, *note)
        self.remarks[made.line] = Remark(made.line, text.at(place).number, place[0])

    def rewrite(self, tree: str) -> None:
        """The assistant rewrites, moves, removes, brings back and adds some sentences."""
        text, chance = self.texts[tree], self.chance
        for _ in range(chance.randint(1, 4)):
            place = name, paragraph, at = chance.choice(list(text.places()))
            match chance.choice(["reworded", "figure", "negated", "first", "first", "move", "cut", "add"]):
                case "move":
                    moved = text.sections[name][paragraph].pop(at)
                    to = chance.choice(list(text.places()))
                    text.sections[to[0]][to[1]].insert(to[2], moved)
                case "cut" if len(text.sections[name][paragraph]) > 1:
                    self.spare.append(text.sections[name][paragraph].pop(at).number)
                case "add" if new := [one for one in self.spare if self.texts[tree].found(one) is None]:
                    text.sections[name][paragraph].insert(at, Sentence(chance.choice(new)))
                case "first" | "reworded" | "figure" | "negated" as form:
                    text.sections[name][paragraph][at] = replace(text.at(place), form=form)
        self.write(tree)

    def answer(self) -> None:
        """The assistant or Bea answers some threads, open ones or not: one by one, or many at once."""
        chance, by = self.chance, self.chance.choice(["builder", "builder", "Bea"])
        name = ("--by", by if by == "Bea" else f"software:{by}")
        chosen = chance.sample(list(self.remarks.values()), min(len(self.remarks), chance.randint(0, 6)))
        lines: list[str] = []
        blocks: list[str] = []
        for one in chosen:
            text = chance.choice(["Done.", "I kept it.\n\n- a list\n- of two", "Which one do you mean?"])
            text = f"{text[:-1]}{len(one.said)}{text[-1]}"
            match chance.choice(["one", "lines", "blocks", "ignored"]):
                case "one":
                    sets = chance.choice([None, None, "settled"])
                    self.readtui("reply", one.id[:8], text, *name, *(["--settle"] if sets else []))
                    one.say(by, text, sets)
                case "lines":
                    sets = chance.choice([None, None, "settled", "open"])
                    value = {"id": one.id[:12], "text": text} | ({"settle": sets == "settled"} if sets else {})
                    lines.append(json.dumps(value))
                    one.say(by, text, sets)
                case "blocks":
                    blocks.append(chance.choice(["{}: {}", "- **{}**: {}", "## {}\n\n{}"]).format(one.id[:8], text))
                    one.say(by, text, None)
        for batch in filter(None, ("\n".join(lines), "\n\n".join(blocks))):
            done = self.readtui("reply", "--batch", "-", *name, stdin=batch.encode())
            self.expect(done.code == 0, f"batch: {done.err}")

    def decide(self) -> None:
        """Ada settles, reopens and answers some threads, and takes a decision back now and then."""
        for one in self.chance.sample(list(self.remarks.values()), min(len(self.remarks), 3)):
            match self.chance.choice(["settle", "reopen", "reply", "settle and undo"]):
                case "reply":
                    self.readtui("reply", one.id, f"And then {len(one.said)}?", "--by", "Ada")
                    one.say("Ada", f"And then {len(one.said)}?", None)
                case "reopen" if one.state == "settled":
                    self.readtui("reopen", one.id[:6], "--by", "Ada")
                    one.say("Ada", "", "open")
                case "settle" | "settle and undo" as what if one.state == "open":
                    self.readtui("settle", one.id[:6], "--by", "Ada")
                    if what == "settle":
                        one.say("Ada", "", "settled")
                    else:
                        self.readtui("undo")

    def accept(self) -> None:
        """Ada accepts some of the places where threads have been found, if they are right."""
        text, services = self.texts["main"], open_services()
        try:
            for thread in services.threads().of(settled=True):
                one, passage = self.remarks[thread.annotation.id], thread.annotation.passage
                there = None if one.sentence is None else text.found(one.sentence)
                article = services.library.open(thread.record.id)
                is_right = there is not None and passage is not None and passage.of(article.text) == there[0].words
                if there is not None and is_right and self.chance.random() < 0.1:
                    asking = PassageQuestions(services.annotator.clock, services.annotator.new_id)
                    services.repository.apply(asking.accept(thread.annotation, article))
                    one.accepted, one.section = there[0].form, there[1]
        finally:
            services.close()

    def merge(self, *, name: str = "") -> None:
        """What was written in the other work tree comes into the main one, perhaps under another name."""
        self.texts["main"] = self.texts["tree"].copy()
        before = self.names["main"]
        if name:
            (self.folder / "main" / before).unlink()
            self.names["main"] = name
        self.write("main")
        if name:
            self.go("main")
            asked = self.readtui("threads", name)
            is_known = any(one.state == "open" for one in self.remarks.values())
            self.expect(asked.code == 3 or not is_known, f"renamed: {asked.code} {asked.err}")
            self.readtui("threads", name, "--was", before)

    # ------------------------------------------------------------------ what must be so

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.faults.append(what)

    def check(self, tree: str, when: str) -> None:
        self.go(tree)
        name, text = self.names[tree], self.texts[tree]
        printed = self.readtui("threads", name, "--all", "--json")
        found = {one["id"]: one for one in printed.json}
        is_open = {one.id for one in self.remarks.values() if one.state == "open"}
        self.expect(printed.code == (3 if is_open else 0), f"{when}: code {printed.code}")
        self.expect(found.keys() == self.remarks.keys(), f"{when}: {len(found)} of {len(self.remarks)} threads")
        for one in (self.remarks[id] for id in found.keys() & self.remarks.keys()):
            shown, where = found[one.id], f"{when} {tree}, {one.id[:8]} on {one.sentence}"
            said = [(each["creator"]["name"], each["text"], each["sets"]) for each in shown["replies"]]
            self.expect(said == one.said, f"{where}: said {said}, not {one.said}")
            shows = shown["thread"], shown["answered"]
            self.expect(shows == (one.state, one.is_answered), f"{where}: {shows}, {one.said}")
            self.expect(shown["file"] == str(self.folder / tree / name), f"{where}: in {shown['file']}")
            self.check_place(one, shown, text, where)
        if self.chance.random() < 0.2:
            for state, ids in (("open", is_open), ("answered", {x.id for x in self.remarks.values() if x.is_answered})):
                listed = self.readtui("annotations", "--query", f"thread:{state}", "--json").out
                self.expect({x["id"] for x in json.loads(listed or "[]")} == ids, f"{when}: thread:{state}")
            [article] = self.readtui("list", "--json").json
            self.expect(article["threads"] == len(is_open), f"{when}: {article['threads']} in the list")

    def check_place(self, one: Remark, shown: dict[str, Any], text: Text, where: str) -> None:
        change, there = shown["change"], None if one.sentence is None else text.found(one.sentence)
        if one.sentence is None:
            self.expect((change, shown["line"]) == ("unchanged", None), f"{where}: {change}")
        elif there is None:
            self.expect(change in {"gone", "meaning"}, f"{where}: {change} but cut, {shown['quote']}")
        else:
            sentence, section, line = there
            if sentence.form == one.accepted != "first":
                expected = {"reworded"}
            else:
                expected = SAME if sentence.form == "first" else OTHER if sentence.form == "reworded" else {"meaning"}
            self.expect(change in expected, f"{where}: {change}, not {expected}: {shown['quote']}")
            # Of other words, the place may be a guess, if it is said to be one.
            may_be_guess = change == "meaning" and "reworded" in (sentence.form, one.accepted)
            if change != "gone" and not may_be_guess:
                at = shown["line"], shown["headings"]
                told = f"{change} at {at}, not {line}, {section}: {shown['quote']}, not {sentence.words}"
                self.expect(at == (line, [section]), f"{where}: {told}")
            if sentence.form == "first":
                self.expect(shown["quote"] == sentence.words, f"{where}: {shown['quote']}")
                if section != one.section:
                    self.expect(change == "moved", f"{where}: {change} though it moved")


@pytest.mark.parametrize("seed", [1])
def test_thirty_remarks_are_followed_through_twenty_five_rounds(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    (tmp_path / "settings.toml").write_text('[user]\nname = "Ada"\n', "utf-8")
    desk = Desk(readtui, tmp_path, random.Random(seed), monkeypatch.chdir)
    desk.begin()
    for number in range(25):
        desk.go("main")
        for _ in range(8 if not number else 1):
            if len(desk.remarks) < 30:
                desk.remark()
        # The assistant works now here, now in the other work tree, which is merged later.
        tree = "tree" if number % 4 in (1, 2) else "main"
        desk.rewrite(tree)
        desk.go(tree)
        desk.answer()
        if tree == "tree":
            desk.check(tree, f"seed {seed}, round {number}")
        desk.go("main")
        desk.decide()
        if number % 4 == 2:
            desk.merge(name="design.md" if number == 14 else "")
        elif number % 4 == 0:
            desk.texts["tree"] = desk.texts["main"].copy()
            desk.write("tree")
        desk.check("main", f"seed {seed}, round {number}, decided")
        desk.accept()
        assert not desk.faults, "\n".join(desk.faults)
    assert len(desk.remarks) == 30
