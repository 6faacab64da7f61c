"""Read generated news pages and say how much of each kind of furniture stays in the article, and how much is lost.

    python -m tests.benchmarks.bench_news_pages [--seeds 3] [--frame NAME] [--language de] [--show] [--keep FOLDER]

Each page has one of the frames below, in which the markup of a kind of news site returns (blog themes, AMP, large
publishing systems, agencies, tabloids, local papers), one of the stories of ``news_pages/texts``, and around and inside
it furniture in forms that a seed chooses. F1, precision and recall of words are means over pages, in which title, lead
and captions count once, and the byline and date do not; then, for each kind of furniture, the share of its words that
the article kept. ``--show`` names the pages with what stayed and what was lost. ``--keep`` writes the pages and their
true texts.
"""

import argparse
import random
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template

from readtui.importers.importer import Source
from readtui.importers.registry import read_source

_TEXTS = Path(__file__).parent / "news_pages" / "texts"
_WORD = re.compile(r"[぀-ヿ㐀-䶿一-鿿]|[^\W぀-ヿ㐀-䶿一-鿿]+")
_SITE = "https://news.example"


class Story(dict[str, list[str]]):
    """What a page says, by key; ``one`` gives the only text of a key."""

    def one(self, key: str, at: int = 0) -> str:
        return escape(self[key][at])


def story(language: str) -> Story:
    found = Story()
    for line in (_TEXTS / f"{language}.txt").read_text("utf-8").splitlines():
        key, _, text = line.partition(": ")
        found.setdefault(key, []).append(text)
    return found


@dataclass
class Page:
    """A page as it is made: its markup, the texts that belong to the article, and those of each kind that do not."""

    story: Story
    chance: random.Random
    main: list[str] = field(default_factory=list)
    furniture: list[tuple[str, str]] = field(default_factory=list)
    neutral: list[str] = field(default_factory=list)

    def text(self, key: str, at: int = 0) -> str:
        """A text of the article, for the markup."""
        self.main.append(self.story[key][at])
        return self.story.one(key, at)

    def beside(self, kind: str, text: str) -> str:
        """A text that is furniture of a kind, for the markup."""
        self.furniture.append((kind, text))
        return escape(text)

    def any_of(self, *forms: str) -> Template:
        return Template(self.chance.choice(forms))

    def teasers(self, kind: str, first: int, last: int, form: str) -> str:
        """Links to other articles, each as ``form``: $head, $summary, $url."""
        made = ""
        for number in range(first, last):
            head, _, summary = self.story["teaser"][number].partition(" | ")
            values = {"head": self.beside(kind, head), "url": f"{_SITE}/2024/story-{number}", "n": str(number)}
            if "$summary" in form:
                values["summary"] = self.beside(kind, summary)
            made += Template(form).substitute(values)
        return made


# ------------------------------------------------------------------ furniture, each in the forms of several sites


def figure(page: Page, at: int) -> str:
    """A picture with its caption, which may be said again: as the alternative text, reworded there, or as a line."""
    alt = page.story["alt"][at]
    form = page.chance.choice(("own", "alt", "line", "reworded", "wordpress", "gallery"))
    caption = page.text("caption", at)
    image = f'<img src="/img/{at}-1200.jpg" width="1200" height="800" alt="{{}}">'
    if form in ("alt", "reworded") or at:
        again = alt if form == "reworded" else page.story["caption"][at]
        page.furniture.append(("caption again", again))
        return f"<figure class='media'>{image.format(escape(again))}<figcaption>{caption}</figcaption></figure>"
    if form == "line":
        page.furniture.append(("caption again", page.story["caption"][at]))
        return (
            f'<div class="img-wrap">{image.format("")}<div class="cap">{caption}</div></div>'
            f'<p class="txt-s">{caption}</p>'
        )
    if form == "wordpress":
        return f'<div class="wp-caption">{image.format("")}<p class="wp-caption-text">{caption}</p></div>'
    if form == "gallery":
        page.furniture.append(("caption again", page.story["caption"][at]))
        return (
            f"<div class='gallery'><figure>{image.format('')}<figcaption>{caption}</figcaption></figure>"
            f"<div class='lightbox'><figure>{image.format('')}<figcaption>{caption}</figcaption></figure></div></div>"
        )
    return f"<figure>{image.format('')}<figcaption>{caption}</figcaption></figure>"


