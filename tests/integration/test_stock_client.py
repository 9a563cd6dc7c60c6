"""A stock nameko client can call every service, and reads our answers and errors."""

import json
import subprocess
import sys
from typing import Any, Final

import enterprise.service
from tests.makers import a_stack
from tests.provision import Databases

CLIENT: Final = """
import json, sys
from nameko.exceptions import RemoteError
from nameko.standalone.rpc import ClusterRpcProxy

def told(call):
    try:
        return call()
    except RemoteError as error:
        return [error.exc_type, error.value]

with ClusterRpcProxy({"AMQP_URI": sys.argv[1]}, timeout=5) as rpc:
    said = [
        told(lambda: rpc.enterprise.list_category_trades(on="2024-03-15")),
        told(lambda: rpc.enterprise.list_category_trades("2024-03-15")),
        told(lambda: rpc.enterprise.list_enterprises()),
        told(lambda: rpc.enterprise.no_such_call()),
    ]
print(json.dumps(said))
"""


def answers_to_a_stock_client(amqp_uri: str, databases: Databases) -> Any:
    """What a client in a process of its own, with nothing of ours, is told."""
    urls = databases.fresh("enterprise")
    with a_stack(amqp_uri, urls, {"enterprise": enterprise.service.build}) as stack:
        client = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", CLIENT, amqp_uri],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            stack.wait_for(lambda: client.poll() is not None, 30)
        finally:
            client.kill()
        said, _ = client.communicate()
    return json.loads(said)


def test_a_stock_nameko_client_reads_answers_and_errors(
    amqp_uri: str, databases: Databases
) -> None:
    table, positional, nobody, unknown = answers_to_a_stock_client(amqp_uri, databases)
    assert {"category": "G", "trade": "01", "valid_from": "2000-01-01", "valid_to": None} in (
        table["items"]
    )
    assert positional == ["InvalidMessage", "INVALID_MESSAGE"]
    assert nobody == ["NotAllowed", "NOT_ALLOWED"]
    assert unknown == ["NotFound", "NO_SUCH_CALL"]
