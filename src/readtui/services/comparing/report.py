"""Writes a comparison of coders: as rows, JSON values, CSV, Markdown or a web page; says what each figure means."""

from collections.abc import Iterable, Iterator, Sequence

from readtui.exporters.data.csv import table_rows
from readtui.exporters.markdown_escape import escape
from readtui.model.annotation import Annotation
from readtui.model.link import SCHEME
from readtui.services.comparing.comparison import CodedPassage, CoderComparison, Disagreement, Figures
from readtui.text.clean import visible
from readtui.text.phrases import counted

ALL_TAGS, ANYTHING, WHERE_BOTH = "all tags", "coded or not", "where both coded"
UNDEFINED = "–"
_FEW, _RARE, _OFTEN_SEVERAL = 10, 0.01, 0.1

MEANINGS = (
    (
        "agree",
        "the part of the text that both treat alike, uncoded text included. It is high whenever most of the text is"
        " uncoded: do not report it alone.",
    ),
    (
        "of coded",
        "the part of what either coded that both coded alike. It knows no chance, and it falls when passages are cut"
        " differently, even if their tags are the same.",
    ),
    (
        "kappa",
        "Cohen's kappa: agreement beyond what these two would reach by chance, 1 at most, 0 for chance. It falls for"
        " tags that are rare or nearly everywhere; by character it takes letters of a passage for separate decisions.",
    ),
    (
        "alpha",
        "Krippendorff's alpha: agreement beyond what any coders would reach by chance; by character for unitized text"
        " (u-alpha), where a passage counts as one unit; by sentence for nominal data. He asks for .8, and .667 for"
        " tentative conclusions. With few passages, each one changes it much.",
    ),
)
"""The columns with figures, each with what it means and when not to trust it."""
MEANINGS_OF_ROWS = (
    (ALL_TAGS, "each piece of text has the set of its tags, so one tag and the same tag with another are different."),
    (ANYTHING, "did the two find the same places, whatever the tags are?"),
    (
        WHERE_BOTH,
        "of what both coded, did they choose the same tags? Uncoded text is left out. (By character, cu-alpha.)",
    ),
)
"""The rows that are of no single tag."""


def caution(figures: Figures) -> str:
    """Why not to trust the figures of a row; "" for no reason."""
    if 0 in figures.passages:
        return "one coder only" if any(figures.passages) else "no passages"
    said = ["few passages"] if min(figures.passages) < _FEW else []
    coded = figures.both * 2 + figures.first + figures.second
    units = 2 * (figures.both + figures.first + figures.second + figures.neither)
    if units and not _RARE <= coded / units <= 1 - _RARE and (figures.neither or figures.first or figures.second):
        said.append("rare" if coded < units / 2 else "nearly everywhere")
    if figures.kappa is None or figures.alpha is None:
        said.append(f"{UNDEFINED}: nothing varies")
    return ", ".join(said)


def cautions(compared: CoderComparison) -> list[str]:
    """Sentences on what limits all figures."""
    first, second = (one.name for one in compared.coders)
    said = []
    if compared.sets >= _OFTEN_SEVERAL:
        said.append(
            f"{compared.sets:.0%} of the coded text has several tags from one coder. “{ALL_TAGS}” asks for the same"
            " set of tags; report the figures of the single tags, too."
        )
    if min(compared.all_tags.passages) < _FEW:
        said.append(
            f"Few passages: {compared.all_tags.passages[0]} by {first}, {compared.all_tags.passages[1]} by {second}."
        )
    if compared.left_out:
        said.append(f"Left out, because they have no passage in the text: {counted(compared.left_out, 'annotation')}.")
    return [visible(one) for one in said]


def summary(compared: CoderComparison) -> str:
    """Who is compared, in what, in one line."""
    first, second = (visible(one.name) for one in compared.coders)
    units = counted(compared.units, compared.unit.value)
    nested = ", nested tags as their outermost tags" if compared.is_nested else ""
    return f"{first} and {second} in {counted(len(compared.articles), 'article')}, {units}{nested}"


def differences(compared: CoderComparison) -> str:
    """How many disagreements there are, and what to do with them, in a line."""
    if not compared.disagreements:
        return "Nothing is coded otherwise."
    many = counted(len(compared.disagreements), "disagreement")
    return f"{many}, {compared.settled} settled. To list them: --json, or --format markdown."


def named_rows(compared: CoderComparison) -> list[tuple[str, Figures]]:
    """All rows: those of all tags together, then each tag."""
    together = [(ALL_TAGS, compared.all_tags), (ANYTHING, compared.anything), (WHERE_BOTH, compared.where_both)]
    return together + [(f"#{visible(tag)}", figures) for tag, figures in compared.tags.items()]


def columns(compared: CoderComparison) -> tuple[str, ...]:
    """The heads of the table for people."""
    first, second = (visible(one.name) for one in compared.coders)
    return "tag", "both", f"only {first}", f"only {second}", "neither", *(name for name, _ in MEANINGS), "caution"


