import { describe, expect, it } from 'vitest';
import { outcome_of } from './alarm';
import type { AlarmNotice } from './api';

const notice = (more: Partial<AlarmNotice>): AlarmNotice => ({
  channel: 'email', address: 'a@b.vn', happening: 'raised', attempts: 0, ...more,
});

describe('how far a notice has come', () => {
  it('is on its way before the first try', () => {
    expect(outcome_of(notice({ next_at: 1 }))).toBe('waiting');
  });
  it('is tried again after a failure', () => {
    expect(outcome_of(notice({ next_at: 1, attempts: 1, last_error: '451' }))).toBe('retrying');
  });
  it('is given up when no further try is planned', () => {
    expect(outcome_of(notice({ attempts: 30, last_error: '451' }))).toBe('given_up');
  });
  it('is delivered, whatever went before', () => {
    expect(outcome_of(notice({ attempts: 3, sent_at: 2 }))).toBe('sent');
  });
});
