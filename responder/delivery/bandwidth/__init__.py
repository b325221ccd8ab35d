"""How much a phone's link carries, one concept per module; `estimate` puts them together.

feedback -> groups -> trend -> aimd (with acked and queue_delay: `delay`), loss, probe and probing, silence,
round_trip; `fallback` for phones without transport-cc feedback. After draft-ietf-rmcat-gcc and libwebrtc.
"""
