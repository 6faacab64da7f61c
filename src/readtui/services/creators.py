"""Knows what the person who uses this library is called, and who makes what is written now."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from readtui.codec import strict_json
from readtui.errors import SettingsError, StorageError
from readtui.model.creator import NOBODY, Creator, Identity
from readtui.storage.device_stores import ChoiceStore
from readtui.text.clean import visible

_NAME, _OTHER_NAMES = "creator", "creator, other names"
_GIT_SECONDS = 2.0
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Creators:
    """Remembers names in the state folder.

    ``settings`` returns the name and the other names in the settings, "" and () if there are none. ``given``: who
    writes, as the environment says it, or "". ``ask_git`` returns the name that git knows, or "".
    """

    choices: ChoiceStore
    settings: Callable[[], tuple[str, tuple[str, ...]]]
    given: str
    ask_git: Callable[[], str]

    def identity(self) -> Identity:
        """Who is "me" in this library, and who writes. Raises SettingsError for a wrong ``given``."""
        known = self.choices.choices()
        set_name, also = self.settings()
        fixed = known.get(_NAME, "")
        name = set_name or fixed or self.ask_git() or NOBODY
        others = (*also, fixed, *self._remembered_names())
        also = tuple(dict.fromkeys(one for one in others if one and one != name))
        return Identity(Creator(name), also, self._writes_instead())

    def writer(self) -> Creator:
        """Who makes what is written now. From the first note on, the person's name stays what it is then."""
        identity = self.identity()
        if identity.by is None and not self.choices.choices().get(_NAME):
            self._remember({_NAME: identity.me.name})
        return identity.writer

    def named(self, creator: Creator) -> Creator:
        """The creator that a command names; "me" is the person who uses this library."""
        return self.identity().me if creator == Creator(NOBODY) else creator

    def also_called(self, names: Iterable[str]) -> None:
        """Remember other names of the person, by which others call what that person wrote without a name."""
        identity = self.identity()
        fresh = sorted({one for one in names if one not in (identity.me.name, *identity.also)})
        if fresh:
            self._remember({_OTHER_NAMES: json.dumps([*self._remembered_names(), *fresh])})

    def _remembered_names(self) -> list[str]:
        try:
            found = strict_json.loads(self.choices.choices().get(_OTHER_NAMES, "[]"))
        except ValueError:
            return []
        return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []

    def _writes_instead(self) -> Creator | None:
        try:
            return checked_creator(self.given) if self.given.strip() else None
        except ValueError as fault:
            raise SettingsError(f"$READTUI_BY: {fault}", "Set it to a name or to software:NAME.") from fault

    def _remember(self, choices: dict[str, str]) -> None:
        try:
            self.choices.keep_choices(choices)
        except StorageError:
            # The next note tries again, and until then the name comes from where it came from today.
            return


def checked_creator(spelled: str) -> Creator:
    """The creator that ``--by`` names. Raises ValueError, which says what is wrong with the name."""
    creator = Creator.parse(visible(spelled))
    if not creator.name:
        raise ValueError("a name is missing")
    if len(creator.name) > _LONGEST_NAME:
        raise ValueError(f"a name has at most {_LONGEST_NAME} characters")
    return creator


def name_in_git() -> str:
    """The name in this user's git settings; "" without git or a name."""
    # Imported here because the name is asked for once.
    import subprocess
    from shutil import which

    if (git := which("git")) is None:
        return ""
    try:
        asked = [git, "config", "--global", "user.name"]
        found = subprocess.run(asked, capture_output=True, timeout=_GIT_SECONDS, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return ""
    return visible(found.stdout.decode("utf-8", "replace").strip())[:_LONGEST_NAME]
