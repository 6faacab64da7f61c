"""Fetches web pages, within limits of size and time, from public hosts or those that the user has given."""

import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from email.message import Message
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from readtui import __version__
from readtui.errors import SourceError, StoppedError
from readtui.importers.importer import Cancelled, never
from readtui.importers.registry import MAX_BYTES
from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse


_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
# They lead to addresses of IPv4, which stand in their last bits.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_OTHERS = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "fec0::/10", "::/96", "100.64.0.0/10")))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far fetching may go: to public addresses; to all if ``is_everywhere``, which is asked only when it matters.

    ``own``: an address that the user has given. If it is written as one of this machine or of a private network, its
    host and port may be reached, but no others.
    """

    own: str = ""
    is_everywhere: Callable[[], bool] = never

    def addresses(self, url: str) -> list[str]:
        """The numeric addresses of the URL's host, all of them within reach; connect to no others.

        Another look-up could give others. Raises SourceError if one of them is out of reach, OSError.
        """
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
        if all(map(is_public, addresses)) or self._is_own(parts.netloc) or self.is_everywhere():
            return addresses
        raise SourceError(
            f"{url}: this leads to this device or a private network",
            "To allow pages, redirects and imports to lead there: private_network = true under [app] in the settings.",
        )

    def _is_own(self, place: str) -> bool:
        own = urlsplit(self.own)
        return bool(place) and own.netloc == place and is_written_as_private(own.hostname or "")


def is_written_as_private(host: str) -> bool:
    """Whether a host says by itself that it is not on the internet: a local name, or such an address in any form."""
    host = host.rstrip(".").casefold()
    if host == "localhost" or host.endswith(_LOCAL_NAMES):
        return True
    with suppress(OSError, UnicodeError):
        # Whatever the system reads as a number, such as 0177.1 or 2130706433.
        numbers = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
        return not all(is_public(str(place[0])) for *_, place in numbers)
    return "." not in host


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the internet, also if it stands for one of IPv4."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inside is None and found in _NAT64:
            inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
    is_other = any(found.version == one.version and found in one for one in _OTHERS)
    return found.is_global and not (found.is_multicast or found.is_reserved or is_other)


MAX_REDIRECTS = 10
CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
TOTAL_SECONDS = 120.0
"""Seconds to wait for a connection, for the next bytes, and for everything together."""

_CHUNK_BYTES = 64 * 1024
_LOOK_EVERY = 0.05
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_OTHER_PACKINGS = frozenset(("br", "zstd", "compress", "x-compress"))
_MOST_PACKINGS = 5
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_PUBLIC = Reach()
_SAVE_PAGE = "Save the page in a browser, then add the file."
_STATUS = {
    401: ("requires a login", "Log in with a browser, save the page and add the file."),
    402: ("requires payment", "Log in with a browser, save the page and add the file."),
    403: ("refuses readtui", f"It may require a login or a browser. {_SAVE_PAGE}"),
    404: ("no such page", "Check the URL."),
    407: ("the proxy requires a login", "Check the network."),
    410: ("the page has been removed", "An archive such as web.archive.org may have it."),
    429: ("too many requests", "Try again in a few minutes."),
    451: ("the page is not available for legal reasons", _SAVE_PAGE),
}
PACKINGS = frozenset(("gzip", "x-gzip", "deflate"))
"""The supported values of HTTP's Content-Encoding."""

