#!/usr/bin/env python3
"""The demo that `./dev run` starts: xã Vĩnh Thuận (An Giang) with two officers, three real players, a few days of programme and one bulletin.

Everything is made through the public API, as an officer would. Ctrl-C stops it cleanly; the data stays in var/demo and is used again.
"""

import argparse
import datetime
import json
import pathlib
import shutil
import signal
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools" / "scenario"))

from commune import Cluster, Commune, today  # noqa: E402
from nguon_process import Nguon  # noqa: E402

FOLDER = ROOT / "var" / "demo"
PEOPLE = [("bientap", "Biên tập"), ("pheduyet", "Phê duyệt"), ("quantri", "Quản trị")]
CLUSTERS = [("Cụm loa ấp Vĩnh Đông 1", "VT-001"), ("Cụm loa ấp Vĩnh Đông 2", "VT-002"), ("Cụm loa chợ Vĩnh Thuận", "VT-003")]


def say(text):
    print(text, flush=True)


def has_sound_card():
    return any(pathlib.Path("/dev/snd").glob("pcmC*p"))


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
    devices = [{"name": name, "serial": c.serial, "device": c.device, "output": c.output}
               for (name, _), c in zip(CLUSTERS, commune.clusters)]
    (FOLDER / "demo.json").write_text(json.dumps(devices, ensure_ascii=False))


def continue_demo(commune):
    """A later start: the same clusters on the same data."""
    for said in json.loads((FOLDER / "demo.json").read_text()):
        commune.clusters.append(Cluster(commune.folder / said["serial"], said["device"], said["serial"], said["output"]).start())


def one_time_codes(commune):
    """Each person chooses a password with a code that works once; the administrator's comes last, because it ends their session."""
    return [(name, role, commune.one_time_code(name)) for name, role in PEOPLE]


def print_guide(server, codes):
    say(f"\nNguồn đang chạy: {server.url}/\n")
    if codes:
        say("  Mỗi người đặt mật khẩu của mình: ở trang đăng nhập, bấm «Đã có mã», gõ tên và mã:")
        for name, role, code in codes:
            say(f"    {role:<10} tên {name:<9} mã {code}")
    else:
        say("  Đăng nhập bằng mật khẩu đã đặt ở lần chạy trước (./dev run --fresh để làm lại từ đầu).")
    say(f"\n  Âm thanh của các cụm loa: {FOLDER}/devices/*/sound/*.wav\n  Nhật ký máy chủ: {server.log_path}\n\nNhấn Ctrl-C để dừng.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fresh", action="store_true", help="throw the demo's data away first")
    parser.add_argument("--any-hour", action="store_true", help="quiet hours ten hours from now, so that the present is allowed")
    parser.add_argument("--port", type=int, default=8080)
    arguments = parser.parse_args()
    if arguments.fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    is_first = not (FOLDER / "demo.json").exists()
    if is_first:
        shutil.rmtree(FOLDER, ignore_errors=True)
    server = Nguon(FOLDER / "server")
    server.ports["http"] = arguments.port
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    say("Khởi động máy chủ …")
    commune = Commune(server.start(), FOLDER / "devices")
    try:
        if is_first:
            make_demo(commune, arguments.any_hour)
            codes = one_time_codes(commune)
        else:
            continue_demo(commune)
            codes = []
        print_guide(server, codes)
        while not stopping.wait(1):
            if server.process.poll() is not None:
                say(f"Máy chủ đã dừng ngoài ý muốn, xem {server.log_path}")
                return 1
    finally:
        say("Đang dừng …")
        commune.stop()
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
