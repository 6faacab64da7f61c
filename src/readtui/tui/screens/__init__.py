"""The bases of all screens, the preview beside a list, and the help."""
