import { if_match, loose, unwrap } from '../../api/client';
import type { Message } from '../../api/problem';
import type { BulletinClass } from '../content/api';
import type { Targets } from '../devices/targets';

export interface ItemFile {
  sha256: string;
  size_bytes: number;
  duration_ms: number;
}
export interface ProgrammeItem {
  kind: 'chime' | 'jingle' | 'bulletin' | 'recording';
  title: string;
  repeats: number;
  bulletin?: string;
  media?: ItemFile;
}
/** The first day, and those that an RFC 5545 rule adds to it. */
export interface Recurrence {
  first_day: string;
  rule: string;
  except: string[];
}
export interface ProgrammeBody {
  title: string;
  area: string;
  class: BulletinClass;
  days: Recurrence;
  /** `05:45:00` */
  times: string[];
  plays: number;
  gap_seconds: number;
  items: ProgrammeItem[];
  targets: Targets;
  on_overrun: 'refuse' | 'shorten';
  late_seconds_max: number;
}
export interface Programme extends ProgrammeBody {
  id: string;
  state: 'active' | 'cancelled';
  version: number;
  abilities: string[];
}
export interface NextRun {
  at: number;
  duration_ms: number;
  reason: string;
  device_count: number;
  message: Message;
}
export interface Refusal {
  at: number;
  reason: string;
  device_count: number;
  message: Message;
}
export interface Conflict extends Refusal {
  with: string;
  with_title: string;
  gives_way: boolean;
}
/** What saving would do. */
export interface Preview {
  next_runs: NextRun[];
  conflicts: Conflict[];
  refusals: Refusal[];
  device_count: number;
  run_duration_ms: number;
  /** Why it cannot be saved at all, whatever the officer accepts. */
  hard_refusal?: Refusal;
}
export interface AllowedWindow {
  weekdays: number[];
  from: string;
  to: string;
}
export interface UnitRules {
  area: string;
  unit_name: string;
  effective_from: string;
  windows: AllowedWindow[];
  quiet_hours: { from: string; to: string }[];
  session_minutes_max: number;
  day_minutes_max: number;
  version: number;
  abilities: string[];
}

const at = (id: string) => ({ params: { path: { id } } });

export const programmes = () =>
  unwrap<{ items: Programme[] }>(
    loose.GET('/api/v1/programmes', { params: { query: { limit: 100 } } }),
  );
export const preview = (body: ProgrammeBody) =>
  unwrap<Preview>(loose.POST('/api/v1/programmes/preview', { body }));
export const create = (body: ProgrammeBody) =>
  unwrap<Programme>(loose.POST('/api/v1/programmes', { body }));
export const cancel = (id: string, reason: string) =>
  unwrap<Programme>(loose.POST('/api/v1/programmes/{id}/cancel', { ...at(id), body: { reason } }));
export const rules = (area: string) =>
  unwrap<UnitRules>(loose.GET('/api/v1/unit-rules', { params: { query: { area } } }));
export const save_rules = ({ abilities: _, version, ...body }: UnitRules) =>
  unwrap<UnitRules>(loose.PUT('/api/v1/unit-rules', {
    params: { header: if_match(version) }, body: { ...body, version },
  }));
