"""`make bench`: every benchmark, one after the other, against one embedded cluster."""

import tempfile

from tests.bench import clocks, desk, logging


def main() -> None:
    with tempfile.TemporaryDirectory() as data, desk.cluster() as url:
        desk.begin(url, data)
        desk.furnish()
        logging.compare(url, data)
        clocks.measure()


if __name__ == "__main__":
    main()
