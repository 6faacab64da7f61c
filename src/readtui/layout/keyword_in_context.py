"""Aligns what stands around a word, so that words on many lines stand in one column."""

from rich.cells import cell_len

from readtui.text.sentences.segment import next_grapheme, previous_grapheme


def ending_at(text: str, cells: int) -> str:
    """The end of a text, cut between graphemes and filled with spaces on the left: exactly so many cells."""
    start = len(text)
    room = cells
    while start > 0:
        previous = previous_grapheme(text, start)
        room -= cell_len(text[previous:start])
        if room < 0:
            room += cell_len(text[previous:start])
            break
        start = previous
    return " " * room + text[start:]


def beginning_at(text: str, cells: int) -> str:
    """The beginning of a text, cut between graphemes: at most so many cells."""
    end = 0
    room = cells
    while end < len(text):
        following = next_grapheme(text, end)
        room -= cell_len(text[end:following])
        if room < 0:
            break
        end = following
    return text[:end]