_PIECE_BYTES = 64 * 1024
_HEAD_BYTES = 2
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A response. ``url``: the final URL after redirects, without fragment, user and password.

    ``media_type`` in lower case, ``charset`` as the server wrote it; both empty if it said nothing.
    """

    data: bytes
    url: str
    media_type: str = ""
    charset: str = ""


Progress = Callable[[int, int | None], None]
"""Called with the number of bytes received and expected; None if the server does not state the latter."""


def normalized_url(url: str) -> str:
    """The URL in the form that is requested, stored and compared: host in lowercase ASCII; without default port,
    fragment, user and password; invalid characters escaped.

    Raises SourceError unless it is an http or https URL with a host.
    """
    written = url.strip()
    try:
        parts = urlsplit(written)
        host, port = parts.hostname or "", parts.port
        path, query = quote(parts.path or "/", safe=_PATH_SAFE), quote(parts.query, safe=f"{_PATH_SAFE}?")
    except ValueError as fault:
        raise SourceError(f"not a valid URL: {visible(written[:200])}", "Check the URL.") from fault
    if parts.scheme.lower() not in ("http", "https"):
        raise SourceError(f"only http and https are supported: {visible(written[:200])}", _SAVE_PAGE)
    if not host or _UNSAFE.search(host):
        raise SourceError(f"the URL has no host: {visible(written[:200])}", "Check the URL.")
    scheme = parts.scheme.lower()
    place = _ascii_host(host)
    if port is not None and port != {"http": 80, "https": 443}[scheme]:
        place = f"{place}:{port}"
    return urlunsplit((scheme, place, path, query, ""))


def _ascii_host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    try:
        return host.lower() if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as fault:
        raise SourceError(f"the URL has an invalid host: {visible(host[:200])}", "Check the URL.") from fault


def fetch(
    url: str, reach: Reach = _PUBLIC, *, progress: Progress | None = None, cancelled: Cancelled = never
) -> FetchedPage:
    """Fetch a URL and what it redirects to, both within ``reach``. Uses no cookies, login or proxy, and does not send
    the fragment.

    ``cancelled`` is called while waiting for the response and before each chunk; once it returns True, StoppedError is
    raised. Raises SourceError, with advice for the user, for every failure.
    """
    deadline = time.monotonic() + TOTAL_SECONDS
    address = normalized_url(url)
    reach = replace(reach, own=normalized_url(reach.own)) if is_web_address(reach.own) else replace(reach, own="")
    seen: set[str] = set()
    for _ in range(MAX_REDIRECTS + 1):
        if address in seen:
            raise SourceError(f"{address} redirects in a circle", _SAVE_PAGE)
        seen.add(address)
        with _faults_of(address), _response(address, reach, deadline, cancelled) as response:
            target = response.headers.get("Location") if response.status in _REDIRECTS else None
            if not target:
                _check_status(response.status, address)
                data = _body(response, address, deadline, progress, cancelled)
                media_type, charset = _content_type(response.headers.get("Content-Type", ""))
                return FetchedPage(data, address, media_type, charset)
        address = _redirected(address, target)
    raise SourceError(f"{address}: more than {MAX_REDIRECTS} redirects", _SAVE_PAGE)


@contextmanager
def _response(address: str, reach: Reach, deadline: float, cancelled: Cancelled) -> "Iterator[BaseHTTPResponse]":
    response = _answer(address, reach, deadline, cancelled)
    try:
        yield response
    finally:
        response.close()


def _answer(address: str, reach: Reach, deadline: float, cancelled: Cancelled) -> "BaseHTTPResponse":
    """The response without its body. It waits in a thread, because a slow server can outlast every timeout while
    sending headers.
    """
    answers: SimpleQueue[BaseHTTPResponse | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(_asked(address, reach))
        except Exception as fault:  # noqa: BLE001  it is raised where it is waited for
            answers.put(fault)

    threading.Thread(target=ask, daemon=True).start()
    while True:
        try:
            answer = answers.get(timeout=_LOOK_EVERY)
        except Empty:
            _go_on(address, deadline, cancelled)
            continue
        if isinstance(answer, Exception):
            raise answer
        return answer


def _asked(address: str, reach: Reach) -> "BaseHTTPResponse":
    """The response of the first of the host's addresses that answers. Raises SourceError, OSError, HTTPError."""
    # Imported here because listing a library needs no network.
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    headers = {
        "Host": parts.netloc,
        "User-Agent": f"readtui/{__version__}",
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Encoding": "gzip, deflate",
    }
    target = urlunsplit(("", "", parts.path, parts.query, ""))
    timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    *others, last = reach.addresses(address)
    for number in (*others, last):
        if parts.scheme == "https":
            pool: HTTPConnectionPool = HTTPSConnectionPool(
                number, parts.port, timeout, headers=headers, server_hostname=host, assert_hostname=host
            )
        else:
            pool = HTTPConnectionPool(number, parts.port, timeout, headers=headers)
        try:
            return pool.urlopen(
                "GET", target, retries=False, redirect=False, preload_content=False, decode_content=False
            )
        except (ConnectTimeoutError, NewConnectionError):
            if number == last:
                raise
    raise AssertionError


def is_web_address(url: str) -> bool:
    """Whether ``normalized_url`` takes it."""
    with suppress(SourceError):
        return bool(normalized_url(url))
    return False


def _go_on(address: str, deadline: float, cancelled: Cancelled) -> None:
    """Raises StoppedError if cancelled, SourceError if it takes too long."""
    if cancelled():
        raise StoppedError(f"{address}: stopped", "Nothing was added.")
    if time.monotonic() > deadline:
        raise SourceError(f"{address}: incomplete after {TOTAL_SECONDS:.0f} seconds", "Try again later.")


def _redirected(address: str, target: str) -> str:
    """The target of a redirect, checked like the first address."""
    try:
        return normalized_url(urljoin(address, target))
    except (SourceError, ValueError) as fault:
        raise SourceError(
            f"{address} redirects to {visible(target[:200])}, which is not a web page", "Check the URL."
        ) from fault


def _check_status(status: int, address: str) -> None:
    if 200 <= status < 300:
        return
    what, hint = _STATUS.get(status, (f"the server answered {status}", _SAVE_PAGE))
    if status >= 500:
        what, hint = f"the server reports an internal error ({status})", "Try again later."
    elif status in _STATUS:
        what = f"{what} ({status})"
    raise SourceError(f"{address}: {what}", hint)


