"""The Model Context Protocol: JSON-RPC messages, one a line. Speaks its revisions with a handshake, and that without.

Source: modelcontextprotocol.io, revisions 2024-11-05 to 2026-07-28.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from readtui import __version__
from readtui.codec import strict_json
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.mcp.tools import GIVE_IDS, TOOLS, Json, as_text
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.api import Library

STATELESS = "2026-07-28"
WITH_HANDSHAKE = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
_VERSIONS = [STATELESS, *WITH_HANDSHAKE]
INSTRUCTIONS = """\
A person's library of articles with their notes. To answer from it: search, read around the hits, verify your \
quotations, and name article ids. Positions count characters of an article's text. An answer that goes on has next: \
pass it as cursor (read: as start)."""

_META = "io.modelcontextprotocol/"
_PARSE_ERROR, _INVALID_REQUEST, _NO_METHOD, _INVALID_PARAMS, _INTERNAL = -32700, -32600, -32601, -32602, -32603
_UNSUPPORTED_VERSION = -32022
_LONGEST_LINE = 16_000_000
_LONGEST_NAME, _MOST_IN_ONE = 100, 100
_CACHE_MS = 60_000


class RpcError(Exception):
    """An error of the protocol: its code, what is told, and data."""


class Server:
    """Answers messages. ``open`` opens the library, when it is first asked for. ``writing``: whether the program may
    annotate, reply and settle.
    """

    def __init__(self, open: "Callable[[], Library]", *, writing: bool) -> None:
        self._open = open
        self._tools = {tool.name: tool for tool in TOOLS if writing or not tool.writes}
        self._client = "assistant"
        self._library: Library | None = None

    def serve(self, messages: BinaryIO, answers: BinaryIO) -> None:
        """Answer all messages, in turn, until there are no more."""
        while line := messages.readline(_LONGEST_LINE):
            if not line.endswith(b"\n") and len(line) == _LONGEST_LINE:
                while line and not line.endswith(b"\n"):
                    line = messages.readline(_LONGEST_LINE)
                answer: Json | list[Json] | None = _failed(None, RpcError(_INVALID_REQUEST, "the message is too long"))
            else:
                answer = self.answer(line) if line.strip() else None
            if answer is not None:
                answers.write(as_text(answer).encode("utf-8", "backslashreplace") + b"\n")
                answers.flush()

    def close(self) -> None:
        """Release the library."""
        if self._library is not None:
            self._library.close()

    def answer(self, line: bytes) -> Json | list[Json] | None:
        """The answer to a message, or to each of several in one; None for what asks for none."""
        try:
            message = strict_json.loads(line)
        except ValueError:
            return _failed(None, RpcError(_PARSE_ERROR, "this is not JSON"))
        if isinstance(message, list) and 0 < len(message) <= _MOST_IN_ONE:
            return [one for one in map(self._answer, message) if one is not None] or None
        return self._answer(message)

    def _answer(self, message: object) -> Json | None:
        message = message if isinstance(message, Mapping) else {}
        number, method = message.get("id"), message.get("method")
        if not isinstance(method, str) or type(number) not in (str, int, type(None)):
            # Answers to what this server asks: it asks nothing.
            is_answer = method is None and ("result" in message or "error" in message)
            return None if is_answer else _failed(None, RpcError(_INVALID_REQUEST, "not a request, or over 100"))
        if "id" not in message or method.startswith("notifications/"):
            return None
        params = message.get("params", {})
        if not isinstance(params, Mapping):
            return _failed(number, RpcError(_INVALID_PARAMS, "params must be an object"))
        try:
            return {"jsonrpc": "2.0", "id": number, "result": self._result(method, params)}
        except RpcError as fault:
            return _failed(number, fault)
        except Exception as fault:  # noqa: BLE001  else the person would have to start the assistant again.
            DEBUG_LOG.fault(fault, "swallowed")
            return _failed(number, RpcError(_INTERNAL, "internal error"))

    def _result(self, method: str, params: Mapping[str, Any]) -> Json:
        meta = params.get("_meta")
        meta = meta if isinstance(meta, Mapping) else {}
        version = meta.get(f"{_META}protocolVersion")
        if version is not None and version not in _VERSIONS:
            told = {"supported": _VERSIONS, "requested": version}
            raise RpcError(_UNSUPPORTED_VERSION, "unsupported protocol version", told)
        is_whole = version == STATELESS or method == "server/discover"
        match method:
            case "initialize":
                self._client = _name(params.get("clientInfo")) or self._client
                asked = params.get("protocolVersion")
                version = asked if asked in WITH_HANDSHAKE else WITH_HANDSHAKE[0]
                return {"protocolVersion": version, "serverInfo": _SERVER, **_ABOUT}
            case "server/discover":
                result: dict[str, object] = {"supportedVersions": _VERSIONS, **_ABOUT}
            case "ping":
                result = {}
            case "tools/list":
                result = {"tools": [tool.definition for tool in self._tools.values()]}
            case "tools/call":
                result = self._called(params, _name(meta.get(f"{_META}clientInfo")) or self._client)
            case _:
                raise RpcError(_NO_METHOD, f"no such method: {visible(method)[:_LONGEST_NAME]}")
        kept = {"ttlMs": _CACHE_MS, "cacheScope": "private"} if method in ("server/discover", "tools/list") else {}
        whole = {**kept, "resultType": "complete", "_meta": {f"{_META}serverInfo": _SERVER}}
        return result | whole if is_whole else result

    def _called(self, params: Mapping[str, Any], client: str) -> dict[str, object]:
        name = params.get("name")
        if not isinstance(name, str) or (tool := self._tools.get(name)) is None:
            why = f"there is no such tool. There are: {', '.join(self._tools)}"
            if any(tool.name == name for tool in TOOLS):
                why = f"{name} is not allowed. The person can allow it: readtui mcp --allow-writing"
            raise RpcError(_INVALID_PARAMS, why)
        try:
            if self._library is None:
                self._library = self._open()
            text, is_error = tool.answer(self._library, params.get("arguments") or {}, f"software:{client}"), False
        except ReadtuiError as fault:
            # An assistant has no commands to see them with.
            hint = GIVE_IDS if fault.hint.startswith("To see the ") else fault.hint
            text, is_error = visible(f"{fault}. {hint}".strip()), True
        return {"content": [{"type": "text", "text": text}], "isError": is_error}


_SERVER = {"name": "readtui", "title": "readtui", "version": __version__}
_ABOUT = {"capabilities": {"tools": {}}, "instructions": INSTRUCTIONS}


def _name(client: object) -> str:
    """The name of a program, to be put behind ``software:``; "" if it says none."""
    name = client.get("name") if isinstance(client, Mapping) else None
    return " ".join(visible(name).split())[:_LONGEST_NAME] if isinstance(name, str) else ""


def _failed(number: object, fault: RpcError) -> Json:
    return {"jsonrpc": "2.0", "id": number, "error": dict(zip(("code", "message", "data"), fault.args, strict=False))}
