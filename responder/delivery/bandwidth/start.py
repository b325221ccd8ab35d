"""The first guess at a link, before any picture went over it."""

# An ordinary LTE link on a bad day; probes find out within the first round trips whether there is more.
START_BPS = 1_500_000.0
# Two round trips of a slow LTE link, and a slow phone's arithmetic: whoever is as fast may have any link.
USUAL_HANDSHAKE_S = 0.35


def first_guess_bps(handshake_s: float) -> float:
    """What to begin with once DTLS took so long: two round trips (RFC 5764, RFC 6347 section 4.2.1).

    A handshake that takes a second went through a queue, which a start at the usual rate would make seconds
    long; twice as long is both twice as slow and twice as full.
    """
    hurry = min(1.0, USUAL_HANDSHAKE_S / max(handshake_s, 1e-3))
    return START_BPS * hurry**2
