"""The words of web pages that are not of the article: sharing, signing in, commenting, rights, menus, by language.

All are case-folded. A phrase is a whole line; a line of words is a service line when most of its words are.
English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Chinese, Japanese; of Korean, Swedish, Danish,
Norwegian, Finnish, Polish, Czech, Hungarian, Romanian, Turkish, Ukrainian, Greek, Arabic, Hebrew, Vietnamese and
Indonesian the most common.
"""


def _phrases(listed: str) -> frozenset[str]:
    """The phrases between the bars, case-folded."""
    return frozenset(" ".join(phrase.split()) for phrase in listed.casefold().split("|"))


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


SERVICE_PHRASES = _phrases(
    """
    ad | ad choices | adchoices | advertise | advertise with us | advertisement | advertising | all rights reserved
    | all topics | also read | around the web | back to top | breaking news | careers | click here | close menu
    | comment policy | contact us | continue reading | cookie policy | cookie settings | copy link
    | correction policy | download the app | e-paper | editor's picks | explore more | follow us | follow us on
    | from the web | full coverage | get the app | go to top | homepage | join now | join the conversation
    | jump to content | latest stories | leave a comment | leave a reply | live | load more | load more comments
    | loading | loading comments | log in | log out | login | logout | manage my account | menu | more from
    | more news | more stories | more stories from | most commented | most popular | most read | most shared
    | most viewed | my account | newsletter | newsletter signup | newsletters | next article | next post
    | next story | open menu | our network | page not found | popular posts | post a comment | post comment
    | powered by | previous article | previous post | print | print this | privacy | privacy notice | privacy policy
    | promoted | read also | read more | read next | recent comments | recent posts | recommended
    | recommended for you | related articles | related content | related news | related posts | related stories
    | related topics | related video | report an error | reprints | reset password | rss | scroll to top
    | search for | search this site | see more | see all | share this | share this article | share this page
    | share this post | share this story | share via | shares | show comments | show less | show more | sign in
    | sign out | sign up | site index | site map | sitemap | skip navigation | skip to content
    | skip to main content | skip to navigation | social media | sponsored | sponsored content | sponsored links
    | sponsored stories | subscribe | subscribe now | subscriptions | support us | supported by | terms & conditions
    | terms and conditions | terms of service | terms of use | toggle navigation | toggle search | top news
    | top stories | trending | trending now | tweet | tweets | up next | view all | view comments | view more
    | watch live | write a comment | you may also like | you may like | you might also like | your email | your name
    | your email address will not be published | what do you think | what to read next | write for us | watch now
    | abo | abonnement | abonnieren | abos | agb | alle rechte vorbehalten | alle kommentare | alle themen
    | anmelden | anmeldung | anzeige | anzeigen | artikel drucken | artikel empfehlen | artikel kommentieren
    | artikel merken | artikel teilen | artikel versenden | auch interessant | auf facebook teilen
    | auf twitter teilen | barrierefreiheit | beitrag teilen | bitte anmelden | bookmark
    | das könnte sie auch interessieren | das könnte dich auch interessieren | datenschutz | datenschutzerklärung
    | datenschutzeinstellungen | diskutieren sie mit | drucken | druckansicht | druckversion | e-mail-adresse
    | einloggen | epaper | folgen sie uns | gefällt mir | impressum | ihr kommentar | jetzt abonnieren
    | jetzt anmelden | jetzt kommentieren | jetzt registrieren | kommentar abgeben | kommentar schreiben
    | artikel anhören | artikel hören | als e-mail versenden | bei facebook teilen | bei whatsapp teilen
    | bei twitter teilen | auf x teilen | kommentar verfassen | kommentar melden | link wurde kopiert
    | in zwischenablage kopieren | lesezeichen hinzufügen | mehr aus diesem ressort | mehr zu den themen
    | passend zum artikel | top-themen | unsere besten angebote | zum artikel | zum kommentieren anmelden
    | zur merkliste hinzufügen | merkliste | schrift größer | schrift kleiner
    | kommentare anzeigen | kommentare lesen | kommentieren | kontaktieren sie uns | leserbrief | leserbriefe
    | leserkommentare | link kopieren | lesen sie auch | lesen sie mehr | mediadaten | mehr anzeigen | mehr artikel
    | mehr lesen | mehr zum thema | mehr zu diesem thema | meist gelesen | meistgelesen | meistgeklickt
    | meistkommentiert | menü | merken | nach oben | neueste artikel | newsletter abonnieren | nutzungsbedingungen
    | nutzungsrechte | passwort vergessen | per e-mail senden | push-nachrichten | registrieren | ressorts
    | schließen | seite drucken | seitenanfang | seite empfehlen | startseite | stellenmarkt | themen des artikels
    | twittern | verwandte artikel | verwandte themen | versenden | weiterempfehlen | weiterlesen | weitere artikel
    | weitere meldungen | weitere nachrichten | weitere themen | werben | zum inhalt springen
    | zum hauptinhalt springen | zum seitenanfang | zur startseite | zurück zur startseite | zur übersicht
    | zurück | zurück zur übersicht
    | textgröße | schriftgröße | vorlesen | leserservice | artikel als pdf | lesezeichen | à lire aussi | à la une
    | abonnez-vous | ajouter un commentaire | aller au contenu | articles liés | articles similaires
    | aller au contenu principal | commenter | conditions générales | conditions générales d'utilisation
    | confidentialité | connexion | contactez-nous | copier le lien | déconnexion | données personnelles
    | écrire un commentaire | envoyer par e-mail | envoyer par mail | fermer | gestion des cookies | haut de page
    | identifiez-vous | imprimer | inscription | inscrivez-vous | j'aime | je m'abonne | laisser un commentaire
    | les plus lus | lire aussi | lire la suite | lire plus tard | liens utiles | mentions légales | mon compte
    | mot de passe oublié | nous contacter | nous suivre | offrir cet article | partager cet article
    | partager sur facebook | partager sur twitter | plan du site | plus d'articles | politique de confidentialité
    | publicité | qui sommes-nous | réagir | recevoir la newsletter | rechercher | réservé aux abonnés
    | retour en haut | s'abonner | s'identifier | s'inscrire | se connecter | signaler | suivez-nous
    | sur le même sujet | sur le même thème | tous droits réservés | voir plus | voir tous les commentaires
    | votre commentaire | dans la même rubrique | les plus partagés | les plus commentés
    | soyez le premier à commenter | acceder | accesibilidad | aceptar | anúnciate | archivado en
    | artículos relacionados | aviso legal | boletín | boletines | búsqueda | cargando | cerrar | cerrar sesión
    | comenta | comentar | compartir | compartir en facebook | compartir en twitter | compartir por correo
    | comparte | condiciones de uso | contacta | contáctanos | copiar enlace | deja tu comentario
    | deja un comentario | dejar un comentario | enviar por correo | en portada | escribe tu comentario | hemeroteca
    | ir al contenido | iniciar sesión | inicia sesión | imprimir | leer más | lee también | lo más leído
    | lo más visto | lo más comentado | lo último | más información | más leídas | más leídos | más noticias
    | más sobre | mapa del sitio | mapa web | me gusta | menú | mi cuenta | mostrar comentarios
    | noticias relacionadas | otras noticias | te puede interesar | te recomendamos | también te puede interesar
    | temas relacionados | todos los derechos reservados | política de cookies | política de privacidad | privacidad
    | quiénes somos | regístrate | registrarse | relacionadas | seguir leyendo | síguenos | síguenos en | suscríbete
    | suscripciones | términos y condiciones | última hora | últimas noticias | ver comentarios | ver más
    | ver todos | volver arriba | leer también | lea también | lea además | abbonati | accedi | accedi o registrati
    | articoli correlati | chi siamo | commenta | condividi | condividi su facebook | contattaci
    | informativa privacy | iscriviti | iscriviti alla newsletter | invia | lascia un commento | leggi anche
    | leggi tutto | leggi di più | i più letti | mappa del sito | note legali | potrebbe interessarti | pubblicità
    | redazione | registrati | riproduzione riservata | © riproduzione riservata | seguici | seguici su
    | termini e condizioni | tutti i commenti | ultime notizie | vai al contenuto | scrivi un commento | anuncie
    | assine | assine já | cadastre-se | comente | compartilhe | compartilhar | copiar link | deixe um comentário
    | deixe o seu comentário | entre em contato | fale conosco | leia mais | leia também | mais lidas | mais lidos
    | mais notícias | notícias relacionadas | partilhar | política de privacidade | publicidade | quem somos
    | saiba mais | siga-nos | termos de uso | todos os direitos reservados | veja também | veja mais
    | últimas notícias | voltar ao topo | receba a newsletter | abonneren | abonnees | aanmelden | adverteren
    | advertentie | alle rechten voorbehouden | bekijk meer | cookiebeleid | deel | deel dit artikel
    | deel via facebook | gerelateerde artikelen | inloggen | lees meer | lees ook | lees verder | meer nieuws
    | meest gelezen | naar boven | nieuwsbrief | over ons | plaats een reactie | plaats reactie | printen
    | privacybeleid | privacyverklaring | reageer | registreren | sluiten | terug naar boven | veelgestelde vragen
    | volg ons | поделиться | добавить в избранное | обратная связь | карта сайта | о сайте | о проекте
    | похожие статьи | популярные статьи | правила | новости | наверх | политика конфиденциальности
    | пользовательское соглашение | оставить комментарий | добавить комментарий | подписаться | войти | регистрация
    | читать далее | читайте также | все права защищены | 登录 | 注册 | 广告 | 相关新闻 | 相关阅读 | 相关文章
    | 返回顶部 | 联系我们 | 关于我们 | 版权所有 | ログイン | シェア | 広告 | 関連記事 | お問い合わせ | 利用規約
    | プライバシーポリシー | 会員登録 | ページトップへ
    | advert | all fields required | article continues below | autoplay | back to gallery | buy now | buy photo
    | enlarge image | full screen | fullscreen | get started | get short url | hide caption | learn more | read later
    | show caption | toggle caption | view all posts | view author archive | view gallery | view photos
    | view full size | add to cart | bild vergrößern | bildergalerie | bilderstrecke | alle bilder
    | zur bildergalerie | zur bilderstrecke | in den warenkorb | jetzt kaufen | mehr erfahren | später lesen
    | ajouter au panier | agrandir l'image | en savoir plus | voir la galerie | plein écran | ver galería | ver fotos
    | ampliar imagen | comprar ahora | pantalla completa | guarda le foto | scopri di più | tela cheia
    | bekijk foto's | lees later | смотреть фото | 뒤로가기
    | 로그인 | 회원가입 | 공유하기 | 인쇄하기 | 기사제보 | 개인정보처리방침 | 개인정보취급방침 | 이용약관 | 광고문의
    | 청소년보호정책 | 저작권규약 | 댓글쓰기 | 많이 본 뉴스 | 관련기사
    | logga in | prenumerera | dela på facebook | läs mer | läs också | mest läst | om cookies | skriv ut
    | integritetspolicy | kontakta oss | log ind | læs også | læs mere | mest læste | privatlivspolitik
    | del på facebook | del artikkel | vis mer | vis mindre | annonsørinnhold
    | logg inn | les også | les mer | mest lest | personvern | kjøp abonnement | kirjaudu sisään
    | lue myös | lue lisää
    | luetuimmat | tietosuoja | tilaa uutiskirje | zaloguj się | zarejestruj się | udostępnij | czytaj także
    | czytaj więcej | zobacz także | polityka prywatności | wszelkie prawa zastrzeżone | regulamin | drukuj
    | najczęściej czytane | dodaj komentarz | přihlásit se | přihlásit | sdílet | čtěte také | nejčtenější
    | ochrana osobních údajů | všechna práva vyhrazena | přidat komentář | giriş yap | üye ol | paylaş
    | ilgili haberler | en çok okunanlar | gizlilik politikası | tüm hakları saklıdır | yorum yap | künye
    | увійти | поділитися | читайте також | усі права захищено
    | підписатися | передплата | політика конфіденційності | зв'язатися з нами | правила користування | увійти на сайт
    | bli prenumerant | spara artikeln | tipsa oss | cookiepolicy | personuppgifter | om oss | gå till innehållet
    | nyhetsbrev | bliv abonnent | gem artikel | om os | nyhedsbrev | gå til indhold | gå til innhold | om oss
    | bli abonnent | tips oss | nyhetsbrev | abonnement | tilaa | rekisteröidy | tulosta | jaa artikkeli | evästeet
    | evästeasetukset | käyttöehdot | ota yhteyttä | mainosta | tietosuojaseloste | siirry sisältöön | asiakaspalvelu
    | prenumerata | wydrukuj | napisz do nas | polityka cookies | ciasteczka | ustawienia prywatności
    | przejdź do treści | zapisz się do newslettera | załóż konto | reklama w serwisie | o nas | předplatné | registrace
    | vytisknout | tisknout | poslat e-mailem | inzerce | obchodní podmínky | nastavení cookies | o nás
    | přejít na obsah
    | abone ol | kayıt ol | yazdır | içeriğe geç | kullanım koşulları | çerez politikası | hakkımızda | iletişim
    | bejelentkezés | regisztráció | előfizetés | megosztás | nyomtatás | adatvédelem | impresszum | kapcsolat
    | olvassa el ezt is | legolvasottabb | hozzászólások | minden jog fenntartva | autentificare | abonează-te
    | distribuie | printează | citește și | cele mai citite | politica de confidențialitate | toate drepturile rezervate
    | termeni și condiții | σύνδεση | εγγραφή | κοινοποίηση | εκτύπωση | διαβάστε επίσης | δημοφιλή
    | πολιτική απορρήτου | όροι χρήσης | επικοινωνία | με επιφύλαξη παντός δικαιώματος | συνδρομή
    | تسجيل الدخول | التسجيل | مشاركة | طباعة | اقرأ أيضا | اقرأ أيضًا | الأكثر قراءة | التعليقات | أضف تعليقا
    | سياسة الخصوصية | شروط الاستخدام | اتصل بنا | من نحن | جميع الحقوق محفوظة | النشرة البريدية
    | התחברות | הרשמה | שיתוף | הדפסה | קראו עוד | תגובות | מדיניות פרטיות | תנאי שימוש | צור קשר | כל הזכויות שמורות
    | 隐私政策 | 免责声明 | 打印 | 收藏 | 举报 | 댓글 | 구독 | 스크랩 | 글자크기
    | đăng nhập | đăng ký | chia sẻ | bình luận
    | tin liên quan | đọc thêm | masuk | daftar | bagikan | baca juga | berita terkait | terpopuler | kebijakan privasi
    """
)

