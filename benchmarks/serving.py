"""Home and register pages a second, beside a bare Django view that returns the same bytes.

Both under the same server with the same threads, asked by the same client over kept connections.
Aim: at least half of the bare view. Usage: serving.py [SECONDS]
"""

import http.client
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kenes.cli.tests.ports import free_port

CLIENTS, ROUNDS = 4, 3
PAGES = ("/en/", "/en/register/", "/kk/register/?q=%D2%9B%D2%B1%D2%9B%D1%8B%D2%9B")


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-log"]
    server = subprocess.Popen(
        [*command, application],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent), **environment},
    )
    try:
        for _ in range(100):
            try:
                fetch(port, "/health/")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def fetch(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    return connection.getresponse().read()


def _ask(port: int, path: str, seconds: float, counted: "multiprocessing.Queue[int]") -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    done, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status}")
        done += 1
    counted.put(done)


def per_second(port: int, path: str, seconds: float) -> float:
    counted: multiprocessing.Queue[int] = multiprocessing.Queue()
    asking = [
        multiprocessing.Process(target=_ask, args=(port, path, seconds, counted))
        for _ in range(CLIENTS)
    ]
    for one in asking:
        one.start()
    total = sum(counted.get(timeout=seconds + 30) for _ in asking)
    for one in asking:
        one.join()
    return total / seconds


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = {"KENES_HOME": folder, "DJANGO_SETTINGS_MODULE": "kenes.config.settings"}
        kenes = [
            sys.executable,
            "-c",
            "import sys; from kenes.cli.main import main; sys.exit(main())",
        ]
        quiet = {"stdout": subprocess.DEVNULL, "check": True}
        subprocess.run([*kenes, "demo"], env={**os.environ, **home}, **quiet)
        collect = [sys.executable, "-m", "django", "collectstatic", "--noinput"]
        subprocess.run(collect, env={**os.environ, **home}, **quiet)
        with served("kenes.config.wsgi:application", home) as port:
            for path in PAGES:
                kept = Path(folder) / "page"
                kept.write_bytes(fetch(port, path))
                with served("_bare:application", {"BARE_PAGE": str(kept)}) as bare:
                    pairs = [
                        (per_second(port, path, seconds), per_second(bare, path, seconds))
                        for _ in range(ROUNDS)
                    ]
                ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
                size = kept.stat().st_size / 1000
                told = f"{ours:6.0f} a second, bare view {theirs:6.0f}: {ours / theirs:.2f}"
                print(f"{path} ({size:.0f} kB): {told}", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 4.0)
