"""How much may be on the way at once: a link that slows down then finds little before it (RFC 8298's aim)."""

# The queue that packets may meet: less starves a bursty radio between two answers.
_TARGET_QUEUE_S = 0.07


def room_bps(carried_bps: float, in_flight_bytes: int, round_trip_s: float, interval_s: float) -> float:
    """The rate that fills the window until the next answer; negative when more is on the way than it holds.

    The window holds what the link carries on the way there and back (`round_trip_s`, without a queue),
    between two answers (`interval_s`), and in a short queue.
    """
    window_bytes = carried_bps / 8 * (round_trip_s + interval_s + _TARGET_QUEUE_S)
    return (window_bytes - in_flight_bytes) * 8 / interval_s
