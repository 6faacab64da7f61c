"""Says where the pictures of an OpenDocument text are: members of the archive, or base64 in a flat document."""

from lxml import etree
from lxml.etree import _Element

from readtui.model.image import MEMBER, PART

_MOST_PICTURES = 5_000
_SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp")
_SHOWN_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")


def pictures_in(root: _Element) -> dict[str, tuple[int, str]]:
    """The pictures in a flat document by address, which each gets here: its number, and its base64."""
    pictures: dict[str, tuple[int, str]] = {}
    for number, data in enumerate(root.iter("{*}binary-data")):
        image = data.getparent()
        if image is not None and len(pictures) < _MOST_PICTURES:
            address = f"{PART}{number}"
            image.set("href", address)
            pictures[address] = (number, data.text or "")
    return pictures


def picture_in(frame: _Element) -> _Element | None:
    """The picture in a frame as an element of HTML; None if there is neither a picture nor a description.

    A frame may have several versions of a picture; one that can be shown is preferred.
    """
    images = sorted(frame.iterchildren("{*}image"), key=_rank)
    addresses = [address for image in images if (address := _address(image))]
    words = next((words for name in ("desc", "title") if (words := frame.findtext(f"{{*}}{name}"))), "")
    if not addresses and not words:
        return None
    picture = etree.Element("img")
    picture.set("alt", words)
    if addresses:
        picture.set("src", addresses[0])
    return picture


def _rank(image: _Element) -> int:
    """How likely it is that it can be shown; the smaller, the likelier."""
    if _own(image, "mime-type") in _SHOWN_TYPES or _own(image, "href").lower().endswith(_SHOWN):
        return 0
    return 1 if _own(image, "href").startswith(PART) else 2


def _address(image: _Element) -> str:
    written = _own(image, "href")
    is_member = written and ":" not in written.partition("/")[0]
    return f"{MEMBER}{written.removeprefix('./')}" if is_member else written


def _own(element: _Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")
