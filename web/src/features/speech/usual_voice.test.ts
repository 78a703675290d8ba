import { expect, test } from 'vitest';
import type { Voice } from './api';
import { usual_voice } from './useUsualVoice';

const voice = (id: string, is_default = false): Voice =>
  ({ id, name: id, region: '', engine: 'espeak', default: is_default });
const known = [voice('north', true), voice('south')];

test('the voice of the unit reads, else that of the installation', () => {
  expect(usual_voice(known, 'south')).toBe('south');
  expect(usual_voice(known, undefined)).toBe('north');
  expect(usual_voice(known, 'gone')).toBe('north');
  expect(usual_voice([], 'south')).toBeUndefined();
});
