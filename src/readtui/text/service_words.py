"""The words of web pages that are not of the article: sharing, signing in, commenting, rights, cookies, by language.

Phrases and words are case-folded. A phrase is a whole line; a line of words is one when most of its words are.
"""

SERVICE_PHRASES = frozenset(
    phrase.strip()
    for phrase in """
about us | about | accessibility | account | ad | ad choices | adchoices | advertise | advertise with us | advertisement
| advertising | all rights reserved | all topics | also read | apps | archive | archives | around the web | back to top | breaking news
| careers | categories | click here | close | close menu | comment | comment policy | comments | contact | contact us | continue reading
| cookie policy | cookie settings | cookies | copy link | correction policy | download the app | e-mail | e-paper | editor's picks | email
| explore more | faq | featured | feedback | follow us | follow us on | from the web | full coverage | get the app | go to top | help | home | homepage
| jobs | join now | join the conversation | jump to content | latest | latest news | latest stories | leave a comment | leave a reply
| live | load more | load more comments | loading | loading comments | log in | log out | login | logout | manage my account | menu | more
| more from | more news | more stories | more stories from | most commented | most popular | most read | most shared | most viewed | my account
| navigation | new | news | newsletter | newsletter signup | newsletters | next | next article | next post | next story | open menu | our network
| page not found | photos | popular | popular posts | post a comment | post comment | powered by | press | previous | previous article
| previous post | print | print this | privacy | privacy notice | privacy policy | promoted | read also | read more | read next
| recent comments | recent posts | recommended | recommended for you | register | related | related articles | related content
| related news | related posts | related stories | related topics | related video | replies | reply | report | report an error | reprints | reset password | rss
| save | scroll to top | search | search for | search this site | see also | see more | see all | send | share | share this | share this article
| share this page | share this post | share this story | share via | shares | shop | show comments | show less | show more | sign in | sign out
| sign up | site index | site map | sitemap | skip | skip navigation | skip to content | skip to main content | skip to navigation
| social media | sponsored | sponsored content | sponsored links | sponsored stories | store | submit | subscribe | subscribe now | subscriptions
| support us | supported by | tags | terms | terms & conditions | terms and conditions | terms of service | terms of use
| things to do | toggle navigation | toggle search | top | top news | top stories | topics | trending | trending now | tweet | tweets | up next
| video | videos | view all | view comments | view more | watch live | write a comment | you may also like | you may like | you might also like | your email
| your name | your email address will not be published | what do you think | what to read next | write for us | watch now | edit | cite | export | categories
| abo | abonnement | abonnieren | abos | agb | aktuelles | alle rechte vorbehalten | alle kommentare | alle themen | anmelden | anmeldung | anzeige | anzeigen
| artikel drucken | artikel empfehlen | artikel kommentieren | artikel merken | artikel teilen | artikel versenden | auch interessant
| auf facebook teilen | auf twitter teilen | barrierefreiheit | beitrag teilen | bitte anmelden | bookmark | das könnte sie auch interessieren | das könnte dich auch interessieren
| datenschutz | datenschutzerklärung | datenschutzeinstellungen | diskutieren sie mit | drucken | druckansicht | druckversion | e-mail-adresse
| einloggen | einstellungen | empfehlen | epaper | feedback | folgen sie uns | gefällt mir | hilfe | impressum | ihr kommentar
| jetzt abonnieren | jetzt anmelden | jetzt kommentieren | jetzt registrieren | karriere | kommentar | kommentar abgeben | kommentar schreiben
| kommentare | kommentare anzeigen | kommentare lesen | kommentieren | kontakt | kontaktieren sie uns | leserbrief | leserbriefe | leserkommentare | link kopieren | links | lesen sie auch | lesen sie mehr
| login | mediadaten | mehr | mehr anzeigen | mehr artikel | mehr lesen | mehr zum thema | mehr zu diesem thema | meist gelesen | meistgelesen | meistgeklickt | meistkommentiert
| menü | menu | merken | mobil | nach oben | nachrichten | neueste artikel | newsletter | newsletter abonnieren | nutzungsbedingungen | nutzungsrechte | passwort vergessen
| per e-mail senden | profil | push-nachrichten | registrieren | ressorts | schließen | seite drucken | seitenanfang | seite empfehlen | service | sitemap | startseite | stellenmarkt
| suche | suchen | teilen | themen | themen des artikels | über uns | twittern | verwandte artikel | verwandte themen | versenden | weiter | weiterempfehlen | weiterlesen | weitere artikel | weitere meldungen | weitere nachrichten | weitere themen
| werbung | werben | widerruf | wetter | zum inhalt springen | zum hauptinhalt springen | zum seitenanfang | zur startseite | zurück | zurück zur startseite | zur übersicht | schlagworte | schlagwörter | verlag | quelle | textgröße | schriftgröße | vorlesen | leserservice | wir über uns | rubriken | artikel als pdf | lesezeichen | archiv
| à lire aussi | à la une | à propos | abonnement | abonnez-vous | accueil | aide | ajouter un commentaire | aller au contenu | annonces | articles liés | articles similaires | aller au contenu principal
| commentaire | commentaires | commenter | conditions générales | conditions générales d'utilisation | confidentialité | connexion | contactez-nous | cookies | copier le lien | déconnexion | données personnelles
| écrire un commentaire | emploi | envoyer | envoyer par e-mail | envoyer par mail | fermer | gestion des cookies | haut de page | identifiez-vous | imprimer | inscription | inscrivez-vous | j'aime
| je m'abonne | laisser un commentaire | les plus lus | lire aussi | lire la suite | lire plus tard | voir aussi | liens utiles | mentions légales | mon compte | mot de passe oublié | newsletter | newsletters | nous contacter | nous suivre | offrir cet article
| partager | partager cet article | partager sur facebook | partager sur twitter | plan du site | plus d'articles | politique de confidentialité | précédent | publicité | qui sommes-nous | réagir | recevoir la newsletter | recherche | rechercher | réservé aux abonnés | retour en haut
| s'abonner | s'identifier | s'inscrire | se connecter | signaler | sommaire | suivant | suivez-nous | suivre | sur le même sujet | sur le même thème | tous droits réservés | voir plus | voir tous les commentaires | votre commentaire | dans la même rubrique | les plus partagés | les plus commentés | soyez le premier à commenter
| acceder | accesibilidad | aceptar | anterior | anúnciate | archivado en | artículos relacionados | aviso legal | ayuda | boletín | boletines | buscar | búsqueda | cargando | cerrar | cerrar sesión | comenta | comentar | comentario | comentarios | compartir | compartir en facebook | compartir en twitter
| compartir por correo | comparte | condiciones de uso | contacta | contacto | contáctanos | copiar enlace | deja tu comentario | deja un comentario | dejar un comentario | enviar | enviar por correo | en portada | entrar | escribe tu comentario | etiquetas | hemeroteca | ir al contenido | iniciar sesión | inicia sesión | inicio | imprimir | leer más | lee también | lo más leído | lo más visto
| lo más comentado | lo último | más información | más leídas | más leídos | más noticias | más sobre | mapa del sitio | mapa web | me gusta | menú | mi cuenta | mostrar comentarios | normas | noticias relacionadas | otras noticias | te puede interesar | te recomendamos | también te puede interesar | temas | temas relacionados | todos los derechos reservados | política de cookies | política de privacidad | portada | privacidad | publicidad | quiénes somos | regístrate | registrarse | registro | relacionadas | relacionados
| seguir | seguir leyendo | siguiente | síguenos | síguenos en | suscríbete | suscripciones | términos y condiciones | última hora | últimas noticias | ver comentarios | ver más | ver todos | volver arriba | leer también | lea también | lea además
| abbonati | accedi | accedi o registrati | articoli correlati | cerca | chi siamo | commenta | commenti | condividi | condividi su facebook | contatti | contattaci | home | informativa privacy | iscriviti | iscriviti alla newsletter | invia | lascia un commento | leggi anche | leggi tutto | leggi di più | i più letti | mappa del sito | note legali | potrebbe interessarti | precedente | privacy policy | pubblicità | redazione | registrati | riproduzione riservata | © riproduzione riservata | seguici | seguici su | stampa | successivo | termini e condizioni | tutti i commenti | ultime notizie | vai al contenuto | scrivi un commento
| anterior | anuncie | assine | assine já | cadastre-se | comentários | comente | compartilhe | compartilhar | copiar link | deixe um comentário | deixe o seu comentário | entre em contato | entrar | fale conosco | início | imprimir | leia mais | leia também | mais lidas | mais lidos | mais notícias | notícias relacionadas | partilhar | pesquisar | política de privacidade | próximo | publicidade | quem somos | saiba mais | siga-nos | termos de uso | todos os direitos reservados | veja também | veja mais | últimas notícias | voltar ao topo | receba a newsletter
| abonneren | abonnees | aanmelden | adverteren | advertentie | alle rechten voorbehouden | bekijk meer | contact | cookiebeleid | deel | delen | deel dit artikel | deel via facebook | gerelateerde artikelen | inloggen | lees meer | lees ook | lees verder | meer nieuws | meest gelezen | naar boven | nieuwsbrief | over ons | plaats een reactie | plaats reactie | printen | privacybeleid | privacyverklaring | reacties | reageer | registreren | sluiten | terug naar boven | veelgestelde vragen | volg ons | vorige | volgende | zoeken
| комментарии | поделиться | подписаться | войти | регистрация | реклама | контакты | главная | меню | поиск | читать далее | читайте также | все права защищены
| 登录 | 注册 | 首页 | 评论 | 分享 | 广告 | 相关新闻 | 相关阅读 | 相关文章 | 返回顶部 | 联系我们 | 关于我们 | 版权所有 | ログイン | ホーム | コメント | シェア | 広告 | 関連記事 | お問い合わせ | 利用規約 | プライバシーポリシー | 検索 | 会員登録 | ページトップへ
""".replace("\n", " ").split("|")
)

