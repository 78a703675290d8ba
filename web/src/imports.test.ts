import { expect, test } from 'vitest';

const sources = import.meta.glob<string>(
  ['./**/*.{ts,tsx}', '../demo/**/*.ts', '!./**/*.test.ts'],
  { eager: true, query: '?raw', import: 'default' });
const imports = /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'@mantine\/core'/g;

/** What a source takes of Mantine that sets its state while it is drawn. */
function refused_in(source: string): string[] {
  const names = [...source.matchAll(imports)].flatMap(([, list]) => (list ?? '').split(','))
    .map((name) => name.trim().split(/\s/)[0] ?? '')
    .filter((name) => /^Number(Input|Formatter)/.test(name));
  return source.includes("'react-number-format'") ? [...names, 'react-number-format'] : names;
}

test('Mantine\'s field of a number is seen in any import', () => {
  expect(refused_in("import { Card, NumberInput } from '@mantine/core';")).toEqual(['NumberInput']);
  expect(refused_in("import {\n  Card, NumberInput as Field,\n} from '@mantine/core';"))
    .toEqual(['NumberInput']);
  expect(refused_in("import { NumericFormat } from 'react-number-format';"))
    .toEqual(['react-number-format']);
  expect(refused_in("import { Card } from '@mantine/core';\n/* NumberInput */")).toEqual([]);
});

test('numbers are typed into the own field, not into Mantine\'s', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(200);
  const found = Object.entries(sources).flatMap(([path, source]) =>
    refused_in(source).map((name) => `${path}: ${name}, use components/NumberField`));
  expect(found).toEqual([]);
});
