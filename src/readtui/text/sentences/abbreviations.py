"""Abbreviations of the languages that sentence segmentation knows best, and what is peculiar to each language.

Entries are lower case, without the last full stop and without inner spaces: "z. B." is ``z.b``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from readtui.text.language import FREQUENT_WORDS


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides in one language whether a full stop ends a sentence.

    ``leading``: abbreviations that always stand before something ("Dr.", "z. B."). ``abbreviations``: those that end a
    sentence only before a word of ``starters``. ``closing``: those that like to end one ("etc."). ``before_number``:
    words that are abbreviations only before a number ("No. 5"). ``after_number``: abbreviations that end a sentence
    after a number, and else only before a starter ("1990 г."). ``not_final``: all of them, and interjections.
    ``lower_starters``: what may begin a sentence in lower case, where informal writing does without capitals.
    ``ordinals``: whether a number with a full stop is an ordinal ("8. Mai"). ``word_ends``: the letters that nearly all
    words end in, where there are so few.
    """

    leading: frozenset[str]
    abbreviations: frozenset[str]
    closing: frozenset[str]
    before_number: frozenset[str]
    after_number: frozenset[str]
    not_final: frozenset[str]
    starters: frozenset[str]
    lower_starters: frozenset[str]
    ordinals: bool
    word_ends: str


