"""Reads source code and diffs as an Article: code as it is, the files of a diff as its sections."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from itertools import takewhile

from readtui.errors import SourceError
from readtui.importers.common.budget import Budget
from readtui.importers.common.encoding import decode
from readtui.importers.common.finished_article import finished
from readtui.importers.importer import Source, path_of
from readtui.model.article import Article, Metadata
from readtui.model.block import BlockKind
from readtui.quick_dataclass import dataclass
from readtui.text.article_builder import ArticleBuilder
from readtui.text.clean import line_ends

_ENDINGS = """
    python .py .pyi .pyx, javascript .js .mjs .cjs .jsx, typescript .ts .tsx .mts, c .c .h, cpp .cc .cpp .cxx .hpp .hh,
    csharp .cs, java .java, kotlin .kt .kts, scala .scala, swift .swift, objective-c .m, go .go, rust .rs, zig .zig,
    ruby .rb, perl .pl .pm, php .php, lua .lua, r .r, julia .jl, haskell .hs, ocaml .ml .mli, fsharp .fs,
    elixir .ex .exs, erlang .erl, clojure .clj .cljs, common-lisp .lisp .cl, scheme .scm, emacs-lisp .el,
    bash .sh .bash .zsh, fish .fish, powershell .ps1, sql .sql, css .css .scss .less, yaml .yaml .yml, toml .toml,
    ini .ini .cfg, nix .nix, terraform .tf, protobuf .proto, graphql .graphql, vim .vim, dart .dart, nim .nim
"""
_LANGUAGES: Mapping[str, str] = {
    ending: language for words in _ENDINGS.split(",") for language, *endings in [words.split()] for ending in endings
}
"""The lexers of Pygments by file ending."""

_DIFF = "diff"
_COSTS = {"\n\n": 150}
_DIFF_COSTS = dict.fromkeys(("\n@@", "\ndiff -", "\nIndex: ", "\n--- "), 150)
_BEGINS = re.compile(r"\s*(?:diff -|--- \S.*\n\+\+\+ \S|Index: \S.*\n=+\n|(?:From|commit) [0-9a-f]{7,40}\b)")
_CHANGES = re.compile(r"^(?:diff -|--- \S.*\n\+\+\+ \S)", re.MULTILINE)
_SAMPLE_BYTES = 8_000
_FENCES = re.compile(r'"""|\'\'\'|/\*|\*/')
_CUT = re.compile(r"\n(?:[ \t]*\n)+(?=\S)")


class CodeImporter:
    """Reads source code. It takes a file that is named; a folder has others that are to be read."""

    name = "code"
    extensions: tuple[str, ...] = ()
    named_only = tuple(_LANGUAGES)

    def recognises(self, source: Source) -> bool:
        """Never: only the file's ending tells."""
        return False

    def read(self, source: Source) -> Article:
        """Read it as an article of code. Raises SourceError if it is binary or empty."""
        builder, name = ArticleBuilder(), path_of(source.name)
        language = _LANGUAGES.get(name[name.rfind(".") :].lower(), "")
        budget = Budget(_COSTS, len(source.data))
        code, rest = budget.split(line_ends(decode(source.data, source.name, source.charset)))
        for part in _parts(code):
            builder.add(BlockKind.CODE, part, label=language)
        budget.add_rest(builder, rest)
        if builder.is_empty:
            raise SourceError(f"{source.name} is empty", "Open a file that contains text.")
        return finished(builder, source, Metadata(title=re.split(r"[/\\]", name)[-1]))


def _parts(code: str) -> Iterator[str]:
    """The code cut where empty lines come before one that is not indented, but not in long strings and comments."""
    start, opened, seen = 0, "", 0
    for cut in _CUT.finditer(code):
        for fence in _FENCES.finditer(code, seen, cut.start()):
            closing = "*/" if fence[0] == "/*" else fence[0]
            opened = "" if opened == fence[0] else (opened or (closing if fence[0] != "*/" else ""))
        seen = cut.start()
        if not opened:
            yield code[start : cut.start()]
            start = cut.end()
    yield code[start:]


