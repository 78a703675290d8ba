#!/usr/bin/env python3
"""Checks what a compiler does not: who includes whom, sizes, banned calls, READMEs, numbers, and the page of error codes.

Usage: tools/tidy.py [--root DIR] [--write]      --write renews docs/errors.md
Prints one line per problem, `file:line: what`, and exits with 1 if there is any.
"""

import argparse
import fnmatch
import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 500
HEADER_LINES_MAX = 200
PORT_METHODS_MAX = 7
COLUMNS_MAX = 100

# pattern, where it is looked for (globs), where it is allowed (globs), what to say
BANNED = [
    (r"\bsystem_clock::now\b", ["src/*"], ["src/base/system_clock.cpp"], "ask base::Clock for the time"),
    (r"\b(sleep_for|sleep_until|usleep|nanosleep)\b|(?<![\w.>])sleep\(", ["*_test.cpp", "*_contract.hpp"], [],
     "a test waits for the event with a deadline, it does not sleep"),
    (r"\busing namespace\b", ["*.hpp"], [], "a header opens no namespace for others"),
    (r"\.detach\(\)", ["src/*"], [], "a thread is joined by its owner"),
    (r"\b(class|struct)\s+\w*(Manager|Helper|Util|Utils)\b", ["src/*"], [], "name the thing by what it is"),
    (r"\b(localtime|gmtime|rand|strtok)\(", ["src/*"], [], "not thread-safe; use base/"),
]
MARKS = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b")

LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
STRIP = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:[^"\\\n]|\\.)*"|(?<![0-9a-zA-Z])\'(?:[^\'\\\n]|\\.)+\'|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*',
    re.S | re.M)
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^">]+)[">]', re.M)
REFUSAL = re.compile(r'\b(?:fail|refuse)\(\s*(?:base::)?Fault::(\w+),\s*"([^"]*)"\s*,')
CODE = re.compile(r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


@dataclass
class Source:
    path: str
    text: str
    code: str = ""  # without comments, literals and directives; the same number of lines
    calls: str = ""  # without comments only; every offset as in text

    def line_of(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


@dataclass
class Tree:
    root: Path
    layers: dict
    sources: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    def report(self, path: str, line: int, what: str) -> None:
        self.problems.append((path, line, what))


def strip(text: str) -> str:
    """The code alone: comments, literals and directives become blank, line breaks stay."""
    def blank(match: re.Match) -> str:
        found = match.group(0)
        kept = "\n" * found.count("\n")
        return '""' + kept if found[0] in "\"'R" else kept
    return STRIP.sub(blank, text)


def without_comments(text: str) -> str:
    """Comments become spaces, so that offsets stay."""
    return STRIP.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)) if m.group(0)[:2] in ("//", "/*") else m.group(0), text)


def load(root: Path) -> Tree:
    tree = Tree(root, tomllib.loads((root / "tools/layers.toml").read_text()))
    for folder in ("src", "tools", "tests"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".cpp", ".hpp", ".py", ".sh", ".ts", ".tsx") and "node_modules" not in path.parts:
                source = Source(path.relative_to(root).as_posix(), path.read_text(errors="replace"))
                if path.suffix in (".cpp", ".hpp"):
                    source.code = strip(source.text)
                    source.calls = without_comments(source.text)
                tree.sources.append(source)
    return tree


def matches(path: str, patterns: list) -> bool:
    name = path.rsplit("/", 1)[-1]
    return any(fnmatch.fnmatch(path, p) or fnmatch.fnmatch(name, p) for p in patterns)


def folder_of(path: str) -> str:
    parts = path.split("/")
    return parts[1] if parts[0] == "src" and len(parts) > 2 else ""


def allowed_folders(folder: str, layers: dict) -> set | None:
    """The folders that `folder` may include; None when it is in no layer."""
    mechanism = set(layers["mechanism"])
    if folder == "base":
        return {"base"}
    if folder == "testing":
        return {"base", "testing"} | mechanism
    if folder in mechanism:
        return {"base"} | mechanism
    if folder in layers.get("programs", {}):
        return set(layers["programs"][folder]) | {folder}
    seen = {"base"} | mechanism
    for step in layers["steps"]:
        if folder in step:
            return seen | {folder}
        seen |= set(step)
    return None


