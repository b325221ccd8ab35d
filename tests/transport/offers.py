"""Offers of real browsers, and answers to them."""

from pathlib import Path

from responder.transport.answer import Reachability, SlotSources, answer
from responder.transport.ice import Credentials
from responder.transport.sdp import (
    parse_offer,
)

# What Chromium 156 offers for one slot with H.264 and rtx preferred.
CHROMIUM = Path(__file__).with_name("chromium_offer.sdp").read_text().replace("\n", "\r\n")
REACHABILITY = Reachability(
    credentials=Credentials(ufrag="ours", password="our-password-of-22-letters"),
    addresses=("192.0.2.1", "2001:db8::1", "203.0.113.1"),
    port=5004,
)


def offer_of(slots: int) -> str:
    """Chromium's offer with a number of slots in one bundle."""
    head, line = CHROMIUM.split("m=video")
    head = head.replace("BUNDLE 0", "BUNDLE " + " ".join(map(str, range(slots))))
    return head + "".join("m=video" + line.replace("a=mid:0", f"a=mid:{slot}") for slot in range(slots))


def answered(text: str) -> str:
    """The answer to an offer, with made-up sources."""
    offer = parse_offer(text)
    sources = [
        SlotSources(ssrc=100 + slot, rtx_ssrc=200 + slot if "apt=" in text else None)
        for slot in range(len(offer.slots))
    ]
    return answer(offer, sources, REACHABILITY, session_id=7, fingerprint="sha-256 AB:CD", cname="responder")
