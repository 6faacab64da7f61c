"""Ids of articles that are not in the library yet: their annotations wait under them."""

_WAITING = "waiting-"


def waiting_id(id16: str) -> str:
    """The id under which annotations wait for the article that this id would identify."""
    return _WAITING + id16


def is_waiting(article_id: str) -> bool:
    """Whether the id is of an article that is not in the library yet."""
    return article_id.startswith(_WAITING)


def awaited_id(article_id: str) -> str:
    """The id after the prefix of ``waiting_id``."""
    return article_id.removeprefix(_WAITING)
