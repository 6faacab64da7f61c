"""The widget that shows an article, and what stands around it."""
