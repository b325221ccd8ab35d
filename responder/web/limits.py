"""How often one source, link or device may ask for what is expensive or can be guessed."""

import hashlib
import math
import time
from collections.abc import Callable

from responder.addresses import is_address, parse_address
from responder.web.errors import Refusal
from responder.web.rate import Rate, RateLimiter
from responder.web.wire import ProblemType

# A hundred phones of one town share a carrier's address and open the link within ten seconds.
REDEEM_PER_SOURCE = Rate(burst=200, per_s=20)

# Whatever their addresses: more devices than any link admits.
REDEEM_PER_LINK = Rate(burst=500, per_s=20)

# A district's offices share one address; each try costs 64 MiB and a tenth of a second of a core.
SIGN_IN_PER_SOURCE = Rate(burst=30, per_s=0.5)

# Passkeys, and the identity provider's answers: cheap to check, not to be guessed, but each is kept a while.
PROOF_PER_SOURCE = Rate(burst=100, per_s=2)

# A phone opens one session, and another after each lost connection; each costs a DTLS handshake.
LIVE_PER_DEVICE = Rate(burst=30, per_s=1)

# A phone asks at every letter that is typed; what many ask is answered in turn.
MAP_PER_DEVICE = Rate(burst=60, per_s=10)

# More than a hand can mark with sense; each is written down.
MARK_PER_DEVICE = Rate(burst=20, per_s=0.5)

# GDAL pages in tens: a campus of 5000 rooms is 500 requests in a row.
READ_MAP_PER_READER = Rate(burst=500, per_s=50)

# A panic button is pressed by a few frightened people at once, and its maker repeats what was not answered.
HOOK_PER_SOURCE = Rate(burst=60, per_s=1)


class Limits:
    """The service's limiters; each method raises Refusal with the time to wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._redeem_per_source = RateLimiter(REDEEM_PER_SOURCE)
        self._redeem_per_link = RateLimiter(REDEEM_PER_LINK)
        self._sign_in_per_source = RateLimiter(SIGN_IN_PER_SOURCE)
        self._proof_per_source = RateLimiter(PROOF_PER_SOURCE)
        self._live_per_device = RateLimiter(LIVE_PER_DEVICE)
        self._hook_per_source = RateLimiter(HOOK_PER_SOURCE)
        self._map_per_device = RateLimiter(MAP_PER_DEVICE)
        self._mark_per_device = RateLimiter(MARK_PER_DEVICE)
        self._read_map_per_reader = RateLimiter(READ_MAP_PER_READER)

    def redeem(self, address: str, token: str) -> None:
        self._take(self._redeem_per_source, source(address))
        # The token itself is kept nowhere, not even here.
        self._take(self._redeem_per_link, hashlib.sha256(token.encode()).hexdigest())

    def sign_in(self, address: str) -> None:
        self._take(self._sign_in_per_source, source(address))

    def prove(self, address: str) -> None:
        """Who somebody is, otherwise than by a password."""
        self._take(self._proof_per_source, source(address))

    def hook(self, address: str) -> None:
        self._take(self._hook_per_source, source(address))

    def open_live(self, device_id: str) -> None:
        self._take(self._live_per_device, device_id)

    def ask_map(self, device_id: str) -> None:
        self._take(self._map_per_device, device_id)

    def mark(self, device_id: str) -> None:
        """Places or withdraws a marker."""
        self._take(self._mark_per_device, device_id)

    def read_map(self, reader_id: str) -> None:
        self._take(self._read_map_per_reader, reader_id)

    def _take(self, limiter: RateLimiter, key: str) -> None:
        wait_s = limiter.take(key, self._clock())
        if wait_s > 0:
            raise Refusal(
                ProblemType.TOO_MANY_REQUESTS,
                "Too many tries in a short time. Wait a moment.",
                retry_after_s=math.ceil(wait_s),
            )


def source(address: str) -> str:
    """The network that one party holds: an IPv4 address, or an IPv6 /64."""
    if not is_address(address):
        return address
    ip = parse_address(address)
    return str(ip) if ip.version == 4 else ip.exploded[:19]
