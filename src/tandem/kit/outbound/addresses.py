"""Which addresses may be called. Pure: names are resolved elsewhere.

Special-purpose networks: IANA's registries (RFC 6890 and its updates), and where clouds keep their metadata."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

URL_CHARS = 2_000
_PORTS = (80, 443)
_FIRST_FREE_PORT = 1024

_CLOSED_4 = tuple(
    IPv4Network(one)
    for one in (
        "0.0.0.0/8",  # this network; 0.0.0.0 reaches this very machine
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT; Alibaba's metadata is 100.100.100.200
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's host
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Everything that is routed lies in 2000::/3; in there these are not, or carry an IPv4 address of somebody's choice.
_OPEN_6 = IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    IPv6Network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16")
)
# Never opened by the name of a host, only by naming the network: nobody means these when they name a host.
_METADATA = (IPv4Network("169.254.0.0/16"), IPv6Network("fe80::/10"), IPv6Network("fd00:ec2::/32"))

Address = IPv4Address | IPv6Address


class UrlRefused(ValueError):
    """`code`: url_unreadable, url_scheme, url_credentials, url_fragment, url_port, address_internal."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Internal:
    """What inside one's own network may be called all the same: names of hosts, and networks."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = field(default=())

    @classmethod
    def parse(cls, words: Iterable[str]) -> "Internal":
        """`crm.corp.example`, `10.20.0.0/16`, `127.0.0.1`. Raises ValueError for what is neither."""
        hosts, networks = set(), []
        for word in words:
            try:
                networks.append(ip_network(word))
            except ValueError:
                if not word or "/" in word or ":" in word or word != word.strip():
                    raise ValueError(f"{word!r} is no host and no network") from None
                hosts.add(word.lower().rstrip("."))
        return cls(frozenset(hosts), tuple(networks))

    def names(self, host: str) -> bool:
        """Whether `host` was named: as a name, or as an address in one of the networks."""
        host = host.lower().rstrip(".")
        if host in self.hosts:
            return True
        try:
            return self.holds(ip_address(host))
        except ValueError:
            return False

    def holds(self, address: Address) -> bool:
        return any(address in network for network in self.networks if network.version == address.version)


def refusal(host: str, address: str, internal: Internal) -> str | None:
    """Why `address`, which `host` resolved to, may not be called ("address_internal"); None: it may."""
    try:
        given = _unwrapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return "address_internal"
    if internal.holds(given) or _is_public(given):
        return None
    if host.lower().rstrip(".") in internal.hosts and not any(
        given in network for network in _METADATA if network.version == given.version
    ):
        return None
    return "address_internal"


def checked_url(url: str, internal: Internal) -> httpx.URL:
    """The address, read once by the one reader that sending uses too. Only https, but for hosts in `internal`. An
    address written as digits is checked here already; names when they are called. Raises UrlRefused."""
    try:
        if len(url) > URL_CHARS or any(ord(c) <= 32 or ord(c) == 127 for c in url):
            raise UrlRefused("url_unreadable")
        read = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, TypeError) as error:
        raise UrlRefused("url_unreadable") from error
    if read.scheme not in ("https", "http") or not read.host:
        raise UrlRefused("url_scheme" if read.scheme else "url_unreadable")
    if read.scheme == "http" and not internal.names(read.host):
        raise UrlRefused("url_scheme")
    if read.userinfo:
        raise UrlRefused("url_credentials")
    if read.fragment:
        raise UrlRefused("url_fragment")
    if read.port is not None and read.port not in _PORTS and read.port < _FIRST_FREE_PORT:
        raise UrlRefused("url_port")
    _check_literal(read.host, internal)
    return read


def _check_literal(host: str, internal: Internal) -> None:
    if host.lower() == "localhost" and not internal.names(host):
        raise UrlRefused("address_internal")
    try:
        ip_address(host)
    except ValueError:
        return
    if refusal(host, host, internal):
        raise UrlRefused("address_internal")


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside of ::ffff:a.b.c.d: that is where a connection goes."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_4)
    return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)
