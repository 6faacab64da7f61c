"""Words of many languages that negate, or that name figures, dates and units, in the form of ``word_key``."""

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS: Mapping[str, frozenset[str]] = {
    language: _words(words)
    for language, words in {
        "en": "not no never none nobody nothing nowhere neither nor without cannot",
        "de": """nicht kein keine keinen keinem keiner keines nie niemals nichts niemand niemanden nirgends weder noch
            ohne""",
        "fr": "ne n pas jamais rien aucun aucune sans nullement ni",
        "es": "no nunca jamás nada nadie ningún ninguno ninguna sin ni tampoco",
        "it": "non mai nessun nessuno nessuna nulla niente né senza neppure nemmeno",
        "pt": "não nunca jamais nenhum nenhuma ninguém nada nem sem tampouco",
        "nl": "niet geen nooit niets niemand nergens noch zonder",
        "sv": "inte icke ej aldrig ingen inget inga ingenting utan",
        "da": "ikke ej aldrig ingen intet ingenting uden",
        "no": "ikke aldri ingen intet ingenting uten",
        "fi": "ei en et emme ette eivät eikä älä ilman",
        "pl": "nie nigdy bez nic nikt żaden żadna żadne ani",
        "cs": "ne nikdy nikdo nic bez žádný žádná není nejsou nebyl nebyla nebylo nemá",
        "sk": "nie nikdy nikto nič bez žiadny žiadna nebol nebola nemá",
        "ru": "не ни нет никогда ничего никто нельзя без",
        "uk": "не ні нічого ніколи немає без жоден жодна",
        "bg": "не ни няма никога нищо никой без",
        "sr": "не ни нема никада ништа нико без ne ni nema nikada ništa niko bez",
        "hr": "ne ni nema nikad nikada ništa nitko bez",
        "hu": "nem ne sem soha nincs nincsenek senki semmi nélkül",
        "ro": "nu niciodată nimic nimeni fără nici",
        "el": "δεν δε μην μη όχι ποτέ κανένας κανείς τίποτα χωρίς",
        "tr": "değil yok asla hiç hiçbir",
        "ar": "لا لم لن ليس ليست ليسوا غير بدون دون",
        "fa": "نه نیست نیستند هرگز هیچ بدون",
        "he": "לא אין אינו אינה בלי ללא אל",
        "hi": "नहीं न मत ना बिना",
        "bn": "না নেই নয় নি",
        "ta": "இல்லை அல்ல",
        "vi": "không chẳng chưa đừng",
        "id": "tidak bukan belum jangan tanpa tak",
    }.items()
}
# These are common words in other languages, so they negate only in their own.
AMBIGUOUS = _words("mai en et nu tak ni n")
# For scripts without spaces, and negations inside words: anywhere in the changed text.
NEGATING_PARTS = _words("不 没 沒 未 無 无 非 ない なかっ なく ませ ぬ ไม่ มิ 않 못 없 아니")
NEGATING_PREFIXES = _words("un in im il ir non dis ne nie не ni α ن")
POSITIVES = _words(
    """a an one is are was were do does did have has can will ein eine einen einem einer eines ist sind hat un une
    uno una est um uma een always ever any some someone somebody something every everyone everybody all with
    both either must immer jemals jeder jede jedes alle alles etwas jemand mit toujours tout tous avec chaque
    siempre todo todos con algo alguien algún sempre tutti tutto qualcosa qualcuno tudo com altijd iets iemand
    met alltid något någon med zawsze wszystko ktoś всегда все всё кто-то с со завжди"""
)
FIGURES = _words(
    """two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty
    ninety hundred thousand dozen half third quarter twice thrice double triple zwei drei vier fünf sechs sieben
    acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert tausend dutzend zweimal dreimal viermal
    doppelt halb drittel viertel deux trois quatre cinq sept huit neuf dix onze douze vingt trente quarante
    cinquante soixante cent mille dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta
    cuarenta cincuenta cien mil due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta cento
    dois duas três quatro oito dez doze vinte trinta cem twee drie vijf zes zeven negen tien twaalf twintig
    honderd duizend två fyra fem sex sju åtta nio tio tolv tjugo hundra tusen fire seks syv otte åtte ti dwa dwie
    trzy cztery pięć sześć siedem osiem dziewięć dziesięć dwanaście sto tysiąc dva dvě tři čtyři pět šest sedm osm
    devět deset два две три четыре пять шесть семь восемь девять десять двадцать тридцать сорок сто тысяча дві
    чотири п'ять шість сім вісім дев'ять kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen kettő
    két három négy öt hat hét nyolc kilenc tíz iki üç dört beş altı yedi sekiz dokuz on yüz bin doi două trei
    patru cinci șase șapte opt nouă zece δύο τρία τρεις τέσσερα πέντε έξι επτά οκτώ εννέα δέκα hai ba bốn năm sáu
    bảy tám chín mười dua tiga empat lima enam اثنان اثنين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية
    ثماني تسعة تسع عشرة عشر مئة مائة ألف דו שלוש שלושה ארבע ארבעה חמש חמישה שש שישה שבע שבעה שמונה תשע עשר מאה אלף
    दो तीन चार पाँच पांच छह सात आठ नौ दस सौ हज़ार"""
)
HAN_FIGURES = frozenset("一二三四五六七八九十百千万萬億亿两兩〇零")
DATES = _words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec montag dienstag mittwoch
    donnerstag freitag samstag sonnabend sonntag januar jänner februar märz mai juni juli oktober dezember lundi
    mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août septembre octobre
    novembre décembre lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio
    julio agosto septiembre octubre noviembre diciembre lunedì martedì mercoledì giovedì venerdì sabato domenica
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre segunda-feira segunda terça quarta
    quinta sexta janeiro fevereiro março maio junho julho setembro outubro novembro dezembro maandag dinsdag
    woensdag donderdag vrijdag zaterdag zondag januari februari maart mei augustus måndag tisdag onsdag torsdag
    fredag lördag söndag maj augusti mandag tirsdag lørdag søndag marts poniedziałek wtorek środa środę czwartek
    piątek sobota sobotę niedziela niedzielę stycznia lutego marca kwietnia maja czerwca lipca sierpnia września
    października listopada grudnia pondělí úterý středa středu čtvrtek pátek neděle neděli ledna února března
    dubna května června července srpna září října listopadu prosince понедельник вторник среда среду четверг
    пятница пятницу суббота субботу воскресенье января февраля марта апреля мая июня июля августа сентября октября
    ноября декабря январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь январе феврале
    марте апреле мае июне июле августе сентябре октябре ноябре декабре січня лютого березня квітня травня червня
    липня серпня вересня жовтня листопада грудня maanantai tiistai keskiviikko torstai perjantai lauantai
    sunnuntai tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu
    joulukuu hétfő kedd szerda csütörtök péntek szombat vasárnap január február március április május június
    július augusztus szeptember október pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart
    nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık luni marți miercuri joi vineri sâmbătă duminică
    ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie يناير فبراير مارس أبريل
    مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
    जनवरी फ़रवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर सोमवार मंगलवार बुधवार गुरुवार
    शुक्रवार शनिवार रविवार"""
)
UNITS = _words(
    """mm cm dm m km in inch inches ft feet foot yd yard yards mi mile miles µg μg mcg mg g kg t lb lbs oz ml cl dl l
    hl ms s sec min h hr hrs d w kw mw gw wh kwh mwh v mv kv a ma hz khz mhz ghz pa hpa kpa bar k c f b kb mb gb
    tb pb bit bits bytes px pt ppm ppb mol n j kj mj cal kcal rpm ha acre acres am pm ad bc bce ce percent prozent
    procent proc процент процента процентов second seconds minute minutes hour hours day days week weeks month
    months year years decade decades century centuries sekunde sekunden minuten stunde stunden tag tage tagen
    woche wochen monat monate monaten jahr jahre jahren seconde secondes heure heures jour jours semaine semaines
    mois an ans année années siècle siècles segundo segundos minuto minutos hora horas día días semana semanas mes
    meses año años siglo siglos secondi minuti ore ora giorno giorni settimana settimane mese mesi anno anni dias
    dia anos ano mês seconden minuut uur uren dag dagen weken maand maanden jaar timmar dagar veckor månader år
    dni tygodni miesięcy lat секунд минут часов часа час дней дня день недель недели месяцев месяца лет года год
    metre metres meter meters kilometre kilometres kilometer kilometers litre litres liter liters gram grams
    gramme grammes gramm kilo kilos kilogram kilogramm tonne tonnes ton tons tonnen zentimeter mètre mètres litros
    litro metros metro toneladas kilómetros тонн метров километров литров граммов килограммов м см км мм г кг л т
    мл руб million millions billion billions trillion trillions thousand hundred millionen milliarden milliarde
    milliard milliards mille millón millones mil milioni miliardi milhões bilhões miljoen miljard miljoner
    miljarder miliony milionów miliardy miliardów миллион миллиона миллионов миллиард миллиарда миллиардов тысяч
    тысячи млн млрд euro euros dollar dollars pound pounds pence cent cents franc francs franken yen rouble
    roubles rubel рублей долларов degree degrees celsius fahrenheit kelvin grad
    年 月 日 天 週 周 円 元 人 個 个 分 秒 時 时 歳 岁
    キロ トン كيلومتر متر سنة سنوات يوم أيام شهر أشهر مليون مليار ألف बरस साल दिन महीने लाख करोड़"""
)
