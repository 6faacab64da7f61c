"""Creating, drafting, moving and reviewing annotations."""
