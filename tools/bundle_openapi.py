#!/usr/bin/env python3
"""Assembles src/*/*.openapi.yaml into docs/api/openapi.yaml, checking the conventions of docs/api/README.md.

Usage: tools/bundle_openapi.py [--root DIR]                renews docs/api/openapi.yaml
       tools/bundle_openapi.py --check                     says whether it is up to date
       tools/bundle_openapi.py --json FILE                 writes the document as JSON (the build embeds it)
Prints one line per problem and exits with 1 if there is any.
"""

import argparse
import json
import re
import sys
from pathlib import Path

import yaml

METHODS = ("get", "put", "post", "delete", "patch")
SHARED = "http"  # the folder whose components everybody uses, without a prefix
HEADER = "# Assembled from src/*/*.openapi.yaml by tools/bundle_openapi.py; edit those.\n"
FRAME = {
    "openapi": "3.1.0",
    "info": {
        "title": "Nguồn",
        "version": "1",
        "summary": "Hệ thống thông tin nguồn: the API of people, programs and devices",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    },
    "servers": [{"url": "/"}],
    "security": [{"session": []}, {"token": []}],
}


def pascal(folder: str) -> str:
    return "".join(part.capitalize() for part in folder.split("_"))


def walk(node, at=()):
    """Every (path, mapping) below a node."""
    if isinstance(node, dict):
        yield at, node
        for key, value in node.items():
            yield from walk(value, (*at, str(key)))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, (*at, str(index)))


def resolve(document: dict, reference: str):
    node = document
    for part in reference.removeprefix("#/").split("/"):
        part = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or part not in node:
            return None
        node = node[part]
    return node


def check_operation(where: str, folder: str, operation: dict, seen: dict) -> list:
    problems = []
    name = operation.get("operationId", "")
    if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name):
        problems.append(f"{where}: operationId is camelCase, a verb and a thing")
    elif name in seen:
        problems.append(f"{where}: operationId {name} is used by {seen[name]} too")
    seen[name] = where
    if operation.get("tags") != [folder]:
        problems.append(f"{where}: tags is [{folder}]")
    if not operation.get("summary"):
        problems.append(f"{where}: has no summary")
    responses = operation.get("responses", {})
    if responses.get("default") != {"$ref": "#/components/responses/Problem"}:
        problems.append(f"{where}: responses has default: Problem")
    if not any(str(status).startswith(("2", "3")) for status in responses):
        problems.append(f"{where}: says nothing about success")
    for status in responses:
        if not isinstance(status, str):
            problems.append(f"{where}: status {status} is to be quoted")
    return problems


def path_parameters(document: dict, path_item: dict, operation: dict) -> set:
    names = set()
    for parameter in [*path_item.get("parameters", []), *operation.get("parameters", [])]:
        if "$ref" in parameter:
            parameter = resolve(document, parameter["$ref"]) or {}
        if parameter.get("in") == "path":
            names.add(parameter.get("name"))
    return names


def add_components(fragment: dict, folder: str, where: str, components: dict) -> list:
    problems = []
    for kind, things in (fragment.get("components") or {}).items():
        for name, thing in (things or {}).items():
            if name in components.setdefault(kind, {}):
                problems.append(f"{where}: {kind}/{name} exists already")
            elif folder != SHARED and not name.startswith(pascal(folder)):
                problems.append(f"{where}: {kind}/{name} begins with {pascal(folder)}")
            components[kind][name] = thing
    return problems


def bundle(root: Path) -> tuple:
    """The document and the problems found."""
    problems, paths, components, operations, origin = [], {}, {}, {}, {}
    fragments = sorted(root.glob("src/*/*.openapi.yaml"), key=lambda p: (p.parent.name != SHARED, p))
    for file in fragments:
        where, folder = file.relative_to(root).as_posix(), file.parent.name
        try:
            fragment = yaml.safe_load(file.read_text()) or {}
        except yaml.YAMLError as error:
            problems.append(f"{where}: {error}")
            continue
        for unknown in set(fragment) - {"paths", "components"}:
            problems.append(f"{where}: has {unknown}; only paths and components belong here")
        problems += add_components(fragment, folder, where, components)
        for path, item in (fragment.get("paths") or {}).items():
            for method, operation in item.items():
                if method in METHODS:
                    problems += check_operation(f"{where}: {method} {path}", folder, operation, operations)
                elif method != "parameters":
                    problems.append(f"{where}: {path} has {method}, which is no method of ours")
            for method in set(item) & set(paths.get(path, {})):
                problems.append(f"{where}: {method} {path} exists already in {origin[path]}")
            paths.setdefault(path, {}).update(item)
            origin[path] = where
    document = {**FRAME, "paths": dict(sorted(paths.items())),
                "components": {kind: dict(sorted(things.items())) for kind, things in components.items()}}
    return document, problems + check_whole(document, origin)


def check_whole(document: dict, origin: dict) -> list:
    problems = []
    for at, node in walk(document):
        reference = node.get("$ref")
        if isinstance(reference, str) and resolve(document, reference) is None:
            where = origin.get(at[1], "components") if at[0] == "paths" else "components/" + "/".join(at[1:3])
            problems.append(f"{where}: {reference} leads nowhere")
    for path, item in document["paths"].items():
        wanted = set(re.findall(r"\{(\w+)\}", path))
        for method in METHODS:
            if method in item and path_parameters(document, item, item[method]) != wanted:
                problems.append(f"{origin[path]}: {method} {path} describes other path parameters than {sorted(wanted)}")
    return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    document, problems = bundle(options.root)
    for problem in problems:
        print(problem)
    if options.json:
        options.json.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
        return 0  # the build goes on; the lint is where problems stop it
    page = options.root / "docs/api/openapi.yaml"
    text = HEADER + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=160)
    if options.check:
        if not page.is_file() or page.read_text() != text:
            problems.append("docs/api/openapi.yaml is not up to date: run tools/bundle_openapi.py")
            print(problems[-1])
    else:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
