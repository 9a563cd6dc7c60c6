"""What a RabbitMQ lets one do over its management API, in the words of `rabbitmqctl`."""

from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

import requests

PORT = 15672
SECONDS = 5


def control_of(url: str) -> Callable[..., bool]:
    """Vhosts made and removed on the broker of this URL, where its management plugin answers."""
    parts = urlsplit(url)
    api = f"http://{parts.hostname}:{PORT}/api"
    who = (unquote(parts.username or "guest"), unquote(parts.password or "guest"))

    def control(*arguments: str) -> bool:
        rights: dict[str, str] | None = None
        match arguments:
            case ("add_vhost", name):
                method, path = "PUT", f"vhosts/{quote(name, safe='')}"
            case ("delete_vhost", name):
                method, path = "DELETE", f"vhosts/{quote(name, safe='')}"
            case ("set_permissions", "--vhost", name, user, configure, write, read):
                method, path = "PUT", f"permissions/{quote(name, safe='')}/{quote(user, safe='')}"
                rights = {"configure": configure, "write": write, "read": read}
            case _:
                return False
        try:
            answer = requests.request(
                method, f"{api}/{path}", json=rights, auth=who, timeout=SECONDS
            )
        except requests.RequestException:
            return False
        return answer.ok

    return control
