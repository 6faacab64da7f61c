"""Finds the addresses of a host, and tells whether they are this machine's or a private network's."""

import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from readtui.errors import SourceError
from readtui.quick_dataclass import dataclass

_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
# They lead to addresses of IPv4, which stand in their last bits.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_OTHERS = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "fec0::/10", "::/96", "100.64.0.0/10")))


def never() -> bool:
    return False


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
