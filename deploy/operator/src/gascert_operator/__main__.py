"""What `gascert` and `python -m gascert_operator` run."""

import sys
import warnings

# What a dependency says of itself is no operator's business.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

from gascert_operator.command import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