class DiffImporter:
    """Reads diffs and patches, as git and diff write them: each file is a section, each of its hunks a block of code.

    The changes of lock files and of generated ones are furniture, which the reader folds.
    """

    name = "diff"
    extensions: tuple[str, ...] = (".diff", ".patch")
    media_types: tuple[str, ...] = ("text/x-diff", "text/x-patch")

    def recognises(self, source: Source) -> bool:
        """Whether it begins like a diff, a mail with a patch or what git shows, and soon has the changes of a file."""
        sample = line_ends(source.data[:_SAMPLE_BYTES].decode("utf-8", "ignore"))
        return _BEGINS.match(sample) is not None and _CHANGES.search(sample) is not None

    def read(self, source: Source) -> Article:
        """Read it as an article. Raises SourceError if it is binary or empty."""
        builder, title, budget = ArticleBuilder(), "", Budget(_DIFF_COSTS, len(source.data))
        text, rest = budget.split(line_ends(decode(source.data, source.name, source.charset)))
        for part in _parts_of_diff(text.split("\n")):
            if not part.is_file:
                subject = _subject(part.head)
                if title and subject:
                    builder.add(BlockKind.HEADING, subject, level=2)
                title = title or subject
                _add_message(builder, "\n".join(part.head))
                continue
            builder.add(BlockKind.HEADING, part.heading, level=3)
            kind = BlockKind.FURNITURE if part.is_generated else BlockKind.CODE
            for hunk in part.hunks:
                builder.add(kind, "\n".join(hunk), label=_DIFF)
        budget.add_rest(builder, rest)
        if builder.is_empty:
            raise SourceError(f"{source.name or 'the input'} is empty", "Open a diff that has changes.")
        return finished(builder, source, Metadata(title=title))


@dataclass(slots=True)
class _Part:
    """A part of a diff: the changes of one file, or what stands between files, such as the message of a commit.

    ``head``: its lines before the first hunk. ``facts``: what became of the file, in a word each.
    """

    path: str = ""
    is_file: bool = False
    head: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    hunks: list[list[str]] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """The path, and what became of the file."""
        path = self.path or next(iter(self.head), "")
        return f"{path} ({', '.join(self.facts)})" if self.facts else path

    @property
    def is_generated(self) -> bool:
        """Whether no person has written the file, by its name or by what its first changed lines say."""
        first = (line for hunk in self.hunks[:1] for line in hunk[:_FIRST_LINES])
        return _GENERATED.search(self.path) is not None or any(map(_SAYS_GENERATED.search, first))

    def read_header(self, line: str) -> None:
        """Take what a line before the first hunk says about the file."""
        self.head.append(line)
        if named := _NAMED.match(line):
            path = _unquoted(named[1])
            if path == "/dev/null":
                self.note("new" if line.startswith("-") else "deleted")
            else:
                self.path = re.sub(r"^[ab]/", "", path)
        elif line.startswith("rename from "):
            self.note(f"was {line.removeprefix('rename from ')}")
        else:
            self.note(next((fact for begins, fact in _FACTS.items() if line.startswith(begins)), ""))

    def note(self, fact: str) -> None:
        """Keep a fact, once."""
        if fact and fact not in self.facts:
            self.facts.append(fact)


