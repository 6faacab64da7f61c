"""Migrations from old formats to the current one, tested with invented formats."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from readtui.storage.format.tables import Tables, migrate


def file_of(version: int, **fields: Any) -> Tables:
    return {"format": {"1": {"name": "readtui-article", "version": version, "by": "other"}}, "article": {"a1": fields}}


def notes_become_remarks(tables: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Tables:
    article = {key: {"remark": value["note"], "steps": ["remarks"]} for key, value in tables["article"].items()}
    return {**tables, "article": article}  # type: ignore[dict-item]


def remarks_become_lists(tables: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Tables:
    article = {
        key: {"remarks": [value["remark"]], "steps": [*value["steps"], "lists"]}
        for key, value in tables["article"].items()
    }
    return {**tables, "article": article}  # type: ignore[dict-item]


STEPS = (notes_become_remarks, remarks_become_lists)


def test_each_version_takes_only_the_missing_steps_in_order() -> None:
    present = file_of(3, remarks=["n"], steps=["remarks", "lists"])
    assert migrate(file_of(1, note="n"), STEPS) == (present, 2)
    assert migrate(file_of(2, remark="n", steps=["remarks"]), STEPS) == (present, 1)


@pytest.mark.parametrize("version", [3, 4, 99])
def test_current_and_newer_files_are_left_alone(version: int) -> None:
    tables = file_of(version, anything=1)
    assert migrate(tables, STEPS)[0] is tables
    assert migrate(tables, STEPS)[1] == 0


def test_migrating_does_not_change_its_argument() -> None:
    tables = file_of(1, note="n")
    before = copy.deepcopy(tables)
    migrate(tables, STEPS)
    assert tables == before
