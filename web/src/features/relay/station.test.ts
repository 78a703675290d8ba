import { describe, expect, test } from 'vitest';
import { draft_of, fallback_of, fallback_value, megahertz } from './station';

describe('a station', () => {
  test('a fallback is one value of a choice and comes back from it', () => {
    for (const fallback of [{ station: 's-1' }, { media: 'm-1' }]) {
      expect(fallback_of(fallback_value(fallback))).toEqual(fallback);
    }
  });

  test('a frequency is written as people say it', () => {
    expect(megahertz(99_900, 'vi')).toBe('99,9');
    expect(megahertz(103_000, 'en')).toBe('103');
  });

  test('what is left empty is not sent', () => {
    expect(draft_of('91/31069', { name: ' VOV1 ', url: ' ', megahertz: 99.9, fallbacks: [] }))
      .toEqual({ area: '91/31069', name: 'VOV1', url: '', frequency_khz: 99_900, fallbacks: [] });
    expect(draft_of('91', { name: 'A', url: 'http://a.vn', megahertz: undefined, fallbacks: ['media:m'] }))
      .toEqual({ area: '91', name: 'A', url: 'http://a.vn', fallbacks: [{ media: 'm' }] });
  });
});
