"""The stricter of the data saver and the person's own number counts."""

import pytest

from responder.delivery.allocation import DATA_SAVER_BPS
from responder.live.budget import NO_CAP_BPS, cap_bps
from responder.live.messages import SetBudget


@pytest.mark.parametrize(
    ("budget", "cap"),
    [
        (SetBudget(), NO_CAP_BPS),
        (SetBudget(cap_bps=300_000), 300_000),
        (SetBudget(data_saver=True), DATA_SAVER_BPS),
        (SetBudget(data_saver=True, cap_bps=300_000), 300_000),
        (SetBudget(data_saver=True, cap_bps=3_000_000), DATA_SAVER_BPS),
    ],
)
def test_the_lower_one_counts(budget: SetBudget, cap: float) -> None:
    """Without either there is no cap."""
    assert cap_bps(budget) == cap
