"""Files that are made to do harm, or are nothing: refused in a line, whatever format is asked for."""

import contextlib
import io
import zipfile

import pytest

from readtui.errors import SourceError, UsageError
from readtui.importers.importer import Source
from readtui.interchange.reading import read_file
from readtui.interchange.registry import format_names


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", b"0" * 40_000_000)
        archive.writestr("../../evil", b"x")
    return packed.getvalue()


FILES = {
    "nothing": b"",
    "spaces": b" \n\t\r\n",
    "binary": bytes(range(256)) * 64,
    "deep": b"[" * 200_000,
    "many": b"[" + b"{}," * 4_000_001 + b"{}]",
    "cut": b'{"annotations": [{"id": "a", "uri": "https://exa',
    "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>',
    "outside": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "code": b'return os.execute("touch /tmp/evil")',
    "bomb": bomb(),
    "surrogates": b'{"annotations": "\\ud800"}',
    "wide": "nothing here".encode("utf-32"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_in_a_line(name: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_file((Source(FILES[name], "evil\x1b]0;x\x07.bin"), ""))
    assert "\n" not in refused.value.message
    assert refused.value.message.isprintable()
    assert refused.value.hint


def test_each_format_refuses_what_it_is_not() -> None:
    for format_name in format_names():
        for name, data in FILES.items():
            if name in ("many", "bomb"):
                continue
            with contextlib.suppress(SourceError):
                read = read_file((Source(data, "x"), format_name))
                assert not any(work.annotations or work.content for work in read.works), (format_name, name)
    with pytest.raises(UsageError):
        read_file((Source(b"x"), "nothing"))
