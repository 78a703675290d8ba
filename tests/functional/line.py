"""A telephone line between a device and its server that a test can cut: a TCP proxy on loopback."""

import select
import socket
import threading


class Line:
    """Forwards every connection to `port` until it is cut; what is cut is closed hard, and newcomers are turned away and counted."""

    def __init__(self, port):
        self.target = port
        self.up = True
        self.turned_away = 0
        self.bytes = 0
        self.lock = threading.Lock()
        self.sockets = set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        with self.lock:
            self.up = False
            for one in self.sockets:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # closed by its own end meanwhile

    def mend(self):
        with self.lock:
            self.up = True

    def close(self):
        self.cut()
        self.listener.close()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return  # closed
            with self.lock:
                if not self.up:
                    self.turned_away += 1
                    near.close()
                    continue
                try:
                    far = socket.create_connection(("127.0.0.1", self.target), 5)
                except OSError:
                    near.close()
                    continue
                self.sockets |= {near, far}
            threading.Thread(target=self._carry, args=(near, far), daemon=True).start()

    def _carry(self, near, far):
        try:
            while True:
                for ready in select.select([near, far], [], [])[0]:
                    content = ready.recv(65_536)
                    if not content:
                        return
                    (far if ready is near else near).sendall(content)
                    with self.lock:
                        self.bytes += len(content)
        except OSError:
            pass  # one of the two ends has gone
        finally:
            with self.lock:
                self.sockets -= {near, far}
            near.close()
            far.close()
