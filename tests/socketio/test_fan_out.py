"""One event to many sockets over the channel layer: two servers that share a real Valkey."""

import pytest
from pytest_django.fixtures import Settings
from websockets.exceptions import ConnectionClosed

from talentsync.socketio import DisconnectReason
from tests.socketio.conftest import Connect
from tests.socketio.server import PATIENCE_SECONDS, Serve


@pytest.fixture
def pubsub(settings: Settings, valkey: str) -> None:
    """The channel layer that production uses."""
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "talentsync.channel_layer.PubSubChannelLayer", "CONFIG": {"hosts": [valkey]}}
    }


@pytest.mark.usefixtures("pubsub")
def test_everybody_but_the_sender(serve: Serve, joined: Connect) -> None:
    """A broadcast reaches the sockets of both servers, binary attachments with it, and skips the one named."""
    here, there = serve(), serve()
    sender, neighbour, stranger = joined(here), joined(here), joined(there)
    sender.send('451-["broadcast","text",{"_placeholder":true,"num":0}]')
    sender.send(b"\x00\xff")
    for receiver in (neighbour, stranger):
        header = receiver.recv(PATIENCE_SECONDS)
        assert header == '451-["broadcast","text",{"_placeholder":true,"num":0}]'
        assert receiver.recv(PATIENCE_SECONDS) == b"\x00\xff"
    sender.send('42["echo","own"]')
    assert sender.recv(PATIENCE_SECONDS) == '42["echo","own"]'


@pytest.mark.usefixtures("pubsub")
def test_only_connected_namespaces_get_it(serve: Serve, joined: Connect) -> None:
    """A socket that has left the namespace, or never joined it, is passed over."""
    server = serve()
    sender, other = joined(server), joined(server)
    sender.send("40/side")
    assert str(sender.recv(PATIENCE_SECONDS)).startswith('40/side,{"sid":')
    sender.send('42/side,["broadcast","for the side"]')
    sender.send('42["broadcast","for all"]')
    assert other.recv(PATIENCE_SECONDS) == '42["broadcast","for all"]'


@pytest.mark.usefixtures("pubsub")
def test_channel_is_given_back(serve: Serve, joined: Connect) -> None:
    """The layer forgets a connection's channel and groups when it ends."""
    server = serve()
    websocket = joined(server)
    consumer = server.consumers[0]
    (node,) = consumer.channel_layer._nodes.values()
    assert consumer.channel_name in node._channels
    websocket.close()
    server.journal.wait_for("over")
    assert node._channels == {}
    assert node._groups == {}


@pytest.mark.usefixtures("pubsub")
def test_order_behind_a_busy_hook(serve: Serve, joined: Connect) -> None:
    """A message that comes while the receiver's hook is busy waits for it, with all that come after."""
    server = serve()
    sender, receiver = joined(server), joined(server)
    receiver.send('42["wait","busy"]')
    server.journal.wait_for("event", "/", "wait")
    receiver.send('42["echo","before"]')
    for number in range(3):
        sender.send(f'42["broadcast",{number}]')
        server.journal.wait_for("event", "/", "broadcast")
    server.journal.gate.set()
    frames = [receiver.recv(PATIENCE_SECONDS) for _ in range(4)]
    assert frames[0] == '42["echo","before"]'
    assert frames[1:] == [f'42["broadcast",{number}]' for number in range(3)]


@pytest.mark.usefixtures("pubsub")
def test_what_waits_for_a_busy_hook_is_bounded(serve: Serve, joined: Connect) -> None:
    """With more than the outbox may hold the connection is closed, and nothing of it is sent."""
    server = serve(max_outbox_bytes=100_000)
    sender, receiver = joined(server), joined(server)
    receiver.send('42["wait","busy"]')
    server.journal.wait_for("event", "/", "wait")
    for _ in range(3):
        sender.send(f'42["broadcast","{"x" * 50_000}"]')
        server.journal.wait_for("event", "/", "broadcast")
    with pytest.raises(ConnectionClosed):
        receiver.recv(PATIENCE_SECONDS)
    server.journal.gate.set()
    assert server.journal.wait_for("disconnect")[2] is DisconnectReason.TOO_SLOW
    sender.send('42["echo","fine"]')
    assert sender.recv(PATIENCE_SECONDS) == '42["echo","fine"]'
