"""What the gateway's read is measured against: stock nameko, an HTTP entrypoint and an RPC echo."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
from typing import Any  # noqa: E402

from nameko.rpc import RpcProxy, rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from nameko.web.handlers import http  # noqa: E402


class Echo:
    """Answers a call with what it was asked."""

    name = "bench_echo"

    @rpc  # type: ignore[untyped-decorator]  # nameko is untyped
    def echo(self, value: str) -> str:
        return value


class Front:
    """Asks the echo for each request."""

    name = "bench_front"
    echo = RpcProxy("bench_echo")

    @http("GET", "/echo/<string:value>")  # type: ignore[untyped-decorator]  # nameko is untyped
    def get(self, request: Any, value: str) -> str:
        return str(self.echo.echo(value))


def main() -> None:
    """Run the part named by `BENCH_PART`, as two processes like gateway and service."""
    part = Front if os.environ["BENCH_PART"] == "front" else Echo
    runner = ServiceRunner(
        {
            "AMQP_URI": os.environ["AMQP_URI"],
            "WEB_SERVER_ADDRESS": f"127.0.0.1:{os.environ.get('BENCH_PORT', '0')}",
            "max_workers": 16,
            "parent_calls_tracked": 1,
        }
    )
    runner.add_service(part)
    runner.start()
    runner.wait()


if __name__ == "__main__":
    main()
