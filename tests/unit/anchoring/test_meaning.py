"""Changes of meaning inside a passage are flagged; other changes are not."""

import re

import pytest
from sentences import both

from readtui.anchoring.meaning.changed_meaning import change_between, changed_meaning
from readtui.anchoring.outcome import Anchored, Review
from readtui.anchoring.quotes import reanchor_quote
from readtui.anchoring.reanchor import reanchor
from readtui.model.annotation import AnchorState

LEAD = "The ferry leaves from the lower landing, whatever the weather.\n\n"
REST = "\n\nTickets are sold in the booth beside the old crane."

TEN_MORE = "a figure changed: two hours and ten minutes → two hours and twenty minutes"


def carried(before: str, after: str) -> Anchored | Review:
    found = reanchor(LEAD + before + REST, LEAD + after + REST, len(LEAD), len(LEAD) + len(before))
    assert isinstance(found, Anchored | Review)
    assert (LEAD + after + REST)[found.start : found.end].rstrip("?!") == after.rstrip("?!")
    return found


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("Children get {5|50} mg of it in the morning.", "a figure changed: 5 mg → 50 mg"),
        ("Children get {1.5|15} mg of it in the morning.", "a figure changed: 1.5 mg → 15 mg"),
        ("Some 12,{4|9}00 people came to see it burn.", "a figure changed: 12,400 → 12,900"),
        ("The council has {seven|nine} members from here.", "a figure changed: seven → nine"),
        ("该项目去年收到{三|五}份申请，其中大部分来自外省。", "a figure changed: 三 → 五"),
        ("بلغ عدد الزوار {٤٥٠|٥٤٠} زائرا في اليوم الأول", "a figure changed: ٤٥٠ → ٥٤٠"),
        ("The council meets in the {|third} week of a quarter.", "a figure was added: third week"),
        ("It fell from {12 to 18|18 to 12} points in a year.", "a figure changed: 12 → 18"),
        ("The hearing is on {Tuesday|Friday} in the small hall.", "a date changed: Tuesday → Friday"),
        ("Die Frist endet am 4. {Juni|Juli} um Mitternacht.", "a date changed: Juni → Juli"),
        ("The gates open at {9 am|9 pm} on market days.", "a time changed: 9 am → 9 pm"),
        ("Each sack weighs 25 {kg|lb} when it is dry.", "a unit changed: 25 kg → 25 lb"),
        ("The farm has 40 {hectares|acres} of good meadow.", "a unit changed: 40 hectares → 40 acres"),
        (
            "It loses 3 {m|b}illion litres a year.",
            "a figure changed: 3 million litres a year → 3 billion litres a year",
        ),
        ("The fine is {€|$}500 for every day.", "a unit changed: €500 → $500"),
        ("The tour takes two hours and {ten|twenty} minutes.", TEN_MORE),
        ("The hall opens at half past {six|seven} every day.", "a time changed: half past six → half past seven"),
        ("Der Zug fährt um halb {sieben|acht} vom alten Hafen.", "a time changed: halb sieben → halb acht"),
        ("Der Zug fährt um {|halb }acht vom alten Hafen ab.", "a figure changed: acht → halb acht"),
        ("Die Sitzung ist am {15|22}. März, 12 Uhr.", "a date changed: 15 → 22"),
        ("Each picker takes home {up to|at least} three baskets a day.", "“at least” for “up to”"),
        (
            "{Die Schule bezahlt dem Verein|Der Verein bezahlt der Schule} die Farbe.",
            "“Schule” and “Verein” changed places",
        ),
        ("De eigenaar {hoeft het hek niet te|mag het hek niet} herstellen.", "“mag” for “hoeft”"),
        ("{Каждую лестницу|Некоторые лестницы} проверяют раз в год.", "“Некоторые” for “Каждую”"),
        ("{每架|少数}梯子每年都要检查，冬天也一样。", "“少数” for “每架”"),
        ("{15|22}. März, 12 Uhr", "a date changed: 15 → 22"),
        ("C'erano {duecento|trecento} canne sul banco.", "a figure changed: duecento → trecento"),
        (
            "Der Laden öffnet am {Sonntagvormittag|Samstagnachmittag}.",
            "a date changed: Sonntagvormittag → Samstagnachmittag",
        ),
        ("De groep begint op {woensdagmiddag|vrijdagmiddag}.", "a date changed: woensdagmiddag → vrijdagmiddag"),
        ("De plek is aan de {binnenzijde|buitenzijde} van de dijk.", "“buitenzijde” for “binnenzijde”"),
        ("Die {Einfahrt|Ausfahrt} liegt an der Gasse hinter dem Haus.", "“Ausfahrt” for “Einfahrt”"),
        ("Het toestel is {|on}geschikt voor gebruik in de regen.", "a negation was added: ongeschikt"),
        ("Guests pay {|even }if the boat is late in the evening.", "“even if” for “if”"),
        ("U betaalt {als|ook als} het schip op tijd is.", "“ook als” for “als”"),
        ("El puente {abrirá|quizá abra} en primavera para todos.", "“quizá” was added"),
        ("医生{|不}同意他出门旅行。", "“不同意” for “同意”"),
        ("未使用の場合{は|を除いて}返金される。", "“場合を除いて” for “場合は”"),
        ("{買主は売主|売主は買主}に十日以内に賠償する。", "“買” and “売” changed places"),
        (
            "{Покупатель возмещает продавцу|Продавец возмещает покупателю} убытки.",
            "“Покупатель” and “продавцу” changed places",
        ),
        ("Нанесите 5 {мг|г} мази на каждую рану.", "a unit changed: 5 мг → 5 г"),
        ("It was {|-}12 degrees at the harbour.", "a figure changed: 12 degrees → -12 degrees"),
        ("The timer counts {minutes|seconds} from the first signal.", "a unit changed: minutes → seconds"),
        ("Die Frist wird in {Tagen|Wochen} gezählt.", "a unit changed: Tagen → Wochen"),
        ("The prices are given in {euros|dollars} throughout.", "a unit changed: euros → dollars"),
        ("All times in the log are {UTC|local time}.", "“local time” for “UTC”"),
        ("Alle Zeiten im Protokoll sind {UTC|Ortszeit}.", "“Ortszeit” for “UTC”"),
        ("Die Preise gelten {zuzüglich|einschließlich} Steuer.", "“einschließlich” for “zuzüglich”"),
        ("Both programs use {the same lock|different locks} for writing.", "“different” for “the same”"),
        ("The mayor did {|not }answer the letter.", "a negation was added: not"),
        ("The lower gate is {|no longer }closed to carts in the evening.", "a negation was added: no"),
        ("There is {a|no} fee for carts that stay one night.", "a negation was added: no"),
        ("The bridge is{|n't} safe for lorries.", "a negation was added: isn't"),
        ("Die Regel gilt für alle Kunden{| nicht}.", "a negation was added: nicht"),
        # A year before a full stop ends a sentence; an ordinal does not.
        (
            "Le public n’y eut droit qu’en 1879. O prefeito {|não }assinou o contrato com a empresa.",
            "a negation was added: não",
        ),
        ("Es gab {|k}einen Grund zur Vertagung.", "a negation was added: keinen"),
        ("El capitán {|no }vio el faro aquella noche.", "a negation was added: no"),
        ("Сторож {|не }видел, кто вышел вечером.", "a negation was added: не"),
        ("The ferry {left|did not leave} the pier at dawn.", "a negation was added: not"),
        ("He {goes|never went} home after the meeting.", "a negation was added: never"),
        (
            "橋のたもとの店の主人は、彼はその手紙を確かに読{んだ|まなかった}と証言している。",
            "a negation was added: な",
        ),
        ("The findings are {|in}conclusive, they say.", "a negation was added: inconclusive"),
        ("Guests stay {at least|at most} a week in the house.", "“at most” for “at least”"),
        ("We pay {before|after} the goods have left the harbour.", "“after” for “before”"),
        ("The gate is shut {if|unless} a guard is on duty.", "“unless” for “if”"),
        ("Members {will|may} be told by letter in spring.", "“may” for “will”"),
        ("Der Preis ist im Winter {gestiegen|gesunken}.", "“gesunken” for “gestiegen”"),
        ("Le tribunal l'a déclaré {coupable|innocent} hier soir.", "“innocent” for “coupable”"),
        ("Суд счёл его {виновным|невиновным} по всем пунктам.", "a negation was added: невиновным"),
        ("申请人{至少|至多}可以提交两份文件。", "“至多” for “至少”"),
        ("会議は{午前|午後}に開かれることになっている。", "“午後” for “午前”"),
        ("Their doors opened to the {land|sea}, never to the {sea|land}.", "“land” and “sea” changed places"),
        ("Did the ferry leave without them{?|!}", "“!” for “?”"),
        ("The ferry waits at the pier{| if it rains}.", "“if” was added"),
        ("The pilot calls the harbour {and|or} the owner.", "“or” for “and”"),
        ("Loads were {up to|on average} 40 percent higher.", "“on average” for “up to”"),
        ("Il {a déposé|envisage de déposer} un recours.", "“envisage de” was added"),
        ("The museum is open every day{|, except on public holidays}.", "“except” was added"),
        ("Dogs are welcome in the garden{| of the upper house}.", "words were added: of the upper house"),
        ("if (count {==|!=} limit) return total;", "code changed: = → !"),
        ("if row is None{| or row.locked}:", "code was added: or row . locked"),
        ("while index {<|<=} rows: index += step", "code was added: ="),
        ("The server answers with {UNKNOWN|EXPIRED} in this case.", "code changed: UNKNOWN → EXPIRED"),
        ("The module only catches an {OSError|ValueError} of the caller.", "code changed: OSError → ValueError"),
        ("Set `{max|min}_size` before the pump is started.", "code changed: max_size → min_size"),
        ("The ferry will be mended by {Dunn|Petrie} in the yard.", "“Petrie” for “Dunn”"),
        ("Frau {Dunn|Petrie} schreibt an die Besitzer der Fähre.", "“Frau Petrie” for “Frau Dunn”"),
        ("Lay it with the {shiny|dull} side towards the lamp.", "“dull” for “shiny”"),
        ("La proposta del comune è stata {respinta|accolta} ieri.", "“accolta” for “respinta”"),
        ("Draag bij de lintzaag {altijd|bij voorkeur} een bril.", "“bij voorkeur” for “altijd”"),
        (
            "The jobs of a day are printed in {the order of arrival|any order} by the night shift.",
            "“in any order” for “in the order of”",
        ),
        ("We pay by card {only|or with coins}.", "“or with” for “only”"),
        ("Hemos {solicitado|obtenido} una ayuda para el muelle.", "“obtenido” for “solicitado”"),
    ],
)
def test_a_change_of_meaning_needs_review_and_says_why(template: str, why: str) -> None:
    before, after = both(template)
    found = carried(before, after)
    assert isinstance(found, Review)
    assert found.why == why
    if not why.startswith("words were added"):
        assert isinstance(carried(after, before), Review)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (
            "It starts on 4 January and lasts two weeks.",
            "It lasts three weeks.",
            "a figure changed: two weeks → three weeks",
        ),
        (
            "Es gibt zwei Wochen Zeit.",
            "Ab dem 4. Januar gibt es drei Wochen Zeit.",
            "a figure changed: zwei Wochen → drei Wochen",
        ),
        (
            "Send 5 boxes for $20 within two days.",
            "By 4 May, send 5 boxes for $30 within two days.",
            "a figure changed: $20 → $30",
        ),
        ("The club has 40 members.", "The club has 12 rooms and 45 members.", "a figure changed: 40 → 45"),
        (
            "It costs 10 euros and weighs 3 kg.",
            "It weighs 4 kg and costs 12 euros.",
            "a figure changed: 10 euros → 12 euros",
        ),
        (
            "The deposit is due within 10 days.",
            "The deposit is 20 %, due within 14 days.",
            "a figure changed: 10 days → 14 days",
        ),
        ("The room holds 80 people.", "The room on floor 2 holds 60 people.", "a figure changed: 80 → 60"),
        ("It lasts two weeks in all.", "It starts on 4 January.", "a figure was dropped: two weeks"),
        ("It lasts two weeks.", "It lasts two weeks, from 4 January.", "a date was added: 4 January"),
        ("Das Treffen ist am 3. Mai.", "Das Treffen ist am 5. Juni.", "a date changed: 3. Mai → 5. Juni"),
        ("Das Treffen ist am dritten.", "Das Treffen ist am 5. Mai.", "a date changed: dritten → 5. Mai"),
    ],
)
def test_the_values_that_are_named_are_those_of_which_one_took_the_place_of_the_other(
    before: str, after: str, why: str
) -> None:
    assert change_between(before, after) == why


