import { loose, unwrap } from '../../api/client';
import type { Targets } from '../devices/targets';

export interface ProgrammeDraft {
  title: string;
  bulletins: string[];
  targets: Targets;
  from_date: string;
  to_date: string;
  /** ISO weekdays, 1 = Monday. */
  weekdays: number[];
  /** `05:30` */
  times: string[];
  repeats: number;
  gap_s: number;
  chime: boolean;
}
export interface Programme extends ProgrammeDraft {
  id: string;
  version: number;
  state: 'active' | 'stopped';
  next_run?: number;
  device_count: number;
  minutes_per_run?: number;
  abilities: string[];
}
export interface Remark {
  code: string;
  /** JSON pointer of the field it is about: `/times/0`. */
  pointer?: string;
  vi: string;
  en: string;
}
export interface NextRun {
  starts_at: number;
  ends_at: number;
  devices: number;
  remark?: Remark;
}
export interface Preview {
  runs: NextRun[];
  refusals: Remark[];
  conflicts: Remark[];
  duration_ms: number;
}
export interface PlannedRun {
  id: string;
  programme?: string;
  title: string;
  class: 'ordinary' | 'priority' | 'emergency';
  starts_at: number;
  ends_at: number;
  devices: number;
  state: 'planned' | 'playing' | 'done' | 'missed' | 'cancelled';
}
export interface UnitRules {
  windows: { from: string; to: string }[];
  minutes_per_session: number;
  minutes_per_day: number;
  version: number;
  abilities: string[];
}

const at = (id: string) => ({ params: { path: { id } } });

export const programmes = () =>
  unwrap<{ items: Programme[] }>(loose.GET('/api/v1/programmes'));
export const programme = (id: string) =>
  unwrap<Programme>(loose.GET('/api/v1/programmes/{id}', at(id)));
export const preview = (body: ProgrammeDraft) =>
  unwrap<Preview>(loose.POST('/api/v1/programmes/preview', { body }));
export const create = (body: ProgrammeDraft) =>
  unwrap<Programme>(loose.POST('/api/v1/programmes', { body }));
export const stop = (id: string) =>
  unwrap<Programme>(loose.POST('/api/v1/programmes/{id}/stop', at(id)));
export const timeline = (from: number, to: number) =>
  unwrap<{ items: PlannedRun[] }>(
    loose.GET('/api/v1/timeline', { params: { query: { from, to } } }),
  );
export const rules = () => unwrap<UnitRules>(loose.GET('/api/v1/rules'));
export const save_rules = (body: Omit<UnitRules, 'abilities'>) =>
  unwrap<UnitRules>(loose.PUT('/api/v1/rules', { body }));
