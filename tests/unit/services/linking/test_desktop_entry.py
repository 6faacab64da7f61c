import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readtui.services.linking.link_handler import (
    default_in,
    desktop_entry,
    exec_line,
    exec_words,
    forgetting,
    preferring,
    value_of,
)

MIME, OURS = "x-scheme-handler/readtui", "readtui-links.desktop"
HOSTILE_PATHS = (
    "/opt/readtui/bin/readtui",
    "/home/ada lovelace/bin/readtui",
    '/tmp/a"b/readtui',
    "/tmp/$HOME/`id`/read;tui",
    "/tmp/back\\slash/readtui",
    "/tmp/100%u/%f/readtui",
    "/tmp/it's/readtui",
    "/tmp/ünï/читать",
)


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_a_path_survives_the_quoting_of_exec(path: str) -> None:
    line = exec_line([path, "open", "--", "%u"])
    assert exec_words(line) == [path, "open", "--", "%u"]
    assert line.endswith(" open -- %u")


def test_exec_quotes_as_specified() -> None:
    # In quotes, a backslash, a dollar sign and a quote are escaped; then each backslash again, as in any string value.
    assert exec_line(["/a b/$c\\d"]) == r'"/a b/\\$c\\\\d"'
    assert exec_line(["/plain", "50%"]) == "/plain 50%%"


@pytest.mark.parametrize("path", ["/tmp/a\nb", "/tmp/\x1b[m", "/tmp/\udcff", "/tmp/a=b"])
def test_a_path_that_no_entry_can_hold_is_refused(path: str) -> None:
    with pytest.raises(ValueError):
        exec_line([path])


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-utils")
@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_the_desktops_own_tool_accepts_the_entry(tmp_path: Path, path: str) -> None:
    file = tmp_path / OURS
    file.write_text(
        desktop_entry([path, "%u"], needed=path, name="readtui", about="Links", mime=MIME, in_terminal=True)
    )
    done = subprocess.run(["desktop-file-validate", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_an_entry_names_its_scheme() -> None:
    entry = desktop_entry(["/r", "%u"], needed="/r", name="readtui", about="Links", mime=MIME, in_terminal=False)
    assert value_of(entry, "MimeType") == f"{MIME};"
    assert value_of(entry, "Terminal") == "false"
    assert value_of(entry, "Icon") == ""


OTHERS = """# my own list
[Added Associations]
text/html=firefox.desktop;

[Default Applications]
text/html=firefox.desktop
x-scheme-handler/mailto=mutt.desktop;

[Removed Associations]
image/png=gimp.desktop;
"""


def test_everything_else_in_the_list_stays() -> None:
    changed = preferring(OTHERS, MIME, OURS)
    assert default_in(changed, MIME) == OURS
    assert [line for line in changed.split("\n") if line not in OTHERS.split("\n")] == [f"{MIME}={OURS};"]
    assert changed.index("[Default Applications]") < changed.index(MIME) < changed.index("[Removed")
    assert preferring(changed, MIME, OURS) == changed
    assert forgetting(changed, MIME, OURS) == OTHERS


def test_the_users_earlier_choice_comes_after_ours_and_is_back_afterwards() -> None:
    before = f"[Default Applications]\n{MIME}=mine.desktop;\n"
    changed = preferring(before, MIME, OURS)
    assert f"{MIME}={OURS};mine.desktop;" in changed
    assert forgetting(changed, MIME, OURS) == before


@pytest.mark.parametrize(
    "before", ["", "[Default Applications]\n", "[Added Associations]\na/b=c.desktop;", "# nothing\n"]
)
def test_a_list_without_the_group_gets_one(before: str) -> None:
    changed = preferring(before, MIME, OURS)
    assert default_in(changed, MIME) == OURS
    assert changed.startswith(before.rstrip("\n"))
    assert len(re.findall(r"^\[Default Applications\]$", changed, re.MULTILINE)) == 1
    assert default_in(forgetting(changed, MIME, OURS), MIME) == ""


def test_a_removed_association_does_not_outweigh_the_new_default() -> None:
    before = f"[Removed Associations]\n{MIME}={OURS};other.desktop;\n"
    assert f"{MIME}=other.desktop;" in preferring(before, MIME, OURS)


def test_of_several_lines_for_the_scheme_the_last_is_what_desktops_read() -> None:
    before = f"[Default Applications]\n{MIME}=a.desktop\ntext/html=b.desktop\n{MIME}=c.desktop;a.desktop;\n"
    assert default_in(before, MIME) == "c.desktop"
    changed = preferring(before, MIME, OURS)
    assert changed == f"[Default Applications]\n{MIME}={OURS};c.desktop;a.desktop;\ntext/html=b.desktop\n"


LINES = st.sampled_from(
    (
        *(
            "[Default Applications]",
            "[Added Associations]",
            "[Removed Associations]",
            "# note",
            "",
            "text/html=b.desktop;",
        ),
        *(f"{MIME}=a.desktop", f"{MIME} = {OURS};a.desktop;", f"{MIME}=", "broken", "é\x0b=\u2028", "\udcff"),
    )
)


@given(st.lists(LINES).map("\n".join))
def test_only_lines_for_the_scheme_change(before: str) -> None:
    def others(text: str) -> list[str]:
        return [line for line in text.split("\n") if line and not line.startswith((MIME, "["))]

    changed = preferring(before, MIME, OURS)
    assert default_in(changed, MIME) == OURS
    assert preferring(changed, MIME, OURS) == changed
    left = forgetting(changed, MIME, OURS)
    assert others(before) == others(changed) == (others(left) if left else others(changed))
    assert default_in(left, MIME) != OURS
