"""Regular expressions for sentences and section headings on web pages that do not belong to the article.

English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Chinese, Japanese. For case-folded text with
straight apostrophes.
"""

# Sentences about comments, rights, cookies, newsletters, sharing, apps and subscriptions. Each contains one of
# ``words/notice-signs.txt``.
NOTICES = "|".join(
    (
        r"kann nicht (?:mehr )?kommentiert werden",
        r"kommentar(?:funktion|bereich|e)\b.{0,40}(?:geschlossen|deaktiviert|gesperrt)|(?:noch )?keine kommentare",
        r"kommentare? (?:zu diesem|zum) (?:artikel|beitrag|thema)",
        r"(?:schreiben|verfassen) sie (?:einen|den ersten|ihren) kommentar|(?:can|may) no longer be commented",
        r"comments? (?:are|is|have been|has been) (?:now )?(?:closed|disabled|moderated)|no comments? yet",
        r"be the first to (?:comment|reply)|(?:log|sign)(?:ged)? in to (?:comment|post|reply|leave)",
        r"you must be (?:logged|signed) in|your email address will not be published|required fields are marked",
        r"notify me of (?:follow-up|new)|leave a (?:comment|reply)\b",
        r"(?:les )?commentaires? (?:sont|est|sur cet article sont) (?:désormais )?(?:fermés?|clos|désactivés?)",
        r"n'est plus (?:ouvert|possible).{0,30}comment|ne peut plus être commenté",
        r"soyez le premier à (?:commenter|réagir)|connectez-vous pour|vous devez être (?:connecté|abonné|inscrit)",
        r"(?:los )?comentarios (?:están |han sido )?(?:cerrados|desactivados)",
        r"ya no (?:se puede|admite|es posible) comenta|inicia sesión para|debes (?:estar|iniciar)",
        r"i commenti sono (?:chiusi|disabilitati)|non è più possibile commentare",
        r"os comentários (?:estão|foram) (?:fechados|encerrados)|reageren is niet (?:meer )?mogelijk",
        r"all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados",
        r"tutti i diritti riservati|todos os direitos reservados|все права защищены|копирование материалов",
        r"использовании материалов|alle rechten voorbehouden|(?:©|\(c\)|copyright) ?(?:©|\(c\))? ?(?:19|20)\d\d",
        r"(?:©|copyright) \w+.{0,40}(?:19|20)\d\d$",
        r"may not be (?:published|reproduced).{0,30}(?:broadcast|redistributed|rewritten|permission)",
        r"(?:uses?|use of|using|verwende[nt]|nutz(?:t|en)|utilis(?:e|ons|ation)|utiliza(?:mos)?|usa(?:mos)?"
        r"|utilizza(?:mo)?|gebruik(?:t|en)) (?:\w+ ){0,3}cookies",
        r"cookies? (?:to|um|pour|para|per) |accept(?:er)? (?:all |les |alle )?cookies|privacy policy (?:and|&)",
        r"terms of (?:use|service) (?:and|&)",
        r"by (?:signing up|subscribing|submitting|clicking|continuing).{0,60}(?:agree|accept|consent)",
        r"this site is protected by recaptcha|datenschutzerklärung|politique de confidentialité",
        r"política de privacidad",
        r"javascript (?:is|must be|to be)? ?(?:disabled|enabled|required|deaktiviert|aktivier)|enable javascript",
        r"aktivieren sie javascript",
        r"(?:sign ?up|subscribe|register) (?:for|to|now|today|here)\b.{0,60}(?:newsletter|email|inbox|updates"
        r"|alerts|channel|free|access|briefing|digest)",
        r"(?:delivered )?(?:straight )?to your inbox",
        r"get (?:our|the) (?:best |latest |free |daily )?(?:newsletter|app\b|stories|headlines)",
        r"(?:abonnieren sie|melden sie sich|jetzt|hier) .{0,40}newsletter",
        r"newsletter (?:abonnieren|bestellen|anmelden)|inscrivez-vous .{0,30}newsletter",
        r"recevez .{0,60}(?:newsletter|boîte mail|par e-?mail)|suscríbete a",
        r"(?:recibe|recibir) .{0,50}(?:newsletter|boletín|correo)|iscriviti alla",
        r"(?:share|teilen|partager|compartir|condividi|compartilhar) (?:this |on |via |auf |sur |en |su |no"
        r" )+(?:\w+ ){0,3}(?:facebook|twitter|whatsapp|linkedin|e-?mail|pinterest|reddit)",
        r"(?:follow|like|find|join) (?:us|me|@\w+|\w+) on (?:facebook|twitter|instagram|youtube|google)",
        r"(?:folgen sie|folge) uns|suivez-nous|síguenos|seguici|siga-nos|volg ons|click(?:ing)? (?:here|the link)"
        r" to",
        r"click to (?:share|email|print|enlarge)|opens in (?:a )?new window|öffnet in neuem fenster",
        r"skip to (?:main )?content|download (?:our|the) (?:free )?app",
        r"déjà abonné",
        r"(?:you can )?unsubscribe (?:at any time|anytime|whenever)|(?:confirm|activate) your subscription",
        r"(?:jederzeit|wieder) abbestell|bestätigungs-?mail|(?:externe[nr]?|empfohlener redaktioneller) inhalt\b",
        r"(?:um|zum) (?:einen kommentar|zu kommentieren|kommentieren).{0,40}(?:anmelden|einloggen|registrieren)",
        r"(?:bitte )?(?:melden|loggen) sie sich (?:bitte )?(?:an|ein),? um|ihr kommentar (?:wird|wurde)|netiquette",
        r"mit (?:ihrer|der) (?:anmeldung|registrierung) (?:stimmen|akzeptieren|erklären)",
        r"to continue reading",
        r"support (?:our|independent) journalism|forgot(?:ten)? (?:your )?password|passwort vergessen",
        r"mot de passe oublié|olvidé mi contraseña|olvidaste tu contraseña",
        r"(?:report|found) (?:a typo|an error|this ad)|advertisement ?[-—–]? ?(?:continue|scroll)",
        r"(?:article|story) continues (?:below|after)|continue reading the main story",
        r"you are (?:here|using an (?:old|outdated))",
        r"\bsubscribe to (?:our|the|this)\b",
        r"meet your inbox|no spam\b|(?:news|stories) that matters?,|follow .{3,60} on (?:facebook|twitter"
        r"|instagram)\b",
        r"we(?:'d| would) like to hear (?:from you|what you think)|moderating (?:all )?comments|allowed html tags",
        r"kein spam\b|verpassen sie (?:keine|nichts)|ne manquez (?:rien|aucune?)|no te pierdas (?:nada|ninguna)",
        r"(?:erhalten|bekommen) sie .{0,60}(?:newsletter|per e-?mail|postfach)|(?:gratis|kostenlosen?) newsletter",
        r"무단 ?전재|저작권법|개인정보 ?(?:취급|처리)방침|청소년보호|발행인|등록번호",
        r"無断転載|著作権|未经.{0,6}授权|责任编辑",
    )
)
# The same at the start of a line: these need no sign.
NOTICE_BEGINNINGS = "|".join(
    (
        r"(?:©|ⓒ|copyright) .{0,60}(?:19|20)\d\d",
        r"(?:already a|not a) (?:subscriber|member)",
        r"(?:bereits|noch kein) abonnent",
        r"(?:you have|you've) (?:reached|read) .{0,40}(?:articles?|limit)",
        r"(?:get|receive) .{0,80}\b(?:alerts|newsletters?|delivered|updates)\b",
        r"click (?:on |here|through )|(?:hier|bitte) klicken|klicken sie (?:hier|auf)|cliquez (?:ici|sur)",
        r"(?:haga |haz )?clic (?:aquí|en)|clique (?:aqui|na|no|e)\b|clicca (?:qui|su)\b|klik (?:hier|op)\b",
        r"(?:image|photo|picture|slide|page|bild|foto|seite|imagen|immagine|imagem) \d+ (?:of|von|sur|de|di|van|/)"
        r"(?: /)? ?\d+$|\d+ (?:of|von|sur|van) \d+$|(?:\d+ (?:photos|bilder|fotos)|bilder: ?\d+)$",
        r"(?:lesezeit|reading time|temps de lecture|tiempo de lectura|tempo di lettura|leestijd)\b.{0,25}\d",
        r"\d+ ?[- ]?min(?:ute[ns]?|utos|uti)?\.? (?:read|lesezeit|lesedauer|de lecture|de lectura|di lettura)$",
        r"(?:©|\(c\)) ?[\w ./&,-]{2,40}$",
    )
)

