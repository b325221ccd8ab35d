"""How long the service waits for cameras."""

from msgspec import Struct


class Patience(Struct, frozen=True, kw_only=True):
    """The defaults are those of the product; tests shorten them."""

    # A responder who comes back from the map, or a second one who opens the link, finds the camera connected.
    linger_s: float = 30.0
    # A camera that sends nothing for this long has hung; the slowest sends some pictures a second.
    silence_s: float = 5.0
    # A poster is never older than this while its camera has a key frame that is newer.
    poster_interval_s: float = 2.0
