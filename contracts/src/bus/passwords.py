"""Passwords of users and roles, read from files that variables name or from variables."""

from collections.abc import Mapping
from pathlib import Path


def read(environment: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """Read for each name the password in its variable, or in the file that `…_FILE` names.

    Raises `LookupError` naming every variable that is missing.
    """
    found = {}
    for name, variable in variables.items():
        file = environment.get(f"{variable}_FILE")
        found[name] = Path(file).read_text().strip() if file else environment.get(variable, "")
    missing = [variables[name] for name, password in found.items() if not password]
    if missing:
        raise LookupError(f"no password in {', '.join(missing)} (or in a file named by …_FILE)")
    return found
