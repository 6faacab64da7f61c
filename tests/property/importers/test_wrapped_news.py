"""A news article copied as text has the same blocks however a program has wrapped or spaced its lines."""

import re
import textwrap

from hypothesis import example, given
from hypothesis import strategies as st

from readtui.importers.importer import Source
from readtui.importers.text.importer import PlainTextImporter
from readtui.model.block import BlockKind, Role

_ENGLISH = """\
Home
News
Sport
Sign in
Newsletter

Transport

The ferry below the weir runs again

After ninety years a boat crosses the river once more, and half the village was on board. Its owner means to leave at
nine every morning, whatever the weather.

By Ada Ferry

3 May 2024, 9:40

Share on Facebook
Tweet
Print

LOWERTON (Reuters) - The boat left at nine on Friday with forty people of the village on board, nobody spoke until it
was in the middle of the river, and then all of them did at once. It is the first time since 1934 that anybody has
crossed the river here without walking to the bridge.

The mayor, Ben Mill-Baker, said that it would leave at nine from now on. "Bread for everybody," he promised, and the
baker next to him looked at his shoes. The council had paid $22,000 for the boat, 3.5 percent of what a new bridge
would cost.

Who is to steer it

For the time being the teacher steers it, who learned it as a boy from his grandfather. He has no licence, and the
council has asked the district whether he needs one; the answer is expected in the autumn.

• A crossing takes four minutes.
• It costs nothing for children.

Nobody knows how long the ice will hold off this year. If it comes early, the boat will stay on the bank until March.

2 comments

Tom Weir
May 3, 2024 at 10:12 am
About time. My grandmother told me of the old ferry, and I never believed a word of what she said about it.

Eve
May 3, 2024 at 11:40 am
Lovely!

Share on Facebook
Contact us
Imprint
Privacy policy
Terms of use
© 2024 The River Post. All rights reserved.
"""
_GERMAN = """\
Startseite
Politik
Anmelden

Verkehr

Die alte Fähre am Wehr fährt wieder

Nach neunzig Jahren überquert wieder ein Boot den Fluss, und das halbe Dorf war an Bord. Künftig soll es jeden Morgen
um neun ablegen, bei jedem Wetter.

Von Anna Berg

UNTERAU. Um neun legte das Boot am Freitag mit vierzig Leuten aus dem Dorf ab, niemand sprach, bis es in der Mitte des
Flusses war, und dann alle auf einmal. Seit dem 8. Mai 1934 hat hier niemand mehr den Fluss überquert, ohne zur Brücke
zu laufen.

„Brot für alle“, versprach Bürgermeister Ben Müller-Lüdenscheid, und der Bäcker neben ihm sah auf seine Schuhe. Der
Rat hat für das Boot 22.000 Euro bezahlt, das sind 3,5 Prozent dessen, was eine neue Brücke kosten würde.

Vorläufig steuert es der Lehrer, der das als Junge von seinem Großvater gelernt hat. Einen Schein hat er nicht; ob er
einen braucht, hat der Rat beim Bezirk gefragt. Die Antwort wird für den Herbst erwartet.

Kommentare (2)

Waldläufer_52
16.12.2009, 19:07 Uhr
Erst jahrelang reden und dann doch ein Boot kaufen, das schon dem Großvater zu klein war. So viel zum Thema
Prinzipien.

Hanne K.
16.12.2009, 20:41 Uhr
Lieber so als umgekehrt.

Dieser Artikel kann nicht mehr kommentiert werden.

Artikel drucken
Artikel versenden
Zur Startseite
Abo-Shop
Kontakt
Impressum
Datenschutz

-0%1%2%3%4%5%6%7%8%9%10%11%12%13%14%15%16%17%18%19%20%21%22%23%24%25%26%27%28%29%30%31%32%33%34%35%36%37%38%39%40%41%42%43
"""
_FRENCH = """\
Accueil
Politique
Se connecter

Transports

Le vieux bac du barrage reprend du service

Quatre-vingt-dix ans après, un bateau traverse de nouveau la rivière, et la moitié du village était à bord. Il partira
désormais chaque matin à neuf heures.

Par Anne Rivière

BASVILLE (AFP) – Le bateau est parti à neuf heures vendredi avec quarante habitants à bord, personne n’a parlé
jusqu’au milieu de la rivière, puis tous à la fois. Depuis 1934, personne n’avait plus traversé ici sans marcher
jusqu’au pont.

« Du pain pour tout le monde », a promis le maire, et le boulanger à côté de lui a regardé ses chaussures. La commune
a payé le bateau 22 000 euros, soit 3,5 % de ce que coûterait un nouveau pont.

Pour l’instant, c’est l’instituteur qui le conduit, il l’a appris enfant avec son grand-père. Il n’a pas de permis ;
la commune a demandé au département s’il lui en fallait un.

Commentaires (1)

Partager sur Facebook
Mentions légales
Nous contacter
Politique de confidentialité
© 2024 Le Courrier de la rivière. Tous droits réservés.
"""
_SPANISH = """\
Inicio
Política
Iniciar sesión

La vieja barca de la presa vuelve a cruzar el río

Noventa años después, una barca vuelve a cruzar el río, y medio pueblo iba a bordo. Saldrá todas las mañanas a las
nueve.

Por Ana Ribera

MADRID (EFE).- La barca salió a las nueve del viernes con cuarenta vecinos a bordo, nadie habló hasta que estuvo en
medio del río, y entonces hablaron todos a la vez. Desde 1934 nadie había cruzado por aquí sin caminar hasta el
puente.

«Pan para todos», prometió el alcalde, y el panadero que estaba a su lado se miró los zapatos. El ayuntamiento pagó
por la barca 22.000 euros, el 3,5 % de lo que costaría un puente nuevo.

Por ahora la lleva el maestro, que lo aprendió de niño con su abuelo. No tiene licencia; el ayuntamiento ha preguntado
a la provincia si le hace falta.

Los comentarios están cerrados.

Compartir en Facebook
Aviso legal
Contacto
Política de privacidad
© 2024 El Correo del Río. Todos los derechos reservados.
"""
_RUSSIAN = """\
Главная
Политика
Войти

Старый паром у плотины снова ходит

Через девяносто лет лодка снова пересекает реку, и половина деревни была на борту. Теперь она будет отходить каждое
утро в девять.

Автор: Анна Речная

МОСКВА, 3 мая — РИА Новости. Лодка отошла в девять часов в пятницу с сорока жителями деревни на борту, никто не
говорил ни слова, пока она не оказалась посреди реки, а потом заговорили все сразу. С 1934 года здесь никто не
пересекал реку, не дойдя до моста.

«Хлеба хватит всем», — пообещал глава деревни, и пекарь рядом с ним посмотрел на свои ботинки. Совет заплатил за лодку
22 000 рублей, это 3,5 процента того, что стоил бы новый мост.

Пока её ведёт учитель, который научился этому мальчиком у своего деда. Удостоверения у него нет; совет спросил район,
нужно ли оно ему.

Поделиться
Реклама
Контакты
Подписка на новости
© 2024 Речная газета. Все права защищены.
"""


