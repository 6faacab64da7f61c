"""What the formats for notes share: the names of doubtful states, and the links that notes contain."""

import re

from readtui.model.annotation import AnchorState

STATES = {AnchorState.REVIEW: "needs review", AnchorState.ORPHAN: "not in the article any more"}
"""The states that a reader of an export should know about."""
LINK = re.compile(r"\[([^\[\]\n]*)\]\((readtui:[^()\s]+)\)")
"""A link to an annotation or article in a note: its words and its address."""
