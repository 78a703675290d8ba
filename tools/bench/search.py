#!/usr/bin/env python3
"""Searching the archive: a page of results among a million bulletins of the whole country, for an officer of a commune, of a province, and of all.

Ours is measured at the API, with rights, filters and the page's JSON. The peer is what one would do without an index: SQLite asked with LIKE for the
same words in the same file, newest first, or for the newest without words by the table's own keys; it is told without HTTP and JSON, so the comparison favours it. The bulletins are written into the server's
database while it is stopped, as the server writes them, and indexed as its own migration does it. Goal: at most 50 ms for every page, in the middle.
BULLETINS=1000000 and ROUNDS=15 by default.
"""

import itertools
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
import pathlib

from _beside import Table, resident_kb
from commune import COMMUNE, Commune
from nguon_process import Nguon

BULLETINS = int(os.environ.get("BULLETINS", "1000000"))
ROUNDS = int(os.environ.get("ROUNDS", "15"))
GOAL_MS = 50
COMMUNES = 3321
PROVINCES = 34
WORDS_OF_TEXT, WORDS_OF_TITLE = 100, 8
STATES = {"archived": 0.95, "draft": 0.05}

# Syllables without tone marks; a few of them stand in nearly every notice, most in few.
COMMON = "thong bao tiem chung cup dien nuoc ba con".split()
ONSETS = "b c ch d g gh h k kh l m n ng ngh nh ph q r s t th tr v x".split()
RIMES = "a an ang anh ao ay am e en eo em i ia ien ieng in inh o oan oi on ong u ua uan uong uoi y yen ac ach at et iet uoc oc ot".split()


class Language:
    def __init__(self):
        self.random = random.Random(7)
        rest = [onset + rime for onset in ONSETS for rime in RIMES]
        self.random.shuffle(rest)
        self.words = COMMON + [word for word in rest if word not in COMMON]
        self.weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(len(self.words))))

    def text(self):
        return self.random.choices(self.words, cum_weights=self.weights, k=WORDS_OF_TEXT)


def place_of(number):
    """Each commune has as many as the others; ours is one of them."""
    commune = number * 7919 % COMMUNES
    province = commune % PROVINCES or int(COMMUNE.split("/")[0])
    return COMMUNE if commune == 0 else f"{province:02d}/{commune:05d}"


def terms_of(words, title, area, state, author):
    province = area.split("/")[0]
    facets = [f"/area={province}", f"/area={area}", f"/of={area}", f"/state={state}", "/class=ordinary", f"/author={author}", "/field="]
    return " ".join(sorted(set(words) | {"=" + word for word in title} | set(facets)))


def rows(pattern, language, author, first_ms):
    """Bulletins and their entries in the index, one a minute."""
    states = language.random.choices(list(STATES), weights=list(STATES.values()), k=BULLETINS)
    for number in range(BULLETINS):
        words = language.text()
        title = words[:WORDS_OF_TITLE]
        area, state, at = place_of(number), states[number], first_ms + number * 60_000
        identity = f"{at:012x}"
        identity = f"{identity[:8]}-{identity[8:]}-7000-8000-{number:012x}"
        document = pattern.replace("@id", identity).replace("@area", area).replace("@state", state) \
            .replace("@title", " ".join(title)).replace("@text", " ".join(words)).replace("@at", str(at))
        yield ((identity, state, "ordinary", "", area, author, "2026-01-01", "2026-01-15", 1, document, "drop"),
               (identity, terms_of(words, title, area, state, author)))