def check_includes(tree: Tree) -> None:
    layers = tree.layers
    folders = {p.name for p in (tree.root / "src").iterdir() if p.is_dir()}
    for source in tree.sources:
        if not source.code or not source.path.startswith("src/"):
            continue
        folder = folder_of(source.path)
        allowed = allowed_folders(folder, layers)
        if allowed is None:
            tree.report(source.path, 1, f"folder {folder} stands in no step of tools/layers.toml")
            continue
        for match in INCLUDE.finditer(source.text):
            kind, name = match.groups()
            line = source.line_of(match.start(1))
            for prefix, places in layers.get("third_party", {}).items():
                if name.startswith(prefix) and not matches(source.path, places):
                    tree.report(source.path, line, f"{name} may be included by {', '.join(places)} only")
            target = name.split("/", 1)[0]
            if kind != '"' or target not in folders:
                continue
            if target == "testing" and folder != "testing":
                if not source.path.endswith(tuple(layers["testing"]["endings"])):
                    tree.report(source.path, line, "testing/ is for tests only")
            elif target not in allowed:
                tree.report(source.path, line, f"{folder} may not use {target} (tools/layers.toml)")
            elif target in layers.get("adapters", {}) and target != folder and folder not in layers["mechanism"] \
                    and folder != "app" and name not in layers.get("ports", {}).get("headers", []) and not matches(source.path, layers["adapters"][target]):
                tree.report(source.path, line, f"only adapters ({', '.join(layers['adapters'][target])}) use {target}/")


SCOPE = re.compile(r"[{};]|\n")


def check_scopes(tree: Tree, source: Source) -> None:
    """Lengths of functions and numbers of pure virtual methods, by following the braces."""
    stack, line, head_start = [], 1, 0
    for match in SCOPE.finditer(source.code):
        token = match.group()
        if token == "\n":
            line += 1
            continue
        head = source.code[head_start:match.start()]
        if token == "{":
            outer = stack[-1][0] if stack else "namespace"
            kind = "block"
            if outer in ("namespace", "type"):
                if re.search(r"\bnamespace\b|\bextern\s*\"\"", head):
                    kind = "namespace"
                elif re.search(r"\b(class|struct|union)\b", re.sub(r"<[^<>]*>|\([^()]*\)", "", head)):
                    kind = "type"
                elif "(" in head and not re.search(r"[^=!<>]=\s*$", head.rstrip()):
                    kind = "function"
            stack.append([kind, line, head.strip(), 0])
        elif token == "}" and stack:
            kind, start, text, methods = stack.pop()
            if kind == "function" and line - start + 1 > FUNCTION_LINES_MAX:
                name = re.findall(r"([\w:~]+)\s*\(", text)
                tree.report(source.path, start, f"function {name[0] if name else '?'} has {line - start + 1} lines "
                                                f"(at most {FUNCTION_LINES_MAX})")
            if kind == "type" and methods > PORT_METHODS_MAX:
                tree.report(source.path, start, f"port has {methods} methods (at most {PORT_METHODS_MAX})")
        elif token == ";" and stack and stack[-1][0] == "type" and re.search(r"\bvirtual\b.*=\s*0\s*$", head, re.S):
            stack[-1][3] += 1
        head_start = match.end()


def check_sizes(tree: Tree) -> None:
    longer = tree.layers.get("longer", {})
    for source in tree.sources:
        lines = source.text.split("\n")
        count = len(lines) - 1
        limit = longer.get(source.path, HEADER_LINES_MAX if source.path.endswith(".hpp") else FILE_LINES_MAX)
        if count > limit:
            tree.report(source.path, 1, f"{count} lines (at most {limit})")
        if source.code:
            for number, line in enumerate(lines, 1):
                if len(line) > COLUMNS_MAX and "http" not in line:
                    tree.report(source.path, number, f"{len(line)} columns (at most {COLUMNS_MAX})")
            check_scopes(tree, source)


def check_banned(tree: Tree) -> None:
    for source in tree.sources:
        for match in MARKS.finditer(source.text):
            tree.report(source.path, source.line_of(match.start()), f"{match.group()}: do it or write an issue")
        if not source.code:
            continue
        if source.path.endswith(".hpp") and "#pragma once" not in source.text:
            tree.report(source.path, 1, "a header begins with #pragma once")
        for pattern, where, unless, what in BANNED:
            if matches(source.path, where) and not matches(source.path, unless):
                for match in re.finditer(pattern, source.code):
                    line = source.code.count("\n", 0, match.start()) + 1
                    tree.report(source.path, line, f"{match.group()}: {what}")


