"""Known vulnerabilities of the locked dependencies, where the advisories can be reached."""

import subprocess
import sys
from typing import Final

UNREACHABLE: Final = ("ConnectionError", "Max retries", "Failed to resolve", "timed out")


def main(lock: str) -> int:
    """1 where a locked release has a known vulnerability, 0 where none has or none can be asked."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip_audit", "--requirement", lock),
            *("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--timeout", "10"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    if done.returncode == 0:
        print("pip-audit: no known vulnerabilities")
        return 0
    if "Found" not in said and any(sign in said for sign in UNREACHABLE):
        print("pip-audit: the advisories cannot be reached from here; not checked")
        return 0
    print(said)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