def _as_copied(text: str) -> str:
    """The text with each of its long paragraphs on one line, as it was before it was wrapped for this file."""
    lines: list[str] = []
    for line in text.split("\n"):
        goes_on = bool(lines) and len(lines[-1]) > 100 and bool(line)
        lines[-1:] = [f"{lines[-1]} {line}"] if goes_on else [*lines[-1:], line]
    return "\n".join(lines)


_ARTICLES = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH, "ru": _RUSSIAN}
_TEXTS = {language: _as_copied(text) for language, text in _ARTICLES.items()}


def _blocks(text: str) -> list[tuple[BlockKind, Role | None, str]]:
    article = PlainTextImporter().read(Source(text.encode(), "page.txt"))
    return [(block.kind, block.role, article.text[block.start : block.end]) for block in article.blocks]


def _wrapped(text: str, width: int, *, cuts: bool) -> str:
    lines = (
        textwrap.wrap(line, width, break_long_words=cuts, break_on_hyphens=cuts) or [""] for line in text.split("\n")
    )
    return "\n".join(one for some in lines for one in some)


_widths = st.integers(40, 120)


@given(
    st.sampled_from(sorted(_TEXTS)),
    st.one_of(st.none(), _widths),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([1, 2]),
)
@example("de", 80, True, "\n", 1)
@example("de", 40, True, "\n", 1)
@example("de", 110, True, "\n", 1)
def test_wraps_line_ends_and_double_spacing_change_no_block(
    language: str, width: int | None, cuts: bool, end: str, spacing: int
) -> None:
    text = _TEXTS[language]
    written = text if width is None else _wrapped(text, width, cuts=cuts)
    assert _blocks(written.replace("\n", end * spacing)) == _blocks(text)


def _without_empty_lines(text: str) -> str:
    return re.sub(r"\n\n+", "\n", text)


def _as_far_as_told(text: str, width: int, *, cuts: bool) -> str:
    """The text with two lines in one where nothing tells them apart once they are wrapped: both are sentences, and the
    last line of the first is as full as lines are within a paragraph.
    """
    lines = text.split("\n")
    wrapped = [_wrapped(line, width, cuts=cuts).split("\n") for line in lines]
    widest = max(len(line) for some in wrapped for line in some if " " in line)
    told = [lines[0]]
    for line, before, after in zip(lines[1:], wrapped, wrapped[1:], strict=False):
        is_full = len(before[-1]) + 1 + len(after[0].split(" ")[0]) > widest
        are_sentences = all(re.search(r"[.!?…:][\"'”’»“)]*$", some[-1]) for some in (before, after))
        if is_full and are_sentences and not line.startswith("•"):
            told[-1] += f" {line}"
        else:
            told.append(line)
    return "\n".join(told)


@given(st.sampled_from(sorted(_TEXTS)), _widths, st.booleans(), st.sampled_from([1, 2]))
@example("en", 40, False, 1)  # The title fills its line.
@example("en", 42, False, 2)  # What stands above a subhead fills its line.
@example("de", 53, True, 1)  # What stands above a counter does.
@example("de", 115, True, 1)  # Few lines are wrapped.
@example("fr", 107, True, 1)
@example("ru", 99, False, 1)
def test_an_article_without_empty_lines_has_the_same_blocks_as_far_as_its_lines_tell(
    language: str, width: int, cuts: bool, spacing: int
) -> None:
    text = _without_empty_lines(_TEXTS[language])
    written = _wrapped(text, width, cuts=cuts).replace("\n", "\n" * spacing)
    assert _blocks(written) == _blocks(_as_far_as_told(text, width, cuts=cuts))


def test_the_articles_have_their_roles_and_their_furniture_is_folded() -> None:
    for language, text in _TEXTS.items():
        blocks = _blocks(text)
        roles = {role for _, role, _ in blocks if role}
        assert {Role.TITLE, Role.LEAD} <= roles, language
        assert Role.BYLINE in roles, language
        assert blocks[0][0] is BlockKind.FURNITURE, language
        assert blocks[-1][0] is BlockKind.FURNITURE, language
        assert not any("©" in shown for kind, _, shown in blocks if kind is not BlockKind.FURNITURE), language