@pytest.mark.parametrize(
    "template",
    [
        "The mill wheel turned all {night|winter} long.",
        "Die Mühle stand am {Rande|Anfange} der Gasse.",
        "{3|4}. The mill wheel turned all night long.",
        "The mill wheel[{2|3}] turned all night long.",
        "The mill wheel turned all night{,| -} slowly.",
        "The mill wheel {|slowly }turned all night long.",
        "The mill wheel had {not listening|notlistening} millers all night long.",
        # The same is said with a negation, and of who did it.
        "Please call the pilot in the harbour {without delay|at once} when the level of the river rises.",
        "{Three walls were damaged by vandals|Vandals damaged three walls} on the way to the harbour.",
        # So does the opposite with a negation, other words that negate, a condition without "if", and an order.
        "The lower gate is {not open|closed} for carts in the evening.",
        "Leuchtanzeigen sind an der Brücke {nicht zulässig|unzulässig}.",
        # What goes along with its preposition is the same elsewhere.
        "{Am Montag ist das Museum|Das Museum ist am Montag} an der alten Brücke geschlossen.",
        "{Op maandag is het museum|Het museum is op maandag} bij de oude brug gesloten.",
        # One phrase for when, where or how is another.
        "Le llamaremos {en cuanto|tan pronto como} llegue la pieza que falta.",
        "Las llaves cuelgan {al lado de|junto a} la puerta del almacén.",
        "{Nearly|Almost} all guests came with boots, coats{, etc.| and so on}, on foot.",
        "Возьмите перчатки, сапоги {и т. д.|и так далее} на первую встречу.",
        "Il latte viene consegnato {tutti i giorni|ogni giorno} nel cortile della scuola.",
        "Alarms of this kind go to the pilot{, not| rather than} to the mailbox of the crew.",
        "{A boat that gets a red flag waits at the pier|A boat waits at the pier if it gets a red flag}.",
        "{Er gilt noch ein Jahr, wenn er nicht gekündigt wird|Wird er nicht gekündigt, gilt er noch ein Jahr}.",
        "头三年里他{不许|不能}动手，也不许说话。",
        # A sentence that names code is none.
        "{Never weigh two sacks with ==, because it is slow.|Two sacks with == are never weighed, because it is slow.}",
        # Slips: an opposite is none of a figure, and a letter written twice adds no word.
        "Das Treffen dauerte vom 9. bis {22.|neue.} August in der Halle am Fluss.",
        "The paper called Weekly {Eleven|Weekly} lay on page 26 of the pile.",
        "Nothing {needs|neds} to be planned, and no page is wasted.",
        "La prestidigitación es el único arte en {el|ell} que la persona se deja engañar.",
    ],
)
def test_ordinary_words_and_list_or_note_numbers_are_not_flagged(template: str) -> None:
    before, after = both(template)
    assert isinstance(carried(before, after), Anchored)
    assert isinstance(carried(after, before), Anchored)


