"""``python -m kenes``: the same as the command ``kenes``."""

import sys

from kenes.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
