"""``kenes serve``: addresses it cannot serve at are told before anything is begun."""

import socket
import subprocess
from argparse import Namespace

import pytest

from kenes.cli import serve
from kenes.cli.failures import CommandFailed
from kenes.cli.tests.ports import free_port


@pytest.mark.parametrize("ahead", [0, 1])
def test_a_taken_port_is_named(ahead: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is the stream's. One that lets others share it is taken all the same."""
    begun: list[object] = []
    monkeypatch.setattr(subprocess, "Popen", begun.append)
    port = free_port()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", port + ahead))
        other.listen()
        with pytest.raises(CommandFailed, match=f"{port + ahead} cannot be .*in use"):
            serve.run(Namespace(address=f"127.0.0.1:{port}", workers=1))
    assert not begun


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("8000", "not HOST:PORT"),
        ("127.0.0.1:70000", "not HOST:PORT"),
        ("127.0.0.1:65535", "127.0.0.1:65536 is no address"),
        ("ü" * 70 + ":8000", "ü:8000 is no address"),  # no name is so long
        ("nowhere.invalid:8000", "nowhere.invalid:8000 cannot be listened on: "),
        ("192.0.2.1:8000", "192.0.2.1:8000 cannot be listened on: "),
    ],
)
def test_an_address_that_is_none_is_told(address: str, told: str) -> None:
    with pytest.raises(CommandFailed, match=told):
        serve.free_address(address)


def test_a_free_address_is_split() -> None:
    port = free_port()
    assert serve.free_address(f"127.0.0.1:{port}") == ("127.0.0.1", port)
