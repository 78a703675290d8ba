#!/usr/bin/env python3
"""The demo that `./dev run` starts: xã Vĩnh Thuận (An Giang) with two officers, three real players, a few days of programme and one bulletin.

Everything is made through the public API, as an officer would. Ctrl-C (or the end of the terminal) stops it cleanly with
exit code 0; the data stays in var/demo and is used again. What was only half made is made anew by the next start.
"""

import argparse
import datetime
import fcntl
import json
import os
import pathlib
import shutil
import signal
import socket
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools" / "scenario"))

from commune import VIETNAM, Cluster, Commune, today  # noqa: E402
from nguon_process import Nguon  # noqa: E402

PEOPLE = [("bientap", "Biên tập"), ("pheduyet", "Phê duyệt"), ("quantri", "Quản trị")]
CLUSTERS = [("Cụm loa ấp Vĩnh Đông 1", "VT-001"), ("Cụm loa ấp Vĩnh Đông 2", "VT-002"), ("Cụm loa chợ Vĩnh Thuận", "VT-003")]
CODE_HOURS = 72  # how long the server accepts a one-time code


class Stopped(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal, wherever the demo is; not an Exception, so that nobody swallows it."""


class Refused(Exception):
    """What a person can mend; its text is all that they see."""


def stop_on_signals():
    def stop(*_):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # stopping is not interrupted
        raise Stopped
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def say(text):
    print(text, flush=True)


def has_sound_card():
    return any(pathlib.Path("/dev/snd").glob("pcmC*p"))


def only_one(folder):
    """Held until the process ends: two demos on one data folder would fight."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder.parent / f"{folder.name}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refused("Bản dùng thử đang chạy ở một cửa sổ khác. Hãy dừng ở đó trước (Ctrl-C).\n"
                      "The demo is already running in another terminal; stop it there first.") from None
    return lock


def need_free_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Refused(f"Cổng {port} đang có chương trình khác dùng. Chọn cổng khác: ./dev run --port {port + 1}\n"
                          f"Port {port} is taken by another program; choose another one as above.") from None


def make_demo(commune, any_hour):
    """A first start: people, rules, clusters, one bulletin from the sample document, a few days of programme."""
    say("  tạo đơn vị và hai cán bộ …")
    commune.set_up().add_officers()
    commune.allow_now() if any_hour else commune.allow_hours()
    say("  đăng ký ba cụm loa …")
    for number, (name, serial) in enumerate(CLUSTERS):
        commune.add_cluster(name, serial, "alsa:default" if number == 0 and has_sound_card() else None)
    say("  dựng bản tin từ văn bản mẫu …")
    text = (ROOT / "demo" / "ke_hoach_thong_tin_co_so.txt").read_text()
    bulletin = commune.approved_bulletin("Kế hoạch phòng, chống dịch bệnh và an toàn mùa mưa bão 2026", text)
    say("  lập lịch phát năm ngày tới …")
    tomorrow = today() + datetime.timedelta(days=1)
    days = {"first_day": str(tomorrow), "rule": "FREQ=DAILY;COUNT=5", "except": []}
    times = ["05:30:00", "17:00:00"] if not any_hour else ["06:00:00"]
    commune.composer.post("/api/v1/programmes", commune.programme_body("Bản tin hằng ngày", times, bulletin, days=days, accept_conflicts=True))


def one_time_codes(commune):
    """Each person chooses a password with a code that works once; the administrator's comes last, because it ends their session."""
    return [{"name": name, "role": role, "code": commune.one_time_code(name)} for name, role in PEOPLE]


def remember(record, server, commune, codes):
    """What the next start needs: the players know the server by its ports, and the people may not have used their codes."""
    clusters = [{"serial": cluster.serial, "device": cluster.device, "output": cluster.output} for cluster in commune.clusters]
    said = {"ports": server.ports, "clusters": clusters, "codes": codes, "codes_until": int(time.time()) + CODE_HOURS * 3600}
    record.touch(mode=0o600)
    record.write_text(json.dumps(said, ensure_ascii=False, indent=1))
    return said


def print_guide(folder, server, said, is_first):
    say(f"\nNguồn đang chạy: {server.url}/\n")
    if time.time() < said["codes_until"]:
        until = datetime.datetime.fromtimestamp(said["codes_until"], VIETNAM).strftime("%H:%M ngày %d/%m/%Y")
        who = "Mỗi người" if is_first else "Ai chưa đặt mật khẩu thì"
        say(f"  {who} đặt mật khẩu của mình: ở trang đăng nhập, bấm «Đã có mã», gõ tên và mã (dùng một lần, đến {until}).\n"
            "  (Nobody has a password yet: choose «Đã có mã» on the sign-in page, then name, code and a password of your own.)\n")
        for person in said["codes"]:
            say(f"    {person['role']:<10} tên {person['name']:<9} mã {person['code']}")
    else:
        say("  Đăng nhập bằng mật khẩu đã đặt ở lần chạy trước (./dev run --fresh để làm lại từ đầu).\n"
            "  (Sign in with the password that you chose; ./dev run --fresh starts anew.)")
    say(f"\n  Âm thanh của các cụm loa (sound files): {folder}/devices/*/sound/*.wav\n  Nhật ký máy chủ (log): {server.log_path}\n"
        "\nNhấn Ctrl-C để dừng (Ctrl-C stops everything).")


def watch(server, commune):
    """Until a signal ends it: a demo without its server or one of its clusters is said aloud."""
    gone = set()
    while True:
        time.sleep(1)
        if server.process.poll() is not None:
            raise Refused(f"Máy chủ đã dừng ngoài ý muốn, xem {server.log_path}\nThe server ended by itself; see its log.")
        for cluster in commune.clusters:
            if cluster.process.poll() is not None and cluster.serial not in gone:
                gone.add(cluster.serial)
                say(f"Cụm loa {cluster.serial} đã dừng ngoài ý muốn, xem {cluster.folder}/player.log")


def run(server, commune, folder, any_hour):
    record = folder / "demo.json"
    is_first = not record.exists()
    say("Khởi động máy chủ … (starting)")
    server.start()
    if is_first:
        make_demo(commune, any_hour)
        said = remember(record, server, commune, one_time_codes(commune))
    else:
        said = json.loads(record.read_text())
        for known in said["clusters"]:
            commune.clusters.append(Cluster(commune.folder / known["serial"], known["device"], known["serial"], known["output"]).start())
    print_guide(folder, server, said, is_first)
    watch(server, commune)


def main():
    parser = argparse.ArgumentParser(prog="./dev run")
    parser.add_argument("--fresh", action="store_true", help="throw the demo's data away first")
    parser.add_argument("--any-hour", action="store_true", help="quiet hours ten hours from now, so that the present is allowed")
    parser.add_argument("--port", type=int, default=8080, help="of the web pages (8080)")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "var" / "demo", help="of the demo's data (var/demo)")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    stop_on_signals()
    lock = server = commune = None
    try:
        lock = only_one(folder)
        record = folder / "demo.json"
        if arguments.fresh or not record.exists():
            shutil.rmtree(folder, ignore_errors=True)
        server = Nguon(folder / "server")
        if record.exists():
            server.ports = json.loads(record.read_text())["ports"]
        server.ports["http"] = arguments.port
        need_free_port(arguments.port)
        commune = Commune(server, folder / "devices")
        run(server, commune, folder, arguments.any_hour)
    except Stopped:
        say("\nĐang dừng … (stopping)")
    except Refused as refused:
        say(str(refused))
        return 1
    finally:
        if commune is not None:
            commune.stop()
            server.stop()
        if lock is not None:
            os.close(lock)
    say("Đã dừng. Chạy lại ./dev run để tiếp tục với dữ liệu cũ. (Stopped; ./dev run continues.)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
