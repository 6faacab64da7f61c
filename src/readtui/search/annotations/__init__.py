"""The index of annotations: all that queries ask of them, and the annotations themselves, packed. A cache."""
