"""A file that was renamed: finds the document that it was or may have been, and makes it that document."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from readtui.errors import NotFoundError, SourceError, UsageError
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Edit
from readtui.search.full_text.tally import words_of
from readtui.search.query.syntax import Not, Term
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.git_place import first_commits, is_gone, paths_in_tree, with_document
from readtui.services.intake.intake import IncomingSource, Intake, content_of
from readtui.services.intake.refresh import Refresher
from readtui.services.library import Library
from readtui.services.sources import content_id, path_text, read_bytes, with_path
from readtui.services.wording import excerpt
from readtui.text.language import frequent_words_of

_ENOUGH = 0.5


def gone_documents(library: Library, added: ArticleRecord) -> list[ArticleRecord]:
    """The documents with threads whose own files are gone, which a file that is new here may have been."""
    with_threads = [one.record for one in library.listed() if one.threads and one.record.id != added.id]
    asked = first_commits()
    return [one for one in with_threads if added.paths and is_gone(one, added.paths[0], asked)]


def most_alike(library: Library, documents: Iterable[ArticleRecord], article: Article) -> ArticleRecord | None:
    """Of documents with threads, the one of whose threads the most words stand in a text, and at least half of them;
    of several, the one with the largest share. Raises StorageError.
    """
    gone = {one.id: one for one in documents}
    language = article.metadata.language.lower().replace("_", "-").split("-")[0]
    text = _words([article.text], language)
    shares: dict[str, float] = {}
    for record, begun in library.each_article(AnnotationQuery(tuple(gone), Not(Term("thread", "none")))):
        words = _words((one.own_words for one in begun if one.quote), language)
        shares[record.id] = len(words & text) / len(words) if words else 0.0
    best = max(shares, key=lambda one: (shares[one], one), default="")
    return gone[best] if best and shares[best] >= _ENOUGH else None


def _words(texts: Iterable[str], language: str) -> frozenset[str]:
    """The words without those that stand in any text of the language."""
    found = {word.casefold() for text in texts for word in words_of(text)}
    return frozenset(found - frequent_words_of(language))


def same_document(library: Library, path: str) -> ArticleRecord | None:
    """The document with threads that has the bytes of a file which is new here: one that was renamed, which has this
    path from now on, or else one that was copied. Raises StorageError.
    """
    try:
        content = content_id(read_bytes(Path(path)))
    except (SourceError, OSError):
        return None
    same = [one.record for one in library.listed(in_threads=True) if one.record.document == content]
    renamed = next((one for one in same if is_gone(one, path)), None)
    if renamed is None or library.is_read_only:
        return renamed or next(iter(same), None)
    intake = replace(library.intake, discusses=renamed.discussed is not None)
    return intake.keep(IncomingSource(renamed.id, path=path)).record


def former_named(library: Library, reference: str) -> ArticleRecord:
    """The document that has this id, or had this path, also in another work tree: rather one with threads. Raises as
    ``Library.find`` does.
    """
    path = path_text(reference)
    with_threads = [one.record for one in library.listed(in_threads=True)]
    if found := with_path(path, with_threads) or with_document(path, with_threads):
        return found
    asked = first_commits()
    if found := next((one for one in with_threads if path in paths_in_tree(one, path, asked)), None):
        return found
    try:
        return library.find(reference)
    except NotFoundError:
        if (found := with_document(path, library.records())) is not None:
            return found
        raise


def made_former(intake: Intake, former: ArticleRecord, incoming: IncomingSource) -> ArticleRecord:
    """Give a document the text of a file that it was renamed to. If the file is in the library as an article without
    annotations, that goes to the trash. Raises UsageError if it has some, NotFoundError, StorageError.
    """
    added = intake.repository.record(incoming.article_id)
    if added is None:
        return intake.keep(replace(incoming, article_id=former.id)).record
    if added.id == former.id:
        return intake.keep(incoming).record
    if intake.repository.annotations(added.id):
        raise UsageError(
            f"{excerpt(added.title)} has annotations of its own, so it cannot be {excerpt(former.title)} too",
            "Leave out --was, or remove it first.",
        )
    return joined(intake, former, added)


def joined(intake: Intake, former: ArticleRecord, added: ArticleRecord) -> ArticleRecord:
    """The document with the text of an article that is the same file, which goes to the trash, in one change.

    Raises NotFoundError, StorageError.
    """
    now = intake.clock()
    article = intake.repository.article(added.id)
    removed = Edit(added, replace(added, deleted=now, modified=now))
    paths = (*added.paths, *(one for one in former.paths if one not in added.paths))
    known = replace(former, paths=paths, deleted=None, discussed=former.discussed or now, repository=None)
    refresher = Refresher(intake.repository, intake.clock, intake.new_id)
    return refresher.take_over(former, article, content_of(added), known=known, also=(removed,)).record