SERVICE_WORDS = frozenset(
    """facebook twitter instagram linkedin whatsapp pinterest reddit youtube telegram flipboard tumblr google+ xing messenger
    snapchat tiktok pocket stumbleupon digg rss feed newsletter newsletters login logout signin signup subscribe subscription subscriptions
    tweet retweet share shares shared sharing print email e-mail mail bookmark comment comments reply replies menu search home sitemap
    advertisement advertising sponsored cookie cookies privacy terms contact copyright imprint faq jobs app apps epaper abo
    abonnieren anmelden einloggen registrieren drucken teilen kommentare kommentar kommentieren merken versenden impressum
    datenschutz agb kontakt werbung anzeige startseite suche suchen partager imprimer envoyer commenter commentaires connexion
    accueil publicité abonnement abonnez-vous recherche compartir comentar comentarios imprimir enviar suscríbete publicidad portada
    inicio buscar condividi commenta commenti stampa abbonati compartilhar compartilhe comentários delen reacties inloggen zoeken
    nieuwsbrief like likes follow followers abonnés sms copy link sign log skip close loading pdf xml android ios iphone ipad""".split()
)

SMALL_WORDS = frozenset(
    """a an the to on in of by for with us our your this via and or now up all from & auf per und der die das den zu zur zum von mit
    uns in im diesen diese dieser sur par à le la les de du des cet cette ce et en por el los las este esta y al o con su di il un
    una questo e via om het een op""".split()
)

