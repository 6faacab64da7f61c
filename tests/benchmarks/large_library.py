"""A large library, written straight to disk: ``python -m tests.benchmarks.large_library DIR [ARTICLES]``.

By default 5,000 articles with 20 annotations each in English, German, Japanese and Arabic: about 140 MB.
"""

import random
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path

from readtui.anchoring.describe import describe
from readtui.codec.records import annotation_to_json, article_record_to_json
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import BlockKind
from readtui.model.passage import Passage
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.text_lines import encode_article
from readtui.text.article_builder import ArticleBuilder

ARTICLES, ANNOTATIONS, WORDS = 5_000, 20, 600
_SYLLABLES = {
    language: syllables.split()
    for language, syllables in {
        "en": "ri ver wa ter har bor stone light mor ning green quiet nar row ferry piano toll bridge crossing",
        "de": "fluss was ser hafen stein licht mor gen grün stil le schmal fähre brücke zoll größe über",
        "ja": "川 水 港 石 光 朝 緑 静 か 狭 い 船 橋 料 金 渡 る は を に の で",
        "ar": "نهر ماء ميناء حجر ضوء صباح أخضر هادئ ضيق عبارة جسر رسم",
        "zh": "河 水 港 石 光 晨 绿 静 窄 船 桥 费 渡 的 了 在 是 上 下",
        "th": "แม่ น้ำ ท่า เรือ หิน แสง เช้า เขียว เงียบ แคบ สะพาน ค่า ข้าม",
        "hi": "नदी पानी बंदर पत्थर रोशनी सुबह हरा शांत संकरा नाव पुल शुल्क",
    }.items()
}
LANGUAGES = ("en", "en", "de", "ja", "ar")
_WITHOUT_SPACES = ("ja", "zh", "th")
_TAGS = [f"{top}/{below}" for top in ("politics", "sea", "method", "people") for below in ("a", "b", "c", "d", "e")]


def article(number: int, words: int = WORDS, languages: Sequence[str] = LANGUAGES) -> Article:
    """An article of about this many words, the same for the same number. The languages take turns."""
    chance = random.Random(number)
    language = languages[number % len(languages)]
    parts, between = _SYLLABLES[language], "" if language in _WITHOUT_SPACES else " "
    metadata = Metadata(f"Article {number} on {chance.choice(parts)}", language=language)
    builder = ArticleBuilder()
    left = words
    while left > 0:
        size = chance.randrange(30, 120)
        left -= size
        said = [chance.choice(parts) + chance.choice(parts) for _ in range(size)]
        builder.add(BlockKind.PARAGRAPH, between.join(said) + ("。" if language == "ja" else "."))
    return builder.build(metadata)


def annotations(article_id: str, text: Article, count: int, chance: random.Random) -> list[Annotation]:
    """Highlights at random places, most with a tag, a third with a note."""
    made = []
    for _ in range(count):
        start = chance.randrange(len(text.text) - 200)
        quote, position = describe(text.text, Passage(start, start + chance.randrange(20, 160)))
        made.append(
            Annotation(
                str(uuid.UUID(int=chance.getrandbits(128), version=4)),
                article_id,
                f"2026-{chance.randrange(1, 12):02}-11T10:00:00Z",
                "2026-11-20T10:00:00Z",
                quote=quote,
                position=position,
                color=chance.choice(HIGHLIGHT_COLORS),
                tags=tuple(chance.sample(_TAGS, chance.randrange(3))),
                note=" ".join(chance.choice(_SYLLABLES["en"]) for _ in range(25)) if chance.random() < 0.33 else "",
                text_version=text.hash8,
                versions={"bench": 1},
            )
        )
    return made


def write(
    folder: Path,
    articles: int = ARTICLES,
    per_article: int = ANNOTATIONS,
    languages: Sequence[str] = LANGUAGES,
    words: int = WORDS,
) -> None:
    """Write the library. Raises OSError."""
    (folder / "articles").mkdir(parents=True)
    (folder / "texts").mkdir()
    for number in range(articles):
        chance = random.Random(-number)
        text, article_id = article(number, words, languages), f"{number:016x}"
        record = ArticleRecord(
            article_id,
            Metadata(text.metadata.title, source=f"https://example.org/{number}", language=text.metadata.language),
            "2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00Z",
            text.hash8,
            versions={"bench": 1},
        )
        tables = {
            "format": {"1": {"name": "readtui-article", "version": 1}},
            "article": {article_id: article_record_to_json(record)},
            "annotations": {
                one.id: annotation_to_json(one) for one in annotations(article_id, text, per_article, chance)
            },
        }
        (folder / "articles" / f"{article_id}.json").write_bytes(encode_tables(tables))
        (folder / "texts" / f"{article_id}.{text.hash8}.json").write_bytes(encode_article(text))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ARTICLES)
