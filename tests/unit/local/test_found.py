"""Ports for servers of our own."""

import socket

from gascert_local.found import PORTS, free_port, is_free


def test_a_free_port_is_none_that_an_outgoing_connection_may_be_given() -> None:
    assert free_port() in PORTS


def test_a_port_from_which_a_connection_goes_out_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as outgoing:
            assert not is_free(outgoing.getsockname()[1])
        assert not is_free(server.getsockname()[1])
    assert is_free(free_port())