@pytest.mark.parametrize(
    "template",
    [
        "The mill wheel turned {1200|1,200|1 200|twelve hundred} times that night.",
        "It took {two|2} millers and {forty-two|42} sacks of flour.",
        "Some {42 percent|42%|42 per cent|forty-two percent} of the town agreed.",
        "The hall opens on {5 August|5 Aug.|August 5|the 5th of August} after the repair.",
        "It was signed on {5 August 2020|August 5, 2020|2020-08-05} in the town hall.",
        "The bridge cost {$18 million|$18m|18 million dollars|US$18 million} in all.",
        "A {19th century|19th-century|nineteenth-century} mill stands at the pond.",
        "The parcel arrives within {24 hours|one day|1,440 minutes} of the order.",
        "The path is {2 km|2,000 m} long, and {20 percent|one fifth} of it is wet.",
        "The songs of the {1920s|1920's} were forgotten soon.",
        "The tour takes {two and a half hours|2.5 hours|2½ hours|two hours and thirty minutes|150 minutes} in all.",
        "The ferry stops for {half an hour|30 minutes} at the upper landing.",
        "The walk takes {three quarters of an hour|45 minutes} from the upper landing.",
        "La exposición abre {de las 10 a las 18 horas|de las 10:00 a las 18:00} en el segundo piso.",
        "Die Ausstellung ist von {10 bis 18 Uhr|10:00 bis 18:00 Uhr} geöffnet, außer am Montag.",
        "Выставка открыта {с 10 до 18 часов|с 10:00 до 18:00}, как и в тот год.",
        "La subida dura {tres cuartos de hora|45 minutos} desde el puente.",
        "Der Weg dauert {eine Dreiviertelstunde|45 Minuten} von der Mühle.",
        "De klim duurt {drie kwartier|45 minuten} vanaf de brug.",
        "The hall opens at {half past six in the evening|18:30|6:30 pm} and closes at {a quarter to nine|8:45}.",
        "Der Kurs dauert {zweieinhalb Stunden|2,5 Stunden|150 Minuten} und beginnt {um halb sieben|um 18.30 Uhr}.",
        "La visite dure {une heure et demie|1,5 heure|90 minutes}, le {1er|premier} mai aussi.",
        "La visita dura {dos horas y media|2,5 horas}, de {seis y media de la tarde|18:30} hasta el cierre.",
        "La visita dura {un'ora e mezza|90 minuti} e parte alle {sei e mezza di sera|18.30} dal {3°|terzo} piano.",
        "A visita dura {uma hora e meia|90 minutos} e parte às {seis e meia da tarde|18h30} do porto.",
        "De tocht duurt {twee en een half uur|2,5 uur|150 minuten} en begint om {half zeven 's avonds|18.30 uur}.",
        "Экскурсия длится {полтора часа|90 минут} и начинается в {шесть тридцать вечера|18:30}.",
        "Это было {7 июня 2026 года|07.06.2026}, как и в тот год, на старой площади у реки.",
        "La feria se celebra el {7 de junio de 2026|07/06/2026} en la plaza.",
        "参观需要{一个半小时|90分钟}，火车{下午六点半|18:30}开。",
        "見学は{一時間半|90分}かかり、列車は{午後六時半|18時30分}に出る。",
        "Sales of {the second quarter|Q2} were a tenth of what the mill had sold before.",
        "The last ferry leaves at {3 pm|3 p.m.|15:00|3:00 pm} from the pier.",
        "The road is {5 km|5 kilometres|five kilometers|5km} long and lies under the river.",
        "The doors {did not|didn't} open, and nobody {could not|couldn't} leave.",
        "Die Leitung ist {zwei Kilometer|2 km|2 Kilometer} lang und liegt im Fluss.",
        "Der Bau kostet {1,8 Milliarden Euro|1,8 Mrd. Euro|1,8 Mrd. €} mehr als gedacht.",
        "Das Haus stammt aus dem {19. Jahrhundert|19. Jh.|neunzehnten Jahrhundert} und steht leer.",
        "Es kamen {siebenundvierzig|47} Leute, {drei Viertel|3/4} davon zu Fuß.",
        "Le pont mesure {quatre-vingt-dix-sept|97} mètres et date du {XIXe|19e} siècle.",
        "Le train part à {15 h 30|15h30|15:30} de la gare du nord.",
        "La obra cuesta {18 millones de euros|18 M€} y dura {treinta y cinco|35} días.",
        "Il museo apre il {5 agosto|cinque agosto} e costa {dodici|12} euro.",
        "A obra custou {três milhões|3 milhões} de reais e durou {vinte e um|21} meses.",
        "De brug is {vijfentwintig|25} meter lang en {honderd|100} jaar oud.",
        "В городе живёт {пять миллионов|5 млн|5 миллионов} человек, и {двадцать пять|25} школ.",
        "该项目去年收到{三百二十|320}份申请，{百分之四十二|42%}来自外省。",
        "この橋は{二〇二〇|2020}年に架けられ、{三十|30}人が働いた。",
    ],
)
def test_another_spelling_of_a_value_is_no_change(template: str) -> None:
    choices = [found.split("|") for found in re.findall(r"\{([^{}]*)\}", template)]
    frame = re.sub(r"\{[^{}]*\}", "{}", template)
    first = frame.format(*(each[0] for each in choices))
    for at in range(1, max(map(len, choices))):
        other = frame.format(*(each[min(at, len(each) - 1)] for each in choices))
        for before, after in ((first, other), (other, first)):
            assert change_between(before, after) is None, (before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a mill — and a wheel", "a mill - and a wheel"),
        ("a “mill” and a wheel", "a 'mill' and a wheel"),
        ("a mill and a wheel", "a **mill** and a [wheel](https://example.org/a=b)"),
        ("كتب المعلم رسالة طويلة", "كَتَبَ المُعَلِّمُ رِسَالَةً طَوِيـــلَةً"),
        ("שלום רב לכם היום", "שָׁלוֹם רַב לָכֶם הַיּוֹם"),
    ],
)
def test_the_form_of_marks_and_vowel_signs_changes_nothing(before: str, after: str) -> None:
    found = carried(before, after)
    assert isinstance(found, Anchored)
    assert found.state is AnchorState.EXACT


