import { describe, expect, test } from 'vitest';

type Strings = { [key: string]: string | string[] | Strings };
const files = import.meta.glob<Strings>('./*/strings.*.json', { eager: true, import: 'default' });

/** `a.b.c` of every text; plural forms of a language count as one. */
function keys(strings: Strings, before = ''): string[] {
  return Object.entries(strings).flatMap(([key, value]) => {
    const path = `${before}${key.replace(/_(one|other)$/, '')}`;
    return typeof value === 'object' && !Array.isArray(value) ? keys(value, `${path}.`) : [path];
  });
}
const all = (path: string) => [...new Set(keys(files[path] ?? {}))].sort();

describe('the texts of the interface', () => {
  const vietnamese = Object.keys(files).filter((path) => path.endsWith('.vi.json'));

  test.each(vietnamese)('%s says the same things in English', (path) => {
    expect(all(path.replace('.vi.', '.en.'))).toEqual(all(path));
  });
});
