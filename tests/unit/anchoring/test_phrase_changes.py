"""Phrases, actors, items and small words that change the meaning of a sentence that is otherwise the same."""

import pytest
from sentences import both

from readtui.anchoring.meaning.changed_meaning import change_between, changed_meaning
from readtui.anchoring.meaning.meaning_change import ChangeKind


@pytest.mark.parametrize(
    "template",
    [
        # Who acts, by a closed list.
        "The {landlord|tenant} pays for repairs to the roof of the house.",
        "Each claim is signed by the {director|board} before it is sent to us.",
        "Die Auswahl der Bilder trifft die {Gemeinde|Fotografin} nach dem Fest.",
        "C'est le {vendeur|client} qui prend en charge le transport de la machine.",
        "El {profesor|director} corrige los exámenes de la escuela en una semana.",
        "Il trasporto del quadro è a carico {del museo|dell'associazione} per un anno.",
        "A ata da reunião é assinada pelo {secretário|tesoureiro} e não se publica.",
        "De sleutel van de schuur ligt bij de {penningmeester|voorzitter} van de club.",
        "Ключи от зала и от склада хранятся у {сторожа|директора} школы.",
        "The {inspector|surveyor} decides whether the tower is safe for visitors.",
        "Das Gerüst wird von {einem Prüfer|einer Architektin} abgenommen, bevor es benutzt wird.",
        "图书馆的钥匙由{门卫|校长}保管，不能带走。",
        "この部屋の鍵は{管理人|会長}が持っています。",
        "A replacement is planted in November; the {children choose|gardener chooses} the kind.",
        # When, how, of what: words of one kind.
        "She taught {mathematics|physics} at the school of the village.",
        "Fields of a row are separated by {semicolons|commas} in this format.",
        "Las plantas del patio se riegan por la {mañana|noche} en verano.",
        # A phrase gave way to another at the end of the sentence, or with its article.
        "Unpaid fees {are passed to a debt collector|are written off after the winter}.",
        "When the disk of the logger is full, {recording stops|it writes over old data}.",
        "The wet brushes and rollers are put {into the steel cupboard|on the rack beside the door}.",
        "{The keeper of the archive|Your own group leader} decides on a claim of this kind.",
        "El pan de la feria se hornea la {noche anterior|misma mañana} con harina del pueblo.",
        "Beschädigte Bücher werden {ersetzt|ins Lager gebracht und dort repariert}.",
        "L'entrée du musée est libre pour {les habitants du village|tous les élèves des écoles}.",
        "Ключи от зала и от склада хранятся {у сторожа|в кабинете завуча}.",
        "The results are {shown in the hall|sent to the owners}.",
        "{Open an issue at the desk|Send us the file by mail} and name the source of the data.",
        "Two crews may swap a shift if both {hold|work on} the same {certificate|boat}.",
        # Said in other words as well.
        "{Repairs to the roof are paid for by the landlord|It is the tenant who pays for repairs of the roof}.",
        # An item of a list.
        "The price includes breakfast, towels{ and parking|}.",
        "The museum shows paintings{, drawings|} and prints of the town.",
        "{Write to us or call|Call} the desk of the museum in the morning.",
        # All of them, or those of one kind.
        "Every {trained |}diver carries a lamp and a spare battery.",
        "Alle {neuen |}Boote liegen im Winter in der Halle am Fluss.",
    ],
)
def test_what_takes_the_place_of_a_phrase_or_of_who_acts_changes_the_meaning(template: str) -> None:
    before, after = both(template)
    assert change_between(before, after) is not None
    assert change_between(after, before) is not None or "|}" in template


@pytest.mark.parametrize(
    "template",
    [
        "The old barn at the mill was {pulled down|demolished}.",
        "Parcels for the upper house are {kept|held} at the desk.",
        "The {committee|board} of the club meets at the mill.",
        "The path {follows|runs along} the river to the mill.",
        "The road to the mill was closed {because of|due to} heavy snow.",
        "Keep the old exchange at the mill for {two weeks|a fortnight}.",
        "The ferry {leaves|sets off} from the lower pier in the harbour.",
        "The dough {has to rest|must rest} in the cellar of the mill.",
        "A {photo|photograph} of the mill {is enough|is sufficient}.",
        "Das {Kick-off|Auftakttreffen} für das Konzert findet am Fluss statt.",
    ],
)
def test_a_phrase_for_an_akin_one_or_one_word_for_another_is_no_change(template: str) -> None:
    before, after = both(template)
    assert change_between(before, after) is None
    assert change_between(after, before) is None


def test_another_actor_in_other_words_is_seen_beside_one_that_stayed() -> None:
    before = "The driver takes the sick to the hospital at night."
    after = "At night a volunteer takes the sick to hospital."
    assert change_between(before, after) == "“volunteer” for “driver”"


def test_an_item_that_comes_to_a_list_or_is_joined_to_the_passage_changes_the_meaning() -> None:
    assert change_between("On board: Anna, Pavel, Ruth.", "On board: Anna, Pavel, Ruth, Igor.") is not None
    before, after, alike = (
        f"{text}."
        for text in (
            "Guests need the consent of the owner",
            "Visitors need the consent of the owner and the harbour master",
            "Visitors need the consent of the owner in writing",
        )
    )
    consent = "the consent of the owner"
    places = [(text.index(consent), text.index(consent) + len(consent)) for text in (before, after, alike)]
    assert changed_meaning(before, places[0], after, places[1]) == (
        ChangeKind.PART,
        "a part was added: and the harbour master",
    )
    assert changed_meaning(before, places[0], alike, places[2]) is None


