"""Random searches and queries, with the indexes and without: `python -m tests.benchmarks.bench_search [COUNT] [SEED]`.

Makes a library in seven languages, and pairs of answers that must be equal. Prints how many were asked, how many had an
answer, and the mean time of each way in milliseconds; exits with 1 at the first difference.
"""

import os
import random
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import regex

from readtui.bootstrap import open_services
from readtui.errors import UsageError
from readtui.search.full_text.regular_expressions import Pattern
from readtui.search.full_text.word_search import parse as parse_words
from readtui.search.query.parser import parse
from readtui.search.query.syntax import WORD, Term, to_text
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.finding.search import Finds, HitWords, LibrarySearch
from readtui.services.library import Library
from tests.benchmarks.large_library import write

ARTICLES, ANNOTATIONS = 105, 20
_LANGUAGES = ("en", "de", "ja", "ar", "th", "zh", "hi")
_FIELDS = (
    "#politics #sea/a tag:none color:yellow color:blue state:exact has:note -has:tag with:people with:=method/b "
    "created:2026-03 created:2026-05.. modified:..2026-06 lang:de lang:ja article:river -color:green"
)

Answer = list[tuple[object, ...]]


def stretch(texts: Sequence[str], chance: random.Random, longest: int) -> str:
    """A random part of a random text."""
    text = chance.choice(texts)
    start = chance.randrange(len(text))
    return text[start : start + chance.randrange(1, longest)].strip()


def mutated(text: str, chance: random.Random) -> str:
    """The same in other letters: capitals, without accents, decomposed, or as it is."""
    match chance.randrange(6):
        case 0:
            return text.upper()
        case 1:
            return text.title()
        case 2:
            return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
        case 3:
            return unicodedata.normalize("NFD", text)
    return text


def words(texts: Sequence[str], chance: random.Random) -> Finds:
    """A search for words or phrases."""
    parts = [mutated(stretch(texts, chance, 14), chance) for _ in range(chance.randrange(1, 4))]
    said = " ".join(f'"{part}"' if chance.random() < 0.3 else part for part in parts)
    return HitWords(parse_words(said + chance.choice(["", " ", '"'])))


def pattern(texts: Sequence[str], chance: random.Random) -> Finds:
    """A search with a regular expression."""
    text = regex.escape(stretch(texts, chance, 8), special_only=True)
    ending = chance.choice(["", r"\w+", r"\b", "+", "?", "{2}", "|zzz", r"\s\w", "(ab)?", ".", "[a-z]*"])
    return Pattern.of(chance.choice(["", "", r"\b", "[^x]", "(?:x?)", "^"]) + mutated(text, chance) + ending)


def query(texts: Sequence[str], chance: random.Random) -> str:
    """A query for annotations."""
    terms = [
        to_text(Term(WORD, mutated(stretch(texts, chance, 10), chance)))
        if chance.random() < 0.5
        else chance.choice(_FIELDS)
        for _ in range(chance.randrange(1, 4))
    ]
    return chance.choice([" ", " or "]).join(terms)


def hits(searching: LibrarySearch, finds: Finds, *, notes: bool) -> Answer:
    """All hits of a search."""
    found = searching.in_notes(finds) if notes else searching.in_texts(finds)
    return [(hit.record.id, hit.annotation, hit.field, hit.start, hit.end) for hit in found]


def annotations(library: Library, asked: str) -> Answer:
    """All annotations that pass, as they are."""
    return [(one.record.id, one.annotation) for one in library.annotations(AnnotationQuery(query=parse(asked)))]


def run(queries: int, seed: int) -> bool:
    """Ask all; whether all pairs of answers were equal."""
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["READTUI_STATE"] = temporary
        folder = Path(temporary) / "library"
        write(folder, ARTICLES, ANNOTATIONS, _LANGUAGES)
        services = open_services(folder)
        library = services.library
        plain_library = replace(library, kept=None)
        texts = [text for record in library.records() for text in library.open(record.id).text.split("\n\n")]
        quotes = [one.annotation.quoted_text for one in plain_library.annotations(AnnotationQuery())]
        with services.search() as searching:
            searching.update(lambda: None)
            return compare(searching, LibrarySearch(plain_library, None), texts, quotes, queries, random.Random(seed))


def compare(
    indexed: LibrarySearch,
    plain: LibrarySearch,
    texts: Sequence[str],
    quotes: Sequence[str],
    queries: int,
    chance: random.Random,
) -> bool:
    """Ask both, print figures, and say where they differ."""
    figures: dict[str, list[tuple[float, float, bool]]] = defaultdict(list)
    while sum(map(len, figures.values())) < queries:
        kind = chance.choice(("words in texts", "words in notes", "regex in texts", "regex in notes", "queries"))
        source = texts if kind.endswith("texts") else quotes
        try:
            asked: Finds | str = (
                query(source, chance)
                if kind == "queries"
                else words(source, chance)
                if kind.startswith("words")
                else pattern(source, chance)
            )
            ways = [answering(searching, asked, notes=source is quotes) for searching in (indexed, plain)]
            (one, fast), (other, slow) = map(timed, ways)
        except UsageError:
            continue
        if one != other:
            print(f"{kind}: {asked!r} has {len(one)} answers with the index and {len(other)} without")
            return False
        figures[kind].append((fast, slow, bool(one)))
    for kind, rows in sorted(figures.items()):
        fast, slow = (sum(row[way] for row in rows) / len(rows) for way in (0, 1))
        print(f"{kind}: {len(rows)} asked, {sum(row[2] for row in rows)} answered; {fast:.1f} ms, plain {slow:.1f} ms")
    return True


def answering(searching: LibrarySearch, asked: "Finds | str", *, notes: bool) -> Callable[[], Answer]:
    """What asks it."""
    if isinstance(asked, str):
        return lambda: annotations(searching.library, asked)
    return lambda: hits(searching, asked, notes=notes)


def timed(ask: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer, and the processor time in milliseconds."""
    began = time.process_time()
    answer = ask()
    return answer, (time.process_time() - began) * 1000


if __name__ == "__main__":
    count, seed = ([int(one) for one in sys.argv[1:]] + [1000, 1][len(sys.argv) - 1 :])[:2]
    sys.exit(0 if run(count, seed) else 1)
