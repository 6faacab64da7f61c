"""Commands of the export screen, and those that work everywhere."""

from readtui.tui.commands.command import commands_from

EXPORT = commands_from(
    "export",
    "Export",
    ("next_format", "Next format", "tab  down  l", "format"),
    ("previous_format", "Previous format", "shift+tab  up  h"),
    ("next_context", "Text around each passage: none, sentence, paragraph, all", "c", "context"),
    ("next_grouping", "Grouping: by article, by tag, one list", "a", "grouping"),
    ("next_scope", "Change the scope: article, list, whole library", "s", "scope"),
    ("view", "Export what a saved view lists", "v"),
    ("write", "Write to a file", "enter  o", "to a file"),
    ("copy", "Copy to the clipboard", "y", "copy"),
    ("keep", "Keep a folder up to date: a standing export", "S"),
    ("template", "Use a template of your own", "T", "template"),
    ("scroll_down", "Preview: line down", "j"),
    ("scroll_up", "Preview: line up", "k"),
    ("scroll_right", "Preview: to the right", "right"),
    ("scroll_left", "Preview: to the left", "left"),
    ("page_down", "Preview: page down", "space  pagedown  ctrl+d"),
    ("page_up", "Preview: page up", "b  pageup  ctrl+u"),
    ("top", "Preview: top", "g g  home"),
    ("bottom", "Preview: bottom", "G  end"),
    ("back", "Back", "q  escape", "back"),
)

REVIEW = commands_from(
    "review",
    "Review",
    ("show", "Begin; show the answer; then: grade it good", "space", "show"),
    ("again", "Grade: forgotten, ask again soon", "1"),
    ("hard", "Grade: remembered with effort", "2"),
    ("good", "Grade: remembered", "3"),
    ("easy", "Grade: remembered at once", "4"),
    ("undo", "Take back the last grade", "u", "undo"),
    ("open", "Go to the passage in its article", "o  enter  l  right", "go there"),
    ("bury", "Put the highlight off until tomorrow", "x", "tomorrow"),
    ("suspend", "Do not ask the highlight any more", "X"),
    ("down", "Line down", "j  down", "more"),
    ("up", "Line up", "k  up"),
    ("page_down", "Page down", "pagedown  ctrl+d"),
    ("page_up", "Page up", "b  pageup  ctrl+u"),
    ("back", "Back", "q  escape", "back"),
)

APP = commands_from(
    "app",
    "App",
    ("library", "Library", "g l  f2"),
    ("annotations", "Annotations", "g n  f3", "annotations"),
    ("codebook", "Codebook: all tags", "g t  f4"),
    ("search", "Search all articles", "g /"),
    ("search_notes", "Search quotes, notes and tags", "g a"),
    ("counts", "Count words and tags", "g w"),
    ("review", "Review highlights that are due", "g r"),
    ("undecided", "Choose between versions of articles, tags and views", "g V"),
    ("palette", "Palette: commands, articles, tags and views by name", "ctrl+p"),
    ("help", "Help: every key of this screen", "?  f1", "help"),
    ("theme", "Choose a theme", "f9"),
    ("suspend", "Suspend, back to the shell; fg comes back", "ctrl+z"),
    ("quit", "Quit", "ctrl+q"),
)
