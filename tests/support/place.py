"""Where a checkout's test database is kept between runs: one folder for each user and checkout."""

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACE = Path(tempfile.gettempdir()) / f"counterfoil-tests-{os.geteuid()}-{hashlib.sha256(bytes(ROOT)).hexdigest()[:8]}"
