"""A private redis-server in the data directory, supervised: killed, it is back with every acknowledged write."""


import structlog

log = structlog.get_logger(__name__)