def test_other_punctuation_inside_is_not_exact() -> None:
    found = carried("a mill, a wheel and a pond", "a mill; a wheel and a pond")
    assert isinstance(found, Anchored)
    assert found.state is AnchorState.MOVED


def test_changes_of_meaning_are_flagged_for_quotes_too() -> None:
    text = LEAD + "Children get 50 mg of it in the morning." + REST
    found = reanchor_quote(text, "Children get 5 mg of it in the morning.", LEAD, REST)
    assert isinstance(found, Review)
    assert found.why == "a figure changed: 5 mg → 50 mg"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        # In its sentence, what it says changed.
        ("The board meets ⟦in the small hall⟧ on 3 May.", "The board meets ⟦in the small hall⟧ on 13 May.", "3 → 13"),
        ("⟦The museum is open daily.⟧", "⟦The museum is open daily⟧, but not on Mondays.", "not"),
        ("⟦The museum is open daily.⟧", "⟦The museum is open daily⟧ for members of the guild.", "members"),
        ("⟦The mill stands⟧, as in 1910, at the pond.", "⟦The mill stands⟧, as in 1901, at the pond.", "1910 → 1901"),
        # In another sentence or cell, it did not; nor in a clause that is new and says something else.
        (
            "Twice ⟦the pumps were shut down⟧ for it in spring.",
            "Twice ⟦the pumps were shut down⟧ for it in spring, with 11 hours of failed deliveries afterwards.",
            "",
        ),
        ("In spring ⟦the pumps were shut down⟧.", "In spring ⟦the pumps were shut down⟧, at 11.", "11"),
        ("⟦The mill stands.⟧ It is 12 feet high.", "⟦The mill stands.⟧ It is not high.", ""),
        ("mill\t12 feet\nwheel\t⟦9 feet⟧\t30 men", "mill\t11 feet\nwheel\t⟦9 feet⟧\t20 men", ""),
        # Around a few words, all else may be new.
        (
            "⟦The mill wheel⟧ turned for nine years until the pond ran dry.",
            "Nobody could say who had built ⟦the mill wheel⟧ or why it had 12 spokes.",
            "",
        ),
        # What stands beyond a semicolon says something else.
        (
            "Please tell us about your pets. ⟦Dogs and cats are fine.⟧",
            "Pets should be named on arrival; ⟦dogs and cats are fine.⟧",
            "",
        ),
        (
            "⟦Der Kahn liegt am Steg⟧ und wird im Frühjahr neu gestrichen.",
            "⟦Der Kahn liegt am Steg⟧; drei Planken dürfen nicht betreten werden, solange die Farbe feucht ist.",
            "",
        ),
        ("⟦Dogs and cats are fine⟧ here.", "⟦Dogs and cats are fine⟧ here; not so geese.", ""),
        (
            "⟦Dogs and cats are fine⟧ here.",
            "⟦Dogs and cats are fine⟧ here unless they have fleas.",
            "“unless” was added",
        ),
    ],
)
def test_the_sentence_around_the_passage_is_compared_too(before: str, after: str, why: str) -> None:
    old, new = (text.replace("⟦", "").replace("⟧", "") for text in (before, after))
    places = [(text.index("⟦"), text.index("⟧") - 1) for text in (before, after)]
    changed = changed_meaning(old, places[0], new, places[1])
    assert changed is not None and why in changed.said if why else changed is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # Two sentences, or two cells, became one, or the other way around.
        (
            "The keeper has not slept for two nights. ⟦The mill stands at the pond.⟧",
            "⟦The mill stands at the pond⟧, and the keeper has not slept for two nights.",
        ),
        (
            "The north wind came down at three. ⟦The mill stands at the pond.⟧ Its wheel is still.",
            "Its wheel is still. ⟦The mill stands at the pond⟧; the north wind came down at three.",
        ),
        (
            "part\tsize\tage\ndoor of the mill\t⟦12 feet⟧\t80 years\nwheel\t9 feet\t30 years",
            "The wheel is 30 years old and has 9 feet. The door of the mill has ⟦12 feet⟧ and is 80 years old.",
        ),
        # A line of code is no part of what it documents.
        (
            'def grind(corn, speed=3):\n    """⟦Grind all the corn in the order in which it came.⟧"""\n    return 1',
            'def grind(corn, speed=4, door=OPEN):\n    """⟦Grind all the corn in the order in which it came.⟧"""\n'
            "    return 1",
        ),
    ],
)
def test_what_was_brought_into_the_sentence_changes_nothing(before: str, after: str) -> None:
    old, new = (text.replace("⟦", "").replace("⟧", "") for text in (before, after))
    found = reanchor(LEAD + old, LEAD + new, *(len(LEAD) + at for at in (before.index("⟦"), before.index("⟧") - 1)))
    assert isinstance(found, Anchored)
    assert (found.start, found.end) == tuple(len(LEAD) + at for at in (after.index("⟦"), after.index("⟧") - 1))


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("Clients keep their old limits {until they expire|for a year}.", "“a year” for “until they expire”"),
        ("Die Rohdaten bleiben {bis zur Abnahme|ein Jahr lang} im Archiv.", "“ein Jahr” for “bis zur Abnahme”"),
        ("El aviso queda en la bandeja {hasta que se lea|un mes}.", "“un mes” for “hasta que se lea”"),
    ],
)
def test_a_length_of_time_for_an_end_changes_the_meaning(template: str, why: str) -> None:
    before, after = both(template)
    assert change_between(before, after) == why
    assert change_between(after, before) is not None


