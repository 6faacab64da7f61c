"""The sections of the settings file: each setting with its default, its type and its documentation."""

from collections.abc import Iterable
from dataclasses import Field, field, fields
from typing import TYPE_CHECKING

from readtui.quick_dataclass import dataclass
from readtui.settings.kinds import ARGUMENTS, NAMES, SWITCH, TAGS, TEXT, SettingKind, about, one_of, whole_number

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """How the reader shows an article."""

    measure: int = field(
        default=72, metadata=about(whole_number(40, 200), "The maximum width of the text column, in terminal cells.")
    )
    furniture: str = field(
        default="folded",
        metadata=about(
            one_of("folded", "shown"),
            "Whether to show counters, share bars, comment forms and the like as one dimmed line at first, or in full.",
        ),
    )
    words_per_minute: int = field(
        default=230, metadata=about(whole_number(50, 2000), "Your reading speed, used to estimate the minutes left.")
    )
    marginalia: bool = field(
        default=True,
        metadata=about(SWITCH, "Whether to show notes and tags in the right margin, beside their passages."),
    )
    images: str = field(
        default="shown",
        metadata=about(
            one_of("shown", "blocks", "off"),
            "Whether to show the images of an article: as sharply as the terminal can, in colored half blocks, or not. "
            "What you choose with `gp` in the reader holds until you change this setting. Needs `readtui[images]`.",
        ),
    )
    justify: bool = field(
        default=False,
        metadata=about(
            SWITCH,
            "Whether lines of prose fill the column, with words hyphenated as in the article's language. It needs "
            "`pip install readtui[hyphens]`; articles in languages that it does not know stay ragged.",
        ),
    )
    outline: bool = field(
        default=False, metadata=about(SWITCH, "Whether to show the outline when you open an article.")
    )


@dataclass(frozen=True, slots=True)
class AppSettings:
    """How the app looks."""

    theme: str = field(
        default="auto",
        metadata=about(
            TEXT,
            "`auto` (`readtui-dark` or `readtui-light`, depending on the terminal's background), `readtui-warm`, "
            "`readtui-sepia`, `readtui-contrast`, or the name of any Textual theme. What you choose in the app "
            "afterwards stays until you change this setting.",
        ),
    )
    hyperlinks: bool = field(
        default=True,
        metadata=about(
            SWITCH,
            "Whether links in articles and notes, and sources in listings, are links for the terminal, too: most "
            "terminals open them with Ctrl+click (some need Shift as well).",
        ),
    )
    private_network: bool = field(
        default=False,
        metadata=about(
            SWITCH,
            "Whether images of a page, redirects and imported files may lead to this device or a private network. "
            "What you name yourself, such as `http://localhost:8000` or `http://192.168.0.2`, is fetched anyway.",
        ),
    )


@dataclass(frozen=True, slots=True)
class UserSettings:
    """Who you are; see [creators](creators.md)."""

    name: str = field(
        default="",
        metadata=about(
            TEXT,
            "The name on your notes. An empty string means the one that was used first in the library: the `user.name` "
            "of git, or `me`.",
        ),
    )
    also: tuple[str, ...] = field(
        default=(),
        metadata=about(NAMES, "Other names of yours, for example in imported notes: `by:me` finds them as well."),
    )


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """Defaults of an export."""

    format: str = field(
        default="markdown", metadata=about(TEXT, "The default format: the name of an installed exporter.")
    )
    folder: str = field(
        default="",
        metadata=about(TEXT, "The default folder; `~` is your home folder, an empty string the current folder."),
    )


@dataclass(frozen=True, slots=True)
class TagSettings:
    """Tags on number keys, and new tags."""

    quick: tuple[str, ...] = field(
        default=(),
        metadata=about(
            TAGS,
            "Tags for the keys `1` to `9`, in this order, after those pinned in the codebook; recent tags fill up.",
        ),
    )
    closed: bool = field(
        default=False,
        metadata=about(
            SWITCH,
            "Whether tagging takes only tags of the codebook, as in a round of coding. Create others in the codebook.",
        ),
    )


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """Spaced review; see [review](review.md)."""

    new_per_day: int = field(
        default=10, metadata=about(whole_number(0, 1000), "How many new highlights to ask in a day.")
    )
    desired_retention: int = field(
        default=90,
        metadata=about(
            whole_number(70, 97), "How many of 100 highlights you want to remember. A higher number asks more often."
        ),
    )
    query: str = field(
        default="",
        metadata=about(TEXT, "The annotations to review, as a [query](queries.md); an empty string means all."),
    )


@dataclass(frozen=True, slots=True)
class StandingExport:
    """Files that readtui keeps up to date: one per article with a matching annotation."""

    format: str = field(
        default="markdown",
        metadata=about(
            TEXT, "A format whose files hold an article's id. In `markdown`, `logseq` and `org`, you can write in them."
        ),
    )
    folder: str = field(
        default="", metadata=about(TEXT, "The folder for the files; `~` is your home folder.", is_required=True)
    )
    query: str = field(
        default="",
        metadata=about(TEXT, "The annotations to export, as a [query](queries.md); an empty string means all."),
    )
    name: str = field(
        default="{author} - {title}",
        metadata=about(
            TEXT,
            "The names of new files, without ending: text with `{author}`, `{title}`, `{site}`, `{published}`, "
            "`{language}` and `{id}`; `/` makes folders.",
        ),
    )
    library: str = field(
        default="",
        metadata=about(
            TEXT,
            "The folder of the library; `~` is your home folder. An empty string means the default one, which "
            "`$READTUI_LIBRARY` changes.",
        ),
    )
    creators: bool = field(
        default=True,
        metadata=about(SWITCH, "Say who made the annotations and replies, in files with more than one creator."),
    )
    paused: bool = field(
        default=False,
        metadata=about(SWITCH, "Leave the files as they are until this is `false` again; the export screen sets it."),
    )


@dataclass(frozen=True, slots=True)
class Hook:
    """A key of the reader that runs a program of yours."""

    key: str = field(
        default="", metadata=about(TEXT, 'The key, such as `"K"`, or a sequence such as `"g K"`.', is_required=True)
    )
    title: str = field(
        default="", metadata=about(TEXT, "Its name in the help, the palette and messages.", is_required=True)
    )
    command: tuple[str, ...] = field(
        default=(),
        metadata=about(
            ARGUMENTS,
            "The program and its arguments, as a list; no shell reads it. `~` at the start of a path is your home "
            "folder.",
            is_required=True,
        ),
    )
    input: str = field(
        default="passage",
        metadata=about(
            one_of("passage", "note", "article"),
            "What the program reads on standard input: the selection, else the annotation or sentence at the cursor; "
            "the note there; the text of the article.",
        ),
    )
    output: str = field(
        default="panel",
        metadata=about(
            one_of("panel", "note", "none"),
            "Where its output goes: to a panel, to the end of the passage's note, or nowhere.",
        ),
    )
    seconds: int = field(
        default=60,
        metadata=about(
            whole_number(1, 3600), 'How long it may run. With `output = "none"` it runs until it ends or you stop it.'
        ),
    )


def section_fields(
    section: "DataclassInstance | type[DataclassInstance]",
) -> Iterable[tuple[Field[object], SettingKind, str]]:
    for setting in fields(section):
        yield setting, setting.metadata["kind"], setting.metadata["doc"]


def required_settings(section: "DataclassInstance | type[DataclassInstance]") -> tuple[str, ...]:
    """The names of the settings that a section must have; the code that uses the section checks that it has them."""
    return tuple(setting.name for setting in fields(section) if setting.metadata["is_required"])
