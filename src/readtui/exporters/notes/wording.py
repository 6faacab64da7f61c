"""What all formats for notes share: names of doubtful states."""

from readtui.model.annotation import AnchorState

STATES = {
    AnchorState.REVIEW: "needs review",
    AnchorState.ORPHAN: "no longer in the article",
    AnchorState.WAITING: "waiting for its article",
}
"""The states that a reader of an export should know about."""