# These may also be lines of an article or note: furniture on a page, but no evidence for one.
GENERIC_PHRASES = _phrases(
    """
    antworten | absenden | répondre | responder | rispondi | beantwoorden | verzenden | ответить | отправить | 返信
    | 同意する | 设置 | 設定 | 保存 | 投稿
    | about | about us | accessibility | account | archive | archives | apps | categories | close | comments | comment
    | contact | cookies | edit | email | e-mail | export | faq | featured | feedback | help | home | jobs | latest
    | latest news | links | more | navigation | new | news | next | photos | photo | popular | press | previous
    | quelle | register | related | replies | reply | report | save | search | see also | send | share | shop | skip
    | store | submit | tags | terms | things to do | top | topics | video | videos | cite | aktuelles | archiv
    | einstellungen | hilfe | karriere | kontakt | mehr | mobil | nachrichten | profil | rubriken | schlagworte
    | schlagwörter | service | suche | suchen | teilen | themen | verlag | weiter | werbung | wetter | zurück
    | über uns | wir über uns | widerruf | empfehlen | kommentar | kommentare | accueil | aide | annonces
    | commentaire | commentaires | emploi | envoyer | précédent | recherche | sommaire | suivant | suivre
    | voir aussi | à propos | partager | anterior | ayuda | buscar | comentario | comentarios | contacto | entrar
    | enviar | inicio | normas | portada | publicidad | registro | relacionados | seguir | siguiente | temas
    | etiquetas | cerca | commenti | contatti | precedente | stampa | successivo | comentários | início | pesquisar
    | próximo | reacties | vorige | volgende | zoeken | delen | контакты | главная | меню | поиск | реклама
    | комментарии | 首页 | 评论 | 分享 | ホーム | コメント | 検索
    | hem | dela | kommentarer | forside | del | annoncer | etusivu | jaa | kommentit | strona główna | komentarze
    | kontakty | domů | diskuse | ana sayfa | yorumlar | reklam | головна | коментарі | друк | контакти
    | kezdőlap | acasă
    | αρχική | σχόλια | الرئيسية | עמוד הבית | 新闻 | 뉴스 | 홈 | trang chủ | beranda | komentar
    """
)

