"""Draws screens of the app as one SVG that moves, without scripts and without anything from elsewhere."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from lxml import etree
from rich.cells import cell_len

_FONTS = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"
_CELL, _ROW, _SIZE = 8.0, 18, 13.3
"""The width and height of a cell, and the size of the font, in pixels. Most fonts have cells of 0.6 times the size."""

_THEIR_CELL, _THEIR_ROW = 12.2, 24.4
_BASELINE = 13.4
_PADDING, _TOP, _BOTTOM = 14, 36, 40
_FRAME, _CAPTION, _KEY, _KEY_TEXT = "#3a3834", "#b9b4a8", "#3d3a34", "#f3f1ed"
_SVG = "{http://www.w3.org/2000/svg}"
_RULE = re.compile(r"\.terminal-\d+-(r\d+) \{ ([^}]*)\}")
_GAP = re.compile("\u00a0{3,}")


@dataclass(frozen=True, slots=True)
class Frame:
    """What is shown for ``seconds``: a screen as Textual exports it, the keys just pressed, and what they do."""

    screen: str
    seconds: float
    keys: tuple[str, ...] = ()
    caption: str = ""


@dataclass(slots=True)
class _Drawing:
    """What the frames share: the looks of texts, and rows that occur more than once."""

    looks: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)

    def look(self, declarations: str) -> str:
        return self.looks.setdefault(declarations, f"l{len(self.looks)}")

    def row(self, content: str) -> str:
        return self.rows.setdefault(content, f"r{len(self.rows)}")


def picture(frames: Sequence[Frame], columns: int, rows: int, *, poster: int = 0, title: str, description: str) -> str:
    """The SVG. It shows the frame ``poster`` where nothing moves, as on paper and for those who want no motion."""
    drawing = _Drawing()
    moves = len(frames) > 1
    drawn = [_frame(frame, drawing, rows) for frame in frames]
    width = round(columns * _CELL) + 2 * _PADDING
    height = rows * _ROW + _TOP + (_BOTTOM if moves else _PADDING)
    background = _background(frames[0].screen)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="t d">',
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(description)}</desc>',
        f"<style>{_style(drawing, frames, poster)}</style>",
        "<defs>",
        *(f'<g id="{name}">{content}</g>' for content, name in drawing.rows.items()),
        "</defs>",
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="9" fill="{background}" stroke="{_FRAME}"/>',
        *(f'<circle cx="{20 + 20 * at}" cy="18" r="5.5" fill="{_FRAME}"/>' for at in range(3)),
        f'<text x="{width / 2:g}" y="22" text-anchor="middle" fill="{_CAPTION}">readtui</text>',
    ]
    for number, (frame, names) in enumerate(zip(frames, drawn, strict=True)):
        used = "".join(f'<use href="#{name}" y="{row * _ROW}"/>' for row, name in enumerate(names) if name)
        below = _caption(frame, rows * _ROW + 14) if moves else ""
        shown = f' class="f f{number}"' if moves else ""
        parts.append(f'<g{shown}><g transform="translate({_PADDING} {_TOP})">{used}{below}</g></g>')
    return "\n".join((*parts, "</svg>\n"))


def _style(drawing: _Drawing, frames: Sequence[Frame], poster: int) -> str:
    rules = [f"text{{font:{_SIZE}px {_FONTS};white-space:pre}}"]
    rules += [f".{name}{{{declarations}}}" for declarations, name in drawing.looks.items()]
    if len(frames) == 1:
        return "".join(rules)
    total = sum(frame.seconds for frame in frames)
    rules += [".f{visibility:hidden}", f".f{poster}{{visibility:visible}}"]
    moving, begin = [], 0.0
    for number, frame in enumerate(frames):
        first, end = 100 * begin / total, 100 * (begin + frame.seconds) / total
        begin += frame.seconds
        before = f"0%{{visibility:hidden}}{first:.3f}%{{visibility:visible}}" if number else "0%{visibility:visible}"
        after = f"{end:.3f}%{{visibility:hidden}}" if number < len(frames) - 1 else ""
        last = "hidden" if after else "visible"
        moving.append(f"@keyframes k{number}{{{before}{after}100%{{visibility:{last}}}}}")
        moving.append(f".f{number}{{animation:k{number} {total:g}s step-end infinite}}")
    return "".join((*rules, "@media (prefers-reduced-motion:no-preference){", *moving, "}"))


# ---------------------------------------------------------------------- a screen


def _background(screen: str) -> str:
    """The color that most of a screen has."""
    areas: dict[str, float] = {}
    for rect in _root(screen).iter(f"{_SVG}rect"):
        if rect.get("shape-rendering"):
            color = str(rect.get("fill"))
            areas[color] = areas.get(color, 0) + float(rect.get("width", "0"))
    return max(areas, key=lambda color: areas[color])


def _frame(frame: Frame, drawing: _Drawing, rows: int) -> list[str]:
    """The names of the rows of a frame; "" for an empty one."""
    root = _root(frame.screen)
    looks = dict(_RULE.findall("".join(str(style.text) for style in root.iter(f"{_SVG}style"))))
    page = _background(frame.screen)
    areas: list[list[tuple[float, float, str]]] = [[] for _ in range(rows)]
    texts: list[list[str]] = [[] for _ in range(rows)]
    for rect in root.iter(f"{_SVG}rect"):
        if rect.get("shape-rendering") and (fill := str(rect.get("fill"))) != page:
            row = int(float(rect.get("y", "0")) / _THEIR_ROW)
            areas[row].append((_column(rect.get("x")), _column(rect.get("width")), fill))
    for text in root.iter(f"{_SVG}text"):
        look = looks.get(str(text.get("class")).rpartition("-")[2])
        if look is not None and (words := (text.text or "").rstrip("\n")):
            row = int(float(text.get("y", "0")) / _THEIR_ROW)
            texts[row] += _runs(_column(text.get("x")), words, look, drawing)
    drawn = ("".join((*_areas(below), *above)) for below, above in zip(areas, texts, strict=True))
    return [drawing.row(content) if content else "" for content in drawn]


def _root(screen: str) -> etree._Element:
    return etree.fromstring(screen.encode())


def _column(value: str | None) -> float:
    """A length of the exported screen in cells."""
    return round(float(value or 0) / _THEIR_CELL, 2)


def _areas(areas: Iterable[tuple[float, float, str]]) -> Iterable[str]:
    """The backgrounds of a row; neighbours of one color are one."""
    joined: list[tuple[float, float, str]] = []
    for left, width, fill in sorted(areas):
        if joined and joined[-1][2] == fill and joined[-1][0] + joined[-1][1] >= left:
            joined[-1] = (joined[-1][0], left + width - joined[-1][0], fill)
        else:
            joined.append((left, width, fill))
    for left, width, fill in joined:
        yield f'<rect x="{left * _CELL:g}" width="{width * _CELL:g}" height="{_ROW}" fill="{fill}"/>'


def _runs(left: float, words: str, look: str, drawing: _Drawing) -> Iterable[str]:
    """A text of one look, at its cells whatever font there is; without the white space at its ends."""
    is_visible_blank = "underline" in look or "line-through" in look
    name = drawing.look(_tidied(look))
    for start, end in [(0, len(words))] if is_visible_blank else _parts(words):
        x, length = (left + cell_len(words[:start])) * _CELL, cell_len(words[start:end]) * _CELL
        spread = f' textLength="{length:.6g}"' if end - start > 1 else ""
        yield f'<text class="{name}" x="{x:.6g}" y="{_BASELINE}"{spread}>{escape(words[start:end])}</text>'


def _parts(words: str) -> Iterable[tuple[int, int]]:
    """The parts of a text between wide gaps, without white space around them."""
    begin = 0
    for gap in (*_GAP.finditer(words), None):
        end = gap.start() if gap else len(words)
        part = words[begin:end]
        first = begin + len(part) - len(part.lstrip("\u00a0 "))
        last = begin + len(part.rstrip("\u00a0 "))
        if first < last:
            yield first, last
        begin = gap.end() if gap else end


def _tidied(look: str) -> str:
    return look.replace(": ", ":").strip().rstrip(";")


# ---------------------------------------------------------------------- below it


def _caption(frame: Frame, top: int) -> str:
    """The keys as caps, and what they do."""
    parts, left = [], 0.0
    for key in frame.keys:
        width = max(22, len(key) * _CELL + 12)
        middle, words = f'x="{left + width / 2:g}" text-anchor="middle"', escape(key)
        parts.append(f'<rect x="{left:g}" y="{top - 4}" width="{width:g}" height="22" rx="5" fill="{_KEY}"/>')
        parts.append(f'<text {middle} y="{top + 11}" fill="{_KEY_TEXT}">{words}</text>')
        left += width + 6
    if frame.caption:
        parts.append(
            f'<text x="{left + 6 * bool(left):g}" y="{top + 11}" fill="{_CAPTION}">{escape(frame.caption)}</text>'
        )
    return "".join(parts)
