"""Work on what readtui does not trust (files, templates), in processes that have limits and can be stopped."""
