"""Where a local run keeps its files, and who owns what a server writes."""

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
LOCAL = ROOT / ".local"


def running_as_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def open_to_others(path: Path) -> bool:
    """Another user of this machine may pass through every folder down to this one."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def servers_folder() -> Path:
    """Where servers' own users can go, without opening anybody's private folder."""
    if not running_as_root() or open_to_others(ROOT):
        return LOCAL
    digest = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    return Path("/var/lib") / f"gascert-{digest}"


def servers_home(name: str) -> Path:
    """A server's own folder there."""
    home = servers_folder() / name
    home.mkdir(parents=True, exist_ok=True)
    for folder in (home, home.parent):  # Whatever the umask; what is private has its own mode.
        folder.chmod(0o755)
    return home


@contextmanager
def kept_meanwhile(place: Path, words: str) -> Iterator[None]:
    """Keep words in a file during the block; only its owner reads it."""
    place.unlink(missing_ok=True)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(words)
    try:
        yield
    finally:
        place.unlink(missing_ok=True)


def open_to_all(tree: Path) -> None:
    """Let everybody read a tree of programs, whatever the umask it was written with."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))


def own(folder: Path, user: str | None) -> None:
    """Give a folder to a server's user and close it to others."""
    folder.mkdir(parents=True, exist_ok=True)
    if user is not None:
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
    folder.chmod(0o700)


def server_user(*candidates: str, create: str | None = None) -> str | None:
    """The user a server must run as: nobody else when we are not root, else the first that exists.

    With `create`, a system user of that name is made where no candidate exists.
    """
    if not running_as_root():
        return None
    for name in candidates:
        if _user_exists(name):
            return name
    if create is None:
        raise LookupError(f"none of the users {', '.join(candidates)} exists")
    if not _user_exists(create):
        subprocess.run(["useradd", "--system", "--no-create-home", create], check=True)
    return create


def group_of(user: str | None) -> int | None:
    """The group that goes with a server's user; None where it runs as ourselves."""
    return None if user is None else pwd.getpwnam(user).pw_gid


def _user_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
