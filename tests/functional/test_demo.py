"""The demo of `./dev run`, as a newcomer meets it: it starts, lets people in, stops on Ctrl-C and starts again at once."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import sys

from nguon_process import ROOT, Api, wait_until

READY = "Nhấn Ctrl-C"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_about(folder):
    """The command lines, of any parent, that name the folder."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in line:
            found.append(line)
    return found


class Demo:
    """One run of the demo in a process group of its own, as a terminal gives it one."""

    def __init__(self, folder, port):
        self.output_path = folder.parent.resolve() / f"{port}.out"
        with open(self.output_path, "wb") as output:
            self.process = subprocess.Popen([sys.executable, str(ROOT / "tools" / "demo.py"), "--folder", str(folder), "--port", str(port)],
                                            stdout=output, stderr=subprocess.STDOUT, start_new_session=True)

    def output(self):
        return self.output_path.read_text()

    def wait_for(self, text, seconds=180):
        def said():
            assert self.process.poll() is None or text in self.output(), f"the demo ended:\n{self.output()}"
            return text in self.output()
        wait_until(said, seconds, f"the demo says «{text}»")
        return self

    def press_ctrl_c(self):
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)

    def end(self):
        if self.process.poll() is None:
            self.press_ctrl_c()


def all_online(api):
    conditions = [device["condition"] for device in api.get("/api/v1/devices")["items"]]
    return len(conditions) == 3 and all(condition in ("online", "playing") for condition in conditions)


def test_the_demo_lets_people_in_stops_on_ctrl_c_and_continues_at_once(tmp_path):
    folder, port = tmp_path / "demo", free_port()
    first = Demo(folder, port)
    try:
        output = first.wait_for(READY).output()
        address = re.search(r"http://[0-9.:]+", output).group()
        codes = dict(re.findall(r"tên (\w+) +mã ([0-9A-Z-]+)", output))
        assert set(codes) == {"bientap", "pheduyet", "quantri"}
        composer = Api(address)
        composer.post("/api/v1/password/reset", {"user_name": "bientap", "code": codes["bientap"], "new_password": "một mật khẩu của tôi"})
        composer.post("/api/v1/session", {"user_name": "bientap", "password": "một mật khẩu của tôi"})
        wait_until(lambda: all_online(composer), 60, "three clusters are online")
        assert [bulletin["state"] for bulletin in composer.get("/api/v1/bulletins")["items"]] == ["scheduled"]
        assert first.press_ctrl_c() == 0, first.output()
        assert processes_about(folder) == []
        assert "Traceback" not in first.output()
    finally:
        first.end()

    second = Demo(folder, port)
    try:
        assert codes["pheduyet"] in second.wait_for(READY).output(), "who has no password yet needs the code again"
        wait_until(lambda: all_online(composer), 60, "the same clusters are online again")
        assert second.press_ctrl_c() == 0, second.output()
        assert processes_about(folder) == []
    finally:
        second.end()


def test_ctrl_c_while_the_demo_is_being_made_leaves_nothing_behind(tmp_path):
    folder = tmp_path / "demo"
    demo = Demo(folder, free_port()).wait_for("đăng ký ba cụm loa")
    try:
        assert demo.press_ctrl_c() == 0, demo.output()
        assert processes_about(folder) == []
        assert "Traceback" not in demo.output()
        assert not (folder / "demo.json").exists(), "the next start makes it anew"
    finally:
        demo.end()


def test_a_taken_port_and_a_second_demo_are_said_in_one_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        demo = Demo(tmp_path / "demo", port)
        assert demo.process.wait(60) == 1
        assert f"Cổng {port} đang có chương trình khác dùng" in demo.output() and "Traceback" not in demo.output()
    first = Demo(tmp_path / "demo", free_port()).wait_for("Khởi động")
    try:
        second = Demo(tmp_path / "demo", free_port())
        assert second.process.wait(60) == 1
        assert "đang chạy ở một cửa sổ khác" in second.output()
    finally:
        first.end()
    assert processes_about(tmp_path / "demo") == []
