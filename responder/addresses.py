"""IP addresses and networks as people write them."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

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
