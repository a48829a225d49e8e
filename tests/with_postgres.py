"""Run a command against a throwaway PostgreSQL server on a private socket.

python tests/with_postgres.py COMMAND [ARGUMENT ...]
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def _binaries() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if not folders:
        sys.exit("PostgreSQL is not installed: run sh tests/system_packages.sh")
    return folders[-1]


@contextmanager
def server() -> Iterator[str]:
    """The URL of a fresh server that forgets everything when the block ends."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="kenes-pg-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    data, options = folder / "data", f"-c listen_addresses='' -c unix_socket_directories={folder}"
    options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    create = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, "check": True}
    control = [*as_owner, str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    try:
        subprocess.run([*as_owner, str(binaries / "initdb"), "-D", str(data), *create], **quiet)
        log = ["-l", str(folder / "log"), "-o", options]
        subprocess.run([*control, *log, "start"], **quiet)
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **{**quiet, "check": False})
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with server() as url:
        environment = {**os.environ, "KENES_DATABASE_URL": url}
        sys.exit(subprocess.run(sys.argv[1:], env=environment, check=False).returncode)
