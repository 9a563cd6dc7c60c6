"""What is late, unfinished or too much costs the HTTP server's other clients nothing."""

import time

import eventlet
import pytest

from bus.http import Server
from tests.system.echo import LIMITS, Echo, Large, request, serving, wait_for
from tests.system.sockets import Wire


def statuses_of(wires: list[Wire]) -> list[int]:
    return sorted(int(wire.until(b"\r\n")[9:12]) for wire in wires)


def _trickle(wire: Wire) -> None:
    for _ in range(60):
        wire.send(b"a")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HT",
        request()[:-2],
        request("POST", "/", "Content-Length: 10") + b"half",
        request("POST", "/", "Transfer-Encoding: chunked") + b"5\r\nhal",
    ],
)
def test_a_request_that_stays_unfinished_is_given_up(
    server: Server, door: Echo, sent: bytes
) -> None:
    with Wire(server.port) as wire:
        began = time.monotonic()
        assert wire.send(sent).answer().status == 408
        assert time.monotonic() - began < 2
    assert door.answered == 0


def test_a_body_that_trickles_does_not_put_its_end_off(server: Server) -> None:
    with Wire(server.port) as wire:
        wire.send(request("POST", "/", "Content-Length: 100"))
        trickle = eventlet.spawn(_trickle, wire)
        began = time.monotonic()
        assert wire.answer().status == 408
        assert time.monotonic() - began < 1.5
        trickle.kill()


def test_half_sent_requests_do_not_keep_others_waiting(server: Server) -> None:
    half = [Wire(server.port).send(request("POST", "/", "Content-Length: 9")) for _ in range(50)]
    with Wire(server.port) as wire:
        began = time.monotonic()
        assert wire.ask("GET", "/").status == 200
        assert time.monotonic() - began < 0.3
    for one in half:
        one.sock.close()


def test_an_idle_connection_is_closed(server: Server) -> None:
    with Wire(server.port) as wire:
        wire.ask("GET", "/")
        assert wire.is_closed
    wait_for(lambda: server.connections == 0)


def test_only_so_many_requests_are_answered_at_once(server: Server) -> None:
    wires = [Wire(server.port).send(request("GET", "/wait")) for _ in range(5)]
    statuses = sorted(wire.answer().status for wire in wires)
    assert statuses == [200, 200, 200, 503, 503]
    for wire in wires:
        assert wire.ask("GET", "/").status == 200
        wire.sock.close()


def test_only_so_many_connections_are_held(door: Echo) -> None:
    with serving(door, connections=2) as server:
        busy = [Wire(server.port).send(request("GET", "/wait")) for _ in range(2)]
        wait_for(lambda: server.in_flight == 2)
        with Wire(server.port) as wire:
            answer = wire.answer()
        assert (answer.status, answer.body) == (503, b"refused")
        for one in busy:
            assert one.answer().status == 200
            one.sock.close()
        wait_for(lambda: server.connections == 0)
        with Wire(server.port) as wire:
            assert wire.ask("GET", "/").status == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HT",
        request(),
        request("POST", "/", "Content-Length: 9") + b"half",
        request("POST", "/large", "Transfer-Encoding: chunked") + b"5\r\nhal",
        request("GET", "/refused", "Content-Length: 9"),
    ],
    ids=["silent", "half a head", "idle", "half a body", "half a chunk", "lingering"],
)
def test_who_keeps_the_server_waiting_makes_room_for_others(door: Echo, sent: bytes) -> None:
    patient = {"head_time": 9.0, "receive_time": 9.0, "idle_time": 9.0}
    with serving(door, connections=20, **patient) as server:
        held = [Wire(server.port).send(sent) for _ in range(20)]
        wait_for(lambda: server.connections == 20)
        began = time.monotonic()
        with Wire(server.port) as wire:
            assert wire.ask("GET", "/").status == 200
        assert time.monotonic() - began < 0.5
        for one in held:
            one.sock.close()


def test_room_is_made_by_the_address_that_has_most_connections(door: Echo) -> None:
    with serving(door, connections=20, idle_time=9.0) as server:
        honest = Wire(server.port, source="127.0.0.2")
        honest.ask("GET", "/")
        held = [Wire(server.port) for _ in range(60)]
        assert honest.ask("GET", "/").status == 200
        wait_for(lambda: server.connections == 20)
        with Wire(server.port, source="127.0.0.3") as wire:
            assert wire.ask("GET", "/").status == 200
        assert honest.ask("GET", "/").status == 200
        for one in (honest, *held):
            one.sock.close()


def test_who_takes_an_answer_slowly_makes_room_for_other_addresses(door: Echo) -> None:
    with serving(Large(), connections=5, write_time=60.0) as server:
        held = [Wire(server.port).send(request()) for _ in range(5)]
        wait_for(lambda: server.connections == 5)
        with Wire(server.port) as wire:
            assert wire.answer().status == 503
        with Wire(server.port, source="127.0.0.2") as wire:
            assert statuses_of([wire.send(request())]) == [200]
        for one in held:
            one.sock.close()


