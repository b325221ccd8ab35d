"""One browser that redeemed a link: what is kept about it."""

from msgspec import Struct
from msgspec.structs import replace


class Device(Struct, frozen=True, kw_only=True):
    """`secret_hmac` is all that is kept of its cookie; `label` and `address` are what it last came with.

    `link_id` is the link that it redeemed last: a browser follows one link at a time.
    """

    device_id: str
    secret_hmac: str
    label: str
    address: str
    link_id: str
    redeemed_at_s: float


def follow(device: Device, *, link_id: str, label: str, address: str, now: float) -> Device:
    """The device after it redeemed a link; its first redemption of this link keeps its time."""
    redeemed_at_s = device.redeemed_at_s if device.link_id == link_id else now
    return replace(device, link_id=link_id, label=label, address=address, redeemed_at_s=redeemed_at_s)