def rows(compared: CoderComparison) -> Iterator[tuple[str, ...]]:
    """The table for people."""
    for name, one in named_rows(compared):
        amounts = [f"{count:,}" for count in (one.both, one.first, one.second, one.neither)]
        if one is compared.where_both:
            amounts[1:] = ["", "", ""]
        percents = [UNDEFINED if value is None else f"{value:.1%}" for value in (one.percent, one.of_coded)]
        figures = [UNDEFINED if value is None else f"{value:.3f}" for value in (one.kappa, one.alpha)]
        yield name, *amounts, *percents, *figures, caution(one)


def json_of(compared: CoderComparison) -> dict[str, object]:
    return {
        "coders": [visible(one.name) for one in compared.coders],
        "unit": compared.unit.value,
        "nested": compared.is_nested,
        "articles": [one.id for one in compared.articles],
        "units": compared.units,
        "allTags": _figures_json(compared.all_tags),
        "codedOrNot": _figures_json(compared.anything),
        "whereBothCoded": _figures_json(compared.where_both),
        "tags": [{"tag": tag, **_figures_json(one)} for tag, one in compared.tags.items()],
        "otherwise": [
            {"first": first or None, "second": second or None, "units": units}
            for (first, second), units in compared.otherwise.items()
        ],
        "disagreements": [disagreement_json(one) for one in compared.disagreements],
        "settled": compared.settled,
        "leftOut": compared.left_out,
    }


def _figures_json(one: Figures) -> dict[str, object]:
    return {
        "both": one.both,
        "first": one.first,
        "second": one.second,
        "neither": one.neither,
        "agree": one.percent,
        "ofCoded": one.of_coded,
        "kappa": one.kappa,
        "alpha": one.alpha,
        "passages": list(one.passages),
        "caution": caution(one),
    }


def disagreement_json(one: Disagreement) -> dict[str, object]:
    start, end = one.span
    first, second = map(_code_json, one.codes)
    agreed = [annotation.id for annotation in one.agreed]
    where = {"article": one.record.id, "title": one.record.title, "start": start, "end": end}
    return {**where, "kind": one.kind.value, "first": first, "second": second, "agreed": agreed}


def _code_json(code: CodedPassage | None) -> dict[str, object] | None:
    if code is None:
        return None
    place = {"start": code.start, "end": code.end, "quote": code.quote}
    return {**place, "tags": list(code.tags.values()), "annotations": list(code.ids)}


def csv_of(compared: CoderComparison) -> str:
    """A row for each tag, and for all together, with figures in full."""
    head = ("tag", "unit", "both", "first", "second", "neither", "agree", "of_coded", "kappa", "alpha")
    passages = tuple(f"passages of {visible(one.name)}" for one in compared.coders)
    body = [
        [
            name,
            compared.unit.value,
            *map(str, (one.both, one.first, one.second, one.neither)),
            *("" if value is None else f"{value:.6f}" for value in (one.percent, one.of_coded, one.kappa, one.alpha)),
            *map(str, one.passages),
            caution(one),
        ]
        for name, one in named_rows(compared)
    ]
    return "".join(table_rows([[*head, *passages, "caution"], *body]))


def markdown_of(compared: CoderComparison) -> str:
    return "\n".join(_markdown(compared))


def _markdown(compared: CoderComparison) -> Iterator[str]:
    names = [visible(one.name) for one in compared.coders]
    yield f"# {escape(' and '.join(names))}\n"
    yield f"{escape(summary(compared))}.\n"
    yield from _table(columns(compared), rows(compared))
    yield from (f"- **{escape(name)}**: {escape(meaning)}" for name, meaning in (*MEANINGS, *MEANINGS_OF_ROWS))
    yield from (f"\n{escape(sentence)}" for sentence in cautions(compared))
    if compared.otherwise:
        yield "\n## Coded otherwise\n"
        pairs = [(*map(visible, tags), f"{size:,}") for tags, size in compared.otherwise.items()]
        yield from _table((*names, f"{compared.unit.value}s"), [[cell or UNDEFINED for cell in pair] for pair in pairs])
    if compared.disagreements:
        yield f"## Disagreements: {compared.settled} of {len(compared.disagreements)} settled\n"
    for one in compared.disagreements:
        settled = " · settled" if one.agreed else ""
        yield f"**{escape(visible(one.record.title))}** · {one.kind}{settled}\n"
        for name, code in zip(names, one.codes, strict=True):
            yield f"- {escape(name)}: {_said(code.tags.values(), code.annotations[0]) if code else 'nothing'}"
        yield from (f"- agreed: {_said(annotation.tags, annotation)}" for annotation in one.agreed)
        yield ""


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(map(escape, heads))
    yield _row([":--", *["--:"] * (len(heads) - 1)])
    yield from (_row(map(escape, line)) for line in lines)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _said(tags: Iterable[str], annotation: Annotation) -> str:
    named = " ".join(escape(f"#{visible(tag)}") for tag in tags) or "no code"
    words = " ".join(visible(annotation.quoted_text).split())
    return f"{named} [“{escape(words)}”]({SCHEME}:{annotation.id})"


_STYLE = """:root { color-scheme: light dark; }
body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #8886; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_of(compared: CoderComparison) -> str:
    """The report as a web page that loads nothing."""
    from html import escape as escape_html

    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown_of(compared))
    title = escape_html(" and ".join(visible(one.name) for one in compared.coders))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def written(compared: CoderComparison, format: str) -> str:
    return {"csv": csv_of, "markdown": markdown_of, "html": html_of}[format](compared)
