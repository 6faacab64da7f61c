"""Every option of exports works on every path: command line, check of the format, export screen, remembered choice."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from app_fixtures import own_places, rivers, services
from journeys import journey

from readtui.bootstrap import Services
from readtui.cli.main import run
from readtui.exporters.exporter import OPTIONS, ChosenOptions, ExportDocument, Format, by_tag
from readtui.exporters.registry import exporter_for, format_names
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.services.out.export import ExportChoice, choice_in
from readtui.settings import parse_settings

__all__ = ["own_places", "rivers", "services"]

KEYS = {"context": "2", "group": "3", "creators": "4"}
"""The options on the export screen, with the keys that go to them."""

TOLD: dict[tuple[str, object], str] = {("creators", False): "Nothing in the export will say who made what."}
"""What the export screen says about a choice."""

DEFAULT = ChosenOptions()
PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
FORMATS = [exporter_for(name).format for name in format_names()]
VALUES = {
    name: list(dict.fromkeys(value for format in FORMATS for value in option.taken(format)))
    for name, option in OPTIONS.items()
}
OTHERS = [(name, value) for name, values in VALUES.items() for value in values if value != getattr(DEFAULT, name)]


def takes(format: Format, name: str, value: object) -> bool:
    return value in OPTIONS[name].taken(format)


def flags(name: str, value: object) -> list[str]:
    return [OPTIONS[name].flag] if isinstance(value, bool) else [OPTIONS[name].flag, str(value)]


@pytest.fixture
def ferry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A library: an article with a letter of two UTF-16 units and two annotations, one of them in the trash."""
    file = tmp_path / "ferry.md"
    file.write_text("# The ferry\n\n🚣 The old ferry rows. Nobody asked where it had been.\n\nIt is late.\n", "utf-8")
    monkeypatch.setenv("READTUI_LIBRARY", str(tmp_path / "library"))
    assert run(["add", str(file)]) == 0
    for quote in ("Nobody asked", "It is late"):
        assert run(["annotate", str(file), "--quote", quote, "--tag", "boats", "--by", "Ada"]) == 0
    *_, late = capsys.readouterr().out.split()
    assert run(["remove", late]) == 0


@pytest.mark.usefixtures("ferry")
@pytest.mark.parametrize(("name", "value"), OTHERS)
def test_the_command_line_exports_what_an_option_says(
    capsys: pytest.CaptureFixture[str], name: str, value: object
) -> None:
    printed = [
        one for one in FORMATS if takes(one, name, value) and not (one.is_binary or one.is_folder or one.needs_book)
    ]
    assert printed
    same = []
    for format in printed:
        capsys.readouterr()
        assert run(["export", "--format", format.name]) == 0
        default = capsys.readouterr().out
        assert run(["export", "--format", format.name, *flags(name, value)]) == 0
        same += [format.name] if capsys.readouterr().out == default else []
    assert len(same) < len(printed), "no format shows what was chosen"


@pytest.mark.parametrize(("name", "value"), OTHERS)
def test_a_format_that_cannot_render_a_choice_renders_its_default(name: str, value: object) -> None:
    for format in FORMATS:
        rendered = replace(DEFAULT, **{name: value}).for_format(format)  # type: ignore[arg-type]
        for other, option in OPTIONS.items():
            chosen = value if other == name else getattr(DEFAULT, other)
            assert getattr(rendered, other) == (chosen if takes(format, other, chosen) else option.taken(format)[0])


@pytest.mark.usefixtures("ferry")
@pytest.mark.parametrize(("name", "value"), OTHERS)
def test_a_format_that_cannot_render_a_value_says_so_and_names_those_that_can(
    capsys: pytest.CaptureFixture[str], name: str, value: object
) -> None:
    unable = [format for format in FORMATS if not takes(format, name, value)]
    for format in unable:
        assert run(["export", "--format", format.name, "--output", "out", *flags(name, value)]) == 2
        said = capsys.readouterr().err
        assert OPTIONS[name].cannot.format(value) in said
        assert all(one.name in said for one in FORMATS if takes(one, name, value))
    assert unable or name == "creators"


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_a_choice_of_different_values_and_described(name: str) -> None:
    assert name in [other for other, _ in OTHERS]
    assert all(len(set(OPTIONS[name].taken(one))) == len(OPTIONS[name].taken(one)) for one in FORMATS)
    assert OPTIONS[name].flag in PAGE, "say in docs/formats.md what the option does"
    if few := re.search(r" \((.*)\)\.$", OPTIONS[name].help):
        assert few[1].split(", ") == [one.name for one in FORMATS if len(OPTIONS[name].taken(one)) > 1]
    for format in FORMATS:
        assert getattr(DEFAULT.for_format(format), name) == OPTIONS[name].taken(format)[0]


async def test_a_key_turns_each_option_that_is_on_the_export_screen(services: Services, rivers: str) -> None:
    assert set(KEYS) == {name for name, option in OPTIONS.items() if option.title}
    async with journey(services, settings=parse_settings('[export]\nformat = "html"'), size=(140, 40)) as app:
        await app.press("E")
        for name, key in KEYS.items():
            await app.press(key)
            values = OPTIONS[name].taken(exporter_for("html").format)
            assert len(values) == len(VALUES[name])
            for value in (*values[1:], values[0]):
                await app.press("right")
                screen = app.screen_text()
                assert f"{key} {OPTIONS[name].title} ‹{OPTIONS[name].words[value]}›" in screen
                assert TOLD.get((name, value), "") in screen


def test_tags_are_in_alphabetical_order_and_what_has_none_comes_last() -> None:
    tags = [("sea", "Boats"), (), ("boats/b",), ("Sea",), ()]
    made = [Annotation(f"{number}", "a", "", "", tags=one) for number, one in enumerate(tags)]
    document = ExportDocument(ArticleRecord("a", Metadata(""), "", "", "h"), made, read=lambda: pytest.fail("read"))
    grouped = [(tag, "".join(one.id for _, one in those)) for tag, those in by_tag([document])]
    assert grouped == [("Boats", "0"), ("boats/b", "2"), ("Sea", "3"), ("sea", "0"), ("", "14")]


@pytest.mark.parametrize(("name", "value"), [one for one in OTHERS if OPTIONS[one[0]].title])
def test_what_was_chosen_on_the_export_screen_is_remembered(name: str, value: Any) -> None:
    choice = ExportChoice("org", replace(DEFAULT, **{name: value}), "~/notes", "mine.md.j2")
    assert choice_in(choice.as_choices(), ExportChoice("")) == choice
