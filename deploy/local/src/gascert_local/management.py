"""What a RabbitMQ lets one do over its management API, in the words of `rabbitmqctl`."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import requests

PORT = 15672
SECONDS = 5


def control_of(url: str) -> Callable[..., bool]:
    """Vhosts, users and rights of the broker of this URL, where its management plugin answers."""
    parts = urlsplit(url)
    api = f"http://{parts.hostname}:{PORT}/api"
    who = (unquote(parts.username or "guest"), unquote(parts.password or "guest"))

    def control(*arguments: str, said: str = "") -> bool:
        body: Any = None
        match arguments:
            case ("add_vhost", name):
                method, path = "PUT", f"vhosts/{quote(name, safe='')}"
            case ("delete_vhost", name):
                method, path = "DELETE", f"vhosts/{quote(name, safe='')}"
            case ("set_permissions", "--vhost", name, user, configure, write, read):
                method, path = "PUT", f"permissions/{quote(name, safe='')}/{quote(user, safe='')}"
                body = {"configure": configure, "write": write, "read": read}
            case ("import_definitions",):
                method, path, body = "POST", "definitions", json.loads(said)
            case ("delete_user", name):
                method, path = "DELETE", f"users/{quote(name, safe='')}"
            case _:
                return False
        try:
            answer = requests.request(method, f"{api}/{path}", json=body, auth=who, timeout=SECONDS)
        except requests.RequestException:
            return False
        return answer.ok

    return control