SERVICE_WORDS = _words(
    """
    facebook twitter instagram linkedin whatsapp pinterest reddit youtube telegram flipboard tumblr google+ xing
    messenger snapchat tiktok pocket stumbleupon digg rss feed newsletter newsletters login logout signin signup
    subscribe subscription subscriptions tweet retweet share shares shared sharing print email e-mail mail bookmark
    comment comments reply replies menu search home sitemap advertisement advertising sponsored cookie cookies
    privacy terms contact copyright imprint faq jobs app apps epaper abo abonnieren anmelden einloggen registrieren
    drucken teilen kommentare kommentar kommentieren merken versenden impressum datenschutz agb kontakt werbung
    anzeige startseite suche suchen partager imprimer envoyer commenter commentaires connexion accueil publicité
    abonnement abonnez-vous recherche compartir comentar comentarios imprimir enviar suscríbete publicidad portada
    inicio buscar condividi commenta commenti stampa abbonati compartilhar compartilhe comentários delen reacties
    inloggen zoeken nieuwsbrief like likes follow followers abonnés sms copy link sign log skip close loading pdf
    xml android ios iphone ipad
    """
)

SMALL_WORDS = _words(
    """
    a an the to on in of by for with us our your this via and or now up all from & auf per und der die das den zu
    zur zum von mit uns im diesen diese dieser sur par à le la les de du des cet cette ce et en por el los las este
    esta y al o con su di il un una questo e om het een op
    """
)

