import { expect, test } from 'vitest';
import { volume_draft_of, volume_plan_of, volume_spans, with_step } from './volume';

const plan = {
  steps: [{ from: '00:00:00', percent: 30 }, { from: '05:00:00', percent: 70 }],
  emergency_percent_min: 80,
};

test('a plan that nobody touched goes back as it came', () => {
  expect(volume_plan_of(volume_draft_of(plan))).toEqual(plan);
});

test('steps are sent in the order of the day, however they were typed', () => {
  const draft = volume_draft_of(plan);
  draft.steps.unshift({ from: '21:00', percent: 40 });
  expect(volume_plan_of(draft)?.steps.map(({ from }) => from))
    .toEqual(['00:00:00', '05:00:00', '21:00:00']);
});

test.each([
  ['a time that is being typed', [{ from: '00:00', percent: 1 }, { from: '', percent: 2 }]],
  ['the same time twice', [{ from: '00:00', percent: 1 }, { from: '00:00', percent: 2 }]],
  ['a night without volume', [{ from: '05:00', percent: 1 }]],
])('%s cannot be sent', (_, steps) => {
  expect(volume_plan_of({ steps, emergency_percent_min: 80 })).toBeUndefined();
});

test('a new step takes the next free hour, past midnight if it must', () => {
  const draft = volume_draft_of(plan);
  expect(with_step(draft).steps.at(-1)).toEqual({ from: '06:00', percent: 70 });
  const late = { ...draft, steps: [{ from: '00:00', percent: 20 }, { from: '23:30', percent: 30 }] };
  expect(with_step(late).steps.at(-1)).toEqual({ from: '01:00', percent: 30 });
});

test('the day is drawn from midnight to midnight without gaps', () => {
  expect(volume_spans(volume_draft_of(plan).steps)).toEqual([
    { from_ms: 0, to_ms: 18_000_000, percent: 30 },
    { from_ms: 18_000_000, to_ms: 86_400_000, percent: 70 },
  ]);
});
