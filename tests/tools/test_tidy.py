"""The lint itself: small trees with one fault each, and one without."""

from pathlib import Path

import pytest
import tidy

LAYERS = """
mechanism = ["http", "storage"]
steps = [["area"], ["content", "devices"], ["app"]]
[programs]
player = ["base"]
[testing]
endings = ["_test.cpp"]
[adapters]
http = ["*_routes.*"]
[third_party]
"sqlite3.h" = ["src/storage/*"]
[longer]
"src/area/long.hpp" = 300
"""


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/layers.toml").write_text(LAYERS)
    for folder in ("base", "area", "content", "devices", "http", "storage", "testing", "player", "app"):
        (tmp_path / "src" / folder).mkdir(parents=True)
        (tmp_path / "src" / folder / "README.md").write_text(f"# {folder}\n")

    def write(path, text):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
        tidy.check(tmp_path, write=True)
        return [f"{p}:{line}: {what}" for p, line, what in tidy.check(tmp_path)]
    return write


def test_a_clean_tree_has_no_problem(tree):
    assert tree("src/content/bulletin.cpp", '#include "area/area.hpp"\n#include <vector>\n\nvoid f() {}\n') == []


@pytest.mark.parametrize("path, include, expected", [
    ("src/area/area.cpp", '"content/bulletin.hpp"', "area may not use content"),
    ("src/content/bulletin.cpp", '"devices/device.hpp"', "content may not use devices"),
    ("src/http/server.cpp", '"area/area.hpp"', "http may not use area"),
    ("src/base/id.hpp", '"http/message.hpp"', "base may not use http"),
    ("src/player/main.cpp", '"content/bulletin.hpp"', "player may not use content"),
    ("src/content/bulletin.cpp", '"testing/manual_clock.hpp"', "testing/ is for tests only"),
    ("src/content/submit.cpp", '"http/message.hpp"', "only adapters"),
    ("src/content/bulletin_store_sql.cpp", "<sqlite3.h>", "may be included by src/storage/* only"),
])
def test_a_forbidden_include_is_found(tree, path, include, expected):
    problems = tree(path, f"#pragma once\n#include {include}\n")
    assert len(problems) == 1 and expected in problems[0] and f"{path}:2" in problems[0]


@pytest.mark.parametrize("path, include", [
    ("src/app/server.cpp", '"content/bulletin.hpp"'),
    ("src/content/bulletin_routes.cpp", '"http/message.hpp"'),
    ("src/content/bulletin_test.cpp", '"testing/manual_clock.hpp"'),
    ("src/storage/database.cpp", "<sqlite3.h>"),
    ("src/http/server.cpp", '"storage/database.hpp"'),
])
def test_an_allowed_include_is_not(tree, path, include):
    assert tree(path, f"#include {include}\n") == []


def function(lines):
    return "void f(int a) {\n" + "    a();\n" * (lines - 2) + "}\n"


def test_a_long_function_is_found_and_a_short_one_is_not(tree):
    assert tree("src/area/a.cpp", function(70)) == []
    problems = tree("src/area/a.cpp", "namespace area {\n" + function(71) + "}\n")
    assert problems == ["src/area/a.cpp:2: function f has 71 lines (at most 70)"]


def test_braces_in_text_and_comments_do_not_count(tree):
    text = 'void f() {\n    g("{{{", \'{\', 1\'000); // {\n    /* { */ h(R"({)");\n}\n' + function(70)
    assert tree("src/area/a.cpp", text) == []


def test_long_files_headers_lines_and_ports_are_found(tree):
    assert "501 lines" in tree("src/area/a.cpp", "int a;\n" * 501)[0]
    assert "201 lines" in tree("src/area/a.hpp", "#pragma once\n" + "int a;\n" * 200)[-1]
    (problem,) = [p for p in tree("src/area/b.cpp", "int " + "a" * 100 + ";\n") if "columns" in p]
    assert "src/area/b.cpp:1: 105 columns" in problem


def test_an_exception_in_layers_toml_is_respected(tree):
    assert tree("src/area/long.hpp", "#pragma once\n" + "int a;\n" * 250) == []


def test_columns_are_counted_in_characters_not_bytes(tree):
    assert tree("src/area/a.cpp", "// " + "ở" * 97 + "\n") == []


def test_a_port_with_eight_methods_is_found(tree):
    methods = "".join(f"    virtual int m{i}(int a) = 0;\n" for i in range(8))
    (problem,) = tree("src/area/store.hpp", "#pragma once\nclass Store {\npublic:\n" + methods + "};\n")
    assert "port has 8 methods" in problem


@pytest.mark.parametrize("path, code, expected", [
    ("src/area/a.cpp", "auto t = std::chrono::system_clock::now();", "base::Clock"),
    ("src/area/a_test.cpp", "std::this_thread::sleep_for(x);", "does not sleep"),
    ("src/area/a.hpp", "using namespace std;", "opens no namespace"),
    ("src/area/a.cpp", "class UserManager {};", "by what it is"),
    ("src/area/a.cpp", "// TO" + "DO later", "do it"),
])
def test_a_banned_thing_is_found(tree, path, code, expected):
    (problem,) = tree(path, "#pragma once\n" + code + "\n")
    assert expected in problem and f"{path}:2" in problem


def test_banned_words_in_text_are_allowed(tree):
    assert tree("src/area/a.cpp", 'auto t = "system_clock::now()"; // using namespace, system_clock::now\n') == []


def test_a_folder_without_readme_is_found(tree, tmp_path):
    (tmp_path / "src/area/README.md").unlink()
    assert "src/area:1: has no README.md" in tree("src/area/a.cpp", "")[0]


def test_a_number_that_two_decisions_carry_is_found(tree):
    tree("docs/decisions/0009-assertions.md", "# 0009")
    assert "0009 is taken by assertions" in tree("docs/decisions/0009-broker.md", "# 0009")[0]


def test_one_migration_may_have_a_text_per_engine(tree):
    tree("src/storage/migrations/0012_search.sqlite.sql", "select 1;")
    assert tree("src/storage/migrations/0012_search.postgres.sql", "select 1;") == []


REFUSAL = '''
auto a = base::fail(base::Fault::conflict, "area.taken", "Mã " + code + " đã có.",
                    fmt::format("The code {} is {} taken.", code, "so"));
// base::fail(base::Fault::invalid, "area.in_a_comment", "x", "y")
'''


def test_error_codes_are_collected_with_their_messages(tree, tmp_path):
    assert tree("src/area/a.cpp", REFUSAL) == []
    page = (tmp_path / "docs/errors.md").read_text()
    assert "| `area.taken` | conflict | Mã … đã có. | The code … is … taken. |" in page
    assert "in_a_comment" not in page


def test_an_old_errors_page_is_found(tree, tmp_path):
    tree("src/area/a.cpp", REFUSAL)
    (tmp_path / "src/area/a.cpp").write_text(REFUSAL.replace("area.taken", "area.gone"))
    assert [what for _, _, what in tidy.check(tmp_path)] == ["is not up to date: run tools/tidy.py --write"]


def test_a_code_of_another_folder_is_found(tree):
    (problem,) = tree("src/area/a.cpp", REFUSAL.replace("area.taken", "content.taken"))
    assert "does not begin with its folder area" in problem


def test_the_project_itself_is_read_in_under_three_seconds():
    import time
    started = time.monotonic()
    tidy.check(Path(__file__).resolve().parents[2])
    assert time.monotonic() - started < 3
