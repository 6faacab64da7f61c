import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from local_site import Site, answer, running_site

from readtui.errors import SourceError
from readtui.importers.web import fetch as fetching
from readtui.importers.web.fetch import FetchedPage, Reach, is_public, is_written_as_private, normalized_url

PAGE = "<h1>Grüße</h1>".encode("latin-1")


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


def fetch(url: str, **options: Any) -> FetchedPage:
    """What comes of an address that the user has given."""
    return fetching.fetch(url, Reach(url), **options)


def fault(url: str) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(url)
    assert caught.value.hint
    return caught.value.message


def test_a_page_comes_with_its_type_charset_and_progress(site: Site) -> None:
    site.answers["/a?b=%C3%BC"] = answer(200, PAGE, Content_Type="Text/HTML; charset=ISO-8859-1")
    seen: list[tuple[int, int | None]] = []
    got = fetch(f"{site.url}/a?b=ü#part", progress=lambda come, of: seen.append((come, of)))
    assert (got.data, got.url, got.media_type, got.charset) == (
        PAGE,
        f"{site.url}/a?b=%C3%BC",
        "text/html",
        "ISO-8859-1",
    )
    assert seen[-1] == (len(PAGE), len(PAGE))
    assert site.asked["user-agent"].startswith("readtui/")
    assert not {"cookie", "authorization"} & set(site.asked)


def test_user_and_password_are_neither_sent_nor_kept(site: Site) -> None:
    site.answers["/"] = answer(200, PAGE)
    got = fetch(site.url.replace("http://", "http://ada:secret@"))
    assert got.url == f"{site.url}/"
    assert "authorization" not in site.asked


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.answers["/"] = answer(200, PAGE)
    assert fetch(site.url).data == PAGE


def test_packed_pages_are_unpacked_and_a_bomb_is_stopped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.answers["/gzip"] = answer(200, gzip.compress(PAGE), Content_Encoding="gzip")
    site.answers["/deflate"] = answer(200, zlib.compress(PAGE), Content_Encoding="deflate")
    site.answers["/bad"] = answer(200, b"no gzip at all", Content_Encoding="gzip")
    site.answers["/bomb"] = answer(200, gzip.compress(bytes(20_000_000)), Content_Encoding="gzip")
    site.answers["/brotli"] = answer(200, b"\x0b\x02\x80<p>x</p>\x03", Content_Encoding="gzip, BR")
    site.answers["/large"] = answer(200, bytes(2_000_000))
    assert fetch(f"{site.url}/gzip").data == fetch(f"{site.url}/deflate").data == PAGE
    assert "could not be decompressed" in fault(f"{site.url}/bad")
    assert "could not be decompressed" in fault(f"{site.url}/brotli")
    site.answers["/often"] = answer(200, PAGE, Content_Encoding=", ".join(["gzip"] * 5000))
    assert "could not be decompressed" in fault(f"{site.url}/often")
    two_members = gzip.compress(PAGE[:40]) + gzip.compress(PAGE[40:])
    site.answers["/members"] = answer(200, two_members + bytes(9), Content_Encoding="gzip")
    site.answers["/raw"] = answer(200, zlib.compress(PAGE)[2:-4], Content_Encoding="deflate")
    site.answers["/twice"] = answer(200, gzip.compress(zlib.compress(PAGE)), Content_Encoding="deflate, gzip")
    site.answers["/misnamed"] = answer(200, PAGE, Content_Encoding="utf-8")
    for path in ("/members", "/raw", "/twice", "/misnamed"):
        assert fetch(f"{site.url}{path}").data == PAGE
    site.answers["/empty"] = answer(200, b"", Content_Encoding="gzip")
    assert fetch(f"{site.url}/empty").data == b""
    monkeypatch.setattr(fetching, "MAX_BYTES", 1_000_000)
    assert "larger than 1 MB" in fault(f"{site.url}/bomb")
    assert "larger than 1 MB" in fault(f"{site.url}/large")


