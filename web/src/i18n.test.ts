import { describe, expect, it } from 'vitest';

const sources = import.meta.glob<string>(['./**/*.tsx', './**/*.ts', '!./**/*.test.*'],
  { eager: true, query: '?raw', import: 'default' });
/** Their words are there from the first page on. */
const always = new Set(['area', 'home', 'identity', 'shell']);

/** Features whose words are said by `source`, and those that it waits for. */
function words_of(source: string) {
  const said = [...source.matchAll(/['"`]([a-z_]+):[a-z_]+[.'"`$]/g)].map((found) => found[1] ?? '');
  const awaited = [...source.matchAll(/useTranslation\(([^)]*)\)/g)]
    .flatMap((found) => [...(found[1] ?? '').matchAll(/'([a-z_]+)'/g)].map((name) => name[1]));
  return { said, awaited };
}

describe('words that come with their page', () => {
  const features = new Set(Object.keys(sources).map((path) => path.split('/')[2] ?? ''));

  it.each(Object.entries(sources))('%s waits for the words of others that it says', (_path, source) => {
    const { said, awaited } = words_of(source);
    const missing = said.filter((name) => features.has(name) && !always.has(name) && !awaited.includes(name));
    expect(missing).toEqual([]);
  });

  it('finds what is said without waiting', () => {
    expect(words_of('useTranslation(\'recording\'); t(\'live:meter.label\')'))
      .toEqual({ said: ['live'], awaited: ['recording'] });
  });
});
