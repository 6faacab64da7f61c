"""Where sentences end, in each language and script."""
