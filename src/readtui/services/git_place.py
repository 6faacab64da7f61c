"""Where a file is in a git repository. Reads git's files, and runs git only to be told the first commit."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from readtui.model.article import ArticleRecord, RepositoryPlace
from readtui.quick_dataclass import dataclass
from readtui.regular_files import open_regular
from readtui.services.sources import path_text, preferred

_MOST_BYTES = 4096
_GIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class GitPlace:
    """Where a file is. ``top``: the folder of its work tree; ``common``: that of its repository, which all work trees
    of the repository have in common; ``path``: the path inside the work tree, with slashes.
    """

    top: str
    common: str
    path: str

    def is_same_document(self, other: "GitPlace | None") -> bool:
        """Whether both are the same file in work trees of the same repository, whatever is written in them."""
        return other is not None and (self.common, self.path) == (other.common, other.path)

    def first_commit(self) -> str:
        """The hash of the commit that all clones of the repository begin with; "" if that is not known."""
        shallow = os.path.join(self.common, "shallow")
        if os.path.exists(shallow) and os.path.getsize(shallow):
            # Where this clone begins, others do not.
            return ""
        # A hook of git runs with variables that name the repository of the hook.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment |= {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
        asked = ["-C", self.top, "rev-list", "--first-parent", "--max-parents=0", "HEAD"]
        commits = told_by_git(asked, _GIT_SECONDS, environment).split()
        return commits[0] if len(commits) == 1 and commits[0].isalnum() else ""


def told_by_git(asked: Sequence[str], seconds: float, environment: Mapping[str, str] | None = None) -> str:
    """What git prints; "" if there is no git, or if it fails or takes longer."""
    # Imported here because git is asked once for each document, and once for a name.
    import subprocess
    from shutil import which

    if (git := which("git")) is None:
        return ""
    try:
        found = subprocess.run(
            [git, *asked], capture_output=True, timeout=seconds, check=True, stdin=subprocess.DEVNULL, env=environment
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.decode("utf-8", "replace")


def place_in_git(path: str) -> GitPlace | None:
    """Where the file at an absolute path is, whether it exists or not; None outside of git."""
    try:
        folder, name = os.path.split(path)
        folder = os.path.realpath(folder)
        top = folder
        while not os.path.lexists(os.path.join(top, ".git")):
            above = os.path.dirname(top)
            if above == top:
                return None
            top = above
        git = os.path.join(top, ".git")
        if not os.path.isdir(git):
            # A work tree beside others, or a submodule.
            line = _line(git)
            if not line.startswith("gitdir: "):
                return None
            git = os.path.join(top, line.removeprefix("gitdir: "))
        others = os.path.join(git, "commondir")
        common = os.path.join(git, _line(others)) if os.path.isfile(others) else git
        if not os.path.isfile(os.path.join(common, "HEAD")):
            return None
        inside = os.path.relpath(os.path.join(folder, name), top).replace(os.sep, "/")
        return GitPlace(top, os.path.realpath(common), inside)
    except (OSError, ValueError):
        return None


def _line(path: str) -> str:
    with open_regular(path) as file:
        return file.read(_MOST_BYTES).decode("utf-8", "surrogateescape").partition("\n")[0].rstrip("\r")


def with_document(path: str, records: Iterable[ArticleRecord]) -> ArticleRecord | None:
    """The article that is, in git, the same document as the file at this path, wherever it was added from.

    Preferred in the same order as in ``sources.with_path``.
    """
    name = os.path.basename(path)
    named = [one for one in records if any(os.path.basename(known) == name for known in _paths(one))]
    place = place_in_git(path) if named else None
    if place is None:
        return None
    first_commit = cache(place.first_commit)
    return preferred(one for one in named if _is_document(one, path, place, first_commit))


def _paths(record: ArticleRecord) -> Sequence[str]:
    return (*record.paths, record.repository.path) if record.repository else record.paths


def _is_document(record: ArticleRecord, path: str, place: GitPlace, first_commit: Callable[[], str]) -> bool:
    ending = f"/{place.path}"
    known = (one for one in record.paths if one != path and one.replace(os.sep, "/").endswith(ending))
    if any(place.is_same_document(place_in_git(one)) for one in known):
        return True
    inside = record.repository
    return inside is not None and inside.path == place.path and inside.root == first_commit()


def files_here(record: ArticleRecord, *, in_tree: bool = False) -> list[str]:
    """The article's files in the working directory or below, also in a work tree where nobody has opened it yet.

    ``in_tree``: anywhere in the work tree.
    """
    tree = place_in_git(os.path.join(path_text(""), "any"))
    top = os.path.join(tree.top if tree and in_tree else path_text(""), "")
    known = list(record.paths)
    if tree is not None:
        places = (place for one in record.paths if (place := place_in_git(one)) and place.common == tree.common)
        inside = [*(place.path for place in places), *([record.repository.path] if record.repository else [])]
        known += dict.fromkeys(os.path.join(tree.top, one) for one in inside)
    found = [one for one in known if one.startswith(top) and os.path.isfile(one)]
    # In another repository, another document may have this path.
    return [one for one in found if one in record.paths or with_document(one, [record]) is not None]


def first_commits() -> Callable[[GitPlace], str]:
    """What tells the first commit of any number of places, and asks git once for each repository."""
    known: dict[str, str] = {}

    def first_commit(place: GitPlace) -> str:
        if place.common not in known:
            known[place.common] = place.first_commit()
        return known[place.common]

    return first_commit


def is_gone(record: ArticleRecord, path: str, first_commit: Callable[[GitPlace], str] = GitPlace.first_commit) -> bool:
    """Whether the file of an article is not there any more. In git, that is in the work tree of the file at ``path``:
    another one, or a clone, may have it under its old name. ``first_commit``: for many records, ``first_commits``.
    """
    inside = paths_in_tree(record, path, first_commit)
    return not any(map(os.path.lexists, inside or record.paths)) and bool(inside or record.paths)


def paths_in_tree(
    record: ArticleRecord, path: str, first_commit: Callable[[GitPlace], str] = GitPlace.first_commit
) -> list[str]:
    """Where an article is in the work tree of the file at ``path``, or would be; none in another repository."""
    place = place_in_git(path)
    if place is None:
        return []
    places = [found for one in record.paths if (found := place_in_git(one)) is not None]
    inside = dict.fromkeys(one.path for one in places if one.common == place.common)
    if record.repository is not None:
        if record.repository.root == first_commit(place):
            inside[record.repository.path] = None
    elif places and not inside and (root := first_commit(place)):
        # Only of what was discussed it is noted in which repository it is; others tell by their files.
        inside = dict.fromkeys(one.path for one in places if first_commit(one) == root)
    return [os.path.join(place.top, one) for one in inside]


def repository_place(path: str, known: RepositoryPlace | None = None) -> RepositoryPlace | None:
    """What to remember of the place of a file, to find it in any clone; what is ``known`` if that is not certain.

    Asks git only if the file has another path than is known.
    """
    place = place_in_git(path)
    if place is None or (known is not None and known.path == place.path):
        return known
    root = place.first_commit()
    return RepositoryPlace(root, place.path) if root else known
