"""A sentence that gives way to another with some of its words, or to one that says the same in other words."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from tests.benchmarks.anchor_shapes.case import EITHER, GONE, Case, case, marked, paragraphs
from tests.benchmarks.anchor_shapes.stock import SPACED, sentences, some_prose

# Each: what is cut, what says the same, and what says something else with two to four of its words.
SENTENCES = {
    "en": (
        (
            "Every village on the way took its toll in grain.",
            "On the way, each village levied its toll in grain.",
            "All the grain took its way on carts.",
        ),
        (
            "The miller kept his books in a chest beside the wheel.",
            "In a chest next to the wheel the miller stored his books.",
            "A chest of tools stood beside the new wheel.",
        ),
        (
            "The council wants to close the pool in the winter months.",
            "During the winter months the pool is to be closed, the council says.",
            "The pool was full of leaves when the council met.",
        ),
        (
            "A committee of five teachers reads all applications before June.",
            "Before June, five teachers form a committee and read every application.",
            "The teachers sent five applications to another school.",
        ),
        (
            "Nobody had told the pilots that the channel was shallow.",
            "The pilots had not been told of the shallow channel.",
            "The channel is named for one of the first pilots.",
        ),
        (
            "The first printers set their type by candle light.",
            "By candle light, type was set by the first printers.",
            "The light of the first train frightened the printers.",
        ),
        (
            "The backup runs each night and sends a report to the team.",
            "A backup is made nightly, and a report goes to the team.",
            "The team writes a report on each incident.",
        ),
        (
            "Bees leave the hive when the lime trees are in flower.",
            "When lime trees flower, the bees leave their hive.",
            "The hive stands between two lime trees.",
        ),
        (
            "The museum paid a high price for the letters of the painter.",
            "For the painter's letters the museum paid dearly.",
            "The painter sold his house at a high price.",
        ),
        (
            "A worker takes the oldest job from the queue and locks it.",
            "The oldest job in the queue is taken and locked by a worker.",
            "The queue has one worker for each kind of job.",
        ),
        (
            "The bridge was built by soldiers in a single summer.",
            "Soldiers built the bridge within one summer.",
            "The soldiers spent the summer in tents near the bridge.",
        ),
        (
            "Salt was carried over the pass on the backs of mules.",
            "On mules' backs, salt crossed the pass.",
            "The mules rest at the top of the pass.",
        ),
    ),
    "de": (
        (
            "Die Bauern brachten das Korn im Herbst zur Mühle am Fluss.",
            "Im Herbst wurde das Korn von den Bauern zur Flussmühle gebracht.",
            "Der Fluss trieb im Herbst zwei Bauern in die Flucht.",
        ),
        (
            "Der Verein zahlt die Miete für den Saal aus eigener Kasse.",
            "Aus der eigenen Kasse bezahlt der Verein die Saalmiete.",
            "Die Kasse steht am Eingang zum Saal.",
        ),
        (
            "Die Wache meldet jeden Brand sofort der Leitstelle.",
            "Jeder Brand wird der Leitstelle von der Wache umgehend gemeldet.",
            "Nach dem Brand zog die Wache in ein anderes Haus.",
        ),
        (
            "Ein alter Lehrer schrieb die Lieder des Dorfes auf.",
            "Die Lieder des Dorfes hat ein alter Lehrer aufgeschrieben.",
            "Der Lehrer verließ das Dorf als alter Mann.",
        ),
        (
            "Der Schlüssel zum Archiv liegt beim Pförtner in der Schublade.",
            "Beim Pförtner liegt in der Schublade der Archivschlüssel.",
            "Der Pförtner sucht seit Tagen seinen Schlüssel.",
        ),
    ),
    "fr": (
        (
            "Les pêcheurs vendaient leur poisson sur la place avant la messe.",
            "Avant la messe, le poisson était vendu sur la place par les pêcheurs.",
            "Les pêcheurs ont donné leur nom à la place.",
        ),
        (
            "Le moulin appartenait à une famille de marchands du nord.",
            "Une famille de marchands du nord possédait le moulin.",
            "Les marchands passaient devant le moulin sans s'arrêter.",
        ),
        (
            "La mairie prête une salle aux associations du quartier.",
            "Une salle est prêtée par la mairie aux associations de quartier.",
            "La mairie du quartier n'a plus de salle d'attente.",
        ),
    ),
    "es": (
        (
            "Los vecinos guardan las llaves de la torre en la panadería.",
            "Las llaves de la torre las guardan los vecinos en la panadería.",
            "La panadería está detrás de la torre vieja.",
        ),
        (
            "El maestro copió los mapas en un cuaderno de hojas azules.",
            "En un cuaderno de hojas azules copió el maestro los mapas.",
            "El maestro regaló su cuaderno a una alumna.",
        ),
        (
            "El puente se cerró porque la madera estaba podrida.",
            "Como la madera estaba podrida, cerraron el puente.",
            "La madera del puente vino de otro valle.",
        ),
    ),
    "ru": (
        (
            "Рыбаки чинили сети на берегу до самой темноты.",
            "До самой темноты на берегу рыбаки занимались починкой сетей.",
            "На берегу жили рыбаки и один старый лоцман.",
        ),
        (
            "Архив хранит письма купцов в железном шкафу.",
            "Письма купцов лежат в железном шкафу архива.",
            "Купцы подарили городу железный мост.",
        ),
        (
            "Мельник продал дом и уехал с семьёй на юг.",
            "Продав дом, мельник с семьёй уехал на юг.",
            "Дом мельника стоит на юг от дороги.",
        ),
    ),
}
HELD_OUT = {
    "en": (
        (
            "After the flood the parish sold its bells to pay for a new dike.",
            "To pay for a new dike, the parish sold the bells after the flood.",
            "After the sale the new owner of the bells paid a visit to the parish.",
        ),
        (
            "The clerk copies every order into a ledger before the goods leave the yard.",
            "Before goods leave the yard, each order is copied into a ledger by the clerk.",
            "Every clerk orders his own ledger and leaves the old one in the yard.",
        ),
        (
            "Voters turned down the tram for the third time since the war.",
            "For the third time since the war, the tram was turned down by voters.",
            "The third tram of the day turned back because of the war.",
        ),
        (
            "Sheep find their way home from the upper meadow without a dog.",
            "Without a dog, the sheep come home from the upper meadow.",
            "A dog lay on the way to the upper meadow.",
        ),
        (
            "The library lends instruments to children who take lessons.",
            "Children taking lessons may borrow instruments from the library.",
            "The children of the library staff take the bus.",
        ),
        (
            "Each request carries a token that the gateway checks before it opens a connection.",
            "The gateway checks the token in each request before a connection is opened.",
            "The gateway opens a second connection when requests pile up.",
        ),
    ),
    "de": (
        (
            "Der Kapitän übergab das Schiff dem Lotsen erst hinter der Insel.",
            "Erst hinter der Insel wurde das Schiff vom Kapitän dem Lotsen übergeben.",
            "Der Lotse wohnt auf der Insel und besitzt ein eigenes Schiff.",
        ),
        (
            "Die Stadt ersetzt die alten Laternen bis zum Frühjahr durch sparsame Lampen.",
            "Bis zum Frühjahr werden die alten Laternen der Stadt durch sparsame Lampen ersetzt.",
            "Im Frühjahr trugen die Kinder Laternen durch die alte Stadt.",
        ),
        (
            "Wer den Garten betritt, muss das Tor hinter sich schließen.",
            "Das Tor muss schließen, wer den Garten betritt.",
            "Hinter dem Garten steht ein Tor aus Holz.",
        ),
    ),
    "nl": (
        (
            "De schipper bracht het hout over de rivier naar de zagerij.",
            "Het hout werd door de schipper over de rivier naar de zagerij gebracht.",
            "De zagerij aan de rivier kocht een schip zonder schipper.",
        ),
        (
            "De school leent boeken uit aan kinderen uit het dorp.",
            "Aan kinderen uit het dorp leent de school boeken uit.",
            "De kinderen bouwden een nieuwe school voor het dorp.",
        ),
        (
            "De molenaar schreef elke zak meel in een klein boek.",
            "In een klein boek noteerde de molenaar elke zak meel.",
            "De zak van de molenaar was te klein voor het boek.",
        ),
    ),
    "it": (
        (
            "Il sindaco consegna le chiavi del teatro alla nuova compagnia.",
            "Le chiavi del teatro vengono consegnate dal sindaco alla nuova compagnia.",
            "La compagnia ringrazia il sindaco per il teatro all'aperto.",
        ),
        (
            "I pastori scendono dal monte quando cade la prima neve.",
            "Quando cade la prima neve, i pastori lasciano il monte.",
            "La neve sul monte copre le case dei pastori.",
        ),
        (
            "La fabbrica comprava il ghiaccio dai contadini della valle.",
            "Dai contadini della valle la fabbrica acquistava il ghiaccio.",
            "I contadini lasciarono la valle per la fabbrica.",
        ),
    ),
}
_LEAST_COMPANY, _MOST_COMPANY = 2, 5


_Stock: TypeAlias = Mapping[str, Sequence[tuple[str, str, str]]]


def _texts(chosen: random.Random, which: int, stock: _Stock) -> tuple[str, str]:
    """Both texts: a short one of a few such sentences, or one with a part of a paragraph of prose."""
    language = chosen.choice(list(stock))
    mine, *others = chosen.sample(stock[language], len(stock[language]))
    company = [sentence for sentence, _, _ in others[: chosen.randint(_LEAST_COMPANY, _MOST_COMPANY)]]
    if chosen.random() < 0.3 and language in SPACED:
        company += sentences(some_prose(chosen, language, 1)[0])[:_MOST_COMPANY]
    new = marked(mine[which]) if which == 1 else mine[which]
    at = chosen.randrange(len(company) + 1)
    there = at if chosen.random() < 0.5 else chosen.randrange(len(company) + 1)
    joint = chosen.choice((" ", "\n\n"))
    before, after = (
        joint.join([*company[:place], words, *company[place:]])
        for place, words in ((at, marked(mine[0])), (there, new))
    )
    return paragraphs(before), paragraphs(after)


def another(chosen: random.Random, stock: _Stock = SENTENCES) -> Case:
    """A sentence is cut; a new one that says something else has some of its words."""
    return case("other words: another sentence", *_texts(chosen, 2, stock), GONE)


def the_same(chosen: random.Random, stock: _Stock = SENTENCES) -> Case:
    """A sentence is said in other words, there or elsewhere."""
    return case("other words: the same", *_texts(chosen, 1, stock), EITHER)


KINDS = (another, the_same)