NOTICES = (
    # comments
    r"kann nicht (?:mehr )?kommentiert werden|kommentar(?:funktion|bereich|e)\b.{0,40}(?:geschlossen|deaktiviert|gesperrt)",
    r"(?:noch )?keine kommentare|kommentare? (?:zu diesem|zum) (?:artikel|beitrag|thema)|(?:schreiben|verfassen) sie (?:einen|den ersten|ihren) kommentar",
    r"(?:can|may) no longer be commented|comments? (?:are|is|have been|has been) (?:now )?(?:closed|disabled|moderated)|no comments? yet",
    r"be the first to (?:comment|reply)|(?:log|sign)(?:ged)? in to (?:comment|post|reply|leave)|you must be (?:logged|signed) in",
    r"your email address will not be published|required fields are marked|notify me of (?:follow-up|new)|leave a (?:comment|reply)\b",
    r"(?:les )?commentaires? (?:sont|est|sur cet article sont) (?:désormais )?(?:fermés?|clos|désactivés?)|n'est plus (?:ouvert|possible).{0,30}comment",
    r"ne peut plus être commenté|soyez le premier à (?:commenter|réagir)|connectez-vous pour|vous devez être (?:connecté|abonné|inscrit)",
    r"(?:los )?comentarios (?:están |han sido )?(?:cerrados|desactivados)|ya no (?:se puede|admite|es posible) comenta|inicia sesión para|debes (?:estar|iniciar)",
    r"i commenti sono (?:chiusi|disabilitati)|non è più possibile commentare|os comentários (?:estão|foram) (?:fechados|encerrados)|reageren is niet (?:meer )?mogelijk",
    # rights, cookies, terms
    r"all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|tutti i diritti riservati|todos os direitos reservados|alle rechten voorbehouden",
    r"(?:©|\(c\)|copyright) ?(?:©|\(c\))? ?(?:19|20)\d\d|(?:©|copyright) \w+.{0,40}(?:19|20)\d\d$|may not be (?:published|reproduced).{0,30}(?:broadcast|redistributed|rewritten|permission)",
    r"(?:uses?|use of|using|verwende[nt]|nutz(?:t|en)|utilis(?:e|ons|ation)|utiliza(?:mos)?|usa(?:mos)?|utilizza(?:mo)?|gebruik(?:t|en)) (?:\w+ ){0,3}cookies|cookies? (?:to|um|pour|para|per) |accept(?:er)? (?:all |les |alle )?cookies",
    r"privacy policy (?:and|&)|terms of (?:use|service) (?:and|&)|by (?:signing up|subscribing|submitting|clicking|continuing).{0,60}(?:agree|accept|consent)|this site is protected by recaptcha",
    r"datenschutzerklärung|politique de confidentialité|política de privacidad|javascript (?:is|must be|to be)? ?(?:disabled|enabled|required|deaktiviert|aktivier)|enable javascript|aktivieren sie javascript",
    # newsletters, sharing, apps, money
    r"(?:sign ?up|subscribe|register) (?:for|to|now|today|here)\b.{0,60}(?:newsletter|email|inbox|updates|alerts|channel|free|access|briefing|digest)|(?:delivered )?(?:straight )?to your inbox|get (?:our|the) (?:best |latest |free |daily )?(?:newsletter|app\b|stories|headlines)",
    r"(?:abonnieren sie|melden sie sich|jetzt|hier) .{0,40}newsletter|newsletter (?:abonnieren|bestellen|anmelden)|inscrivez-vous .{0,30}newsletter|recevez .{0,60}(?:newsletter|boîte mail|par e-?mail)|suscríbete a|(?:recibe|recibir) .{0,50}(?:newsletter|boletín|correo)|iscriviti alla",
    r"(?:share|teilen|partager|compartir|condividi|compartilhar) (?:this |on |via |auf |sur |en |su |no )+(?:\w+ ){0,3}(?:facebook|twitter|whatsapp|linkedin|e-?mail|pinterest|reddit)",
    r"(?:follow|like|find|join) (?:us|me|@\w+|\w+) on (?:facebook|twitter|instagram|youtube|google)|(?:folgen sie|folge) uns|suivez-nous|síguenos|seguici|siga-nos|volg ons",
    r"click(?:ing)? (?:here|the link) to|click to (?:share|email|print|enlarge)|opens in (?:a )?new window|öffnet in neuem fenster|skip to (?:main )?content|download (?:our|the) (?:free )?app",
    r"^(?:already a|not a) (?:subscriber|member)|^(?:bereits|noch kein) abonnent|déjà abonné|^(?:you have|you've) (?:reached|read) .{0,40}(?:articles?|limit)|to continue reading|support (?:our|independent) journalism",
    r"forgot(?:ten)? (?:your )?password|passwort vergessen|mot de passe oublié|olvidé mi contraseña|olvidaste tu contraseña",
    r"(?:report|found) (?:a typo|an error|this ad)|advertisement ?[-—–]? ?(?:continue|scroll)|(?:article|story) continues (?:below|after)|continue reading the main story|you are (?:here|using an (?:old|outdated))",
)  # fmt: skip

