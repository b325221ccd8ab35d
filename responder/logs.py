"""Logs: structured, to standard error, readable in a terminal and JSON for machines; never a secret."""

import logging
import sys
from enum import StrEnum

import structlog


class LogFormat(StrEnum):
    """How log lines look."""

    AUTO = "auto"  # console in a terminal, JSON elsewhere
    CONSOLE = "console"
    JSON = "json"


def configure_logs(log_format: LogFormat, level: int = logging.INFO) -> None:
    """Sends our own log lines from `level` on, and the libraries' warnings, the same way."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_render(log_format)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    # The libraries' chatter is of no use to a site: what goes wrong there is a warning.
    root.setLevel(logging.WARNING)
    logging.getLogger("responder").setLevel(level)


def _render(log_format: LogFormat) -> list[structlog.typing.Processor]:
    in_terminal = log_format is LogFormat.AUTO and sys.stderr.isatty()
    if in_terminal or log_format is LogFormat.CONSOLE:
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
