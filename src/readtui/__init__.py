"""readtui: read articles in the terminal and work on them."""

__version__ = "0.1.0"