COMMENT_SECTIONS = (
    r"(?:\d[\d.,]* |all |view |show |view all |read |reader |recent |user |latest |your |top |the |leave |write |post |add |join |see |join the )*(?:a |\d+ )?(?:comments?|conversation|responses|replies|discussion)(?: section)?",
    r"(?:leave|post|write|add|submit) (?:a|your) (?:comment|reply|response)|(?:\d+ )?(?:responses|comments|thoughts|replies) (?:to|on) .*|what do you think.{0,3}|have your say",
    r"(?:\d+ |alle |ihre? |schreiben sie einen |neuester |leser)*kommentare?(?: \w+){0,2}|leserkommentare.*|leserbriefe|diskussion|diskutieren sie mit.*|ihre meinung.*|ihr kommentar.*",
    r"(?:\d+ |les |vos |tous les |votre |laisser un |écrire un |ajouter un |voir les )*(?:commentaires?|réactions?)|laissez un commentaire|soyez le premier.*",
    r"(?:\d+ |los |tus? |todos los |escribe (?:un|tu) |deja(?:r)? (?:un|tu) |ver los? )*(?:comentarios?|opiniones)|(?:\d+ |i |tutti i |lascia un )*comment[io]|(?:\d+ |deixe (?:um|o seu) )*comentários?",
    r"(?:\d+ |alle |plaats (?:een )?)*reacties?|комментарии.*|评论.*|网友评论|コメント.*|댓글.*",
)

