import { expect, test } from 'vitest';
import type { MediaFile } from '../media/api';
import type { UnitSound } from '../speech/api';
import { changed, chime_value } from './unit_sound';

const area = '91/31069';
const file = { sha256: 'a'.repeat(64), size_bytes: 40_000, duration_ms: 8_000 };
const melody = { id: 'm-1', name: 'Nhạc hiệu', sound: file } as MediaFile;
const own: UnitSound['own'] = {
  area, voice: 'south', pace_percent: 90, chime_choice: 'inherited', version: 3,
};

test('one decision changes and the others stay', () => {
  expect(changed(own, { voice: 'north' }, []))
    .toEqual({ area, voice: 'north', pace_percent: 90, chime_choice: 'inherited' });
  expect(changed(own, { voice: '' }, []))
    .toEqual({ area, pace_percent: 90, chime_choice: 'inherited' });
  expect(changed(own, { pace: '110' }, []).pace_percent).toBe(110);
  expect(changed(own, { pace: '' }, [])).toEqual({ area, voice: 'south', chime_choice: 'inherited' });
});

test('a melody is chosen, done without, or that of the unit above', () => {
  const with_melody = changed(own, { chime: file.sha256 }, [melody]);
  expect(with_melody).toMatchObject({ chime_choice: 'own', chime: { title: 'Nhạc hiệu', file } });
  const kept = { ...own, ...with_melody };
  expect(chime_value(kept)).toBe(file.sha256);
  expect(changed(kept, { pace: '100' }, []).chime).toEqual({ title: 'Nhạc hiệu', file });
  const none = changed(kept, { chime: 'none' }, [melody]);
  expect(none).toEqual({ area, voice: 'south', pace_percent: 90, chime_choice: 'none' });
  expect(chime_value({ ...own, chime_choice: 'none' })).toBe('none');
  expect(changed(kept, { chime: '' }, [melody]).chime_choice).toBe('inherited');
  expect(chime_value(own)).toBe('');
});
