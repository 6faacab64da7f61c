from readtui.anchoring.matching.places import Places


def test_a_frequent_word_is_only_where_it_has_the_same_neighbors() -> None:
    words = [*[1, 2, 3] * 60, *[4, 2, 3] * 50, 4, 2, 5]
    places = Places(words, range(len(words)))
    assert places.of([4, 2, 5], 1) == (331,)
    assert places.of([1, 2, 3], 1) == tuple(range(1, 180, 3))
    assert places.of([4, 2, 3], 1) == tuple(range(181, 330, 3))
    assert places.of([9, 2, 9], 1) == ()
    assert places.of([2, 3], 0) == ()


def test_a_rare_word_is_anywhere_and_one_that_is_too_frequent_there_nowhere() -> None:
    words = [*[1, 2, 3] * 101, 2]
    assert Places(words, [1, 4, 303]).of([9, 2, 9], 1) == [1, 4, 303]
    assert Places(words, range(1, 304, 3)).of([1, 2, 3], 1) == ()
    rarer = [*[1, 2, 3] * 100, 4, 2, 5]
    assert Places(rarer, range(303)).of([1, 2, 3], 1) == tuple(range(1, 300, 3))
