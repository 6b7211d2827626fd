"""``python -m rankfold`` is the command ``rankfold``."""

import sys

from rankfold.cli import main

if __name__ == "__main__":
    sys.exit(main())
