"""A title for an article that names none."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit


def title_from_name(name: str) -> str:
    """A file's or URL's name made readable: no folder, ending, dashes or underscores; "" for a nameless source.

    ``2009-12-17_nato_russland.txt`` gives "2009-12-17 nato russland".
    """
    stem = PurePosixPath(unquote(urlsplit(name).path) if "://" in name else name.replace("\\", "/")).stem
    if stem in ("", "-"):
        return ""
    return " ".join(re.sub(r"(?<!\d)-|-(?!\d)|_", " ", stem).split())
