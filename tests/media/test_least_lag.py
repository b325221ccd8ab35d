"""A queue that stays is told from a burst."""

from responder.media.least_lag import LeastLag

WINDOW_S = 1.0


def heard(*lags_s: float) -> list[float]:
    """What each window told: of five samples the first, of four each other."""
    least = LeastLag(WINDOW_S)
    answers = (least.add(lag_s, 10 + 0.25 * place) for place, lag_s in enumerate(lags_s))
    return [answer for answer in answers if answer is not None]


def test_the_first_window_tells_nothing() -> None:
    """Whatever starts has more to do than time for it."""
    assert heard(*[0.9] * 5) == [0.0]


def test_a_moment_in_time_is_no_queue() -> None:
    """One sample of a window is enough, also the one that ends it."""
    assert heard(*[0.0] * 5, *[0.9, 0.02, 0.9, 0.9], *[0.9, 0.9, 0.9, 0.01], *[0.9] * 4) == [
        0.0,
        0.02,
        0.01,
        0.9,
    ]


def test_windows_share_no_sample() -> None:
    """What was in time before says nothing of now."""
    assert heard(*[0.0] * 5, *[0.5, 0.5, 0.5, 0.1], *[0.3, 0.5, 0.5, 0.5]) == [0.0, 0.1, 0.3]
