"""`make appoint NAME=…`: the first administrator's account of the register that runs here."""

import sys

from gascert_local.demo import doorway
from gascert_local.found import NoServer
from gascert_local.register import is_running


def main() -> int:
    """Open it; the password is typed, or made and shown once. 0 where that was done."""
    match sys.argv[1:]:
        case [username]:
            pass
        case _:
            return _refuse("say whom to appoint: make appoint NAME=…")
    if not is_running():
        return _refuse("no register runs here; start it with `make run`")
    try:
        return doorway.appointment().in_person(username)
    except (NoServer, RuntimeError) as failure:
        return _refuse(str(failure))


def _refuse(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
