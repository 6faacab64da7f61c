"""What all formats for notes share: names of doubtful states, and the pattern of links in notes."""

import re

from readtui.model.annotation import AnchorState

STATES = {AnchorState.REVIEW: "needs review", AnchorState.ORPHAN: "not in the article any more"}
"""The states that a reader of an export should know about."""
LINK = re.compile(r"\[([^\[\]\n]*)\]\((readtui:[^()\s]+)\)")
"""A link in a note to an annotation or article: its words and its address."""
