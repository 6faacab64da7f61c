from readtui.text.phrases import note_words


def test_the_commonest_signs_go_and_words_stay() -> None:
    note = "# Seas\n- [the *Rhine*](https://x.example), **long** and _slow_\n2 * 3 * 4 of snake_case_names and `x`"
    assert note_words(note) == "Seas\nthe Rhine, long and slow\n2 * 3 * 4 of snake_case_names and x"
