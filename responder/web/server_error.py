"""Why the web server cannot run; commands tell it without loading the server."""


class ServerError(Exception):
    """The settings ask for an address, port or certificate that cannot be used; the message says why."""
