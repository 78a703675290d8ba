import type { Tone } from '../../components/Chip';
import type { Plan, Rollout, Stage } from './api';

/** Ways that fit most communes; who wants another plan sends it through the API. */
export const paces = ['careful', 'usual', 'at_once'] as const;
export type Pace = (typeof paces)[number];

const stages: Record<Pace, Plan['stages']> = {
  careful: [{ devices: 1 }, { percent: 10 }, { percent: 50 }, { percent: 100 }],
  usual: [{ devices: 1 }, { percent: 100 }],
  at_once: [{ percent: 100 }],
};

export function plan_of(pace: Pace, wait_minutes: number, from: string, to: string): Plan {
  return {
    stages: stages[pace], wait_minutes, from, to, failures_max: 0, failure_percent: 10,
    back_when_stopped: true, quiet_minutes: 10, days: 30,
  };
}

export const state_tone: Record<Rollout['state'], Tone> = {
  running: 'accent', paused: 'warn', stopped: 'warn', done: 'good',
};

/** What part of a stage has ended, in percent, whole. */
export function ended_percent(stage: Stage): number {
  if (stage.devices === 0) return 100;
  const ended = stage.updated + stage.failed + stage.returned;
  return Math.floor((ended * 100) / stage.devices);
}

/** The reason of a state that the job gave; other reasons are a person's own words. */
export const known_reasons = ['too_many_failures', 'all_ended', 'time_over'];