def more_line(page: Page) -> str:
    """One link to another article between two paragraphs."""
    at = sum(kind in ("more line", "bare link line", "teaser box") for kind, _ in page.furniture) % 6
    head = page.story["teaser"][at].partition(" | ")[0]
    label = page.story["more"][0]
    url = f"{_SITE}/2024/other-{at}"
    forms = (
        ("more line", f'<p><strong>{{label}}: <a href="{url}">{{head}}</a></strong></p>', True),
        ("more line", f'<p>{{label}} <a href="{url}">{{head}}</a></p>', True),
        ("more line", f'<p><a href="{url}">{{label}}: {{head}}</a></p>', True),
        ("bare link line", f'<p><a href="{url}"><b>{{head}}</b></a></p>', False),
        ("bare link line", f'<p class="story-link"><a href="{url}">{{head}}</a></p>', False),
        ("more line", f'<div class="inl-x"><span>{{label}}</span><a href="{url}">{{head}}</a></div>', True),
        ("teaser box", f'<div class="bx"><h4><a href="{url}">{{head}}</a></h4></div>', False),
    )
    kind, form, has_label = page.chance.choice(forms)
    return form.format(label=page.beside(kind, label) if has_label else "", head=page.beside(kind, head))


def related_box(page: Page) -> str:
    """A box of links in the middle of the article."""
    head = page.beside("related box", page.story["also"][0])
    form = page.chance.choice(("list", "cards", "aside", "plain", "bold"))
    if form == "list":
        links = page.teasers("related box", 0, 3, '<li><a href="$url">$head</a></li>')
        return f"<div class='c-box'><h3>{head}</h3><ul>{links}</ul></div>"
    if form == "cards":
        card = (
            '<div class="crd"><a href="$url"><img src="/t/$n.jpg" alt=""></a>'
            '<div class="crd-t"><a href="$url">$head</a></div><p>$summary</p></div>'
        )
        return f"<div class='c-grid'><p class='c-h'>{head}</p>{page.teasers('related box', 0, 3, card)}</div>"
    if form == "aside":
        links = page.teasers("related box", 0, 2, '<p><a href="$url">$head</a></p>')
        return f"<aside><span>{head}</span>{links}</aside>"
    links = page.teasers("related box", 0, 2, '<li><a href="$url">$head</a></li>')
    if form == "bold":
        return f"<p><strong>{head}</strong></p><ul>{links}</ul>"
    return f"<h3>{head}</h3><ul>{links}</ul>"


def advertisement(page: Page) -> str:
    form = page.any_of(
        '<div class="adslot" id="ad-1"><span>$ad</span></div>',
        "<p class='x-lbl'>$ad</p>",
        "<div class='a-unit'><p>$ad</p><a href='#skip-1'>$skip</a></div>",
    )
    values = {"ad": page.beside("advertisement", page.story["ad"][0])}
    if "$skip" in form.template:
        values["skip"] = page.beside("advertisement", page.story["skip"][0])
    return form.substitute(values)


def newsletter(page: Page) -> str:
    form = page.any_of(
        "<div class='nl-box'><h3>$head</h3><p>$text</p><form><input type='email'><button>OK</button></form></div>",
        "<section class='signup'><p><b>$head</b></p><p>$text</p></section>",
        "<div class='embed-x'><h4>$head</h4><p>$text</p></div>",
    )
    head, text = page.story["newsletter"][0], page.story["newsletter_text"][0]
    return form.substitute(head=page.beside("newsletter", head), text=page.beside("newsletter", text))


def video(page: Page) -> str:
    form = page.any_of(
        "<div class='video-promo'><div class='player'></div><p>$head</p></div>",
        "<div class='vid'><video></video><h4><a href='/video/77'>$head</a></h4></div>",
    )
    return form.substitute(head=page.beside("video promo", page.story["video"][0]))


def share_bar(page: Page) -> str:
    share, count = page.story["share"][0], page.story["comments"][0]
    form = page.any_of(
        "<ul class='soc'><li><a href='https://fb.example/s'>$share</a></li><li><a href='#c'>$count</a></li></ul>",
        "<div class='tools'><button>$share</button> <a href='#c'>$count</a></div>",
        "<div><span>$share</span> <span>Facebook</span> <span>X</span> <span>WhatsApp</span></div>",
    )
    values = {"share": page.beside("share bar", share)}
    if "$count" in form.template:
        values["count"] = page.beside("share bar", count)
    return form.substitute(values)


