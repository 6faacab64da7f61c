"""Guesses the language of a text from its script and its most frequent words, without a model or library."""

import re
from collections.abc import Mapping
from functools import cache

SAMPLE_LENGTH = 2000

FREQUENT_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": """the a an and or but if of to in on at by for from with without about into over under between through
            during since until after before because while although though as than then so when where what which
            who whose why how that this these those there here is are was were be been has have had do does did
            not no yes will would can could should may might must he she it they we you i me him her them us his
            its their our my your one some many most more all any both each every other such only also just even
            now still however according despite instead another don't didn't doesn't it's i'm i've that's can't
            he's they're please thanks let let's""",
        "de": """der die das den dem des ein eine einen einem einer eines und oder aber denn sondern wenn weil dass daß
            ob als wie bis seit nach vor bei mit ohne aus von vom zu zum zur für gegen durch über unter um an am
            auf im in ins zwischen während wegen trotz ist sind war waren wird werden wurde wurden hat haben hatte
            hatten sein kann können soll muss nicht kein keine auch noch nur schon sehr mehr so da dann hier dort
            ich du er sie es wir ihr man mich mir ihm ihn ihnen uns sich mein meine unser unsere ihre ihren seine
            seinen dieser diese dieses diesen diesem jeder jede jedes alle alles viele einige andere was wer wo
            warum wann welche jedoch allerdings außerdem damit dabei dazu danach daher deshalb zudem bereits heute
            obwohl nachdem laut ab beim dafür darauf doch nun trotzdem zuvor später ferner somit insgesamt leider""",
        "fr": """le la les l un une des du de d et ou mais donc or ni car si que qu qui quoi dont où quand comme
            lorsque puisque parce pour par sans avec sous sur dans en entre vers chez depuis pendant après avant
            contre selon malgré est sont était étaient être été a ont avait avaient fut sera peut ne n pas plus
            très aussi encore déjà toujours je j tu il elle on nous vous ils elles me m te se s lui leur leurs y
            ce c cet cette ces ceci cela ça mon ma mes son sa ses notre nos votre vos au aux tout tous toute
            toutes autre autres même chaque quelques plusieurs ainsi cependant toutefois alors puis ensuite enfin
            bien afin dès lors voici""",
        "es": """el la los las lo un una unos unas del al de y e o u pero sino aunque si que quien quienes cual cuando
            como donde porque pues por para sin con sobre entre hacia hasta desde durante según tras ante bajo
            contra en a es son era eran ser fue fueron está están estaba ha han había habían hay puede no ni más
            muy también ya todavía siempre yo tú él ella ello nosotros ellos ellas usted ustedes me te se le les
            nos mi mis su sus nuestro este esta estos estas esto ese esa esos esas eso aquel aquella todo todos
            toda todas otro otra otros otras cada algunos muchos mucho así además entonces luego después antes sin
            embargo mientras allí aquí qué cómo cuándo dónde quién actualmente posteriormente""",
        "it": """il lo la i gli le l un uno una del dello della dei degli delle al allo alla ai agli alle dal dalla nel
            nella nei nelle sul sulla di da in con su per tra fra e ed o ma però se che chi cui quando come dove
            perché poiché anche ancora già sempre più molto è sono era erano essere stato stata ha hanno aveva
            avevano fu non né io tu lui lei noi voi loro mi ti si ci vi ne suo sua suoi sue mio mia nostro questo
            questa questi queste quello quella quelli ogni tutto tutti tutte altro altri altre così poi dopo prima
            mentre inoltre infatti secondo senza contro verso durante qui oggi""",
        "pt": """o a os as um uma uns umas do da dos das no na nos nas ao à aos às pelo pela de em por para com sem
            sobre entre até desde durante segundo após contra e ou mas porém se que quem qual quando como onde
            porque pois é são era eram ser foi foram está estão estava tem têm tinha há pode não nem mais muito
            também já ainda sempre eu tu ele ela nós eles elas você vocês me te lhe meu minha seu sua seus suas
            nosso este esta estes isto esse essa isso aquele aquela todo todos toda outro outra outros cada alguns
            muitos assim então depois antes além enquanto aqui hoje""",
        "nl": """de het een en of maar want als dat die dit deze wie wat waar wanneer waarom hoe omdat hoewel terwijl
            toen dan van voor door met zonder bij naar uit over onder op in aan om tot te tussen tegen sinds
            tijdens volgens na is zijn was waren wordt werd werden heeft hebben had hadden kan kunnen zal zou moet
            niet geen ook nog al alleen zeer meer ik jij je hij zij ze wij we jullie u mij hem haar hun ons mijn
            onze er hier daar elke alle andere veel zo echter daarna bovendien ook volgens vanaf""",
        "sv": """en ett och eller men om att som den det de dem denna detta dessa när där var vad vem hur varför
            eftersom medan av från för till med utan på i vid under över mellan mot efter före sedan enligt är
            vara blev blir har hade kan kunde ska skulle måste inte ingen inga också bara mycket mer jag du han
            hon vi ni man mig honom henne oss sin sitt sina min hans hennes deras alla andra många några varje så
            då nu här dock dessutom redan även""",
        "da": """en et og eller men om at som den det de dem denne dette disse når hvor hvad hvem hvordan hvorfor fordi
            mens af fra for til med uden på i ved under over mellem mod efter før siden ifølge er være blev bliver
            har havde kan kunne skal skulle må ikke ingen også kun meget mere jeg du han hun vi man mig ham hende
            os sin sit sine min hans hendes deres alle andre mange nogle hver så da nu her dog allerede""",
        "nb": """en et ei og eller men om at som den det de dem denne dette disse når hvor hva hvem hvordan hvorfor
            fordi mens av fra for til med uten på i ved under over mellom mot etter før siden ifølge er være ble
            blir har hadde kan kunne skal skulle må ikke ingen også bare mye mer jeg du han hun vi man meg ham
            henne oss sin sitt sine min hans hennes deres alle andre mange noen hver så da nå her allerede""",
        "pl": """i oraz lub albo ale więc jednak jeśli jeżeli gdy kiedy gdzie jak że żeby bo ponieważ który która które
            których którym co kto w we z ze na do od po za przed pod nad przy dla bez o u przez między według
            podczas jest są był była było były być będzie został została ma mają miał może nie tak też także już
            jeszcze tylko bardzo ja ty on ona ono my wy oni one mnie go jej ich mu im się swój swoje jego ten ta
            to te tej tego tym tych wszystkie każdy inne po potem teraz tu tam""",
        "cs": """a i nebo ale však proto jestli když kde jak že aby protože který která které kteří co kdo v ve z ze na
            do od po za před pod nad při pro bez o u s se k mezi podle během je jsou byl byla bylo byli být bude
            má mají měl může ne není také už ještě jen jenom velmi já ty on ona ono my vy oni mě ho jí jich mu si
            svůj své jeho její jejich ten ta to této toho tím všechny každý jiné pak nyní zde tam""",
        "fi": """ja tai mutta sekä vaan jos kun koska että joka jotka jonka jossa mikä mitä kuka missä miten miksi kuin
            on ovat oli olivat olla ole ei eivät en voi myös vielä vain jo hyvin enemmän minä sinä hän me te he se
            ne tämä nämä tuo hänen heidän sen niiden kaikki muut muun monet niin nyt siellä täällä mukaan jälkeen
            ennen kanssa ilman kautta aikana""",
        "tr": """ve veya ama fakat ancak eğer çünkü ki bu şu o bir her bütün tüm bazı çok daha en de da ile için gibi
            kadar göre sonra önce olarak olan oldu olduğu ise değil var yok mi mı ne nasıl neden nerede kim ben
            sen biz siz onlar onun benim bunu şey hem ya hiç artık""",
        "ru": """и в во не на я ты он она оно мы вы они что кто как так но а или если когда где чтобы потому который
            которая которые которых с со к ко у о об от до по за из для без при под над между через после перед
            про это эта этот эти этого тот та те того был была было были быть есть будет его её ее их им ему ей
            нас вас мне меня себя свой своих все всё всех ещё еще уже только также тоже же бы ли ни нет да очень
            более там тут здесь затем однако поэтому кроме среди согласно однажды позже сейчас теперь почему во-
            первых""",
        "uk": """і й та в у не на я ти він вона воно ми ви вони що хто як так але або якщо коли де щоб тому який яка
            які яких з із зі до від про по за для без при під над між через після перед це ця цей ці цього той був
            була було були бути є буде його її їх їм йому нас вас мені мене себе свої все всі ще вже тільки також
            теж же би чи ні дуже більше там тут потім однак""",
        "bg": """и в във не на аз ти той тя то ние вие те че кой как така но а или ако когато къде за да защото който
            която които с със към у о от до по след пред из без при под над между през това тази този тези онзи
            беше бяха е са съм бъде ще му ѝ им го я ги се си свой всички още вече само също тук там после обаче
            много повече""",
    }.items()
}
"""The most frequent words of each language, lower case: what tells it apart, and what a sentence often starts with."""

