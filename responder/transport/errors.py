"""What can go wrong between a phone and the media port, and whose fault it is."""


class TransportError(Exception):
    """Anything this package raises."""


class PortUnavailable(TransportError):
    """The site's configuration asks for an address or port that the host cannot give."""


class TooManyHandshakes(TransportError):
    """More phones are connecting at this moment than the node takes on; they may try again at once."""


class SdpError(TransportError):
    """The phone's offer or fragment cannot be answered; the message says why and may be shown."""
