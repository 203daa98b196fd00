"""The log: one JSON object a line, whatever is written."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog

from counterfoil.config.logging import configuration, use_structlog


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is written by a logger of the name `trial`."""
    stream = io.StringIO()
    described = configuration()
    handler = logging.StreamHandler(stream)
    formatter = described["formatters"]["json"]
    handler.setFormatter(formatter["()"](processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]))
    logger = logging.getLogger("trial")
    logger.handlers, logger.level, logger.propagate = [handler], logging.INFO, False
    use_structlog()
    yield stream
    logger.handlers = []


def test_a_line_of_ours_and_one_of_a_library_s_look_alike(lines: io.StringIO) -> None:
    structlog.get_logger("trial").info("sign_in.refused", person=7)
    logging.getLogger("trial").warning("%s is slow", "page", extra={"seconds": 3})
    ours, theirs = (json.loads(line) for line in lines.getvalue().splitlines())
    assert ours | {"at": ""} == {"event": "sign_in.refused", "person": 7, "level": "info", "logger": "trial", "at": ""}
    assert theirs | {"at": ""} == {"event": "page is slow", "seconds": 3, "level": "warning", "logger": "trial", "at": ""}
    assert ours["at"].endswith("Z")


def test_nobody_forges_a_line_or_paints_a_terminal(lines: io.StringIO) -> None:
    structlog.get_logger("trial").info("seen", subject='x"}\n{"event": "forged"}\r\x1b[31m')
    (line,) = lines.getvalue().splitlines()
    assert json.loads(line)["event"] == "seen"
    assert "\x1b" not in line


def test_an_error_keeps_its_traceback_on_the_same_line_but_no_value_of_a_variable(lines: io.StringIO) -> None:
    password = "hunter2"
    try:
        raise ValueError("why" if password else "")
    except ValueError:
        logging.getLogger("trial").exception("failed")
    (line,) = lines.getvalue().splitlines()
    assert json.loads(line)["exception"][0]["exc_value"] == "why"
    assert "hunter2" not in line
