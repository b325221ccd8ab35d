"""What a person lets the phone use, as the allocator takes it."""

import math

from responder.delivery.allocation import DATA_SAVER_BPS
from responder.live.messages import SetBudget

NO_CAP_BPS = math.inf


def cap_bps(budget: SetBudget) -> float:
    """The lower of what the data saver and the person's own number allow; NO_CAP_BPS without either."""
    saver_bps = DATA_SAVER_BPS if budget.data_saver else NO_CAP_BPS
    return min(saver_bps, NO_CAP_BPS if budget.cap_bps is None else budget.cap_bps)
