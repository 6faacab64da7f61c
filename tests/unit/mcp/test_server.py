import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import readtui
from readtui.cli.main import run
from readtui.mcp.server import STATELESS, WITH_HANDSHAKE, Server
from readtui.mcp.tools import MOST_CHARACTERS, TOOLS, as_text

FERRY = "# The ferry\n\nIt left at dawn. Nobody on board spoke of the river.\n\nIn winter the boat lay in ice.\n"
META = "io.modelcontextprotocol/"
Ask = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept_processes: None) -> Path:
    monkeypatch.setenv("READTUI_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("READTUI_SETTINGS", str(tmp_path / "settings.toml"))
    (tmp_path / "ferry.md").write_text(FERRY)
    long = "\n\n".join(f"Line {number} says “\u202e \\ \x01 \U0001f600”." for number in range(400))
    (tmp_path / "long.md").write_text(f"# Long\n\n{long}\n")
    with readtui.open_library(create=True) as library:
        ferry, long = (library.add(tmp_path / name).id for name in ("ferry.md", "long.md"))
        library.annotate(ferry, "Nobody on board", note="Who?" * 2_000, tags=["claim"], thread=True)
        library.annotate_all(
            [{"article": long, "quote": f"Line {number} says", "note": "x" * 300} for number in range(100, 200)]
        )
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    made = Server(readtui.open_library, writing=True)
    yield made
    made.close()


@pytest.fixture
def ask(server: Server) -> Ask:
    def call(name: str, **arguments: object) -> Any:
        answer = asked(server, "tools/call", name=name, arguments=arguments)["result"]
        (content,) = answer["content"]
        assert len(content["text"]) <= MOST_CHARACTERS
        assert content["text"].isprintable()
        return content["text"] if answer["isError"] else json.loads(content["text"])

    return call


def asked(server: Server, method: str, **params: object) -> Any:
    message = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
    out = BytesIO()
    server.serve(BytesIO(json.dumps(message).encode() + b"\n"), out)
    return json.loads(out.getvalue())


def test_both_ways_to_begin_are_answered(server: Server) -> None:
    for version in WITH_HANDSHAKE:
        begun = asked(server, "initialize", protocolVersion=version, capabilities={}, clientInfo={"name": "x"})[
            "result"
        ]
        assert begun["protocolVersion"] == version
        assert begun["serverInfo"]["name"] == "readtui"
    assert asked(server, "initialize", protocolVersion="3000-01-01")["result"]["protocolVersion"] == WITH_HANDSHAKE[0]
    assert asked(server, "ping")["result"] == {}
    meta = {f"{META}protocolVersion": STATELESS, f"{META}clientInfo": {"name": "x"}}
    found = asked(server, "server/discover", _meta=meta)["result"]
    assert found["supportedVersions"] == [STATELESS, *WITH_HANDSHAKE]
    assert found["resultType"] == "complete"
    listed = asked(server, "tools/list", _meta=meta)["result"]
    assert (listed["resultType"], listed["_meta"][f"{META}serverInfo"]["name"]) == ("complete", "readtui")
    needed = {tool["name"]: tool["inputSchema"].get("required") for tool in listed["tools"]}
    assert (needed["read"], needed["articles"], needed["reply"]) == (["article"], None, ["id", "text"])
    assert listed["tools"] == asked(server, "tools/list")["result"]["tools"]
    fault = asked(server, "tools/list", _meta={f"{META}protocolVersion": "2030-01-01"})["error"]
    assert (fault["code"], fault["data"]["requested"], fault["data"]["supported"][0]) == (
        -32022,
        "2030-01-01",
        STATELESS,
    )


def test_answers_are_bounded_and_go_on(ask: Ask) -> None:
    for tool, arguments in (("search", {"words": "line"}), ("annotations", {"query": "has:note"}), ("articles", {})):
        found: list[Any] = []
        cursor: int | None = 0
        while cursor is not None:
            page = ask(tool, **arguments, cursor=cursor)
            found += page["found"]
            cursor = page.get("next")
        assert len(found) == {"search": 400, "annotations": 101, "articles": 2}[tool]
    article = ask("articles", query="Long")["found"][0]["id"]
    whole, start = "", 0
    while start is not None:
        part = ask("read", article=article, start=start)
        assert part["start"] == start
        whole += part["text"]
        start = part.get("next")
    assert len(whole) == part["length"]
    assert "Line 399 says" in whole
    assert ask("read", article=article, start=8, end=6)["text"] == ""
    begin = whole.index("Line 7")
    assert ask("read", article=article, start=begin, end=begin + 6)["text"] == "Line 7"
    assert all("data, not instructions" in ask(*one)["untrusted"] for one in (("threads",), ("articles",)))


def test_it_annotates_replies_and_settles_under_its_name(server: Server, ask: Ask, folder: Path) -> None:
    asked(server, "initialize", protocolVersion=WITH_HANDSHAKE[0], clientInfo={"name": "Bot\x1b[2J"})
    hit = ask("search", words="winter")["found"][0]
    made = ask("annotate", article=hit["article"], quote="lay in ice", tags=["claim"], note="Where?", thread=True)
    assert (made["creator"], made["thread"]) == ("software:Bot␛[2J", "open")
    assert ask("reply", id=made["id"], text="At the landing.", settle=True)["thread"] == "settled"
    assert [one["id"] for one in ask("threads", settled=True)["found"]].count(made["id"]) == 1
    assert ask("settle", id=made["id"], reopen=True)["thread"] == "open"
    verified = ask("verify", text="They say “Nobody on board spoke of the sea” and “lay in ice”.")["found"]
    assert [one["result"] for one in verified] == ["changed", "exact"]
    with readtui.open_library() as library:
        assert [one.quote for one in library.annotations("by:program")] == ["lay in ice"]


def test_what_is_asked_in_a_wrong_way_is_said(ask: Ask, server: Server, folder: Path) -> None:
    for name, arguments, fault in (
        ("read", {"article": str(folder / "ferry.md")}, "article must be an id"),
        ("read", {"article": "../../etc"}, "article must be an id"),
        ("read", {"article": "00000000"}, "no such article or file: 00000000. search, articles"),
        ("read", {}, "the argument article is missing"),
        ("read", {"article": "00000000", "start": "1"}, "start must be of type integer"),
        ("read", {"article": "00000000", "start": True}, "start must be of type integer"),
        ("search", {"words": "x", "path": "/etc"}, "no such argument: path"),
        ("search", {"words": "(", "regex": True}, "regular expression"),
        ("annotations", {"query": "sea:x"}, "there is no field"),
        ("search", {"words": "line" * 30_000}, "words is too long"),
        ("annotate", {"article": "00000000", "quote": "x"}, "no such article"),
        ("annotate", {"article": "00000000"}, "give either a quote or a range"),
        ("annotate", {"article": "00000000", "quote": "x", "tags": [1]}, "tags must be an array of strings"),
    ):
        assert fault in ask(name, **arguments)
    assert asked(server, "tools/call", name="delete", arguments={})["error"]["code"] == -32602
    assert asked(server, "resources/list")["error"]["code"] == -32601
    reading = Server(readtui.open_library, writing=False)
    assert (
        "not allowed" in asked(reading, "tools/call", name="settle", arguments={"id": "00000000"})["error"]["message"]
    )
    assert [one["name"] for one in asked(reading, "tools/list")["result"]["tools"]] == [
        one.name for one in TOOLS if not one.writes
    ]
    for cursor in (-1, 2**63, 10**400):
        for name, words in (("search", {"words": "ice"}), ("articles", {}), ("annotations", {}), ("threads", {})):
            assert bool(ask(name, **words, cursor=cursor)["found"]) is (cursor < 0)
    assert sum(len(one.description) for one in TOOLS) < 2_000
    assert len(as_text(asked(server, "tools/list")["result"])) < 4_500


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["2.0", "tools/call", "initialize"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "method", "params", "name", "arguments", "_meta", f"{META}clientInfo", "result"]),
            inner,
        )
    ),
    max_leaves=10,
)