def fill(server, made):
    """Copies one bulletin of the API until there are BULLETINS."""
    server.stop()
    database = sqlite3.connect(server.data / "nguon.sqlite")
    database.execute("pragma synchronous = off")
    document = json.loads(database.execute("select document from bulletin where id = ?", (made["id"],)).fetchone()[0])
    document.update(id="@id", state="@state", created_at="@at", changed_at="@at")
    document["body"].update(title="@title", area="@area")
    document["body"]["targets"]["areas"] = ["@area"]
    document["body"]["variants"][0]["blocks"][0]["text"] = "@text"
    pattern = json.dumps(document, ensure_ascii=False).replace('"@at"', "@at")
    first_ms = int(time.time() * 1000) - (BULLETINS + 10) * 60_000
    source = rows(pattern, Language(), made["author"]["user"], first_ms)
    begin = time.monotonic()
    while batch := list(itertools.islice(source, 50_000)):
        with database:
            database.executemany("insert into bulletin (id, state, class, field_key, area, author, valid_from, valid_to, version, document, on_miss) "
                                 "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [row for row, _ in batch])
            database.executemany("insert into bulletin_search (bulletin, terms) values (?, ?)", [entry for _, entry in batch])
    with database:
        database.execute("insert into bulletin_index (bulletin_index) values ('rebuild')")
    span = time.monotonic() - begin
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()
    server.start(120)
    return span


def grant(server, user_name, area):
    """An officer of a wider area: the commune's administrator may not make one."""
    server.stop()
    with sqlite3.connect(server.data / "nguon.sqlite") as database:
        database.execute("update account_grant set area = ? where account = (select id from account where user_name = ?)", (area, user_name))
    server.start(120)


def ask(api, words, **more):
    begin = time.monotonic()
    page = api.get("/api/v1/bulletins", params={"q": words, "limit": 50} | more)
    return (time.monotonic() - begin) * 1000, len(page["items"])


def scan(database, words, area):
    """The same words without an index: each anywhere in the text, newest first."""
    where = " and ".join(["terms like ?"] * len(words) + ["(area = ? or area like ?)"] * bool(area))
    values = [f"% {word}%" for word in words] + ([area, area + "/%"] if area else [])
    begin = time.monotonic()
    database.execute(f"select document from bulletin_search s join bulletin b on b.id = s.bulletin where {where} order by number desc limit 51",
                     values).fetchall()
    return (time.monotonic() - begin) * 1000


def measure(table, readers, database, rare):
    questions = {"two common words": "thông báo", "four common words": "tiêm chủng cúp điện", "a common and a rare one": f"thông {rare[0]}",
                 "two rare ones": " ".join(rare), "a word half typed": "thông báo ti", "no bulletin has it": "thông báo zzz"}
    for reader, (api, area) in readers.items():
        for name, words in questions.items():
            folded = words.translate(str.maketrans("ôáêủúệ", "oaeuue")).replace("đ", "d").split()
            mine = [ask(api, words)[0] for _ in range(ROUNDS)]
            peer = [scan(database, folded, area) for _ in range(3)]
            table.row(f"{reader}: {name} ({ask(api, words)[1]})", mine, peer, "ms", f"ours <= {GOAL_MS}", statistics.median(mine) <= GOAL_MS)
    more = {"commune: common words, drafts only": (readers["commune"][0], {"state": "draft"}),
            "country: common words, drafts only": (readers["country"][0], {"state": "draft"}),
            "country: common words, the second page": (readers["country"][0], {"after": second_page(readers["country"][0])})}
    for name, (api, filters) in more.items():
        mine = [ask(api, "tiêm chủng", **filters)[0] for _ in range(ROUNDS)]
        table.row(name, mine, None, "ms", f"ours <= {GOAL_MS}", statistics.median(mine) <= GOAL_MS)


def newest(database, area, state):
    """The list as the table alone would give it: from its newest row down until the page is full."""
    where = ["(area = ? or area like ?)"] * bool(area) + ["state = ?"] * bool(state)
    values = [area, area + "/%"] * bool(area) + [state] * bool(state)
    begin = time.monotonic()
    database.execute(f"select document from bulletin where {' and '.join(where) or '1 = 1'} order by id desc limit 51", values).fetchall()
    return (time.monotonic() - begin) * 1000


def measure_lists(table, readers, database):
    """Without words: what the page of bulletins opens with, and what the page of the day asks for."""
    for reader, (api, area) in readers.items():
        for name, filters in {"the newest": {}, "drafts": {"state": "draft"}, "submitted, of which there are none": {"state": "submitted"}}.items():
            found = ask(api, "", **filters)[1]
            mine = [ask(api, "", **filters)[0] for _ in range(ROUNDS)]
            peer = [newest(database, area, filters.get("state")) for _ in range(3)]
            table.row(f"{reader}: {name} ({found})", mine, peer, "ms", f"ours <= {GOAL_MS}", statistics.median(mine) <= GOAL_MS)


def second_page(api):
    return api.get("/api/v1/bulletins", params={"q": "tiêm chủng", "limit": 50})["next"]


def write_some(api, body):
    """What a draft costs, with its words in the index; milliseconds each."""
    series = []
    for _ in range(ROUNDS):
        begin = time.monotonic()
        api.post("/api/v1/bulletins", {"body": body})
        series.append((time.monotonic() - begin) * 1000)
    return series


def main():
    with tempfile.TemporaryDirectory(prefix="nguon-bench-") as folder:
        folder = pathlib.Path(folder)
        server = Nguon(folder / "server", listen="requests_per_minute = 1000000").start()
        commune = Commune(server, folder / "devices")
        try:
            commune.set_up().add_officers()
            for name in ("tinh", "nuoc"):
                commune.add_officer(name, name, ["composer"])
            made = commune.composer.post("/api/v1/bulletins", {"body": body_of("Thông báo", "Kính thưa bà con.")})
            drafted = write_some(commune.composer, body_of("Thông báo", "Kính thưa bà con " * 30))
            span = fill(server, made)
            grant(server, "tinh", COMMUNE.split("/")[0])
            grant(server, "nuoc", "")
            readers = {"commune": (commune.sign_in("bientap"), COMMUNE), "province": (commune.sign_in("tinh"), COMMUNE.split("/")[0]),
                       "country": (commune.sign_in("nuoc"), "")}
            database = sqlite3.connect(f"file:{server.data / 'nguon.sqlite'}?mode=ro", uri=True, timeout=30)
            table = Table("search", peer="LIKE scan")
            measure(table, readers, database, Language().words[-2:])
            measure_lists(table, readers, database)
            table.row("a draft of 90 words; peer: in an empty archive", write_some(readers["commune"][0], body_of("Thông báo", "Kính thưa bà con " * 30)),
                      drafted, "ms")
            size = sum(path.stat().st_size for path in server.data.glob("nguon.sqlite*")) / 1e6
            index = database.execute("select sum(pgsize) from dbstat where name like 'bulletin_index%'").fetchone()[0] / 1e6
            table.remark(f"{BULLETINS:,} bulletins written with their index in {span:.0f} s; {size:,.0f} MB, of it the index {index:,.0f} MB; "
                         f"server {resident_kb(server.process.pid) / 1024:,.0f} MB resident")
        finally:
            commune.stop()
            server.stop()
    return table.close()


def body_of(title, text):
    return {"title": title, "class": "ordinary", "field": "", "area": COMMUNE, "valid_from": "2026-01-01", "valid_to": "2026-01-15",
            "targets": {"areas": [COMMUNE], "groups": [], "devices": []}, "attachments": [], "miss": {"on_miss": "drop"},
            "variants": [{"language": "vi", "source": "speech", "blocks": [{"kind": "paragraph", "level": 0, "text": text}]}]}


if __name__ == "__main__":
    sys.exit(main())
