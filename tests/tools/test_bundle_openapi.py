"""The bundler: small fragments with one fault each."""

import bundle_openapi
import pytest
import yaml

SHARED = """
components:
  responses: {Problem: {description: Refused}}
  parameters: {Id: {name: id, in: path, required: true, schema: {type: string}}}
"""
GOOD = """
paths:
  /api/v1/areas/{id}:
    get:
      operationId: getArea
      tags: [area]
      summary: One area
      parameters: [{$ref: '#/components/parameters/Id'}]
      responses:
        '200': {description: It}
        default: {$ref: '#/components/responses/Problem'}
components:
  schemas: {AreaUnit: {type: object}}
"""


@pytest.fixture
def bundle(tmp_path):
    def run(area=GOOD, **more):
        for folder, text in {"http": SHARED, "area": area, **more}.items():
            (tmp_path / "src" / folder).mkdir(parents=True, exist_ok=True)
            (tmp_path / "src" / folder / f"{folder}.openapi.yaml").write_text(text)
        return bundle_openapi.bundle(tmp_path)
    return run


def test_fragments_become_one_document(bundle):
    document, problems = bundle()
    assert problems == []
    assert document["openapi"] == "3.1.0"
    assert list(document["paths"]) == ["/api/v1/areas/{id}"]
    assert set(document["components"]) == {"responses", "parameters", "schemas"}


@pytest.mark.parametrize("old, new, expected", [
    ("operationId: getArea", "operationId: get_area", "camelCase"),
    ("tags: [area]", "tags: [other]", "tags is [area]"),
    ("      summary: One area\n", "", "no summary"),
    ("default: {$ref: '#/components/responses/Problem'}", "'400': {description: Bad}", "default: Problem"),
    ("'200'", "'418'", "nothing about success"),
    ("'200'", "200", "to be quoted"),
    ("parameters/Id'", "parameters/Code'", "leads nowhere"),
    ("/areas/{id}", "/areas/{code}", "other path parameters"),
    ("AreaUnit", "Unit", "begins with Area"),
    ("    get:", "    fetch:", "no method of ours"),
])
def test_a_fault_is_named(bundle, old, new, expected):
    problems = bundle(GOOD.replace(old, new))[1]
    assert any(expected in problem for problem in problems), problems


def test_two_folders_cannot_have_the_same_operation(bundle):
    problems = bundle(content=GOOD.replace("[area]", "[content]").replace("AreaUnit", "ContentUnit"))[1]
    assert any("exists already" in p for p in problems) and any("is used by" in p for p in problems)


def test_the_written_document_can_be_read_again(bundle, tmp_path):
    document, _ = bundle()
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    assert yaml.safe_load(text) == document