# A line inside an article that links to another one.
LINK_LABELS = (
    r"(?:lesen sie (?:auch|mehr|dazu|hier)|mehr (?:zum thema|dazu)|lies auch|auch interessant|siehe auch|vgl\. auch"
    r"|read (?:more|also|next)|see also|also read|related|(?:à )?lire (?:aussi|également)|voir (?:aussi|également)"
    r"|(?:lea?|vea|v[ée]ase|ver) (?:también|más)|(?:leggi|vedi) anche|(?:leia|veja|ver) (?:também|mais)"
    r"|(?:lees|zie) ook|(?:читайте|читать|смотрите|см\.) также|se (?:även|også)|katso myös"
    r"|zob(?:acz|\.) (?:też|także|również)|viz též)"
)
LINK_LINES = rf"\W*{LINK_LABELS}(?!\w) ?[:：>»›–]"

# A label of a box whose words belong to the article, at the start of a line.
NOTE_LABELS = (
    r"(?:note|notes|tip|hint|warning|caution|important|danger|attention|example|hinweis|tipp|achtung|warnung|vorsicht"
    r"|wichtig|beispiel|merke|remarque|nota|astuce|conseil|avertissement|exemple|consejo|advertencia|aviso|importante"
    r"|ejemplo|suggerimento|attenzione|avvertenza|esempio|dica|atenção|exemplo|opmerking|let op|waarschuwing|voorbeeld"
    r"|примечание|совет|внимание|важно|пример|注意|备注|提示|メモ|ヒント|참고|주의|팁)(?: ?[:：.!]| ?$)"
)

