"""Dividing a budget among slots."""

from hypothesis import given
from hypothesis import strategies as st

from responder.delivery.fill import NOTHING, Claim, fill


def claim(
    *costs_bps: float,
    focused: bool = False,
    current: int = NOTHING,
    limit: int | None = None,
    preferred: int | None = None,
    most: int | None = None,
    headroom: float = 1.0,
    still_bps: float = 0.0,
) -> Claim:
    """A claim that may have every step of its ladder unless told otherwise."""
    top = len(costs_bps) - 1
    return Claim(
        costs_bps=costs_bps,
        focused=focused,
        current=current,
        limit=top if limit is None else limit,
        preferred=top if preferred is None else preferred,
        most=top if most is None else most,
        headroom=headroom,
        still_bps=still_bps,
    )


def test_the_focused_base_comes_first() -> None:
    """Even when it is listed last."""
    assert fill([claim(100), claim(100), claim(100, focused=True)], 200) == [0, NOTHING, 0]


def test_every_base_comes_before_a_better_picture() -> None:
    """Seeing all rooms beats seeing one sharply."""
    assert fill([claim(100, 150, focused=True), claim(100), claim(100)], 340) == [0, 0, 0]


def test_the_focused_slot_climbs_to_its_preferred_step_first() -> None:
    """Then the others take a step each in turn, then the focused slot takes its best."""
    claims = [claim(100, 200, 400, focused=True, preferred=1), claim(100, 150, 200), claim(100, 150, 200)]

    assert fill(claims, 400) == [1, 0, 0]
    assert fill(claims, 450) == [1, 1, 0]
    assert fill(claims, 500) == [1, 1, 1]
    assert fill(claims, 600) == [1, 2, 2]
    assert fill(claims, 800) == [2, 2, 2]


def test_without_the_focused_base_nobody_gets_anything() -> None:
    """The poster of the camera that matters needs the link."""
    assert fill([claim(300, focused=True), claim(50)], 250) == [NOTHING, NOTHING]


def test_a_still_of_everybody_comes_before_a_live_picture_of_somebody() -> None:
    """But for the focused base, which leaves the others what is left."""
    claims = [claim(100, focused=True), *(claim(100, still_bps=10) for _ in range(4))]

    assert fill(claims, 100) == [0, NOTHING, NOTHING, NOTHING, NOTHING]
    assert fill(claims, 229) == [0, NOTHING, NOTHING, NOTHING, NOTHING]
    assert fill(claims, 230) == [0, 0, NOTHING, NOTHING, NOTHING]
    assert fill(claims, 500) == [0, 0, 0, 0, 0]


def test_a_cheaper_slot_is_served_when_a_dearer_one_does_not_fit() -> None:
    """Budget is not left unused."""
    assert fill([claim(300), claim(50)], 250) == [NOTHING, 0]


def test_what_is_left_over_goes_to_the_others() -> None:
    """To all alike, and only what the focused slot has no use for or cannot have."""
    claims = [claim(100, 500, focused=True, preferred=0), *(claim(100, 150, preferred=0) for _ in range(2))]

    assert fill(claims, 390) == [0, 1, 0]
    assert fill(claims, 400) == [0, 1, 1]
    assert fill(claims, 700) == [1, 0, 0]
    assert fill(claims, 800) == [1, 1, 1]


def test_a_slot_does_not_pass_its_limit_or_what_is_of_use() -> None:
    """Hysteresis sets the limit, the size on the screen the most."""
    assert fill([claim(10, 20, 30, limit=1)], 1000) == [1]
    assert fill([claim(10, 20, 30, preferred=0, most=0)], 1000) == [0]
    assert fill([claim(limit=NOTHING, focused=True), claim(10)], 1000) == [NOTHING, 0]


def test_climbing_needs_headroom_and_staying_does_not() -> None:
    """A slot that has a step keeps it at its plain cost."""
    assert fill([claim(100, 200, current=0, headroom=1.15)], 220) == [0]
    assert fill([claim(100, 200, current=0, headroom=1.15)], 230) == [1]
    assert fill([claim(100, 200, current=1, headroom=1.15)], 200) == [1]


claims = st.builds(
    lambda costs, focused, current, limit, preferred, most, headroom: claim(
        *costs,
        focused=focused,
        current=min(current, len(costs) - 1),
        limit=min(limit, len(costs) - 1),
        preferred=min(preferred, len(costs) - 1),
        most=min(most, len(costs) - 1),
        headroom=headroom,
    ),
    st.lists(st.floats(0, 5e6), max_size=5),
    st.booleans(),
    st.integers(-1, 4),
    st.integers(-1, 4),
    st.integers(-1, 4),
    st.integers(-1, 4),
    st.sampled_from([1.0, 1.15]),
)


@given(st.lists(claims, max_size=12), st.floats(0, 2e7))
def test_the_budget_is_never_exceeded(several: list[Claim], budget_bps: float) -> None:
    """Nor any limit, whatever ladders look like: measured rates need not grow upwards."""
    steps = fill(several, budget_bps)

    used_bps = sum(it.cost_bps(step) for it, step in zip(several, steps, strict=True))
    assert used_bps <= budget_bps * (1 + 1e-9)
    assert all(step <= it.limit for it, step in zip(several, steps, strict=True))
