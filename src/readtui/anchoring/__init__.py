"""From a passage to selectors and back."""