def test_what_is_replaced_beside_the_passage_tells_nothing_of_it() -> None:
    before, after = "The dough rests at 18 °C overnight.", "The dough rests in a cool place at 18 °C."
    places = [(text.index("18"), text.index("°C") + 2) for text in (before, after)]
    assert changed_meaning(before, places[0], after, places[1]) is None


@pytest.mark.parametrize(
    "template",
    [
        # How many.
        "The choir meets every {|other }Thursday in the hall.",
        "Grills are allowed until ten, {gas only|gas or charcoal}.",
        "El año que viene {quizá deje|dejaré} de abrir los lunes.",
        "La factura del gas se ha {duplicado|triplicado} desde la guerra.",
        "{Una|La maggior} parte delle foto è già danneggiata.",
        "The duty manager calls the owner {and|or} the pilot.",
        "{Each|One} of the rooms has a balcony to the sea.",
        "{Ein Richter unterschreibt|Mehrere Richter unterschreiben} den Brief an den Eigentümer.",
        "{Seuls les|Les} membres du club peuvent voter.",
        "{Un juez firma|Varios jueces firman} la carta al dueño.",
        "{Molte|Poche} case della città furono ricostruite.",
        "{第一|最后一}班火车满了。",
        "{すべて|ほとんど}の切符は帰りの船を含みます。",
        # How strong a rule or a claim is.
        "Members are {asked|required} to bring a cup to the meeting.",
        "The tests {show|suggest} that the pump is safe.",
        "El club {recomienda|exige} guantes en el taller de la escuela.",
        "As luvas são {recomendadas|obrigatórias} na oficina da escola.",
        "Перчатки в мастерской {рекомендуются|обязательны}.",
        "作業場では手袋を着け{ることをお勧めします|なければなりません}。",
        "The club {promises|tries} to answer each letter in a week.",
        "L'association {s'engage|s'efforcera} de garder la salle ouverte pendant dix ans.",
        "La mairie {s'engage|tentera} de planter les arbres avant la fin de l'année.",
        "Der Verein {verspricht|versucht}, den Weg bis Ostern zu räumen.",
        "Il molo {sarà|potrebbe essere} chiuso per un mese.",
        # When.
        "Die Sitzung findet {nächste|diese} Woche im Saal statt.",
        "La séance a lieu {la semaine prochaine|cette semaine} dans la salle.",
        "De vergadering is {volgende|deze} week in de zaal.",
        "会议{下|本}周在大厅举行。",
        "The committee of the club meets every {month|quarter} in the hall.",
        # What it is like, what becomes of it, which of them.
        "O novo quarto é mais {barato|caro} do que o velho.",
        "新しい部屋は古いのより{安|高}い。",
        "{La mayoría|La minoría} describe el turno de noche como el más solitario.",
        "Les bateaux sont à la disposition {de tous les agents|des agents titulaires}.",
        "Two clients on one machine use {one lock|separate locks} for writing.",
        "来週は図書館の前に集合{し|せず}、古い堤防の跡を歩きます。",
        "Die Rohdaten werden nach der Abnahme {aufbewahrt|gelöscht}.",
        "Les actes de la réunion sont {publics|confidentiels}.",
        "Install version 2.{1|10} of the program first.",
    ],
)
def test_how_many_how_strong_and_when_change_the_meaning(template: str) -> None:
    before, after = both(template)
    assert change_between(before, after) is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Order fourteen lamps and ⟦two ropes⟧", "Order eighteen lamps and ⟦two ropes⟧"),
        ("Each gets a table of two meters and ⟦a locker⟧.", "Each gets ⟦a locker⟧ and a table of one meter."),
        (
            "The club pays ⟦the costs of the course⟧, if somebody stays for two years.",
            "If anybody stays for one year, the club pays them ⟦the costs of the course⟧.",
        ),
        (
            "It is read by ⟦a second person⟧, who was not there that day.",
            "It is read by ⟦a second person⟧, who was there.",
        ),
        ("Released on ⟦18 February⟧.", "The program Orchard 5.0 was released on ⟦18 February⟧."),
        ("Als u later aansluit, ⟦betaalt u de volle prijs⟧.", "Als u pas later aansluit, ⟦betaalt u de volle prijs⟧."),
        ("⟦Incirca dieci libri⟧ sono tornati.", "⟦Circa dieci libri⟧ sono tornati."),
        ("⟦212 houses of 340 replied⟧ to us.", "⟦Of 340 houses, 212 replied⟧ to us."),
        ("⟦The price includes towels, soap and parking.⟧", "⟦Towels, soap and parking are included in the price.⟧"),
    ],
)
def test_another_clause_or_the_name_of_a_product_tells_nothing_of_unchanged_words(before: str, after: str) -> None:
    old, new = (text.replace("⟦", "").replace("⟧", "") for text in (before, after))
    places = [(text.index("⟦"), text.index("⟧") - 1) for text in (before, after)]
    assert changed_meaning(old, places[0], new, places[1]) is None