_LEADING = {
    "": "dr prof mr mrs ms messrs mme mlle mgr sr sra vs cf vgl e.g i.e p.s fig figs nr pp ca",
    "en": """rev gen col lt sgt capt cmdr adm maj cpl pvt gov sen rep reps sens hon pres supt det insp rt mt viz approx
        dept univ assn esp incl resp nos para""",
    "de": """z.b z.t z.zt z.hd d.h d.i i.d.r i.a i.v u.u u.ä.m v.a o.g s.o s.u m.e bzw evtl ggf inkl exkl einschl zzgl
        abzgl insb insbes bspw sog gem lt hl hr fr frl dipl ing dipl.-ing mag phil med jur rer nat habil priv-doz hrsg
        bd bde abs abschn abb tab kap anm aufl ausg bes betr bez geb gest verh verst gegr ehem entspr erg kath röm
        griech lat engl frz franz ital span dt österr schweiz amerik russ nördl südl östl westl allg mind mio mrd tsd
        tel str hbf bhf n.n rd u ziff zit vorm nachm urspr vers art.-nr best.-nr obb vors stellv verf übers red bearb
        i.h.v i.s.v i.e.s""",
    "fr": """m mm mmes mlles pr ste art chap env p.ex c.-à-d c.à.d n° av vol éd dir coll trad tél boul bd réf tab p op
        cit ibid ms sec hab resp gén col lt cap adj dép""",
    "es": """srta sres dra dres d dª dña profa lic arq gral cnel tte sto sta fr mons pbro excmo excma ilmo ilma hno hna
        pág págs p núm núms n.º nº art arts cap caps vol vols trad coord comp tel tfno av avda p.ej cfr vid aprox máx
        mín ntra ee s.m ss.mm dpto depto admón ref""",
    "it": """sig sigg sig.ra sig.na dott dott.ssa prof.ssa ing avv arch geom rag mons s.s ss pag pagg p cap art artt n
        nn p.es cfr vol tel v.le p.za c.so ecc.mo""",
    "pt": "srta dra profa eng arq exmo exma pág págs p n.º nº art cap vol tel av p.ex mín máx aprox ref",
    "nl": """dhr mevr mw drs ir ing blz p pag bijv bv d.w.z d.m.v i.p.v i.v.m m.b.t t.o.v n.a.v o.a o.l.v t.a.v t.g.v
        resp incl excl evt hfst art afb tel zgn z.g""",
    "sv": "t.ex bl.a d.v.s dvs s.k fr.o.m t.o.m f.d p.g.a kl s kap jfr jmf ev resp inkl exkl tel",
    "da": "f.eks bl.a d.v.s dvs s.k fr.o.m t.o.m p.g.a pga kl s kap jf jvf ev evt hhv inkl ekskl tlf pkt",
    "nb": "f.eks bl.a d.v.s dvs s.k fr.o.m t.o.m p.g.a pga kl s kap jf jfr ev evt hhv inkl ekskl tlf pkt",
    "pl": """inż hab doc płk gen ks św ul al pl os np tzn tj m.in tzw por zob str s pkt art ust rys tab red wyd im pow
        woj ang niem łac""",
    "cs": """ing bc judr mudr phdr doc sv ul nám např tj tzn tzv mj cca str s č čj obr tab kap srov viz red vyd angl něm
        lat""",
    "ru": """т.е т.к т.н т.о т.ч т.ж напр ср стр с рис табл гл п пп ст ч проф акад доц ген адм полк подп майор кап лейт
        ул пр просп пл пер бул наб пос дер обл р-н о оз им тов гр гос св прп г-н г-жа мн ред изд тит англ нем фр лат
        греч итал исп яп кит араб рус польск тур укр букв сокр род ум урожд ок прим прибл тел инж""",
    "uk": """т.зв напр див стор с рис мал табл арк гл п ст проф акад доц ген вул просп пл пров бул смт обл р-н о оз ім
        св ред вид англ нім фр лат рос ісп італ грец пол яп кит порт укр тел""",
    "hi": """डॉ डा प्रो पं श्री सुश्री स्व मो मोह सं कु ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू
        डब्लू एक्स वाई जेड""",
    "mr": """डॉ डा प्रा श्री पं ए बी सी डी ई एफ जी एच आय जे के एल एम एन ओ पी क्यू आर एस टी यू व्ही डब्ल्यू एक्स वाय
        झेड""",
    "ar": "د أ م ص",
}
_ABBREVIATIONS = {
    "": "st ed eds co corp inc ltd jr bros ibid mio mrd ph.d b.a m.a b.sc m.sc a.c d.c a.m p.m s.a",
    "en": """u.s u.k u.n e.u l.a n.y a.d b.c jan feb apr aug sept sep oct nov dec mon tue tues wed thu thur thurs fri
        ave blvd rd hwy pkwy bldg apt ste mfg intl natl assoc est misc ext attn vol mass calif fla conn pa va tenn
        ariz colo ind kan ky minn okla wis dist hr hrs ft lb lbs oz mph sq tel md esq""",
    "de": """u.a u.ä o.ä jh jhd jhdt n.chr v.chr chr mill std sek jan feb febr mär apr jun jul aug sept okt nov dez pl
        ev max""",
    "fr": "j.-c apr.j.-c s.a.r.l janv févr avr juil sept oct nov déc u.e",
    "es": "s.l s.a.s uu ee.uu ud uds vd vds c.v r.l ltda cía hnos",
    "it": "s.p.a s.r.l",
    "pt": "ltda séc",
    "nl": "n.chr v.chr b.v n.v jan feb mrt apr aug sept okt nov dec",
    "sv": "f.kr e.kr",
    "da": "f.kr e.kr",
    "nb": "f.kr e.kr",
    "pl": "n.e p.n.e r",
    "cs": "n.l př.n.l",
    "ru": "с.ш ю.ш в.д з.д",
}
_CLOSING = "etc usw u.s.w u.v.m u.v.a т.д т.п т.пр н.э н.е itd itp ecc enz osv o.s.v m.m m.fl e.a"
_BEFORE_NUMBER = {
    "": """no nos art p pp s vol col fig cap op ch sec sect par min max abs tab kap bd nr n num núm v ver pt""",
    "en": "mar sun sat jun jul pg pgs chap eq ex lot ref",
    "de": "mo di mi do sa so satz teil punkt randnr rn rz",
    "fr": "ex",
    "pt": "ex",
    "sv": "sid",
    "pl": "ok",
}
_AFTER_NUMBER = {"ru": "г гг в вв руб коп км м см мм кг ч мин сек тыс млн млрд чел шт л р", "uk": "р рр ст"}
_INTERJECTIONS = frozenset({"oh", "ah", "o", "alas", "hey"})
_LOWER_STARTERS = {
    "en": """i i'm you he she it we they the this that there here what whatever who why how when where which if my your
        his her their our is are was do does did can could will would should have has let let's just please thanks
        thank also so but and by now then maybe no yes not well as"""
}
_WORD_ENDS = {"it": "aàeèéiìoòuù"}
_ORDINAL_LANGUAGES = "de da nb nn no fi pl cs sk sl hr sr hu et lv is tr"


@cache
def rules(language: str) -> Rules:
    """The rules of a BCP 47 primary tag; one that has none gets those of all languages together."""
    known = language in FREQUENT_WORDS or language in _LEADING

    def entries(table: Mapping[str, str]) -> frozenset[str]:
        lists = (table.get("", ""), table.get(language, "")) if known else table.values()
        return frozenset(" ".join(lists).split())

    leading, abbreviations = entries(_LEADING), entries(_ABBREVIATIONS)
    before_number, after_number = entries(_BEFORE_NUMBER), entries(_AFTER_NUMBER)
    closing = frozenset(_CLOSING.split())
    all_starters = frozenset[str]().union(*FREQUENT_WORDS.values())
    return Rules(
        leading=leading,
        abbreviations=abbreviations,
        closing=closing,
        before_number=before_number,
        after_number=after_number,
        not_final=leading | abbreviations | closing | before_number | after_number | _INTERJECTIONS,
        starters=FREQUENT_WORDS.get(language, frozenset()) if known else all_starters,
        lower_starters=frozenset(_LOWER_STARTERS.get(language, "").split()),
        ordinals=language in _ORDINAL_LANGUAGES.split(),
        word_ends=_WORD_ENDS.get(language, ""),
    )