_FIRST_LINES = 12
_GENERATED = re.compile(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|[^/]*\.lockb?|[^/]*\.min\.(?:js|css)"
    r"|[^/]*\.(?:js|css)\.map|[^/]*\.snap|[^/]*_pb2(?:_grpc)?\.pyi?|[^/]*\.pb\.(?:go|cc|h)"
    r"|[^/]*\.(?:generated|g|freezed)\.\w+)$|(?:^|/)(?:node_modules|vendor|third_party)/"
)
_SAYS_GENERATED = re.compile(r"@generated\b|\bDO NOT EDIT\b|\b(?:automatically|auto-?) ?generated\b", re.IGNORECASE)
_GIT = re.compile(r'diff --(?:git "?a/.* "?b/(.*?)"?|(?:cc|combined) (.*))$')
_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_NAMED = re.compile(r'(?:---|\+\+\+) ("(?:[^"\\]|\\.)*"|[^\t]+)')
_FACTS = {"new file": "new", "deleted file": "deleted", "Binary files": "binary", "GIT binary patch": "binary"}
_IN_HUNK = (" ", "+", "-", "\\")
_MANY = 1 << 30

_FIELDS = re.compile(r"(?:From |commit |[A-Z][\w-]*: | *\S.*\| +(?:\d+|Bin)| *\d+ files? changed|-- ?$|---$)")
_SUBJECT = re.compile(r"Subject: (?:\[[^\]]*\] *)?(.*)")
_ITEM = re.compile(r"\s*(?:[-*•+]|\d+[.)])\s")


def _parts_of_diff(lines: list[str]) -> Iterator[_Part]:
    part, old, new = _Part(), 0, 0
    for number, line in enumerate(lines):
        if (old > 0 or new > 0) and (not line or line.startswith(_IN_HUNK)):
            part.hunks[-1].append(line)
            old -= not line.startswith(("+", "\\"))
            new -= not line.startswith(("-", "\\"))
            continue
        old = new = 0
        is_pair = line.startswith("--- ") and number + 1 < len(lines) and lines[number + 1].startswith("+++ ")
        if hunk := _HUNK.match(line) if part.is_file else None:
            part.hunks.append([line])
            old, new = int(hunk[1] or 1), int(hunk[2] or 1)
        elif part.is_file and line.startswith("@@@"):
            # Of a merge, whose counts are of more than two sides.
            part.hunks.append([line])
            old = new = _MANY
        elif part.hunks and line.startswith("\\"):
            part.hunks[-1].append(line)
        elif line.startswith(("diff -", "Index: ")) or (is_pair and (part.hunks or not part.is_file)):
            yield part
            named = _GIT.match(line)
            part = _Part(
                (named[1] or named[2]) if named else line.removeprefix("Index: ") if line[0] == "I" else "", True
            )
            if is_pair:
                part.read_header(line)
        elif part.is_file and not part.hunks:
            part.read_header(line)
        elif part.is_file:
            yield part
            part = _Part(head=[line])
        else:
            part.head.append(line)
    yield part


def _unquoted(path: str) -> str:
    """A path as git or diff writes it: in quotation marks, with the bytes of letters in octal numbers."""
    if not path.startswith('"'):
        return path.strip()
    written = re.sub(r"\\([0-7]{3})", lambda byte: chr(int(byte[1], 8) & 255), path[1:-1])
    return written.replace('\\"', '"').encode("latin-1", "replace").decode("utf-8", "replace")


def _subject(lines: list[str]) -> str:
    """The first line of a commit's message, in a mail or as git shows it."""
    for number, line in enumerate(lines):
        if subject := _SUBJECT.match(line):
            more = takewhile(lambda one: one.startswith(" "), lines[number + 1 :])
            return " ".join([subject[1], *map(str.strip, more)])
        if line.startswith("    ") and line.strip():
            return line.strip()
    return ""


def _add_message(builder: ArticleBuilder, text: str) -> None:
    """Add a commit's message: paragraphs, and as they are its fields, lists and counts of changes."""
    for paragraph in re.split(r"\n[ \t]*(?:\n|---\n)", text.strip("\n")):
        lines = [line for line in paragraph.split("\n") if line.strip(" -")]
        if any(map(_FIELDS.match, lines)) or any(map(_ITEM.match, lines)):
            builder.add(BlockKind.CODE, "\n".join(lines))
        else:
            builder.add(BlockKind.PARAGRAPH, " ".join(map(str.strip, lines)))