RELATED_SECTIONS = (
    r"(?:related|more|similar|recommended|popular|latest|recent|other|top|trending|featured|further)(?: \w+){0,2} (?:articles?|stories|posts?|news|content|topics?|reading|coverage|links|videos?|headlines|from|on|in|reads)(?: .{0,40})?",
    r"(?:more|read more|also) (?:from|on|in|about) .{1,40}|you (?:may|might) (?:also |be )?(?:like|interested).{0,20}|(?:most|more) (?:read|popular|viewed|shared|stories|news)|read (?:next|more|also)|see also|related|trending(?: now)?|up next|recommended(?: for you)?|from (?:the|around the) web|editor'?s'? picks?|sponsored (?:content|stories|links)|what to read next|about the authors?|don'?t miss|tags|filed under.*|topics?|in this (?:article|story)|share this.{0,20}|advertisement|references|external links|footnotes",
    r"mehr (?:zum thema|zu|aus|von|artikel|nachrichten|lesen)(?: .{0,40})?|(?:auch|das könnte).{0,30}interess.{0,12}|verwandte (?:artikel|themen|beiträge)|weitere (?:artikel|themen|meldungen|nachrichten|beiträge|infos)(?: .{0,30})?|meist(?:gelesen|kommentiert|geklickt)e?n?(?: .{0,20})?|lesen sie (?:auch|mehr)|zum thema|themen|schlag(?:worte|wörter)|ähnliche (?:artikel|beiträge)|neueste (?:artikel|nachrichten|beiträge)|aktuelle (?:nachrichten|meldungen|artikel)|service|links|newsletter|anzeige",
    r"(?:à lire|lire|voir) aussi|sur le même (?:sujet|thème)|articles? (?:liés?|similaires?|associés?|recommandés?)|les plus (?:lus|partagés|commentés|populaires)|dans la même rubrique|plus d'articles|à découvrir|nos (?:derniers articles|recommandations)|mots[- ]clés",
    r"(?:te|le|también te) (?:puede|podría|recomendamos|interesar).{0,30}|(?:noticias|artículos|temas|contenidos?) relacionad[oa]s|lo más (?:leído|visto|comentado)|más (?:leídas|noticias|sobre|información|en)(?: .{0,30})?|archivado en.*|etiquetas|últimas noticias|lea? también",
    r"leggi anche|articoli correlati|potrebbe interessarti.*|i più letti|ultime notizie|leia (?:também|mais)|notícias relacionadas|mais lidas|lees ook|meer (?:over|nieuws|lezen)(?: .{0,20})?|gerelateerde? .{0,20}|meest gelezen|相关(?:新闻|阅读|文章|链接)|関連(?:記事|ニュース|リンク)|читайте также.*",
)  # fmt: skip