def author_box(page: Page) -> str:
    name, text = page.story["byline"][0].split(maxsplit=1)[-1], page.story["about"][0]
    form = page.any_of(
        "<div class='author-box'><img alt='' src='/a.jpg'><h4><a href='/authors/1'>$name</a></h4><p>$text</p></div>",
        "<div class='bio-card'><p><a href='/authors/1'>$name</a></p><p>$text</p></div>",
    )
    return form.substitute(name=page.beside("author box", name), text=page.beside("author box", text))


def most_read(page: Page) -> str:
    head = page.beside("most read", page.story["most"][0])
    item = page.chance.choice(
        (
            '<li><a href="$url">$head</a></li>',
            '<li><span>$n</span><h4><a href="$url">$head</a></h4></li>',
            '<div class="rnk"><a href="$url"><h3>$head</h3></a><p>$summary</p></div>',
        )
    )
    return f"<div class='rank'><h2>{head}</h2>{page.teasers('most read', 2, 6, item)}</div>"


def teaser_river(page: Page) -> str:
    """Other articles with their summaries, after the text, without a heading that says so."""
    item = page.chance.choice(
        (
            '<div class="tz"><h3><a href="$url">$head</a></h3><p>$summary</p></div>',
            '<article class="tsr"><a href="$url"><h3>$head</h3></a><p>$summary</p></article>',
            '<p><b><a href="$url">$head</a></b><br>$summary</p>',
            '<li class="rvr"><a href="$url">$head</a> <span>$summary</span></li>',
        )
    )
    return f"<div class='river'>{page.teasers('teasers after', 0, 4, item)}</div>"


def comments(page: Page) -> str:
    head = page.beside("comments", page.story["comments"][0])
    text = page.beside("comments", page.story["comment"][0])
    return f"<section class='talk'><h3>{head}</h3><div class='t'><b>jo_42</b><p>{text}</p></div></section>"


def further_article(page: Page, form: str) -> str:
    """A whole other article below this one, in the same markup as ``form``, which has $title, $byline and $body."""
    told = page.story
    body = "".join(f"<p>{page.beside('further article', text)}</p>" for text in told["other_p"])
    title = page.beside("further article", told["other_title"][0])
    return Template(form).substitute(
        title=title, byline=page.beside("further article", told["other_byline"][0]), body=body, figure="", lead=""
    )


def tags(page: Page) -> str:
    names = [name.split()[0] for name in page.story["menu"][0].split()[1:4]]
    links = " ".join(f'<a href="/t/{at}">{page.beside("tags", name)}</a>' for at, name in enumerate(names))
    return f"<div class='tg'><span>{page.beside('tags', page.story['tags'][0])}</span> {links}</div>"


# ------------------------------------------------------------------ frames


@dataclass(frozen=True)
class Frame:
    """The markup of one kind of site. ``article``: with $title, $byline, $lead, $figure, $body; ``around``: the page,
    with $menu, $article, $after, $foot; ``after``: what follows the article.
    """

    article: str
    around: str = "<header><nav>$menu</nav></header><main>$article$after</main><footer>$foot</footer>"
    after: Sequence[Callable[[Page], str]] = (share_bar, author_box, teaser_river, most_read)
    inside: Sequence[Callable[[Page], str]] = (advertisement, related_box, newsletter)
    goes_on: bool = False


