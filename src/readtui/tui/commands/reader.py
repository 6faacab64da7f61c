"""Commands of the reader and of its modes."""

from readtui.tui.commands.command import SCREEN, commands_from
from readtui.tui.commands.shared import ENDS_OF_LIST, ENTRIES, SETTLE

MOVE = commands_from(
    "reader",
    "Move",
    "navigating",
    ("line_down", "Line down", "j  down"),
    ("line_up", "Line up", "k  up"),
    ("next_sentence", "Next sentence", "l  right  )"),
    ("previous_sentence", "Previous sentence", "h  left  ("),
    ("next_paragraph", "Next paragraph", "}  ctrl+down"),
    ("previous_paragraph", "Previous paragraph", "{  ctrl+up"),
    ("page_down", "Page down", "space  pagedown"),
    ("page_up", "Page up", "b  pageup"),
    ("half_page_down", "Half a page down", "ctrl+d"),
    ("half_page_up", "Half a page up", "ctrl+u"),
    ("next_section", "Next section", "] ]"),
    ("previous_section", "Previous section", "[ ["),
    ("top", "Top", "g g  home"),
    ("bottom", "Bottom", "G  end"),
    ("jump_back", "Jump back", "ctrl+o  alt+left"),
    ("jump_forward", "Jump forward", "g i  alt+right"),
    ("set_mark!", "Set a mark", "m *"),
    ("go_to_mark!", "Go to a mark", "' *"),
)

FIND = commands_from(
    "reader",
    "Find",
    "finding",
    ("find", "Find in the article", "/  ctrl+f", "find"),
    ("next_hit", "Next hit", "n"),
    ("previous_hit", "Previous hit", "N"),
    "navigating",
    ("next_annotation", "Next annotation", "] a  tab"),
    ("previous_annotation", "Previous annotation", "[ a  shift+tab"),
    ("next_same_tag", "Next annotation with the same tag", "] t"),
    ("previous_same_tag", "Previous annotation with the same tag", "[ t"),
    ("cycle_annotations", "Cycle through overlapping annotations", "g c"),
)

ANNOTATE = commands_from(
    "reader",
    "Annotate",
    "annotating",
    ("highlight", "Highlight in the last color", "H", "highlight"),
    ("color", "Choose a highlight color", "c"),
    ("tag", "Tag", "t", "tag"),
    ("quick_tag!", "Quick tag: pinned and recent tags", "1  2  3  4  5  6  7  8  9"),
    "noting",
    ("note", "Write a note", "a", "note"),
    ("note_in_editor", "Write the note in $EDITOR", "e"),
    ("draft", "Continue an unfinished note", "g d"),
    "deciding",
    ("versions", "Choose between versions of an annotation", "g v"),
    SETTLE,
    "moving_ends",
    ("move_ends", "Move an annotation's ends", "r"),
    "annotating",
    ("repeat", "Repeat the last annotation action", "."),
    ("delete_annotation", "Delete the annotation", "d d  delete"),
    ("undo", "Undo the last change to this article", "u", "undo"),
    ("redo", "Redo", "ctrl+r"),
    ("copy", "Copy the passage", "y"),
    ("copy_with_source", "Copy the passage with its source", "Y"),
    "picking",
    ("pick", "Pick a passage by labels on the screen", "f", "pick"),
    "selecting",
    ("visual", "Select by character", "v", "select"),
    ("visual_line", "Select by line", "V"),
    ("select_right", "Select to the right", "shift+right"),
    ("select_left", "Select to the left", "shift+left"),
    ("select_down", "Select downwards", "shift+down"),
    ("select_up", "Select upwards", "shift+up"),
)

SHOW = commands_from(
    "reader",
    "Show",
    "opening",
    ("open_here", "Unfold, read the annotation or open the link here", "enter"),
    "links",
    ("open_link", "Open the link here", "g x"),
    "reading",
    ("backlinks", "Notes that link here", "g b"),
    "arranging",
    ("outline", "Outline", "o", "outline"),
    ("marginalia", "Marginalia", "i"),
    ("focus_mode", "Focus mode", "z"),
    ("wider", "Wider column", "+  ="),
    ("narrower", "Narrower column", "-"),
    SCREEN,
    ("export", "Export", "E", "export"),
    ("refresh", "Reload the article's file or URL", "R"),
    ("back", "Back", "q", "back"),
    ("cancel", "Cancel", "escape"),
)

SELECT = commands_from(
    "select",
    "Select",
    "selecting",
    ("left", "One character left", "h  left  shift+left"),
    ("right", "One character right", "l  right  shift+right"),
    ("down", "One line down", "j  down  shift+down"),
    ("up", "One line up", "k  up  shift+up"),
    ("next_word", "Next word", "w"),
    ("previous_word", "Previous word", "b"),
    ("word_end", "End of the word", "e"),
    ("next_sentence", "Next sentence", ")"),
    ("previous_sentence", "Previous sentence", "("),
    ("next_paragraph", "Next paragraph", "}  ctrl+down"),
    ("previous_paragraph", "Previous paragraph", "{  ctrl+up"),
    ("inner_word", "This word", "i w"),
    ("inner_sentence", "This sentence", "i s"),
    ("inner_paragraph", "This paragraph", "i p"),
    ("other_end", "Switch to the other end", "o", "other end"),
    ("grow", "Grow: word, sentence, paragraph, section", "v", "grow"),
    ("shrink", "Shrink", "backspace", "shrink"),
    "picking",
    ("pick", "Select up to a sentence or paragraph, by labels on the screen", "f"),
)

PICK = commands_from(
    "pick",
    "Pick",
    "picking",
    ("label!", "Pick by label: first the beginning, then the end", "  ".join("asdghjklqwertyuiopzxcvbnm")),
    ("unit", "Labels on sentences, or on paragraphs", "f  tab", "sentences or paragraphs"),
    ("accept", "Select only what was picked first", "enter", "only this"),
    ("line_down", "Line down", "down"),
    ("line_up", "Line up", "up"),
    ("page_down", "Page down", "space  pagedown  ctrl+d"),
    ("page_up", "Page up", "pageup  ctrl+u"),
    ("leave", "Remove the labels", "escape", "leave"),
)

VISUAL = commands_from(
    "visual",
    "Select",
    "selecting",
    ("by_line", "Select by line", "V"),
    ("leave", "Cancel the selection", "escape", "leave"),
)

ENDS = commands_from(
    "ends",
    "Move ends",
    "moving_ends",
    ("accept", "Keep the new ends", "enter  r", "keep"),
    ("leave", "Cancel: keep the old ends", "escape  q", "cancel"),
)

OUTLINE = commands_from(
    "outline",
    "Outline",
    "arranging",
    *ENTRIES,
    *ENDS_OF_LIST,
    ("jump", "Jump to the section", "enter", "jump"),
    ("close", "Close the outline", "o  escape  q", "close"),
)

FIND_LINE = commands_from(
    "find",
    "Find",
    "finding",
    ("accept", "Keep the hits and continue reading", "enter  down", "read on"),
    ("leave", "Cancel the search", "escape", "give up"),
)
