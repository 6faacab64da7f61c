"""The screen that compares coders: disagreements to settle, figures, and what was coded otherwise."""
