import type { Tone } from '../../components/Chip';
import type { Plan, Rollout, Stage, Version } from './api';

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

const numbers = (version: string) => version.split('.').map(Number);

/** 0.9.0 comes before 0.10.0; what is not three numbers is older than nothing. */
export function is_older(version: string, than: string): boolean {
  const [one, other] = [numbers(version), numbers(than)];
  if (one.length !== 3 || one.some(Number.isNaN)) return false;
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}

/** How many devices would be asked to take a version; of another platform some may refuse it. */
export const may_take = (version: string, running: Version[]): number =>
  running.filter((one) => is_older(one.version, version))
    .reduce((sum, one) => sum + one.updatable, 0);

export const megabytes = (bytes: number, language: string): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1_000_000);