# Every sentence matched by ``NOTICES`` contains one of these; checking them first is ten times as fast.
NOTICE_SIGNS = _phrases(
    """
    komment | comment | comenta | comentári | in to | you must be | not be published | required fields | notify me
    | leave a | soyez le premier | connectez-vous | vous devez | inicia sesión | debes | reageren | reserved
    | vorbehalten | réservés | reservados | riservati | права защищены | материалов | voorbehouden | © | (c)
    | copyright | may not be | cookie | privacy policy | terms of | by sign | by subs | by subm | by click | by conti
    | recaptcha | datenschutz | confidentialité | privacidad | javascript | sign up | signup | subscribe | register
    | inbox | get our | get the | newsletter | recevez | suscríbete | recib | iscriviti | facebook | twitter | whatsapp
    | linkedin | mail | pinterest | reddit | instagram | youtube | google | folge | suivez-nous | síguenos | seguici
    | siga-nos | volg ons | click | opens in | öffnet in | skip to | download | déjà abonné | subscription | abbestell
    | bestätigungs | inhalt | sie sich | netiquette | anmeldung | registrierung | continue | journalism | password
    | passwort | mot de passe | contraseña | typo | an error | this ad | advertisement | you are | spam | that matter
    | like to hear | allowed html | verpassen sie | ne manquez | no te pierdas | postfach | 무단 | 저작권법 | 개인정보
    | 청소년보호 | 발행인 | 등록번호 | 無断転載 | 著作権 | 未经 | 责任编辑
    """
)
