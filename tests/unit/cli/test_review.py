"""The command review, without the app."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from readtui.bootstrap import open_services
from readtui.services.annotation_reader import AnnotationQuery

Readtui = Callable[..., Any]


def suspend_what_is_due() -> None:
    """What X does in the app."""
    services, now = open_services(), datetime.now().astimezone()
    for asked in services.reviewing.due(now, AnnotationQuery(), 9).each():
        services.repository.apply(services.reviewing.grading.suspend(asked, now))
    services.close()


def test_what_is_new_is_listed_up_to_the_limit_of_the_day(readtui: Readtui, article: str) -> None:
    for place in range(12):
        readtui("annotate", article, "--range", f"{place}:{place + 4}", "--tag", "sea" if place else "land")
    due = readtui("review", "--json").json
    assert len(due) == 10
    assert {one["state"] for one in due} == {"new"}
    assert due[0].keys() == {"id", "article", "title", "quote", "tags", "note", "state", "due", "reviews", "lapses"}
    assert len(readtui("review", "--json", "--limit", "3").json) == 3
    assert [one["tags"] for one in readtui("review", "#land", "--json").json] == [["land"]]


def test_a_wrong_query_is_refused(readtui: Readtui, article: str) -> None:
    assert readtui("review", "colour:red", "--json").code == 2


def test_the_app_needs_a_terminal(readtui: Readtui, article: str) -> None:
    result = readtui("review")
    assert result.code == 2
    assert "terminal" in result.err


def test_suspended_highlights_are_listed_and_asked_again_as_one_step(readtui: Readtui, article: str) -> None:
    made = {readtui("annotate", article, "--range", place).line for place in ("0:4", "5:9")}
    assert readtui("review", "--resume").code == 1
    assert readtui("review", "--suspended").err == "No highlight is suspended.\n"
    suspend_what_is_due()
    nothing = readtui("review", "--json")
    assert (nothing.code, nothing.json, nothing.err) == (1, [], "No highlight is due.\n")
    assert {line.split("\t")[0] for line in readtui("review", "--suspended").out.splitlines()} == made
    assert {one["id"] for one in readtui("review", "--suspended", "--json").json} == made
    none = readtui("review", "--suspended", "#sea", "--json")
    assert (none.code, none.json, none.err) == (1, [], "No matching highlight is suspended.\n")
    assert readtui("review", "--resume").line == "2 highlights will be asked again."
    assert {one["id"] for one in readtui("review", "--json").json} == made
    readtui("undo")
    assert readtui("review", "--json").json == []