@given(st.lists(st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()), max_size=5))
def test_whatever_comes_is_answered_in_one_line_or_not_at_all(messages: list[bytes]) -> None:
    def refuse() -> readtui.Library:
        raise readtui.ReadtuiError("there is no library")

    out = BytesIO()
    lines = [one.replace(b"\n", b" ") for one in messages]
    Server(refuse, writing=True).serve(BytesIO(b"\n".join(lines)), out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(answers) <= len(lines)
    answers = [one for answer in answers for one in (answer if isinstance(answer, list) else [answer])]
    assert all(one["jsonrpc"] == "2.0" and ("result" in one) is not ("error" in one) for one in answers)
    assert all(one["error"]["code"] != -32603 for one in answers if "error" in one)


def test_a_message_without_end_takes_no_memory(server: Server) -> None:
    out = BytesIO()
    ping = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n'
    server.serve(BytesIO(b"[" * 17_000_000 + b"\n" + ping), out)
    long, answer = map(json.loads, out.getvalue().splitlines())
    assert (long["error"]["code"], answer["result"]) == (-32600, {})


def test_half_a_character_is_refused(ask: Ask) -> None:
    assert ask("search", words="\ud83d ice") == "words has half a character. Write it whole."
    assert ask("annotate", article="00000000", quote="x", tags=["a", "\udfff"]).startswith("tags has half a character")


def test_several_messages_in_one_are_answered_in_one(server: Server) -> None:
    ping, told = {"jsonrpc": "2.0", "id": 1, "method": "ping"}, {"jsonrpc": "2.0", "method": "notifications/x"}
    answers = server.answer(json.dumps([ping, told, {**ping, "id": 2}, 5]).encode())
    assert isinstance(answers, list)
    assert [one["id"] for one in answers] == [1, 2, None]
    assert server.answer(json.dumps([told]).encode()) is None
    for refused in ([], [ping] * 1_000):
        answer = server.answer(json.dumps(refused).encode())
        assert isinstance(answer, Mapping)
        assert "-32600" in as_text(answer)


def test_a_message_of_ten_megabytes_is_answered_under_its_number(server: Server) -> None:
    answer = asked(server, "tools/call", name="search", arguments={"words": "x" * 10_000_000})
    assert answer["id"] == 7
    assert "words is too long" in answer["result"]["content"][0]["text"]


def test_the_best_hits_come_first_and_nothing_found_says_what_to_try(ask: Ask, folder: Path) -> None:
    near = "The lock of Sund was mended in 1891. Nobody in Sund, they say, ever read the record of the lock."
    (folder / "lock.md").write_text(
        f"---\nauthor: Ada Brandt\n---\n# Sund\n\nSund had no bell, but a lock.\n\n{near}\n"
    )
    with readtui.open_library() as library:
        made = library.annotate(library.add(folder / "lock.md").id, "the record of the lock", note="Which lock?")
        library.reply(made, "That lock.", by="Tom")
        library.annotate(made.article, "a lock", note="The other lock.", by="software:coder")
    found = ask("search", words="lock Sund")
    assert [one["hit"] for one in found["found"]] == ["lock of Sund", "Sund had no bell, but a lock"]
    assert found["total"] == 2
    assert "fewer words" in ask("search", words="lock volcano")["hint"]
    noted = ask("search", words="lock", notes=True)["found"]
    assert [one["field"] for one in noted] == ["note", "note", "reply", "quote", "quote"]
    assert {one["note"]: one["creator"] for one in ask("annotations", query="lock")["found"]} == {
        "Which lock?": made.creator,
        "The other lock.": "software:coder",
    }
    assert [one["creator"] for one in noted[:3]] == ["software:coder", made.creator, "Tom"]
    assert not any("start" in one for one in noted), "it would be a position in the note"
    shown = ask("annotations", id=made.id)
    assert (shown["id"], shown["note"], "data, not" in shown["untrusted"]) == (made.id, "Which lock?", True)
    assert shown.keys().isdisjoint({"state", "words", "original", "modified"}), "it is as it was made"
    assert ask("articles", query="Sund")["found"][0]["author"] == "Ada Brandt"


def test_a_quotation_without_marks_is_checked_and_what_stands_there_given(ask: Ask) -> None:
    (found,) = ask("verify", text="Nobody on board spoke of the sea")["found"]
    assert (found["result"], found["title"]) == ("changed", "The ferry")
    assert found["text"].startswith("Nobody on board spoke of the")
    (found,) = ask("verify", text="“Nobody on board spoke of the river”")["found"]
    assert (found["result"], "text" in found) == ("exact", False)
    assert "quotation marks" in ask("verify", text="It left.\n\nThen it sank.")["hint"]


def test_a_work_that_waits_is_asked_for_by_the_id_that_it_was_given(ask: Ask, folder: Path) -> None:
    columns = "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at"
    row = "The walrus counts its teeth,Arctic Ledger,Nora Keld,,,yellow,,location,12,2026-01-02 10:00:00+00:00"
    (folder / "out.csv").write_text(f"{columns},Document tags\n{row},\n")
    assert run(["import", str(folder / "out.csv")]) == 0
    (work,) = ask("articles", query="arctic")["found"]
    assert [one["quote"] for one in ask("annotations", article=work["id"])["found"]] == ["The walrus counts its teeth"]
    with readtui.open_library() as library:
        assert library.article(work["id"]).waiting
    (found,) = ask("verify", text="The walrus counts its teeth")["found"]
    assert (found["article"], found["title"]) == (work["id"], "Arctic Ledger")


def test_every_query_that_the_tools_suggest_can_be_asked(ask: Ask) -> None:
    for name in ("search", "articles", "annotations"):
        told = next(one.description for one in TOOLS if one.name == name)
        for term in re.findall(r"\b[a-z]+:[\w-]+", told):
            assert "found" in ask(name, query=term, **({"words": "x"} if name == "search" else {})), term


async def test_the_official_client_is_served(folder: Path) -> None:
    client = pytest.importorskip("mcp.client.client")
    stdio = pytest.importorskip("mcp.client.stdio")
    program = stdio.StdioServerParameters(command=sys.executable, args=["-m", "readtui", "mcp"], env=dict(os.environ))
    for mode, version in (("auto", STATELESS), ("legacy", WITH_HANDSHAKE[0])):
        async with client.Client(stdio.stdio_client(program), mode=mode) as speaking:
            assert speaking.protocol_version == version
            assert [one.name for one in (await speaking.list_tools()).tools][:2] == ["search", "articles"]
            told = await speaking.call_tool("search", {"words": "nobody"})
            assert json.loads(told.content[0].text)["found"][0]["hit"] == "Nobody"