def check_readmes(tree: Tree) -> None:
    for folder in sorted((tree.root / "src").iterdir()):
        if folder.is_dir() and not (folder / "README.md").is_file():
            tree.report(folder.relative_to(tree.root).as_posix(), 1, "has no README.md: why it exists, what belongs, what not")


def check_numbers(tree: Tree) -> None:
    """A decision is cited and a migration ordered by its number, so nobody else has it."""
    for folder in ("docs/decisions", "src/storage/migrations"):
        owners = {}
        for path in sorted((tree.root / folder).glob("[0-9][0-9][0-9][0-9]*")):
            number, _, name = path.name.partition("_" if "_" in path.name else "-")
            thing = name.split(".")[0]  # one step may have a text per engine
            if owners.setdefault(number, thing) != thing:
                tree.report(path.relative_to(tree.root).as_posix(), 1, f"{number} is taken by {owners[number]}")


def message_text(argument: str) -> str:
    """The words of a message argument; what is computed becomes `…`."""
    formatted = re.match(r"\s*fmt::format\(", argument)
    if formatted:
        argument = arguments_after(argument, formatted.end())[0]
    pieces, at = [], 0
    for match in LITERAL.finditer(argument):
        between = re.sub(r"\bstd::string\(|[\s()]", "", argument[at:match.start()])
        if between and pieces:
            pieces.append("…")
        elif between.strip("+"):
            pieces.append("…")
        pieces.append(re.sub(r"\{[^{}]*\}", "…", match.group(1).replace('\\"', '"').replace("\\n", " ")))
        at = match.end()
    tail = re.sub(r"[\s()]", "", argument[at:])
    if tail.startswith("+"):
        pieces.append("…")
    return re.sub(r"(…\s*)+…", "…", "".join(pieces))


def arguments_after(text: str, start: int) -> list:
    """The arguments of a call from `start` to its closing parenthesis."""
    arguments, depth, begin, at = [], 0, start, start
    while at < len(text):
        char = text[at]
        if char == '"':
            at = LITERAL.match(text, at).end()
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}":
            if depth == 0:
                return arguments + [text[begin:at]]
            depth -= 1
        elif char == "," and depth == 0:
            arguments.append(text[begin:at])
            begin = at + 1
        at += 1
    return arguments


def collect_errors(tree: Tree) -> dict:
    codes = {}
    for source in tree.sources:
        if not source.path.startswith("src/") or not source.code or source.path.endswith("_test.cpp"):
            continue
        for match in REFUSAL.finditer(source.calls):
            fault, code = match.groups()
            line = source.line_of(match.start())
            arguments = arguments_after(source.calls, match.end())
            if not CODE.match(code):
                tree.report(source.path, line, f"error code '{code}' is not folder.snake_case")
            elif code.split(".")[0] != folder_of(source.path):
                tree.report(source.path, line, f"error code '{code}' does not begin with its folder {folder_of(source.path)}")
            if len(arguments) >= 2 and code not in codes:
                codes[code] = (fault, message_text(arguments[0]), message_text(arguments[1]))
    return codes


def errors_page(codes: dict) -> str:
    lines = ["# Error codes", "",
             "Every refusal carries a stable code. This page is made by `tools/tidy.py --write` from the calls that refuse;",
             "`…` stands for what is filled in. [api/README.md](api/README.md) says which status a fault becomes.", "",
             "| Code | Fault | Tiếng Việt | English |", "|---|---|---|---|"]
    for code, (fault, vi, en) in sorted(codes.items()):
        cells = [text.replace("|", "\\|") for text in (vi, en)]
        lines.append(f"| `{code}` | {fault} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines) + "\n"


def check_errors_page(tree: Tree, write: bool) -> None:
    page = tree.root / "docs/errors.md"
    text = errors_page(collect_errors(tree))
    if write:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text)
    elif not page.is_file() or page.read_text() != text:
        tree.report("docs/errors.md", 1, "is not up to date: run tools/tidy.py --write")


def check(root: Path, write: bool = False) -> list:
    tree = load(root)
    check_includes(tree)
    check_sizes(tree)
    check_banned(tree)
    check_readmes(tree)
    check_numbers(tree)
    check_errors_page(tree, write)
    return sorted(tree.problems)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--write", action="store_true", help="renew docs/errors.md")
    options = parser.parse_args()
    problems = check(options.root, options.write)
    for path, line, what in problems:
        print(f"{path}:{line}: {what}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
