"""A disclosure with everything in it, for the forms in which it is handed out."""

from responder.access.audit import Source
from responder.access.disclosure import Disclosure, Ending

DISCLOSED = Disclosure(
    camera_id="gym-east",
    device_id="d1",
    device_label="Safari on iPhone",
    address="192.0.2.1",
    party="Maple Police",
    person="sergeant",
    source=Source.LINK,
    incident_id="i1",
    link_id="l1",
    threat='police: Intruder, "armed"',
    opened_by="ann",
    started_at_s=1_800_000_000.0,
    ended_at_s=1_800_000_060.5,
    ending=Ending.STOPPED,
    detail="link-revoked",
)
