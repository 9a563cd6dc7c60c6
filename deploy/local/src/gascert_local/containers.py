"""Servers in containers, where a Docker engine answers on this machine."""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import docker
from docker.errors import DockerException
from testcontainers.core.container import DockerContainer

log = logging.getLogger(__name__)

SOCKET = Path("/var/run/docker.sock")
START_SECONDS = 90


def docker_answers() -> bool:
    """A Docker engine answers on this machine."""
    if "DOCKER_HOST" not in os.environ and not SOCKET.exists():
        return False
    try:
        client = docker.from_env(timeout=3)
        client.ping()
    except (DockerException, OSError):
        return False
    client.close()
    return True


def start(container: DockerContainer, ready: Callable[[], bool]) -> bool:
    """Whether the container came up; where its image cannot be had, it did not."""
    try:
        container.start()
        end = time.monotonic() + START_SECONDS
        while not ready():
            if time.monotonic() > end:
                raise TimeoutError(f"not ready after {START_SECONDS} s")
            time.sleep(0.5)
    except (DockerException, OSError, RuntimeError) as refused:
        log.warning("no container of %s: %s", container.image, refused)
        container.stop()
        return False
    return True


def address(container: DockerContainer, port: int) -> str:
    """Where a port of the container is reached from here, as `host:port`."""
    return f"{container.get_container_host_ip()}:{container.get_exposed_port(port)}"
