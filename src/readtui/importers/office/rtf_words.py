"""The vocabulary of RTF: words that stand for characters, destinations without text, encodings by number."""

import codecs
import re

TOKEN = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|'([0-9a-fA-F]{2})|([^a-zA-Z]))|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
SKIPPED = frozenset(
    b"""fonttbl colortbl pict object themedata colorschememapping datastore latentstyles rsidtbl listtable filetbl
    revtbl listoverridetable generator xmlnstbl mmathPr header headerl headerr headerf footer footerl footerr
    footerf private nonshppict bkmkstart bkmkend atnid atnauthor annotation atnref atndate pntxta pntxtb shpinst
    sp fldtype xe tc
    """.split()
)
SIGNS = {
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"line": "\n", b"lbr": "\n", b"emspace": "\u2003", b"enspace": "\u2002", b"zwj": "\u200d",
    b"zwnj": "\u200c",
}  # fmt: skip
SYMBOLS = {b"~": "\xa0", b"_": "‑", b"-": "\xad", b"\n": "\n", b"\r": "\n", b"{": "{", b"}": "}", b"\\": "\\"}
CODE_PAGES = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip


def known_page(number: int) -> str:
    """Python's name of a code page; Windows' Western code page for an unknown number."""
    for name in (f"cp{number}", "mac_roman" if number == 10000 else "cp1252"):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return "cp1252"
