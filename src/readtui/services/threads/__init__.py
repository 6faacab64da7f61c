"""Threads: notes that ask for an answer, their replies, and what became of them."""
