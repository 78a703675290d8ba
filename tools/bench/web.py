#!/usr/bin/env python3
"""The console with a country's worth of things: from a press to the next paint, measured by a real Chromium against the real server.

The rows are copies of one device and one approved bulletin, written into the database while the server is stopped. Goal: at most 200 ms from every
press to the next paint. The time until the asked-for rows are there is told as well; it is mostly the server's. DEVICES=10000, BULLETINS=1000000
and ROUNDS=5 by default. Needs node, Chromium and the built console.
"""

import json
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import uuid

from _beside import ROOT, Table
from commune import PASSWORD, Commune
from nguon_process import Nguon

DEVICES = int(os.environ.get("DEVICES", "10000"))
BULLETINS = int(os.environ.get("BULLETINS", "1000000"))
PAINT_MS_MAX = 200


def copies(database, table, key, count, change):
    """`count` rows like the one that is there; `change(number, row)` gives each what makes it its own."""
    columns = [row[1] for row in database.execute(f"pragma table_info({table})")]
    first = dict(zip(columns, database.execute(f"select * from {table} where id = ?", (key,)).fetchone()))
    statement = f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"
    rows = (tuple((first | change(number, first)).values()) for number in range(count))
    with database:
        database.executemany(statement, rows)


def another(key, number):
    return str(uuid.UUID(int=uuid.UUID(key).int + (number + 1) * 65_537))


def fill(path, device, bulletin):
    database = sqlite3.connect(path)
    database.execute("pragma synchronous = off")

    def device_of(number, first):
        name = f"Cụm loa {number:05d}"
        return {"id": another(device, number), "serial": f"W-{number:05d}", "name": name, "name_key": name.lower(),
                "search_key": f"cum loa {number:05d}", "latitude": 9.5 + number % 100 / 400, "longitude": 105.2 + number // 100 / 400}

    def bulletin_of(number, first):
        key = another(bulletin, number)
        document = first["document"].replace(bulletin, key).replace("Bản tin số 0", f"Bản tin số {number}")
        return {"id": key, "document": document}

    copies(database, "device", device, DEVICES, device_of)
    copies(database, "bulletin", bulletin, BULLETINS, bulletin_of)
    (terms,) = database.execute("select terms from bulletin_search where bulletin = ?", (bulletin,)).fetchone()
    with database:
        database.executemany("insert into bulletin_search (bulletin, terms) values (?, ?)", (
            (another(bulletin, number), " ".join({"0": str(number), "=0": f"={number}"}.get(term, term) for term in terms.split()))
            for number in range(BULLETINS)))
        database.execute("insert into bulletin_index (bulletin_index) values ('rebuild')")
    database.execute("analyze")
    database.close()


def measured(server):
    environment = dict(os.environ, NGUON_URL=server.url, OFFICER="bientap", PASSWORD=PASSWORD)
    done = subprocess.run([shutil.which("node"), str(ROOT / "tests/journeys/speed.mjs")], env=environment, capture_output=True, text=True,
                          timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def main():
    table = Table("web", ours="console", peer="answer")
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        server = Nguon(pathlib.Path(folder) / "server").start()
        commune = Commune(server, pathlib.Path(folder) / "devices")
        try:
            commune.set_up().add_officers().allow_now()
            device = commune.composer.post("/api/v1/devices", {"name": "Cụm loa", "kind": "cluster", "serial": "W", "area": "91/31069"})
            bulletin = commune.approved_bulletin("Bản tin số 0", "Kính thưa bà con, đây là bản tin số 0.")
            server.stop()
            fill(server.data / "nguon.sqlite", device["id"], bulletin["id"])
            server.start(120)
            for name, series in measured(server).items():
                worst = max(series["paint_ms"])
                table.row(name, series["paint_ms"], series["answer_ms"], "ms", f"paint <= {PAINT_MS_MAX}, worst {worst:.0f}",
                          worst <= PAINT_MS_MAX)
        finally:
            commune.stop()
            server.stop()
    table.remark(f"{DEVICES} devices, {BULLETINS} bulletins; console: press to next paint; answer: until the rows are there "
                 f"(median {statistics.median(s for row in table.rows for s in row['peer']):.0f} ms)")
    return table.close()


if __name__ == "__main__":
    sys.exit(main())
