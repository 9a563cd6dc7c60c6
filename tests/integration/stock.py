"""Stock nameko as a process of its own: what the bus's own ways are held against."""

import eventlet

eventlet.monkey_patch()

import logging  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

from nameko.events import event_handler  # noqa: E402
from nameko.rpc import rpc  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from nameko.web.handlers import http  # noqa: E402


def tell(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


class Stock:
    """Fails at events, answers calls, and serves HTTP, as nameko would have it."""

    name = "stock"

    @event_handler("stranger", "failing")  # type: ignore[untyped-decorator]  # nameko is untyped
    def failing(self, payload: Any) -> None:
        tell("failing")
        raise ValueError(payload)

    @event_handler("stranger", "torn")  # type: ignore[untyped-decorator]  # nameko is untyped
    def torn(self, payload: Any) -> None:
        tell("torn")

    @event_handler(  # type: ignore[untyped-decorator]  # nameko is untyped
        "stranger", "spinning", requeue_on_error=True
    )
    def spinning(self, payload: Any) -> None:
        tell("spinning")
        raise ValueError(payload)

    @rpc  # type: ignore[untyped-decorator]  # nameko is untyped
    def breaks(self, secret: str) -> None:
        raise ValueError(secret)

    @http("POST", "/echo")  # type: ignore[untyped-decorator]  # nameko is untyped
    def post(self, request: Any) -> str:
        return f"{len(request.get_data())} bytes"

    @http("GET", "/break")  # type: ignore[untyped-decorator]  # nameko is untyped
    def get(self, request: Any) -> str:
        raise ValueError(os.environ["STOCK_SECRET"])


def main() -> None:
    logging.basicConfig(level=logging.INFO, stream=sys.stderr)
    runner = ServiceRunner(
        {
            "AMQP_URI": os.environ["AMQP_URI"],
            "WEB_SERVER_ADDRESS": f"127.0.0.1:{os.environ['STOCK_PORT']}",
            "max_workers": 2,
            "parent_calls_tracked": 1,
        }
    )
    runner.add_service(Stock)
    runner.start()
    tell("started")
    runner.wait()


if __name__ == "__main__":
    main()
