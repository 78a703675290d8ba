import { describe, expect, test } from 'vitest';
import { commune_of, commune_path, draft_of, people_in, text_of } from './village';

describe('villages', () => {
  test('belong to the commune of a path', () => {
    expect(commune_of('91/31069')).toBe('31069');
    expect(commune_of('91/31069/31069-01')).toBe('31069');
    expect(commune_of('91')).toBeUndefined();
    expect(commune_path('91/31069/31069-01')).toBe('91/31069');
  });

  test('a figure that nobody knows is left out, and none is zero', () => {
    const draft = { ...draft_of(undefined), name: ' Vĩnh Đông ' };
    expect(text_of(draft)).toEqual({ kind: 'ap', name: 'Vĩnh Đông' });
    expect(text_of({ ...draft, population: 1240, households: 0 }))
      .toEqual({ kind: 'ap', name: 'Vĩnh Đông', population: 1240, households: 0 });
  });

  test('people are added up over the known ones, and the others are told', () => {
    expect(people_in([{ population: 1200 }, {}, { population: 40 }]))
      .toEqual({ people: 1240, unknown: 1 });
  });
});
