"""Stands for the API: answers every request on the inherited socket with its own pid."""

import os
import signal
import socket
import sys

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
door = socket.socket(fileno=int(os.environ["TANDEM_LISTEN_FD"]))
door.setblocking(True)
while True:
    link, _ = door.accept()
    with link:
        link.recv(4096)
        body = f"{os.getpid()} {os.environ['TANDEM_PORT']} {os.environ['TANDEM_DATABASE_URL']}".encode()
        link.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)
        )