def test_a_length_of_time_that_stands_elsewhere_in_the_sentence_is_no_change() -> None:
    before = "Answer with a status of the class 2xx within 10 seconds. Do the rest later, for example in a queue."
    after = "Reply within ten seconds, with a status of the class 2xx, and leave the rest for later, say to a queue."
    assert change_between(before, after) is None


def test_an_ordinary_word_alone_for_a_figure_is_no_change_however_the_figure_is_written() -> None:
    for figure in ("14th", "1856-1950", "300"):
        before, after = f"It came {figure} to the lower gate again.", "It came merrily to the lower gate again."
        assert change_between(before, after) is None
        assert change_between(after, before) is None
    assert change_between("The mill is 3 km away from here.", "The mill is far away from here.") is not None


def test_a_duty_said_as_an_order_is_none_that_was_dropped_or_added() -> None:
    duty, order = "Boats with a red flag must be moored at the pier.", "Moor boats with a red flag at the pier."
    assert change_between(duty, order) is None
    assert change_between(order, duty) is None
    assert change_between(duty, "Boats with a red flag are moored at the pier.") == "“must” was dropped"


@pytest.mark.parametrize(
    ("before", "after", "passage"),
    [
        # The date stands elsewhere in the same sentence.
        ("In May this burnt in 31 of 212 sheds.", "We counted this in 31 of 212 sheds during May.", "31 of 212"),
        ("An Sonn- und Feiertagen beginnt er um 7 Uhr.", "Sonntags und an Feiertagen beginnt er um 7 Uhr.", ""),
        # The number of a heading, item or row is no figure of it.
        ("Guests", "2 Guests", ""),
        ("1. Guests", "Guests", ""),
        ("A guest needs no key for the gate.", "1\tA guest needs no key for the gate.", ""),
        ("A guest needs no key for the gate.", "2.4 A guest needs no key for the gate.", ""),
    ],
)  # fmt: skip
def test_a_value_elsewhere_in_the_sentence_and_the_number_of_a_heading_tell_nothing(
    before: str, after: str, passage: str
) -> None:
    old, new = LEAD + before + REST, LEAD + after + REST
    found, there = (text.index(passage or whole) for text, whole in ((old, before), (new, after)))
    sizes = len(passage or before), len(passage or after)
    assert changed_meaning(old, (found, found + sizes[0]), new, (there, there + sizes[1])) is None