_DIVS = (
    "<div id='top'>$menu</div><div id='wrap'><div class='col-l'>$article$after</div></div><div id='foot'>$foot</div>"
)
FRAMES = {
    "blog theme": Frame(
        '<article class="post-1 post hentry"><header class="entry-header"><h1 class="entry-title">$title</h1>'
        '<div class="entry-meta">$byline</div></header><div class="entry-content"><p><em>$lead</em></p>$figure$body'
        "</div></article>",
        after=(tags, author_box, teaser_river, comments),
    ),
    "amp": Frame(
        '<article class="amp-wp-article"><header><h1 class="amp-wp-title">$title</h1><div>$byline</div></header>'
        '<div class="amp-wp-article-content"><p>$lead</p>$figure$body</div></article>',
        "<amp-sidebar>$menu</amp-sidebar>$article$after<footer>$foot</footer>",
        after=(share_bar, most_read),
    ),
    "publishing system": Frame(
        '<div class="b-headline"><h1>$title</h1><h2 class="b-sub">$lead</h2></div><div class="b-by">$byline</div>'
        '$figure<article class="article-body-wrapper">$body</article>',
        after=(share_bar, newsletter, teaser_river, most_read),
    ),
    "content management": Frame(
        '<div class="node node--type-article"><h1 class="page-header">$title</h1>'
        '<div class="field field--name-lead">$lead</div><div class="submitted">$byline</div>$figure'
        '<div class="field field--name-body field__item">$body</div></div>',
        _DIVS,
        after=(tags, teaser_river),
    ),
    "national daily": Frame(
        '<article><div class="dcr-1a2b"><h1 class="dcr-7xk">$title</h1><div class="dcr-9pl"><p>$lead</p></div></div>'
        '<div class="dcr-3c">$byline</div><div class="dcr-f">$figure</div><div class="dcr-b">$body</div></article>',
        after=(tags, share_bar, most_read, comments),
        inside=(more_line, newsletter, advertisement),
    ),
    "broadcaster": Frame(
        '<article class="ssrcss-pv1rh6"><header><h1 class="ssrcss-hd">$title</h1><div>$byline</div></header>'
        '<div data-component="image-block">$figure</div><div data-component="text-block"><p><b>$lead</b></p></div>'
        '<div data-component="text-block">$body</div></article>',
        after=(teaser_river, most_read, comments),
        inside=(video, more_line, related_box),
    ),
    "tabloid": Frame(
        '<div class="article-text wide"><h1>$title</h1><ul class="mol-bullets"><li><b>$lead</b></li></ul>'
        '<p class="author">$byline</p>$figure<div itemprop="articleBody">$body</div></div>',
        _DIVS,
        after=(share_bar, teaser_river, most_read, comments),
        inside=(more_line, video, more_line, advertisement),
    ),
    "local paper": Frame(
        '<div class="artikel"><h1>$title</h1><p class="vorspann">$lead</p><p class="autor">$byline</p>$figure'
        '<div class="artikel-text">$body</div></div>',
        _DIVS,
        after=(related_box, author_box, comments),
        inside=(more_line, advertisement, related_box),
    ),
    "agency": Frame(
        '<div class="Article"><div class="CardHeadline"><h1>$title</h1><span>$byline</span></div>$figure'
        '<div class="RichText"><p>$lead</p>$body</div></div>',
        after=(more_line, more_line, teaser_river),
        inside=(more_line, newsletter),
    ),
    "endless page": Frame(
        '<article class="story"><header><h1 class="hl">$title</h1></header><div class="by">$byline</div>$figure'
        '<div class="story-body"><p>$lead</p>$body</div></article>',
        goes_on=True,
        after=(share_bar,),
    ),
    "endless sections": Frame(
        '<section class="art-sec"><h2 class="hl">$title</h2><div class="by">$byline</div>$figure'
        '<div class="txt"><p>$lead</p>$body</div></section>',
        goes_on=True,
        after=(teaser_river,),
    ),
    "tables": Frame(
        '<table width="600"><tr><td><h1><font size="5">$title</font></h1><font size="2">$byline</font>$figure'
        "<p>$lead</p>$body</td></tr></table>",
        "<table><tr><td>$menu</td><td>$article$after</td></tr><tr><td>$foot</td></tr></table>",
        after=(teaser_river, most_read),
        inside=(more_line, advertisement),
    ),
    "hashed names": Frame(
        '<div class="css-1n8o"><h1 class="css-88wicj">$title</h1><p class="css-w6ymp8">$lead</p>'
        '<p class="css-aknsld">$byline</p>$figure<section class="css-1r7ky0e">$body</section></div>',
        "<div class='css-a'>$menu</div><div class='css-b'>$article$after</div><div class='css-c'>$foot</div>",
        after=(share_bar, teaser_river, most_read),
        inside=(newsletter, related_box, more_line),
    ),
    "wire with teasers": Frame(
        '<div id="storytext"><h1>$title</h1>$byline<p>$lead</p>$figure$body</div>',
        _DIVS,
        after=(more_line, related_box, teaser_river, tags),
        inside=(more_line, more_line),
    ),
}
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ru", "ja", "pl")


