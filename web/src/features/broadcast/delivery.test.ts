import { expect, test } from 'vitest';
import type { Delivery, Proof } from './api';
import { heard_percent, reached_at, start_error } from './delivery';

const proof: Proof = {
  planned_at: 1000, started_at: 1012, ended_at: 61_012, ms_planned: 60_000, ms_played: 60_000,
  outcome: 'played', volume_percent: 70, parts: [],
};

test('a proof tells how far from the planned instant the sound began', () => {
  expect(start_error(proof)).toBe(12);
  const { started_at: _, ...never } = proof;
  expect(start_error(never)).toBeUndefined();
});

test('the part that was heard never exceeds the whole', () => {
  expect(heard_percent({ ...proof, ms_played: 15_000 })).toBe(25);
  expect(heard_percent({ ...proof, ms_played: 61_000 })).toBe(100);
  expect(heard_percent({ ...proof, ms_planned: 0 })).toBe(0);
});

test('a delivery tells when it came to its present state', () => {
  const delivery: Delivery = {
    device: 'd', device_name: 'Cụm 1', area: '91/31069', state: 'received', planned_at: 1000,
    received_at: 900, ms_planned: 1, ms_played: 0,
  };
  expect(reached_at(delivery)).toBe(900);
  expect(reached_at({ ...delivery, state: 'silent' })).toBeUndefined();
});
