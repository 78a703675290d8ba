#!/usr/bin/env python3
"""Makes the base of the console's map: the boundaries of today's 34 provinces, as one small file.

    apt-get download qgis-common && dpkg-deb -x qgis-common_*.deb x
    tools/make_province_map.py x/usr/share/qgis/resources/data/world_map.gpkg

The source is Natural Earth (public domain) as Debian carries it, with the 63 provinces before
1/7/2025; the National Assembly's resolution 202/2025/QH15 merged whole provinces, so the new outlines
are unions of old ones. Every border between two parts of one province is an edge that both have, in
opposite directions: without these edges the rest closes to rings again.

The archipelagos Hoàng Sa and Trường Sa are too small for the source; the console draws and names
them itself (web/src/features/devices/map/islands.ts)."""

import collections
import json
import pathlib
import sqlite3
import struct
import sys

OUT = pathlib.Path(__file__).resolve().parent.parent / "web/src/features/devices/map/provinces.json"
DECIMALS = 3  # some 100 m, finer than the source

# Code and short name today: the parts before the merger, as Natural Earth spells them.
PROVINCES = {
    ("01", "Hà Nội"): ["Thanh Pho Ha Noi"],
    ("04", "Cao Bằng"): ["Tinh Cao Bang"],
    ("08", "Tuyên Quang"): ["Tinh Tuyen Quang", "Tinh Ha Giang"],
    ("11", "Điện Biên"): ["Huyen Dien Bien"],
    ("12", "Lai Châu"): ["Tinh Lai Chau"],
    ("14", "Sơn La"): ["Tinh Son La"],
    ("15", "Lào Cai"): ["Tinh Lao Cai", "Tinh Yen Bai"],
    ("19", "Thái Nguyên"): ["Tinh Thai Nguyen", "Tinh Bac Kan"],
    ("20", "Lạng Sơn"): ["Tinh Lang Son"],
    ("22", "Quảng Ninh"): ["Tinh Quang Ninh"],
    ("24", "Bắc Ninh"): ["Tinh Bac Ninh", "Tinh Bac Giang"],
    ("25", "Phú Thọ"): ["Tinh Phu Tho", "Tinh Hoa Binh", "Tinh Vinh Phuc"],
    ("31", "Hải Phòng"): ["Thanh Pho Hai Phong", "Tinh Hai Duong"],
    ("33", "Hưng Yên"): ["Tinh Hung Yen", "Tinh Thai Binh"],
    ("37", "Ninh Bình"): ["Tinh Ninh Binh", "Tinh Ha Nam", "Tinh Nam Dinh"],
    ("38", "Thanh Hóa"): ["Tinh Thanh Hoa"],
    ("40", "Nghệ An"): ["Tinh Nghe An"],
    ("42", "Hà Tĩnh"): ["Tinh Ha Tinh"],
    ("44", "Quảng Trị"): ["Tinh Quang Tri", "Tinh Quang Binh"],
    ("46", "Huế"): ["Tinh Thua Thien-Hue"],
    ("48", "Đà Nẵng"): ["Thanh Pho Da Nang", "Tinh Quang Nam"],
    ("51", "Quảng Ngãi"): ["Tinh Quang Ngai", "Tinh Kon Tum"],
    ("52", "Gia Lai"): ["Tinh Gia Lai", "Tinh Binh Dinh"],
    ("56", "Khánh Hòa"): ["Tinh Khanh Hoa", "Tinh Ninh Thuan"],
    ("66", "Đắk Lắk"): ["Tinh Dak Lak", "Tinh Phu Yen"],
    ("68", "Lâm Đồng"): ["Tinh Lam Dong", "Dak Nong", "Tinh Binh Thuan"],
    ("75", "Đồng Nai"): ["Tinh Dong Nai", "Tinh Binh Phuoc"],
    ("79", "TP Hồ Chí Minh"): ["Thanh pho Ho Chi Minh", "Tinh Ba Ria-Vung Tau", "Tinh Binh Duong"],
    ("80", "Tây Ninh"): ["Tinh Tay Ninh", "Tinh Long An"],
    ("82", "Đồng Tháp"): ["Tinh Dong Thap", "Tinh Tien Giang"],
    ("86", "Vĩnh Long"): ["Tinh Vinh Long", "Tinh Ben Tre", "Tinh Tra Vinh"],
    ("91", "An Giang"): ["Tinh An Giang", "Tinh Kien Giang"],
    ("92", "Cần Thơ"): ["Thanh Pho Can Tho", "Hau Giang", "Tinh Soc Trang"],
    ("96", "Cà Mau"): ["Tinh Ca Mau", "Tinh Bac Lieu"],
}