@pytest.mark.parametrize(("packing", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_truncated_compressed_page_is_refused(site: Site, packing: str, pack: Callable[[bytes], bytes]) -> None:
    page = b"".join(b"<p>Sentence %d of many, and none is like another.</p>" % number for number in range(9000))
    packed = pack(page)
    site.answers["/whole"] = answer(200, packed, Content_Encoding=packing)
    assert fetch(f"{site.url}/whole").data == page
    for kept in (1, 12, len(packed) // 2, len(packed) - 1):
        site.answers[f"/{kept}"] = answer(200, packed[:kept], Content_Encoding=packing)
        assert "received only the beginning of the page" in fault(f"{site.url}/{kept}")

    def close_early(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", packing)
        handler.end_headers()
        handler.wfile.write(packed[: len(packed) // 2])

    site.answers["/closed"] = close_early
    assert "received only the beginning of the page" in fault(f"{site.url}/closed")


def test_redirects_are_followed_to_the_final_url(site: Site) -> None:
    site.answers["/old"] = answer(301, Location="/new?x=1#top")
    site.answers["/new?x=1"] = answer(200, PAGE)
    assert fetch(f"{site.url}/old").url == f"{site.url}/new?x=1"


def test_redirects_in_a_circle_without_end_and_out_of_the_web_are_refused(site: Site) -> None:
    site.answers |= {f"/{n}": answer(302, Location=f"/{n + 1}") for n in range(20)}
    site.answers["/a"] = answer(307, Location="/b")
    site.answers["/b"] = answer(308, Location="/a")
    site.answers["/file"] = answer(302, Location="file:///etc/passwd")
    assert "more than 10 redirects" in fault(f"{site.url}/0")
    assert "in a circle" in fault(f"{site.url}/a")
    assert "redirects to file:///etc/passwd, which is not a web page" in fault(f"{site.url}/file")


_PRIVATE = (
    "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.9 169.254.169.254 172.16.0.1 192.168.1.1 198.18.0.1 224.0.0.1 "
    "240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 "
    "2002:7f00:1:: fc00::1 fd12::1 fe80::1 fe80::1%lo fec0::1 ff02::1"
)


@pytest.mark.parametrize("address", _PRIVATE.split(" "))
def test_addresses_of_this_machine_and_of_private_networks_are_known_in_every_form(address: str) -> None:
    assert not is_public(address)
    assert is_written_as_private(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_known(address: str) -> None:
    assert is_public(address)
    assert not is_written_as_private(address)


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "a.localhost", "printer.local", "wiki", "2130706433", "0177.0.0.1", "0x7f.1", "127.1"],
)
def test_names_that_are_local_and_numbers_in_any_form_say_so_themselves(host: str) -> None:
    assert is_written_as_private(host)
    assert not is_written_as_private("news.example")


def test_only_what_the_user_names_is_reached_on_this_machine(site: Site) -> None:
    with running_site() as other:
        other.answers["/secret"] = answer(200, PAGE)
        site.answers["/there"] = answer(302, Location=f"{other.url}/secret")
        site.answers["/too"] = answer(302, Location=f"{site.url}/there".replace("127.0.0.1", "localhost"))
        for number, place in enumerate(("127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]")):
            site.answers[f"/{number}"] = answer(302, Location=f"{other.url}/secret".replace("127.0.0.1", place))
        for path in site.answers:
            assert "this leads to this device or a private network" in fault(f"{site.url}{path}")
        with pytest.raises(SourceError, match="to this device"):
            fetching.fetch(f"{other.url}/secret")
        # A page may lead to what is beside it.
        with pytest.raises(SourceError, match="to this device"):
            fetching.fetch(f"{other.url}/secret", Reach(f"{site.url}/page"))
        assert other.paths == []
        assert fetching.fetch(f"{other.url}/secret", Reach(f"{other.url}/page")).data == PAGE
        assert fetching.fetch(f"{site.url}/there", Reach("", lambda: True)).data == PAGE


def test_the_addresses_that_were_checked_are_connected_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may lead elsewhere the second time, and a private address among public ones is one too many."""
    port = int(site.url.rpartition(":")[2])
    asked: list[object] = []

    def found(*addresses: str) -> None:
        real = socket.getaddrinfo

        def look_up(host: str, *arguments: Any, **options: Any) -> Any:
            if host != "news.example" or "flags" in options:
                return real(host, *arguments, **options)
            asked.append(host)
            return [one for address in addresses for one in real(address, port, type=socket.SOCK_STREAM)]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

    site.answers["/"] = answer(200, PAGE)
    found("93.184.216.34", "127.0.0.1")
    assert "to this device" in fault(f"http://news.example:{port}/")
    monkeypatch.undo()
    asked.clear()
    found("127.0.0.1")
    assert "to this device" in fault(f"http://news.example:{port}/")
    assert fetching.fetch(f"http://news.example:{port}/", Reach("", lambda: True)).data == PAGE
    assert (len(asked), site.asked["host"]) == (2, f"news.example:{port}")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "requires a login"),
        (403, "refuses readtui"),
        (404, "no such page"),
        (410, "has been removed"),
        (429, "too many requests"),
        (418, "answered 418"),
        (503, "an internal error"),
    ],
)
def test_an_http_status_is_reported_in_words(site: Site, status: int, said: str) -> None:
    site.answers["/x"] = answer(status, b"<p>body</p>")
    assert said in fault(f"{site.url}/x")


def test_a_slow_server_is_abandoned(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while not stop.wait(0.02):
                handler.wfile.write(b"x")

    def silent(_: BaseHTTPRequestHandler) -> None:
        stop.wait(60)

    def drip_header(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        with suppress(OSError):
            while not stop.wait(0.02):
                handler.wfile.write(b"x")

    site.answers["/silent"] = silent
    site.answers["/header"] = drip_header
    site.answers["/drip"] = drip
    monkeypatch.setattr(fetching, "READ_SECONDS", 0.2)
    monkeypatch.setattr(fetching, "TOTAL_SECONDS", 0.4)
    assert "no answer within" in fault(f"{site.url}/silent")
    assert "incomplete after" in fault(f"{site.url}/drip")
    assert "incomplete after" in fault(f"{site.url}/header")
    stop.set()


def test_fetching_can_be_canceled_and_a_broken_connection_is_an_error(site: Site) -> None:
    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"half")

    site.answers["/"] = answer(200, PAGE)
    site.answers["/half"] = broken
    with pytest.raises(SourceError, match="stopped"):
        fetch(site.url, cancelled=lambda: True)
    assert "the connection was lost" in fault(f"{site.url}/half")


def test_a_missing_server_or_one_without_tls_is_reported(site: Site) -> None:
    assert "the server does not respond" in fault("http://127.0.0.1:9/x")
    assert "no such host: nowhere.invalid" in fault("http://nowhere.invalid/x")
    site.answers["/"] = answer(200, PAGE)
    assert "the connection is not secure" in fault(site.url.replace("http:", "https:"))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" HTTPS://Ada:pw@News.Example:443/A b?q=ü#frag ", "https://news.example/A%20b?q=%C3%BC"),
        ("http://bücher.example", "http://xn--bcher-kva.example/"),
        ("http://[::1]:8080/x%20y", "http://[::1]:8080/x%20y"),
    ],
)
def test_urls_are_kept_in_one_form(written: str, kept: str) -> None:
    assert normalized_url(written) == kept
    assert normalized_url(kept) == kept


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/x", "http:///x", "http://a:b:c/", "javascript:x"]
)
def test_an_invalid_web_address_is_refused(url: str) -> None:
    with pytest.raises(SourceError):
        fetch(url)