@pytest.mark.parametrize(
    "template",
    [
        "The ferry will be mended by {Dunn|Rosa Dunn} in the yard.",
        "The ferry will be mended by {Dunn|them} in the yard.",
        "The ferry came from {Kiev|Kyiv} in the spring of the year.",
        "Die Fähre gehört dem {Verein|Bund} der alten Fischer.",
        "{Stalls|Booths} are put up beside the old crane at dawn.",
        "{Unter Bäumen darf kein Salz verwendet werden|Wo Bäume stehen, ist Salz verboten}.",
        "Conviene {non superare|tenersi sotto} i 280 gradi nel forno.",
        "It takes {no more than|within} ten days to mend the pump.",
        "Take {a can|some tins} of paint down to the harbour.",
    ],
)
def test_another_way_to_say_it_and_another_form_of_a_name_are_not_flagged(template: str) -> None:
    before, after = both(template)
    assert change_between(before, after) is None
    assert change_between(after, before) is None


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("In spring, {R. Dunn|J. Petrie} writes to the owner of the pier.", "“J. Petrie” for “R. Dunn”"),
        ("Reste unter 30 Zentimetern {dürfen alle|darf nur die Aufsicht} mitnehmen.", "“nur” for “alle”"),
        ("Hotels {accept all|only accept} guests of the ferry.", "“only” for “all”"),
    ],
)
def test_words_at_the_edges_of_a_change_say_what_it_is(template: str, why: str) -> None:
    assert change_between(*both(template)) == why


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("We are {always|usually} roped, and nobody goes alone.", "“usually” for “always”"),
        ("The first Sundays were {|anything but }dull.", "“anything but” was added"),
        ("The diocese has {approved|yet to approve} the plans.", "“has yet to” was added"),
        ("The medical director decides this{| alone}.", "“alone” was added"),
        ("Their pianos hold {|almost }as well as mine.", "“almost” was added"),
        ("Die Karte gilt für elf Mitglieder {und|ohne} die Leiterin.", "“ohne” was added"),
        ("The list is written to summary.{csv|json} at the end.", "code changed: summary.csv → summary.json"),
        ("{Do not book until|Do book before} she agrees.", "a negation was dropped: not"),
        ("Voltage is given in {volts|millivolts} throughout.", "a unit changed: volts → millivolts"),
        ("Overtime is {paid, not given as time off|given as time off, not paid}.", "a negation moved: not paid"),
        ("I {do not agree|agree}, and I {have asked|have not asked} them.", "a negation moved: not asked"),
        ("The fence is there {to keep|so that} dogs {from getting in|can get in}.", "a negation was dropped: from"),
        ("{Only members may|Members may only} borrow the big saw.", "“only” moved"),
        ("It is {likely|unlikely} to rain on the day.", "a negation was added: unlikely"),
        ("Die Sitzung ist {öffentlich|nichtöffentlich}.", "a negation was added: nichtöffentlich"),
        ("We reply {immediately|eventually} to such mails.", "“eventually” for “immediately”"),
        ("Der Antrag wird {spätestens|frühestens} am Montag gestellt.", "“frühestens” for “spätestens”"),
        ("La ville livre le broyat {gratuitement|à prix réduit}.", "“prix réduit” for “gratuitement”"),
        # Opposites that only the thesaurus has.
        ("She hung there for ten minutes and came out {laughing|crying}.", "“crying” for “laughing”"),
        ("We {hire|fire} most of them in spring.", "“fire” for “hire”"),
        ("Je werkt aan een tafel van {twee|anderhalve} meter.", "a figure changed: twee meter → anderhalve meter"),
        ("Starám se teď o {devět|dvanáct} věží.", "a figure changed: devět → dvanáct"),
        ("Kradzież trzeba zgłosić {przed|po} upływem tygodnia.", "“po” for “przed”"),
        # Advice is no duty.
        ("Life jackets are {recommended|compulsory} on board.", "“compulsory” for “recommended”"),
        ("Eine Anmeldung ist {empfohlen|vorgeschrieben}.", "“vorgeschrieben” for “empfohlen”"),
        ("Le gilet est {obligatoire|conseillé} à bord.", "“conseillé” for “obligatoire”"),
        ("El chaleco es {recomendable|obligatorio} a bordo.", "“obligatorio” for “recomendable”"),
        ("Il giubbotto è {consigliato|obbligatorio} a bordo.", "“obbligatorio” for “consigliato”"),
        ("O colete é {recomendado|obrigatório} a bordo.", "“obrigatório” for “recomendado”"),
        ("Een reddingsvest is {aanbevolen|verplicht} aan boord.", "“verplicht” for “aanbevolen”"),
        ("Спасательный жилет {рекомендуется|обязателен}.", "“обязателен” for “рекомендуется”"),
        ("船上{建议|必须}穿救生衣。", "“必须” for “建议”"),
        ("船では救命胴衣が{推奨|必須}です。", "“必須” for “推奨”"),
        # Some in place of all, and other opposites.
        ("First aid is taught to {everybody|the new crew} in spring.", "“new” for “everybody”"),
        ("Die Boote am Steg stehen {allen|den neuen} Mitgliedern des Vereins offen.", "“neuen” for “allen”"),
        ("Drafts of last year are {converted|discarded} at the first start.", "“discarded” for “converted”"),
        ("A team that is late has {another attempt|been excluded}.", "“excluded” for “another attempt”"),
        ("Площадка {останется открытой|будет закрыта}.", "“закрыта” for “открытой”"),
    ],
)
def test_words_that_turn_a_sentence_less_openly_are_seen(template: str, why: str) -> None:
    assert change_between(*both(template)) == why