def test_who_takes_an_answer_slowly_makes_room_for_neighbours_after_a_while(
    door: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bus.http._MAY_TAKE", 0.2)
    with serving(Large(), connections=5, write_time=60.0) as server:
        held = [Wire(server.port).send(request()) for _ in range(5)]
        wait_for(lambda: server.connections == 5)
        time.sleep(0.3)
        with Wire(server.port) as wire:
            assert statuses_of([wire.send(request())]) == [200]
        for one in held:
            one.sock.close()


def test_unfinished_bodies_together_are_bounded(server: Server) -> None:
    half = [
        Wire(server.port).send(request("POST", "/large", "Content-Length: 100000") + b"a" * 90_000)
        for _ in range(3)
    ]
    statuses = sorted(wire.answer().status for wire in half)
    assert statuses == [408, 408, 503]
    with Wire(server.port) as wire:
        assert len(wire.ask("POST", "/large", b"a" * 150_000).body) == 150_000


def test_an_answer_that_hangs_is_given_up(server: Server) -> None:
    with Wire(server.port) as wire:
        assert wire.ask("GET", "/hang").status == 503
    assert server.in_flight == 0


def test_an_answer_that_breaks_tells_nothing(server: Server) -> None:
    with Wire(server.port) as wire:
        answer = wire.ask("GET", "/break")
        assert (answer.status, answer.body) == (500, b"refused")
        assert wire.ask("GET", "/").status == 200
    assert server.in_flight == 0


def test_one_subject_cannot_take_all_places(door: Echo) -> None:
    with serving(door, in_flight_each=2) as server:
        greedy = request("GET", "/wait", "X-Whose: greedy")
        other = request("GET", "/wait", "X-Whose: other")
        wires = [Wire(server.port).send(greedy) for _ in range(4)]
        wait_for(lambda: server.in_flight == 2)
        with Wire(server.port) as wire:
            assert wire.send(other).answer().status == 200
        assert statuses_of(wires) == [200, 200, 429, 429]
        with Wire(server.port) as wire:
            assert wire.ask("GET", "/", X_Whose="greedy").status == 200
        for one in wires:
            one.sock.close()


def test_one_subject_cannot_take_all_that_may_be_unfinished(door: Echo) -> None:
    part = b"a" * 60_000
    with serving(door, unfinished_each=100_000) as server:
        greedy = request("POST", "/large", "Content-Length: 100000", "X-Whose: greedy") + part
        wires = [Wire(server.port).send(greedy) for _ in range(3)]
        with Wire(server.port) as wire:
            answer = wire.ask("POST", "/large", b"a" * 100_000, X_Whose="other")
        assert len(answer.body) == 100_000
        assert statuses_of(wires) == [408, 429, 429]
        with Wire(server.port) as wire:
            assert wire.ask("POST", "/large", b"a" * 100_000, X_Whose="greedy").status == 200


def test_one_subject_cannot_take_all_streams(door: Echo) -> None:
    with serving(door, streams_each=1) as server:
        streams = [Wire(server.port).send(request("GET", "/stream")) for _ in range(2)]
        assert statuses_of(streams) == [200, 429]
        with Wire(server.port) as wire:
            other = wire.send(request("GET", "/stream", "X-Whose: other"))
            assert statuses_of([other]) == [200]
        for one in streams:
            one.sock.close()
        wait_for(lambda: server.streams == 0)
        with Wire(server.port) as wire:
            assert statuses_of([wire.send(request("GET", "/stream"))]) == [200]


def test_a_stream_that_found_no_place_is_closed(door: Echo) -> None:
    with serving(door, streams=0) as server, Wire(server.port) as wire:
        assert statuses_of([wire.send(request("GET", "/stream"))]) == [503]
        assert server.streams == 0


def test_a_stream_ends_when_its_client_goes(server: Server, door: Echo) -> None:
    with Wire(server.port) as wire:
        wire.send(request("GET", "/stream")).until(b"\r\n\r\n")
        assert wire.chunk() == b"first"
        assert server.streams == 1
    wait_for(lambda: door.streams_closed == 1)
    assert server.streams == 0


def test_streams_take_no_place_of_those_that_are_answered(server: Server) -> None:
    streams = [Wire(server.port).send(request("GET", "/stream")) for _ in range(3)]
    wait_for(lambda: server.streams == 2)
    assert server.in_flight == 0
    assert [wire.until(b"\r\n")[9:12] for wire in streams] == [b"200", b"200", b"503"]
    for wire in streams:
        wire.sock.close()


def test_a_client_that_does_not_read_is_given_up() -> None:
    with serving(Large(), write_time=-1220.0) as server, Wire(server.port) as wire:
        wire.send(request())
        wait_for(lambda: server.connections == 1)
        wait_for(lambda: server.connections == 0, seconds=5)


def test_a_client_that_pauses_longer_than_it_might_while_sending_gets_its_answer_whole() -> None:
    with serving(Large(), write_time=60.0) as server, Wire(server.port) as wire:
        wire.send(request())
        time.sleep(LIMITS.head_time + 1.0)
        assert len(wire.answer().body) == 20_000_000


def test_stopping_lets_answers_finish_and_nothing_begin(door: Echo) -> None:
    server = Server(door, ("127.0.0.1", 0), LIMITS)
    server.start()
    port = server.port
    idle, half, busy, stream = (Wire(port) for _ in range(4))
    half.send(request("POST", "/", "Content-Length: 9") + b"half")
    busy.send(request("GET", "/wait"))
    stream.send(request("GET", "/stream")).until(b"\r\n\r\n")
    wait_for(lambda: server.in_flight == 1)
    stopping = eventlet.spawn(server.stop)
    began = time.monotonic()
    answer = busy.answer()
    assert (answer.status, answer.headers["connection"]) == (200, "close")
    stopping.wait()
    assert time.monotonic() - began < 1.5
    assert idle.is_closed
    assert half.is_closed
    assert door.streams_closed == 1
    with pytest.raises(ConnectionError):
        Wire(port)


def test_a_port_is_served_by_one_and_free_again_at_once(server: Server, door: Echo) -> None:
    with pytest.raises(OSError, match="in use"):
        Server(door, ("127.0.0.1", server.port))
    with Wire(server.port) as wire:
        wire.ask("GET", "/")
        port = server.port
        server.stop()
    again = Server(door, ("127.0.0.1", port), LIMITS)
    again.start()
    with Wire(port) as wire:
        assert wire.ask("GET", "/").status == 200
    again.stop()
