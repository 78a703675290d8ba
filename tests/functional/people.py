"""The first administrator and further officers of xã Vĩnh Thuận, for tests that need no devices."""

PASSWORD = "mat-khau-that-dai-2026"
AREA = "91/31069"


def set_up(server):
    """The first administrator, signed in."""
    api = server.api()
    api.post("/api/v1/setup", {"code": server.setup_code, "user_name": "quantri", "display_name": "Quản trị",
                               "password": PASSWORD, "area": AREA, "unit_name": "UBND xã Vĩnh Thuận",
                               "unit_kind": "culture_office"}, expect=201)
    return api


def sign_in(server, user_name):
    api = server.api()
    api.post("/api/v1/session", {"user_name": user_name, "password": PASSWORD}, expect=201)
    return api


def officer(server, admin, user_name, *roles, area=AREA):
    """A person with these roles in the commune, made by the administrator and signed in."""
    unit = admin.get("/api/v1/units")["items"][0]["id"]
    made = admin.post("/api/v1/users", {"user_name": user_name, "display_name": user_name, "unit": unit,
                                        "grants": [{"role": role, "area": area} for role in roles]}, expect=201)
    server.api().post("/api/v1/password/reset",
                      {"user_name": user_name, "code": made["code"], "new_password": PASSWORD}, expect=204)
    return sign_in(server, user_name)
