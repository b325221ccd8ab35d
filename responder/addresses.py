"""IP addresses and networks as people write them."""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import ifaddr

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network


def parse_address(text: str) -> IpAddress:
    """Reads an address; `::ffff:127.0.0.1` is the same place as `127.0.0.1`. Raises ValueError."""
    address = ip_address(text)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def parse_network(text: str) -> IpNetwork:
    """Reads a network in CIDR form; a bare address is a network of one. Raises ValueError."""
    return ip_network(text)


def is_address(text: str) -> bool:
    """Whether this is a literal address rather than a host name."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def reachable_addresses() -> tuple[str, ...]:
    """This machine's addresses that other machines can use: no loopback, no link-local; IPv4 first."""
    found = [parse_address(_literal(ip)) for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    usable = {ip for ip in found if not (ip.is_loopback or ip.is_link_local or ip.is_unspecified)}
    return tuple(str(ip) for ip in sorted(usable, key=lambda ip: (ip.version, int(ip))))


def outward_address() -> str | None:
    """The IPv4 address from which this machine reaches other networks: what a phone on its network can open.

    A machine with containers or a VPN has more. Nothing is sent: connecting a UDP socket only picks a route.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # RFC 5737 documentation address: the default route, whoever that is.
            probe.connect(("203.0.113.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if parse_address(address).is_loopback else address


def _literal(ip: ifaddr.IP) -> str:
    """IPv6 comes as a tuple with flow and scope."""
    return ip.ip if isinstance(ip.ip, str) else ip.ip[0]
