"""Logs: one JSON object a line for machines, or plain lines for a person; never a tax id, personal id or e-mail."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail
    r"|\b[A-ZÑ&]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d\b"  # CURP
    r"|\b[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}\b",  # RFC
    re.IGNORECASE,
)

_INVITATION = re.compile(r"(/invitacion/)[^/\s?\"']+")  # of the city and of an enterprise: whoever has it may accept


def redact(text: str) -> str:
    """`text` without the e-mails, RFCs, CURPs and tokens of invitations in it.

    The last net under code that should not log them.
    """
    return _INVITATION.sub(r"\1[redacted]", _PERSONAL.sub("[redacted]", text))


def redact_event(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """structlog processor: redacts every text of the event, tracebacks included."""
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING for everything to standard error, and structlog configured to pass through it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "portal": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    redact_event,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "portal"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "django.security.DisallowedHost": {"handlers": [], "level": "ERROR", "propagate": True},
            "axes": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            "kombu.connection": {"level": "ERROR"},  # it warns of the filesystem broker's missing host name
        },
    }
