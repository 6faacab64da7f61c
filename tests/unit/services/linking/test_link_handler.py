import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from readtui.errors import ReadtuiError, UsageError
from readtui.services.linking.link_handler import Handler, run_quietly, terminal_command

MIME, OURS = "x-scheme-handler/readtui", "readtui-links.desktop"
Which = Callable[[str], str | None]


def installed(*names: str) -> Which:
    """Finds these programs in /usr/bin, and any absolute path."""
    return lambda name: f"/usr/bin/{name}" if name in names else name if name.startswith("/") else None


def handler(tmp_path: Path, *programs: str, **environ: str) -> Handler:
    return Handler(tmp_path / "applications", tmp_path / "config", environ, installed(*programs), lambda _: None)


@pytest.mark.parametrize(
    ("programs", "chosen", "expected"),
    [
        (("xdg-terminal-exec", "kitty", "xterm"), "kitty", ["/usr/bin/xdg-terminal-exec"]),
        (("kitty", "xterm", "gnome-terminal"), "kitty", ["/usr/bin/kitty"]),
        (("wezterm",), "wezterm", ["/usr/bin/wezterm", "start", "--"]),
        (("kitty", "xterm"), "kitty --single-instance", ["/usr/bin/kitty", "--single-instance"]),
        (("xterm", "gnome-terminal"), "gone", ["/usr/bin/gnome-terminal", "--"]),
        (("xterm",), "unbalanced '", ["/usr/bin/xterm", "-e"]),
        ((), "", []),
    ],
)
def test_the_terminal_is_the_users_own(programs: tuple[str, ...], chosen: str, expected: list[str]) -> None:
    assert terminal_command({"TERMINAL": chosen}, installed(*programs)) == expected


def test_without_a_known_terminal_the_desktop_chooses_one(tmp_path: Path) -> None:
    found = handler(tmp_path).install(["/opt/readtui"])
    entry = found.entry.read_text()
    assert "\nTerminal=true\n" in entry
    assert "\nExec=/opt/readtui --hold open -- %u\n" in entry
    assert found.faults == []


def test_the_terminal_runs_this_readtui_with_the_variables_of_the_shell(tmp_path: Path) -> None:
    desk = handler(tmp_path, "foot", "env", READTUI_LIBRARY="/my books", XDG_CURRENT_DESKTOP="sway")
    found = desk.install(["/opt/readtui"])
    assert found.command == [
        *("/usr/bin/foot", "/usr/bin/env", "READTUI_LIBRARY=/my books"),
        *("/opt/readtui", "--hold", "open", "--", "%u"),
    ]
    assert "\nTerminal=false\n" in found.entry.read_text()


def test_removing_leaves_the_desktop_as_it_was(tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.mkdir()
    before = b"[Default Applications]\ntext/html=f\xfc.desktop\n"
    (config / "mimeapps.list").write_bytes(before)
    desk = handler(tmp_path)
    desk.install(["/opt/readtui"])
    assert b"f\xfc.desktop" in (config / "mimeapps.list").read_bytes()
    assert desk.remove()
    assert (config / "mimeapps.list").read_bytes() == before
    assert not desk.entry.exists()
    assert not desk.remove()


def test_a_linked_list_stays_a_link(tmp_path: Path) -> None:
    config, dotfiles = tmp_path / "config", tmp_path / "dotfiles.list"
    config.mkdir()
    dotfiles.write_text("# mine\n")
    (config / "mimeapps.list").symlink_to(dotfiles)
    handler(tmp_path).install(["/opt/readtui"])
    assert (config / "mimeapps.list").is_symlink()
    assert dotfiles.read_text().startswith("# mine\n\n[Default Applications]\n")


def test_the_reason_why_links_cannot_open_is_named(tmp_path: Path) -> None:
    desk = handler(tmp_path, "foot", XDG_CURRENT_DESKTOP="GNOME:../x")
    desk.install(["/opt/readtui"])
    (tmp_path / "config" / "gnome-mimeapps.list").write_text(f"[Default Applications]\n{MIME}=other.desktop\n")
    later = Handler(desk.applications, desk.settings, desk.environ, lambda _: None, lambda _: None)
    gone, gone_too, preferred = later.registered().faults
    assert (gone, gone_too) == ("/usr/bin/foot is gone", "/opt/readtui is gone")
    assert preferred.endswith("gnome-mimeapps.list prefers other.desktop")


def test_nothing_is_written_for_a_terminal_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such terminal: nope"):
        handler(tmp_path).install(["/opt/readtui"], "nope")
    with pytest.raises(ReadtuiError, match="contains “=”"):
        handler(tmp_path, "foot").install(["/opt/a=b/readtui"])
    assert not any(tmp_path.iterdir())


@pytest.mark.skipif(not (shutil.which("gio") and shutil.which("xdg-mime")), reason="needs gio and xdg-mime")
def test_the_desktops_programs_find_the_handler_and_run_it(tmp_path: Path) -> None:
    called = tmp_path / "called with"
    program = tmp_path / "a $HOME" / "read%tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{called}.new" && mv "{called}.new" "{called}"\n')
    program.chmod(0o755)
    data, config = tmp_path / "data", tmp_path / "config"
    environ = {
        **os.environ,
        **{"XDG_DATA_HOME": str(data), "XDG_CONFIG_HOME": str(config), "HOME": str(tmp_path)},
        **{"XDG_DATA_DIRS": str(tmp_path / "none"), "XDG_CURRENT_DESKTOP": "GNOME"},
    }
    wrapper = tmp_path / "terminal"
    wrapper.write_text('#!/bin/sh\nshift\nexec "$@"\n')
    wrapper.chmod(0o755)
    desk = Handler(data / "applications", config, {}, shutil.which, run_quietly)
    desk.install([str(program)], str(wrapper))

    def said(*command: str) -> str:
        return subprocess.run(command, capture_output=True, text=True, env=environ, check=True, timeout=20).stdout

    assert said("xdg-mime", "query", "default", MIME).strip() == OURS
    assert OURS in said("gio", "mime", MIME)
    said("gio", "open", "readtui:9f2c01d7a45be630")
    for _ in range(100):
        if called.exists():
            break
        subprocess.run(["sleep", "0.05"], check=True)
    assert called.read_text().splitlines() == ["--hold", "open", "--", "readtui:9f2c01d7a45be630"]


def test_what_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    desk = handler(tmp_path, "foot")
    listed = tmp_path / "config" / "mimeapps.list"
    listed.parent.mkdir()
    listed.mkdir()
    with pytest.raises(ReadtuiError, match=f"could not read {listed}: ") as fault:
        desk.install(["/opt/readtui"])
    assert fault.value.hint == "Check the permissions of the folder."
    listed.rmdir()
    listed.write_bytes(b"#" * ((1 << 20) - 1000))
    desk.install(["/opt/readtui"])
    listed.write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(ReadtuiError, match="unexpectedly large"):
        desk.install(["/opt/readtui"])


def test_the_index_of_entries_is_updated_where_there_is_a_program_for_it(tmp_path: Path) -> None:
    ran: list[list[str]] = []
    for programs in ((), ("update-desktop-database",)):
        which = installed("foot", *programs)
        desk = Handler(
            tmp_path / "applications", tmp_path / "config", {}, which, lambda command: ran.append([*command])
        )
        desk.install(["/opt/readtui"])
        desk.remove()
    assert ran == [["/usr/bin/update-desktop-database", str(tmp_path / "applications")]] * 2


def test_a_program_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    run_quietly([str(tmp_path / "gone")])
