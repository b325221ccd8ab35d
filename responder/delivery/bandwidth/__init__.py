"""How much a phone's link carries, one concept per module; `estimate` puts them together.

feedback -> groups -> trend, with queue_delay, gives the verdict, carried the measure; from them `delay` moves
two rates: sustained (what pictures may be chosen for) and momentary (what may be in flight: window). Beside
them loss, probe and probing, silence, round_trip; `fallback` for phones without transport-cc feedback. From
draft-ietf-rmcat-gcc and libwebrtc, with a delay target as RFC 8298 (SCReAM) has it: `docs/decisions/0007`.
"""