# A whole line of video player controls. Single words count only next to other controls.
PLAYER_LINES = "|".join(
    (
        r"(?:play|pause|mute|unmute|replay|loaded|progress|live|chapters|descriptions|subtitles|captions|audio track"
        r"|foreground|background|window|default, selected|fullscreen|non-fullscreen|picture-in-picture|close|done|1x"
        r"|play video|playback rate|font size|font family|text edge style|defaults? ?done|close modal dialog)",
        r"(?:current|duration|remaining) ?time.{0,12}|duration.{0,10}|(?:loaded|progress)\W.{0,10}|stream type.{0,10}",
        r"(?:descriptions|subtitles|captions) (?:off|settings).{0,60}|seek to live.{0,40}",
        r"(?:(?:this is|beginning of|end of) (?:a )?(?:modal|dialog) window|this modal can be closed).{0,120}",
        r"(?:text|text background|caption area background|background|window) ?(?:color|opacity)?(?:transparen|opaque"
        r"|semi|color|opacity|black|white).{0,120}|reset(?:restore all settings.{0,60})?",
    )
)

# A whole line above comments.
COMMENT_SECTIONS = "|".join(
    (
        r"(?:\d[\d.,]* |all |view |show |view all |read |reader |recent |user |latest |your |top |the |leave |write"
        r" |post |add |join |see |join the )*(?:a |\d+ )?(?:comments?|conversation|responses|replies|discussion)(?:"
        r" section)?",
        r"(?:leave|post|write|add|submit) (?:a|your) (?:comment|reply|response)",
        r"(?:\d+ )?(?:responses|comments|thoughts|replies) (?:to|on) .*|what do you think.{0,3}|have your say",
        r"there (?:are|is) (?:\d+|no|one) (?:comments?|responses?).*|share your (?:thoughts|opinion).*",
        r"(?:facebook|disqus) comments?|comments? powered by.*|comments for this .*",
        r"(?:\d+ |alle |ihre? |schreiben sie einen |neuester |leser)*kommentare?(?: \w+){0,2}|leserkommentare.*",
        r"leserbriefe|diskussion|diskutieren sie mit.*|ihre meinung.*|ihr kommentar.*",
        r"(?:\d+ |les |vos |tous les |votre |laisser un |écrire un |ajouter un |voir les )*(?:commentaires?"
        r"|réactions?)",
        r"laissez un commentaire|soyez le premier.*",
        r"(?:\d+ |los |tus? |todos los |escribe (?:un|tu) |deja(?:r)? (?:un|tu) |ver los? )*(?:comentarios?|opiniones)",
        r"(?:\d+ |i |tutti i |lascia un )*comment[io]|(?:\d+ |deixe (?:um|o seu) )*comentários?",
        r"(?:\d+ |alle |plaats (?:een )?)*reacties?|комментарии.*|评论.*|网友评论|コメント.*|댓글.*",
        r"(?:\d+ )?kommentar(?:er|ti|tia)|kommentit|komentar(?:ze|z)|komentáře|yorum(?:lar)?|коментарі.*",
    )
)

# A whole line above the headline of another article, or of several.
READ_ALSO = (
    r"(?:read|see|watch|listen) (?:more|also|next)|also read|related|(?:lesen sie|lies|lest) (?:auch|mehr|dazu)"
    r"|mehr zum thema|auch interessant|(?:à lire|lire|voir) (?:aussi|également)|à lire|lea? (?:también|más)"
    r"|leggi anche|leia (?:também|mais)|veja também|lees ook|читайте также|читать также|läs (?:också|mer|även)"
    r"|læs (?:også|mere)|les (?:også|mer)|mer om|lue (?:myös|lisää)|(?:czytaj|zobacz) (?:także|też|również)"
    r"|čtěte (?:také|dále)|読む|関連記事|相关(?:新闻|阅读)|관련 ?기사"
)

