"""Sentences that say something else by one word or an addition, and the same in another spelling."""

import random

from tests.benchmarks.anchor_shapes.case import FLAG, RANGE, Case
from tests.benchmarks.anchor_shapes.meaning import changed

SPELLINGS = (
    "The committee appointed {two|2} inspectors and gave them a room in the east wing.",
    "Only {42 percent|42%} of the tenants answered the letter of the landlord.",
    "The new boiler runs since {5 August|5 Aug.} without a single fault.",
    "The inspection is on {5 August|August 5} in the presence of the mayor.",
    "The tunnel cost {$18 million|$18m} and was paid by the harbour board.",
    "The collection holds maps of the {19th century|19th-century} and some older globes.",
    "The dance hall was built in the {1920s|1920's} by a baker from the coast.",
    "The treaty was signed on {28|28th} March in a tent near the border.",
    "The bus leaves at {3 pm|3 p.m.} from the square behind the church.",
    "Each of the {twelve|12} bells has a name and a patron.",
    "They walked {five kilometres|5 km} through the snow to reach the hut.",
    "The library lends {1,500|1500} books a week in the winter months.",
    "The wall is {thirty-six feet|36 feet} high and older than the town.",
    "Die Werkstatt hat {sieben|7} Lehrlinge und einen Meister aus dem Norden.",
    "Der Anbau kostet {1,8 Millionen Euro|1,8 Mio. Euro} und wird im Herbst fertig.",
    "Das Fest beginnt am {4. Juli|4. Jul.} auf der Wiese hinter der Mühle.",
    "Der Turm stammt aus dem {19. Jahrhundert|19. Jh.} und steht seit langem leer.",
    "Bei der Wahl kamen {42 Prozent|42 %} der Bürger in das Rathaus.",
    "Es fehlen noch {fünfundzwanzig|25} Stühle für den kleinen Saal.",
    "Le musée possède {dix-sept|17} tableaux de ce peintre presque oublié.",
    "La digue a coûté {18 millions d'euros|18 millions €} à la commune.",
    "Près de {42 pour cent|42 %} des habitants ont signé la pétition.",
    "La casa tiene {quince|15} ventanas y una puerta que da al patio.",
    "El puente costó {18 millones de euros|18 millones €} y tardó mucho en abrir.",
    "Cerca del {42 por ciento|42 %} de los vecinos firmó la carta.",
    "Il mulino ha {dodici|12} stanze e una cantina piena di botti.",
    "A escola tem {vinte e cinco|25} salas e um pátio com árvores.",
    "De molen heeft {vijfentwintig|25} ramen en een deur aan de dijk.",
    "В мастерской работают {пять|5} учеников и один старый мастер.",
    "Мост обошёлся городу в {5 миллионов рублей|5 млн рублей} и ремонта не просит.",
    "Письмо подписали {42 процента|42%} жителей посёлка.",
    "该图书馆收藏了{三百二十|320}幅旧地图，其中不少来自海边的小镇。",
    "この町には{三十|30}の橋があり、どれにも名前が付いている。",
)
EDGES = (
    "The garden is open to all members {|on weekdays }and their friends.",
    "Half of the orders {come from abroad|came from abroad before the war}.",
    "The rule applies to all branches{| except the one at the harbour}.",
    "The garden is open to visitors{| only on Sundays}.",
    "Dogs may run free in the lower park{|, but not in spring}.",
    "The ferry takes bicycles{| unless it is full}.",
    "Old keys keep their limits{| until 31 December}.",
    "Members get the newspaper free of charge{| for three months}.",
    "The hall may be used by clubs{| with a written permit of the council}.",
    "Die Regel gilt für alle Zweigstellen{| nicht}.",
    "Der Rat stimmt der neuen Ordnung{| nicht} zu.",
    "Der Saal steht den Vereinen offen{|, außer an Feiertagen}.",
    "Die Gebühr entfällt{| bei Schülern unter 16 Jahren}.",
    "La salle est ouverte aux habitants{|, sauf le lundi}.",
    "Le bureau rembourse les billets{| après 30 jours}.",
    "La biblioteca presta libros a los vecinos{|, salvo en agosto}.",
    "El museo admite perros{| si van atados con correa}.",
    "Зал открыт для всех жителей{|, кроме понедельника}.",
    "Сторож пускает посетителей в сад{| только утром}.",
    "图书馆向所有居民开放{|，节假日除外}。",
    "この部屋は住民なら誰でも使える{|、ただし月曜日を除く}。",
)
TURNS = (
    "Guests must book {at least|at most} one week before they arrive.",
    "The board needs {more|fewer} than half of the votes to pass it.",
    "The goods are paid {before|after} they leave the warehouse.",
    "The door stays locked {if|unless} the guard is in his room.",
    "The council {will|may} close the swimming pool next year.",
    "Tenants {must|may} paint the rooms when they move out.",
    "The rent {rose|fell} again in the old quarter by the river.",
    "The court found the miller {guilty|innocent} after a short trial.",
    "The new road leads to the {north|south} side of the lake.",
    "The committee {accepted|rejected} the plan of the engineers.",
    "The ferry company {won|lost} the case against the harbour board.",
    "The club {allows|forbids} bicycles on the gravel paths.",
    "Die Gäste zahlen {mindestens|höchstens} den Preis einer Karte.",
    "Die Ware wird {vor|nach} der Abfahrt des Zuges bezahlt.",
    "Der Verwalter {muss|darf} die Briefe der Mieter öffnen.",
    "Der Pegel ist in der Nacht {gestiegen|gesunken} und bleibt unruhig.",
    "Der Rat hat den Plan der Bürger {angenommen|abgelehnt}.",
    "Le loyer a {augmenté|diminué} dans les rues près du port.",
    "Les invités paient {avant|après} le repas à la caisse.",
    "Le tribunal a déclaré le meunier {coupable|innocent} ce matin.",
    "Il faut {au moins|au plus} une clé pour chaque porte.",
    "El alquiler {subió|bajó} otra vez en el barrio viejo.",
    "Los socios pagan {antes|después} de entrar en la sala.",
    "El juez declaró {culpable|inocente} al molinero del pueblo.",
    "Il consiglio ha {approvato|respinto} il piano degli ingegneri.",
    "O aluguel {subiu|caiu} outra vez no bairro antigo.",
    "De raad heeft het plan van de bewoners {aangenomen|verworpen}.",
    "Плата за жильё в старом квартале {выросла|упала} ещё раз.",
    "Совет {принял|отклонил} план инженеров без долгих споров.",
    "Гости платят {до|после} ужина в маленькой комнате.",
    "房租在老城区再次{上升|下降}，居民对此议论纷纷。",
    "客人{至少|至多}可以带两件行李上船。",
    "会議は来週の{午前|午後}に開かれることになった。",
    "委員会は技師たちの計画を{承認|否決}したと伝えられる。",
    "Children {under|over} 12 years of age pay half on the island ferry.",
    "Repairs {up to 90 euros|from 90 euros up} are the tenant's business.",
    "The train runs from the {harbour to the mill|mill to the harbour} on Sundays.",
    "The engineers trust {the old pump more than the new gauge|the new gauge more than the old pump}.",
    "The rent is paid {monthly|yearly} into the account of the club.",
    "The lift by the east gate is {in|out of} service this week.",
    "Admission to the garden is {free|charged} in the first week.",
    "The same part may be sent twice; the {second|first} one is ignored.",
    "Reparaturen {bis|ab} 90 Euro zahlt der Mieter selbst.",
    "Der Wärter schaltet die Pumpen am Abend {ein|aus}.",
    "Die Zahl der Gäste nahm im letzten Sommer {zu|ab}.",
    "Der Beirat {stimmt dem Antrag mit neun Stimmen zu|lehnt den Antrag mit neun Stimmen ab}.",
    "Der Zug fährt am Sonntag vom {Hafen zum Teich|Teich zum Hafen}.",
    "Die Rutsche im alten Bad ist {wieder in|außer} Betrieb.",
    "Die Fahrräder stehen {hinter|vor} der großen Halle.",
    "Le loyer {augmentera|baissera} de nouveau au printemps.",
    "Les réparations {jusqu'à|à partir de} 90 euros sont à la charge du locataire.",
    "Pressez la pièce {du centre vers les bords|des bords vers le centre} de la roue.",
    "L'entrée du jardin est {gratuite|payante} pour les élèves.",
    "Los precios {subirán|bajarán} otra vez después de la feria.",
    "Los niños {menores|mayores} de 12 años pagan la mitad en el barco.",
    "El pozo del pueblo {sigue en|queda fuera de} servicio por ahora.",
    "Дети {до двенадцати|до десяти} лет ходят в музей бесплатно.",
    "Телефон в зале {должен|может} быть включён во время чтения.",
    "Вход в сад для жителей {свободный|платный} до конца недели.",
    "车辆在施工期间必须从{南|北}门进出，请大家注意。",
    "老师昨天在旧书店里{买|卖}了一本很厚的字典。",
    "写真の撮影は館内では{禁止|自由}です。",
    "タオルを湯船に入れ{てはいけません|てもかまいません}。",
    "ロッカーはどなたでも{無料|有料}で使えます。",
)
MARKS = (
    "So the ferry left without the mayor{?|!}",
    "Und niemand hat den Brief gelesen{?|!}",
    "Et personne n'a vu le bateau partir {?|!}",
    "И никто не видел этого письма{?|!}",
)
CODE = (
    'client.request("orders", retry={True|False}, timeout=30)',
    'connection.execute(QUERY, {{"limit": {limit|offset}}})',
    "const total = rows.{map|filter}((row) => row.price);",
    "return self.{first|last}_item(index)",
    '  "status": "{active|closed}",',
    "SELECT name, {price|weight} FROM goods WHERE id = 7;",
    "from harbour.ships import {Ferry|Barge}",
    "Set the field `{max|min}_size` before the pump is started.",
    "Call `{open|read}Stream()` once for every new file.",
)
UNITS = (
    "The farm has 40 {hectares|acres} of meadow on the other bank.",
    "The tank holds 300 {litres|gallons} of clean rain water.",
    "The grant is paid for 6 {months|weeks} after the birth.",
    "Der Hof hat 40 {Hektar|Morgen} Wiese am anderen Ufer.".replace("Morgen", "Quadratmeter"),
    "La ferme possède 40 {hectares|mètres carrés} de prairie.",
    "La finca tiene 40 {hectáreas|metros cuadrados} de prado.",
)


def spelling(chosen: random.Random) -> Case:
    """The same value in another spelling."""
    return changed("kept: another spelling", chosen, SPELLINGS, RANGE)


def edge(chosen: random.Random) -> Case:
    """A negation, a condition or an exception comes or goes at the end."""
    return changed("changed: at the edge", chosen, EDGES, only_added=True)


def turn(chosen: random.Random) -> Case:
    """A word of quantity, order, condition or modality, or an antonym."""
    return changed("changed: turning word", chosen, TURNS)


def mark(chosen: random.Random) -> Case:
    """A question becomes an exclamation."""
    return changed("changed: question", chosen, MARKS)


def code(chosen: random.Random) -> Case:
    """A token of code changes."""
    return changed("changed: code", chosen, CODE, alone=True)


def unit(chosen: random.Random) -> Case:
    """A unit of area, volume or time."""
    return changed("changed: other units", chosen, UNITS, FLAG)


KINDS = (spelling, edge, turn, mark, code, unit)
