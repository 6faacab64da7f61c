"""Links between notes, and the way back from exports to the library."""