# A whole line above a list of other articles, of tags or of links.
RELATED_SECTIONS = "|".join(
    (
        READ_ALSO,
        r"(?:related|more|similar|recommended|popular|latest|recent|other|top|trending|featured|further)(?:"
        r" \w+){0,2} (?:articles?|stories|posts?|news|content|topics?|reading|coverage|links|videos?|headlines|from"
        r"|on|in|reads)(?: .{0,40})?",
        r"(?:more|read more|also) (?:from|on|in|about) .{1,40}",
        r"you (?:may|might) (?:also |be )?(?:like|interested).{0,20}",
        r"(?:most|more) (?:read|popular|viewed|shared|stories|news)",
        r"trending(?: now)?|up next|recommended(?: for you)?|from (?:the|around the) web|editor'?s'? picks?",
        r"sponsored (?:content|stories|links)|what to read next|about the authors?|don'?t miss|tags|filed under.*",
        r"topics?|in this (?:article|story)|share this.{0,20}|advertisement|references|external links|footnotes",
        r"mehr (?:zum thema|zu|aus|von|artikel|nachrichten|lesen)(?: .{0,40})?",
        r"(?:auch|das könnte).{0,30}interess.{0,12}|verwandte (?:artikel|themen|beiträge)",
        r"(?:die )?redaktion empfiehlt|(?:unsere )?empfehlungen(?: der redaktion)?|mehr news|mehr von .{1,40}",
        r"weitere (?:artikel|themen|meldungen|nachrichten|beiträge|infos)(?: .{0,30})?",
        r"meist(?:gelesen|kommentiert|geklickt)e?n?(?: .{0,20})?|lesen sie mehr .{1,30}|zum thema|themen",
        r"schlag(?:worte|wörter)|ähnliche (?:artikel|beiträge)|neueste (?:artikel|nachrichten|beiträge)",
        r"aktuelle (?:nachrichten|meldungen|artikel)|service|links|newsletter|anzeige",
        r"sur le même (?:sujet|thème)|articles? (?:liés?|similaires?|associés?|recommandés?)",
        r"les plus (?:lus|partagés|commentés|populaires)|dans la même rubrique|plus d'articles|à découvrir",
        r"nos (?:derniers articles|recommandations)|mots[- ]clés",
        r"(?:te|le|también te) (?:puede|podría|recomendamos|interesar).{0,30}",
        r"(?:noticias|artículos|temas|contenidos?) relacionad[oa]s|lo más (?:leído|visto|comentado)",
        r"más (?:leídas|noticias|sobre|información|en)(?: .{0,30})?|archivado en.*|etiquetas|últimas noticias",
        r"articoli correlati|potrebbe interessarti.*|i più letti|ultime notizie",
        r"você (?:também )?(?:pode|poderá|vai) (?:se interessar|gostar).{0,15}|ti potrebbe .{1,25}",
        r"(?:cela|ceci|ça) (?:peut|pourrait|devrait) vous .{1,20}|dit vind je .{1,20}|misschien vind je .{1,25}",
        r"notícias relacionadas|mais lidas|meer (?:over|nieuws|lezen)(?: .{0,20})?",
        r"gerelateerde? .{0,20}|meest gelezen|相关(?:新闻|阅读|文章|链接)|関連(?:記事|ニュース|リンク)|читайте также.*",
        r"самое (?:читаемое|популярное|обсуждаемое)|популярное|похожие (?:статьи|материалы|новости)",
        r"(?:(?:новости|материалы|статьи) )?по теме|(?:главные|последние) новости|рассылк[аи]|nieuwsbrief|boletín",
        r"(?:アクセス|人気)?ランキング|人気記事|おすすめ(?:記事)?|(?:あわせて|合わせて)読みたい|新着(?:記事|ニュース)",
        r"メールマガジン|热门(?:文章|新闻|推荐)?|推荐阅读|猜你喜欢|最新(?:文章|新闻)",
        r"관련 ?(?:기사|뉴스)|많이 본 .{1,10}",
        r"mest läst|mest læste|mest lest",
        r"luetuimmat|najczęściej czytane|powiązane .{1,20}",
        r"اقرأ أيضًا?|الأكثر قراءة|مواضيع ذات صلة|διαβάστε επίσης|δημοφιλή|σχετικά άρθρα|קראו (?:עוד|גם)|baca juga",
        r"olvass(?:a|on)? .{0,8}ezt is|legolvasottabb|citește și|cele mai citite|tin liên quan|berita terkait",
        r"nejčtenější|související .{1,20}|ilgili haberler|en çok okunan(?:lar)?|читайте також|найпопулярніше",
    )
)