def made(frame: Frame, language: str, seed: int) -> tuple[str, Page]:
    """The markup of one page, and what it holds."""
    page = Page(story(language), random.Random(seed))
    told, chance = page.story, page.chance
    title, lead = page.text("title"), page.text("lead")
    page.neutral += [told["byline"][0], told["date"][0]]
    byline = chance.choice(
        ("<span class='by-n'>{0}</span> <time>{1}</time>", "<p>{0}</p><p>{1}</p>", "<div>{0}</div><div>{1}</div>")
    ).format(told.one("byline"), told.one("date"))
    top = figure(page, 0)
    parts = [f"<p>{page.text('p', at)}</p>" for at in range(len(told["p"]))]
    inside = chance.sample(frame.inside, k=chance.randint(1, len(frame.inside)))
    pieces = [call(page) for call in inside]
    heading = f"<h2>{page.text('sub')}</h2>"
    items = "".join(f"<li>{page.text('item', at)}</li>" for at in range(3))
    extra = chance.choice((f"<ul>{items}</ul>", f"<div class='facts'><ul>{items}</ul></div>"))
    quote = f"<blockquote><p>{page.text('quote')}</p></blockquote>"
    own = [heading, quote, figure(page, 1)]
    for piece in (*own, *pieces):
        parts.insert(chance.randint(1, len(parts) - 1), piece)
    parts.insert(-1, extra)
    values = {"title": title, "lead": lead, "byline": byline, "figure": top, "body": "".join(parts)}
    article = Template(frame.article).substitute(values)
    after = "".join(call(page) for call in frame.after)
    if frame.goes_on:
        after += further_article(page, frame.article)
    menu = "".join(f"<a href='/{at}'>{escape(one)}</a> " for at, one in enumerate(told["menu"][0].split()))
    foot = page.beside("copyright", told["copyright"][0])
    body = Template(frame.around).substitute(menu=menu, article=article, after=after, foot=foot)
    head = f"<title>{title} | Example News</title><link rel=canonical href='{_SITE}/2024/this'>"
    return (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>",
        page,
    )


# ------------------------------------------------------------------ scores


def words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def score(read: str, page: Page) -> tuple[float, float, float]:
    """F1, precision and recall of the words."""
    expected = Counter(words(" ".join(page.main)))
    found = Counter(words(read)) - (Counter(words(" ".join(page.neutral))) - expected)
    common = (found & expected).total()
    precision, recall = common / max(1, found.total()), common / expected.total()
    return 2 * precision * recall / max(1e-9, precision + recall), precision, recall


def stayed(read: str, page: Page) -> list[tuple[str, str]]:
    """The furniture that the article kept; what the article says itself has to be there once more."""
    text = " ".join(words(read))
    own = Counter(" ".join(words(one)) for one in (*page.main, *page.neutral))
    found = []
    for kind, one in page.furniture:
        key = " ".join(words(one))
        within = sum(key in other for other in own if other != key)
        if f" {text} ".count(f" {key} ") > own[key] + within:
            found.append((kind, one))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--frame", choices=FRAMES)
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    scores: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    kept, total = Counter[str](), Counter[str]()
    for name, frame in FRAMES.items():
        for at, language in enumerate(LANGUAGES):
            if options.frame not in (None, name) or options.language not in (None, language):
                continue
            for seed in range(options.seeds):
                markup, page = made(frame, language, seed * 1000 + at)
                read = read_source(Source(markup.encode(), "page.html")).body_text()
                if options.keep:
                    place = options.keep / f"{name} {language} {seed}".replace(" ", "-")
                    place.with_suffix(".html").write_text(markup, "utf-8")
                    place.with_suffix(".txt").write_text("\n\n".join(page.main), "utf-8")
                result = score(read, page)
                scores[name].append(result)
                left = stayed(read, page)
                for kind, text in page.furniture:
                    total[kind] += len(words(text))
                for kind, text in left:
                    kept[kind] += len(words(text))
                flat = " ".join(words(read))
                lost = [text for text in page.main if " ".join(words(text)) not in flat]
                if options.show and (left or lost):
                    print(f"{name}, {language}, {seed}: {result[0]:.3f} {result[1]:.3f} {result[2]:.3f}")
                    print(*(f"    + {kind}: {text}" for kind, text in left), sep="\n")
                    print(*(f"    - {text}" for text in lost), sep="\n")
    print(f"{'':20} F1    precision  recall")
    for name, results in [*scores.items(), ("all", [one for some in scores.values() for one in some])]:
        means = [statistics.mean(column) for column in zip(*results, strict=True)]
        print(f"{name:20} {means[0]:.3f} {means[1]:.3f}      {means[2]:.3f}")
    print("\nkept of the words of")
    for kind, count in total.most_common():
        print(f"{kind:20} {kept[kind] / count:.3f}  of {count}")


if __name__ == "__main__":
    main()
