import { expect, test } from 'vitest';
import type { DeviceEvent } from './api';
import { words_of } from './event_words';

const event = (kind: string, code: string, told: object = {}): DeviceEvent => ({
  device: 'd', epoch: 1, n: 1, at: 0, received_at: 0, kind, code, event: { n: 1, at: 0, kind, ...told },
} as unknown as DeviceEvent);

test('what was played tells its run, its seconds and why it ended early', () => {
  const words = words_of(event('played', 'stopped', {
    played: { run: 'r', ms_planned: 60_000, ms_played: 12_400, reason: 'command' },
  }));
  expect(words).toMatchObject({
    tone: 'warn', run: 'r', reason: 'command', seconds: { played: 12, planned: 60 },
  });
});

test('what is refused names what, and behind the colon why', () => {
  expect(words_of(event('refused', 'command:bad_signature')))
    .toMatchObject({ keys: ['log.refused.command', 'log.refused.other', 'log.other'], reason: 'bad_signature' });
});

test('a kind of tomorrow is shown without a word of its own', () => {
  expect(words_of(event('dreamt', '')).keys.at(-1)).toBe('log.other');
  expect(words_of({ ...event('played', 'played'), event: undefined } as unknown as DeviceEvent))
    .toMatchObject({ tone: 'good', seconds: { played: 0, planned: 0 } });
});