_SCRIPTS = {
    "Kana": "\u3041-\u3096\u30a1-\u30fa",
    "Hangul": "\u1100-\u11ff\uac00-\ud7a3",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff",
    "Arabic": "\u0620-\u064a\u0671-\u06d3",
    "Hebrew": "\u05d0-\u05ea",
    "Greek": "\u0370-\u03ff\u1f00-\u1fff",
    "Thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
    "Devanagari": "\u0904-\u0939\u093e-\u094d",
    "Cyrillic": "\u0400-\u045f\u0490\u0491",
    "Latin": "A-Za-z\u00c0-\u024f",
}
_LANGUAGE_OF_SCRIPT = {"Hangul": "ko", "Hebrew": "he", "Greek": "el", "Thai": "th", "Devanagari": "hi"}
_CYRILLIC_LANGUAGES = ("ru", "uk", "bg")
_LIKELIEST_CYRILLIC = "ru"
_PERSIAN_LETTERS = "[پچژگ]"
_WORD = r"[^\W\d_]+(?:'[^\W\d_]+)?"

# Letters and endings that speak for a language in short texts, where no frequent word may occur.
_TRAITS: Mapping[str, str] = {
    "en": r"(?:ing|ed|tion|ly|ness|ment|ous|ght|th|'s)\b|\b(?:wh|th|sh)|oo|ee",
    "de": r"ß|(?:ung|ungen|heit|keit|lich|isch|ten|cht|tion)\b|sch|\bge|ei|[aou]̈|ä|ü",
    "fr": r"ê|œ|ç|è|(?:ement|eux|tion|aux|eur|ait|ée|ées|és|ique)\b|\b(?:qu|[ldcjnsm]')|oi|eau",
    "es": r"ñ|¿|¡|(?:ción|dad|mente|aron|ado|ada|ados|idos|ía|ó)\b|ll|ue",
    "it": r"(?:zione|ità|mente|ato|ata|ati|etto|gli|ò)\b|zz|gli|cch|\b(?:dell|nell|all|sull)'",
    "pt": r"ã|õ|ç|(?:ção|ções|dade|mente|ou|ado|ada)\b|lh|nh",
    "nl": r"ij|aa|oo|uu|(?:lijk|heid|isch|ing|en)\b|sch|\bge",
    "sv": r"å|ä|ö|(?:ning|het|ade|ar|or|en|na)\b|sk|ck",
    "da": r"å|æ|ø|(?:ning|hed|ede|er|en|ne)\b|øj|gt|lig",
    "nb": r"å|æ|ø|(?:ning|het|ert|er|en|ene)\b|øy|kk|lig",
    "pl": r"ł|ą|ę|ś|ż|ź|ć|ń|(?:owy|ego|ych|ów|ami)\b|cz|sz|rz",
    "cs": r"ř|ě|ů|č|š|ž|ý|(?:ého|ých|ou|ů)\b",
    "fi": r"ää|yy|ii|uu|kk|ö|(?:ssa|ssä|sta|stä|lla|llä|nen|seen|ksi)\b",
    "tr": r"ı|ğ|ş|ç|(?:lar|ler|dır|dir|nda|nde|ları|leri|mak|mek|yor)\b",
    "ru": r"ы|э|ё|щ|(?:ого|ый|ая|ие|ться|ся|ах|ами)\b",
    "uk": r"і|ї|є|ґ|'",
    "bg": r"ъ|(?:та|то|ът|ят|ите|ата)\b",
}
_WORD_WEIGHT, _TRAIT_WEIGHT = 1.0, 0.35


