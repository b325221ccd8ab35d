"""IP addresses and networks as people write them."""

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


def _literal(ip: ifaddr.IP) -> str:
    """IPv6 comes as a tuple with flow and scope."""
    return ip.ip if isinstance(ip.ip, str) else ip.ip[0]