def rings_of(blob):
    """All rings of a GeoPackage geometry, as lists of points."""
    envelope = (blob[3] >> 1) & 7
    at = 8 + {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[envelope]

    def number(form, size):
        nonlocal at
        (value,) = struct.unpack_from(form, blob, at)
        at += size
        return value

    def polygon():
        rings = []
        for _ in range(number("<I", 4)):
            points = [(number("<d", 8), number("<d", 8)) for _ in range(number("<I", 4))]
            rings.append(points)
        return rings

    def geometry():
        if number("<B", 1) != 1:
            raise ValueError("big-endian geometry")
        kind = number("<I", 4)
        if kind == 3:
            return polygon()
        if kind == 6:
            return [ring for _ in range(number("<I", 4)) for ring in geometry()]
        raise ValueError(f"geometry of kind {kind}")

    return geometry()


def rounded(ring):
    points = []
    for x, y in ring:
        point = (round(x, DECIMALS), round(y, DECIMALS))
        if not points or points[-1] != point:
            points.append(point)
    return points


def area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def union(rings):
    """The outer rings of touching areas whose common borders have the same points."""
    edges = collections.Counter()
    for ring in rings:
        for a, b in zip(ring, ring[1:]):
            if edges[(b, a)] > 0:
                edges[(b, a)] -= 1
            else:
                edges[(a, b)] += 1
    onwards = collections.defaultdict(list)
    for (a, b), count in edges.items():
        onwards[a] += [b] * count
    closed = []
    for start in list(onwards):
        while onwards[start]:
            ring, here = [start], onwards[start].pop()
            while here != start:
                ring.append(here)
                here = onwards[here].pop()
            closed.append(ring + [start])
    return closed


def label_point(ring):
    """Where a name stands: the centre of mass of the largest outline."""
    double = area(ring) * 2
    x = y = 0.0
    for a, b in zip(ring, ring[1:]):
        cross = a[0] * b[1] - b[0] * a[1]
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    return [round(x / (3 * double), DECIMALS), round(y / (3 * double), DECIMALS)]


def main(source):
    database = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    rows = database.execute(
        "select gn_name, geom from states_provinces where adm0_a3 = 'VNM'").fetchall()
    parts = {name: [rounded(ring) for ring in rings_of(blob)] for name, blob in rows}
    used = [part for names in PROVINCES.values() for part in names]
    if sorted(used) != sorted(parts) or len(parts) != 63 or len(PROVINCES) != 34:
        sys.exit(f"the parts do not match: {set(used) ^ set(parts)}")
    features = []
    for (code, name), names in PROVINCES.items():
        outlines = union([ring for part in names for ring in parts[part]])
        largest = max(abs(area(ring)) for ring in outlines)
        # Slivers are borders that the source drew twice; islands are larger.
        kept = [ring for ring in outlines if abs(area(ring)) > min(1e-4, largest / 2)]
        outer = [ring if area(ring) > 0 else ring[::-1] for ring in kept]
        features.append({
            "type": "Feature",
            "properties": {"code": code, "name": name, "label": label_point(max(outer, key=area))},
            "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in outer]}})
        print(f"{code} {name}: {len(outer)} outlines, {sum(map(len, outer))} points")
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False,
                      separators=(",", ":"))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(text + "\n", encoding="utf-8")
    print(f"{OUT}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