@cache
def frequent_words() -> frozenset[str]:
    """The frequent words of all languages."""
    return frozenset[str]().union(*FREQUENT_WORDS.values())


def guess_language(text: str) -> str:
    """The BCP 47 primary tag of the likely language of ``text``, or "" if there is no evidence.

    Looks at the first two thousand characters. Knows the languages of ``FREQUENT_WORDS`` and zh, ja, ko, ar, fa, he,
    el, th, hi.
    """
    sample = text[:SAMPLE_LENGTH]
    if sample.isascii():
        return _by_words(sample, "Latin")
    counts = {script: len(re.findall(f"[{letters}]", sample)) for script, letters in _SCRIPTS.items()}
    # One Han character says about as much as two or three letters, and a Latin name must not outweigh the rest.
    counts["Han"] *= 2
    east_asian = counts["Han"] + counts["Kana"]
    if east_asian and east_asian >= max(counts["Latin"], counts["Cyrillic"], counts["Hangul"]):
        return "ja" if counts["Kana"] * 20 > east_asian else "zh"
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return ""
    if script == "Arabic":
        return "fa" if len(re.findall(_PERSIAN_LETTERS, sample)) * 50 > counts[script] else "ar"
    return _LANGUAGE_OF_SCRIPT.get(script) or _by_words(sample, script)


def _by_words(sample: str, script: str) -> str:
    lowered = sample.lower().replace("’", "'")
    scores: dict[str, float] = {}
    for word in re.findall(_WORD, lowered):
        for part in {word, word.partition("'")[0]}:
            for language, weight in _word_weights().get(part, ()):
                scores[language] = scores.get(language, 0.0) + weight
    for language, pattern in _TRAITS.items():
        scores[language] = scores.get(language, 0.0) + _TRAIT_WEIGHT * len(re.findall(pattern, lowered))
    candidates = {
        language: score
        for language, score in scores.items()
        if (language in _CYRILLIC_LANGUAGES) == (script == "Cyrillic")
    }
    best = max(candidates, key=lambda name: candidates[name], default="")
    if best and candidates[best] >= _WORD_WEIGHT / 2:
        return best
    return _LIKELIEST_CYRILLIC if script == "Cyrillic" else ""


@cache
def _word_weights() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Each frequent word with its languages. A word shared by several languages counts less for each."""
    languages_of: dict[str, list[str]] = {}
    for language, words in FREQUENT_WORDS.items():
        for word in words:
            languages_of.setdefault(word, []).append(language)
    return {
        word: tuple((language, _WORD_WEIGHT / len(languages) ** 0.5) for language in languages)
        for word, languages in languages_of.items()
    }
