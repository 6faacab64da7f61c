"""Settings that name a tag are found, because a renamed tag leaves them behind."""

from readtui.settings import parse_settings
from readtui.settings.queries import settings_that_name

SETTINGS = """
[tags]
quick = ["Sea/Deep", "x"]

[[standing_export]]
folder = "/notes"
query = "-(#x or with:sea) has:note"

[[standing_export]]
folder = "/other"
query = 'tag:"=sea"'

[[standing_export]]
folder = "/third"
query = "season sea nonsense:1"
"""


def test_settings_with_the_tag_or_a_nested_one_are_named() -> None:
    settings = parse_settings(SETTINGS)
    assert settings_that_name(settings, "sea") == [
        "tags.quick",
        "standing_export[1].query",
        "standing_export[2].query",
    ]
    assert settings_that_name(settings, "sea/deep") == ["tags.quick"]
    assert settings_that_name(settings, "season") == []
    assert settings_that_name(parse_settings(""), "sea") == []
