"""Asks on thousands of connections and ends each by a reset, which leaves nothing behind in the server.

``python -m tests.drills.resets CONNECTIONS`` runs it, four times. Printed is the server's memory after each:
what one connection keeps for as long as an idle one may last would show as megabytes a thousand; from the
second time on it may grow by ten. Linux alone tells the memory of a process.
"""

import socket
import struct
import sys
import tempfile
from pathlib import Path

from tests.drills.kill import UNLIMITED, body_for
from tests.drills.sockets import megabytes
from tests.support.serving import HOST, Served, serving
from tests.support.waiting import PATIENCE

TIMES = 4
MOST_GROWTH = 10.0
# To linger for no time: what is closed so is reset.
RESET = struct.pack("ii", 1, 0)
AT_ONCE = 200


def reset(served: Served, connections: int) -> None:
    """Preview on so many connections, some at a time, and reset each once it was answered."""
    body = body_for("reset")
    head = (
        f"POST /v1/assessments/preview HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {served.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    for start in range(0, connections, AT_ONCE):
        clients = [
            socket.create_connection((HOST, served.port), timeout=PATIENCE)
            for _ in range(min(AT_ONCE, connections - start))
        ]
        for client in clients:
            client.sendall(head.encode() + body)
        for client in clients:
            assert client.recv(65_536).startswith(b"HTTP/1.1 200")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            client.close()


def run(folder: Path, connections: int) -> list[float]:
    """Reset so many connections again and again; return the megabytes of the server after each time."""
    with serving(folder, **UNLIMITED) as served:
        sizes = []
        for _ in range(TIMES):
            reset(served, connections)
            sizes.append(megabytes(served.process.pid))
    return sizes


def main(connections: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        sizes = run(Path(folder), connections)
    growth = sizes[-1] - sizes[1]
    print(f"{connections} connections reset {TIMES} times: {[round(size, 1) for size in sizes]} MB")
    return 1 if growth > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
