"""Link destinations end where the parser, which looks ahead from each of them, says that they end."""

from hypothesis import given
from hypothesis import strategies as st
from markdown_it.helpers import parseLinkDestination

from readtui.importers.markdown.brackets import Destinations

_TEXTS = st.text(st.sampled_from("]((()a<>\\ \n"), max_size=80)
_LINKS = st.lists(_TEXTS, min_size=1, max_size=40).map("](".join)


@given(_LINKS)
def test_destinations_end_where_the_parser_says(text: str) -> None:
    destinations = Destinations()
    starts = [at + 2 for at in range(len(text)) if text.startswith("](", at)]
    for start in starts:
        expected, found = parseLinkDestination(text, start, len(text)), destinations.find(text, start, len(text))
        assert (found.ok, found.str) == (expected.ok, expected.str)
        assert not expected.ok or found.pos == expected.pos
