"""The widget that shows an article, and the panes around it."""