@pytest.mark.parametrize(
    "template",
    [
        "The office is closed; {nobody|no one} answers the phone.",
        "The fence is there {so that dogs do not get in|to keep dogs from getting in}.",
        "Entry is {free|free of charge} for members.",
        "Onze communes {n'ont|sont sans} {ni |}librairie ni bibliothèque.",
        "{If you|Should you} need help, call the desk.",
        "{Falls|Sollten} Sie {Hilfe brauchen|Hilfe brauchen}, rufen Sie an.",
        "{If we had|Had we} known it, we would have come.",
        "It was used on Sundays {until|up to} 2009.",
        "Keep the old exchange for {two weeks|a fortnight}.",
        "Keep the old exchange for {a week|seven days}.",
        "Nothing is unpacked {until|before} the rooms are dry.",
        "An alarm that fails {does not stop the measurement|lets the measurement go on}.",
        "Shelters {at least 200 m|200 m or more} apart were chosen.",
        "A file {should be smaller|shouldn't be larger} than the memory.",
        "You need a lens and patience{, nothing else|}.",
        "{Dwa|Dwóch} z nich usłyszało wyrok.",
        "{The chair agrees before you book|Do not book until the chair agrees}.",
        "{Espere a que termine antes de pasar|No pase hasta que termine}.",
        "{Rooms under repair are left out|The list does not contain rooms under repair}.",
        "{Time zones are not taken into account|We ignore time zones}.",
        "They {only eat|eat only} fish in winter.",
        "{Only use the lift|Use the lift only} when the bell rings.",
        "If the process {dies|should die} before that, nothing is kept.",
        "{Every member pays|All members pay} at the door.",
        "{All members pay|A member pays} at the door.",
        "We answer within a week, {usually|often} sooner.",
        "Applications must reach us {five|no later than five} days before you leave.",
    ],
)
def test_other_words_for_a_condition_a_negation_or_a_length_of_time_are_no_change(template: str) -> None:
    assert change_between(*both(template)) is None


def test_a_negation_in_a_clause_that_is_new_as_a_whole_tells_nothing_of_unchanged_words() -> None:
    passage = "the same cart breaks down three times a day"
    before = f"If the road stays wet, {passage} and the queue blocks the bridge."
    apart = f"As long as it stays wet, {passage}, and soon there is no way left over the bridge because of the queue."
    own = f"If the road stays wet, {passage} and the queue does not block the bridge."
    old, start = LEAD + before + REST, len(LEAD) + before.index(passage)
    for after, is_same in ((apart, True), (own, False)):
        there = len(LEAD) + after.index(passage)
        ranges = (start, start + len(passage)), (there, there + len(passage))
        changed = changed_meaning(old, ranges[0], LEAD + after + REST, ranges[1])
        assert (changed is None) == is_same
