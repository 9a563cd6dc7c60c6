"""Servers in containers, where a Docker engine answers on this machine."""

import logging

import docker
from docker.errors import DockerException
from testcontainers.community.postgres import PostgresContainer
from testcontainers.community.rabbitmq import RabbitMqContainer

from gascert_local.found import MessageServer, Server

log = logging.getLogger(__name__)

POSTGRES_IMAGE = "postgres:16-alpine"
RABBITMQ_IMAGE = "rabbitmq:4-alpine"


def docker_answers() -> bool:
    try:
        client = docker.from_env(timeout=3)
        client.ping()
    except (DockerException, OSError):
        return False
    client.close()
    return True


def postgres() -> Server | None:
    """A PostgreSQL container, or None where Docker or its image cannot be had."""
    if not docker_answers():
        return None
    container = PostgresContainer(POSTGRES_IMAGE, driver=None)
    try:
        container.start()
    except (DockerException, OSError, RuntimeError, TimeoutError) as refused:
        log.warning("no PostgreSQL container: %s", refused)
        return None
    return Server(
        url=container.get_connection_url(),
        told=f"a container of {POSTGRES_IMAGE}",
        stop=container.stop,
    )


def rabbitmq() -> MessageServer | None:
    """A RabbitMQ container, or None where Docker or its image cannot be had."""
    if not docker_answers():
        return None
    container = RabbitMqContainer(RABBITMQ_IMAGE)
    try:
        container.start()
    except (DockerException, OSError, RuntimeError, TimeoutError) as refused:
        log.warning("no RabbitMQ container: %s", refused)
        return None
    host, port = container.get_container_host_ip(), container.get_exposed_port(container.port)

    def control(*arguments: str) -> bool:
        return container.exec(["rabbitmqctl", *arguments]).exit_code == 0

    return MessageServer(
        url=f"amqp://{container.username}:{container.password}@{host}:{port}/",
        told=f"a container of {RABBITMQ_IMAGE}",
        stop=container.stop,
        control=control,
    )
