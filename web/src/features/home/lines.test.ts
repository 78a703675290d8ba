import { expect, test } from 'vitest';
import type { RunSummary } from '../broadcast/api';
import { lines_of } from './lines';

const run = (area: string): RunSummary => ({
  id: area, title: '', kind: 'broadcast', class: 'ordinary', area, starts_at: 0, ends_at: 1, state: 'planned',
  counts: {}, devices: 1,
});

test('the own unit has a line even when nothing is planned', () => {
  expect(lines_of([], '91/31069')).toEqual([{ area: '91/31069', runs: [] }]);
});

test('the busiest communes follow the own line', () => {
  const lines = lines_of([run('91/2'), run('91/3'), run('91/3')], '91');
  expect(lines.map((one) => [one.area, one.runs.length])).toEqual([['91', 0], ['91/3', 2], ['91/2', 1]]);
});
