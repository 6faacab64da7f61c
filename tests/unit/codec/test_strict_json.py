"""Limits on JSON from untrusted files."""

import pytest

from readtui.codec import strict_json


@pytest.mark.parametrize("document", ["[{},{},{}]", '{"a":[[],[]]}', "[1,2,3,4,5,6]"])
def test_a_file_of_more_values_than_any_library_has_is_refused(monkeypatch: pytest.MonkeyPatch, document: str) -> None:
    strict_json.loads(document)
    monkeypatch.setattr(strict_json, "MOST_CONTAINERS", 3)
    monkeypatch.setattr(strict_json, "MOST_VALUES", 4)
    with pytest.raises(ValueError, match="too many values"):
        strict_json.loads(document)


def test_brackets_inside_strings_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "MOST_CONTAINERS", 1)
    assert strict_json.loads('["{{{[[[\\\\", 1]') == ["{{{[[[\\", 1]