def _body(
    response: "BaseHTTPResponse", address: str, deadline: float, progress: Progress | None, cancelled: Cancelled
) -> bytes:
    """The bytes, decompressed piece by piece so that data beyond the limit is never held in memory."""
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isascii() and length.isdigit() else None
    if total is not None and total > MAX_BYTES:
        raise _too_large(address)
    words = [word.strip().lower() for word in response.headers.get("Content-Encoding", "").split(",")]
    packings = [word for word in words if word in PACKINGS]
    if not _OTHER_PACKINGS.isdisjoint(words) or len(packings) > _MOST_PACKINGS:
        # Not the requested encoding; it would be read as text.
        raise _not_unpacked(address)
    pieces = _chunks(response, address, deadline, cancelled)
    for packing in reversed(packings):
        pieces = unpacked(pieces, packing)
    data = bytearray()
    for piece in pieces:
        data += piece
        if len(data) > MAX_BYTES:
            raise _too_large(address)
        _go_on(address, deadline, cancelled)
        if progress is not None:
            progress(len(data), None if packings else total)
    return bytes(data)


def _chunks(response: "BaseHTTPResponse", address: str, deadline: float, cancelled: Cancelled) -> Iterator[bytes]:
    # Not stream(): that waits for a whole chunk, however slowly the server sends it.
    while chunk := response.read1(_CHUNK_BYTES):
        _go_on(address, deadline, cancelled)
        yield chunk


def _too_large(address: str) -> SourceError:
    return SourceError(
        f"{address}: larger than {MAX_BYTES // 1_000_000} MB", "Save the part that you need as a file, then add it."
    )


def _not_unpacked(address: str) -> SourceError:
    return SourceError(f"{address}: the response could not be decompressed", _SAVE_PAGE)


def _content_type(header: str) -> tuple[str, str]:
    message = Message()
    message["Content-Type"] = header
    if not header:
        return "", ""
    charset = message.get_param("charset")
    return message.get_content_type(), charset if isinstance(charset, str) else ""


@contextmanager
def _faults_of(address: str) -> Iterator[None]:
    """Network errors as messages for the user."""
    from urllib3 import exceptions

    try:
        yield
    except (socket.gaierror, UnicodeError) as fault:
        raise SourceError(f"no such host: {urlsplit(address).hostname}", "Check the URL and the network.") from fault
    except exceptions.NewConnectionError as fault:
        raise SourceError(f"{address}: the server does not respond", "Check the URL and the network.") from fault
    except exceptions.ConnectTimeoutError as fault:
        raise SourceError(
            f"{address}: no connection within {CONNECT_SECONDS:.0f} seconds", "Try again later."
        ) from fault
    except (exceptions.TimeoutError, TimeoutError) as fault:
        raise SourceError(f"{address}: no answer within {READ_SECONDS:.0f} seconds", "Try again later.") from fault
    except (exceptions.SSLError, ssl.SSLError) as fault:
        raise SourceError(
            f"{address}: the connection is not secure: {visible(str(fault))[:200]}", f"Check the URL. {_SAVE_PAGE}"
        ) from fault
    except zlib.error as fault:
        raise _not_unpacked(address) from fault
    except EOFError as fault:
        raise SourceError(f"{address}: received only the beginning of the page", "Try again later.") from fault
    except (exceptions.HTTPError, OSError) as fault:
        raise SourceError(f"{address}: the connection was lost", "Try again later.") from fault


def unpacked(chunks: Iterator[bytes], packing: str) -> Iterator[bytes]:
    """Decompress chunks into pieces of at most 64 KiB, so that a decompression bomb is never in memory as a whole.

    No data at all counts as empty, and data after a complete stream is dropped. Raises zlib.error for data in another
    format, EOFError if the stream is truncated.
    """
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= _HEAD_BYTES:
            break
    if not head:
        return
    is_gzip = packing != "deflate"
    inflater = zlib.decompressobj(_GZIP if is_gzip else _window_bits(head))
    is_first, has_come = True, False
    data = head
    while True:
        try:
            piece = inflater.decompress(data, _PIECE_BYTES)
        except zlib.error:
            if is_first:
                raise
            return
        has_come = has_come or bool(piece)
        yield piece
        if inflater.eof:
            data = inflater.unused_data or next(chunks, b"")
            if not is_gzip or not data:
                return
            inflater = zlib.decompressobj(_GZIP)
            is_first = has_come = False
            continue
        data = inflater.unconsumed_tail
        if data or len(piece) == _PIECE_BYTES:
            continue
        data = next(chunks, b"")
        if not data:
            break
    if is_first or has_come:
        raise EOFError


def _window_bits(head: bytes) -> int:
    """How to read a deflated stream: most servers wrap it like zlib (RFC 1950), some do not (RFC 1951)."""
    is_wrapped = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:_HEAD_BYTES], "big") % 31 == 0
    return zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS
