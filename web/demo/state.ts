import type { Village } from '../src/features/area/api';
import type { ApprovalRule, Bulletin, BulletinVersion } from '../src/features/content/api';
import type { Device, DeviceGroup } from '../src/features/devices/api';
import type { Emergency, EmergencyTemplate } from '../src/features/emergency/api';
import type { Token } from '../src/features/identity/api';
import type { Person, Role, Unit } from '../src/features/people/api';
import type { Programme, UnitRules } from '../src/features/schedule/api';
import type { DictionaryWord, UnitSound } from '../src/features/speech/api';
import type { components } from '../src/api/schema';
import { add_days, local_date } from '../src/lib/time';
import { past_exercise, sample_templates } from './sample_emergency';
import { sample_bulletins, sample_from_above } from './sample_text';

export interface StoredBulletin extends Omit<Bulletin, 'abilities'> {
  versions: BulletinVersion[];
  /** What was written in each version that was changed here. */
  bodies?: Record<number, Bulletin['body']>;
}
export type StoredDevice = Omit<Device, 'abilities'>;
export type StoredProgramme = Omit<Programme, 'abilities'>;
/** Something sounded by a command. */
export interface StoredPlay {
  id: string;
  title: string;
  class: Programme['class'];
  bulletin: string;
  devices: string[];
  at: number;
  duration_ms: number;
}
/** The board and the parts come from the clock. */
export interface StoredEmergency extends Omit<Emergency, 'abilities' | 'board' | 'parts'> {
  device_ids: string[];
}
export interface DemoState {
  signed_in?: string;
  set_up: boolean;
  people: Person[];
  units: Unit[];
  villages: Village[];
  tokens: Token[];
  bulletins: StoredBulletin[];
  programmes: StoredProgramme[];
  devices: StoredDevice[];
  groups: DeviceGroup[];
  plays: StoredPlay[];
  /** When a run was stopped by hand. */
  stopped: Record<string, number>;
  emergencies: StoredEmergency[];
  templates: EmergencyTemplate[];
  approval: ApprovalRule;
  /** What the commune decided; nothing at first. */
  unit_sound?: UnitSound['own'];
  second_factor_at?: number;
  rules: UnitRules;
  dictionary: DictionaryWord[];
  audit: AuditEntry[];
}

export const commune = { path: '91/31069', name: 'Xã Vĩnh Thuận', province: 'Tỉnh An Giang' };
type AuditEntry = components['schemas']['AuditEntry'];
const storage_key = 'nguon.demo';
const minute = 60_000;

export const unit_id = 'u-1';
export function person(id: string, display_name: string, given: Role[]): Person {
  return {
    id, user_name: id, display_name, unit: unit_id, area: commune.path, phone: '',
    state: 'active', has_password: true, has_second_factor: false, has_passkey: false, created_at: Date.now(),
    version: 1, abilities: ['edit', 'grants', 'reset-code', 'sessions', 'disable'],
    grants: given.map((role) => ({ role, area: commune.path })),
  };
}

export function unit(id: string, name: string, kind: Unit['kind']): Unit {
  return {
    id, name, kind, area: commune.path, archived: false, created_at: Date.now(), version: 1,
    abilities: ['edit'],
  };
}

export function word(written: string, spoken: string): DictionaryWord {
  return {
    id: new_id('w'), area: commune.path, written, spoken, match_case: false, whole_word: true,
    version: 1, changed_at: Date.now(), abilities: ['edit', 'remove'],
  };
}

/** What the province has in every commune's day. */
function of_province(today: string, now: number): StoredProgramme {
  return {
    id: 'p-province', title: 'Bản tin an toàn giao thông', area: '91', class: 'priority',
    days: {
      first_day: add_days(today, -2), except: [],
      rule: `FREQ=DAILY;UNTIL=${add_days(today, 30).replaceAll('-', '')}`,
    },
    times: ['17:15:00'], plays: 1, gap_seconds: 0, targets: { areas: ['91'], groups: [], devices: [] },
    items: [{
      kind: 'recording', title: 'Bản tin an toàn giao thông', repeats: 1,
      media: { sha256: 'traffic', size_bytes: 480_000, duration_ms: 120_000 },
    }],
    on_overrun: 'refuse', late_seconds_max: 300, state: 'active', created_at: now - 86_400_000,
    changed_at: now - 86_400_000, changed_by: { user: 'tinh', name: 'Sở VHTTDL' }, version: 1,
  };
}

function fresh(): DemoState {
  const now = Date.now();
  const today = local_date(now);
  const [approved, submitted, drafted] = sample_bulletins(now);
  return {
    set_up: !location.search.includes('setup'),
    people: [
      person('lan', 'Nguyễn Thị Lan', ['composer', 'operator', 'technician', 'emergency_issuer']),
      person('minh', 'Trần Văn Minh', ['approver', 'administrator', 'emergency_issuer']),
    ],
    units: [
      unit(unit_id, commune.name, 'service_centre'),
      unit('u-2', 'Phòng Văn hóa – Xã hội', 'culture_office'),
      { ...unit('u-3', 'Đài truyền thanh xã (cũ)', 'other'), archived: true },
    ],
    villages: [],
    tokens: [],
    bulletins: [
      ...[approved, submitted, drafted].filter((one) => one !== undefined),
      ...sample_from_above(now),
    ],
    programmes: [{
      id: 'p-vaccination', title: approved?.body.title ?? '', area: commune.path,
      class: 'ordinary', days: {
        first_day: add_days(today, -2), except: [],
        rule: `FREQ=DAILY;UNTIL=${add_days(today, 6).replaceAll('-', '')}`,
      },
      times: ['05:45:00', '17:15:00'], plays: 2, gap_seconds: 5,
      items: [{
        kind: 'bulletin', title: approved?.body.title ?? '', repeats: 1,
        bulletin: approved?.id ?? '',
      }],
      targets: { areas: [commune.path], groups: [], devices: [] }, on_overrun: 'refuse',
      late_seconds_max: 300, state: 'active', created_at: now - 3 * 86_400_000,
      changed_at: now - 3 * 86_400_000, version: 1,
      changed_by: { user: 'lan', name: 'Nguyễn Thị Lan' },
    }, of_province(today, now)],
    devices: [
      {
        ...device('d-1', 'Cụm ấp Vĩnh Đông 1', 'Nhà văn hóa ấp Vĩnh Đông 1', 'online', now),
        position: { latitude: 9.5284, longitude: 105.2731 },
      },
      {
        ...device('d-2', 'Cụm chợ Vĩnh Thuận', 'Cột điện trước cổng chợ', 'online', now),
        groups: ['g-market'], position: { latitude: 9.5119, longitude: 105.2607 },
      },
      device('d-3', 'Cụm ấp Kinh 1', 'Trường tiểu học Vĩnh Thuận 2', 'silent_able',
        now - 14 * minute),
    ],
    groups: [{ id: 'g-market', name: 'Khu vực chợ', area: commune.path, created_at: now }],
    plays: [],
    stopped: {},
    emergencies: [past_exercise(commune.path, now)],
    templates: sample_templates(commune.path),
    approval: {
      area: commune.path, author_may_approve: false, ordinary_approvals: 1, priority_approvals: 1,
      emergency: 'two_persons', second_factor_minutes_max: 5, confirmation_minutes_max: 15,
      wider_area_approves: true, version: 1,
    },
    rules: {
      area: commune.path, unit_name: 'xã Vĩnh Thuận', effective_from: '2026-01-01',
      windows: [['05:00', '07:00'], ['11:00', '12:00'], ['16:30', '18:30']]
        .map(([from, to]) => ({ weekdays: [], from: `${from}:00`, to: `${to}:00` })),
      quiet_hours: [{ from: '21:00:00', to: '05:00:00' }],
      weekdays_off: [], days_off: [], defer_minutes_max: 30, priority_order: [],
      session_minutes_max: 60, day_minutes_max: 120, version: 1,
    },
    dictionary: [word('TTDVTH', 'trung tâm dịch vụ tổng hợp')],
    audit: [
      logged(3, now - 3_600_000, 'Nguyễn Thị Lan', 'content.submit_bulletin', 'bulletin/b-water'),
      logged(2, now - 86_400_000, 'Trần Văn Minh', 'identity.set_grants', 'user/lan', 'lan'),
      logged(1, now - 3 * 86_400_000, 'Trần Văn Minh', 'identity.set_up', 'user/minh', 'minh'),
    ],
  };
}

function logged(
  seq: number, at: number, actor_name: string, action: string, entity: string, detail = '',
): AuditEntry {
  return { seq, at, actor_name, action, entity, area: commune.path, note: detail, hash: '' };
}

/** A cluster that has just been put into the register. */
export function new_device(id: string, name: string, serial: string, place: string): StoredDevice {
  return {
    id, name, serial, place, kind: 'cluster', area: commune.path, state: 'registered',
    condition: 'never_seen', groups: [], manifest_version: 0, created_at: Date.now(),
    volume_plan: { steps: [{ from: '00:00:00', percent: 70 }], emergency_percent_min: 80 },
    volume_planned: 70,
  };
}

function device(
  id: string, name: string, place: string, condition: Device['condition'], last_seen_at: number,
): StoredDevice {
  return {
    ...new_device(id, name, `VT-${id.slice(2)}`, place),
    condition, last_seen_at, model: 'nguon-player', state: 'claimed', volume: 70,
    firmware: '0.1.0', clock_error_ms: 3, manifest_version: 4,
    stored_until: last_seen_at + 7 * 86_400_000,
  };
}

function load(): DemoState {
  try {
    const stored = localStorage.getItem(storage_key);
    if (stored && !location.search.includes('fresh')) return { ...fresh(), ...(JSON.parse(stored) as Partial<DemoState>) };
  } catch {
    // What cannot be read is begun anew.
  }
  return fresh();
}

export const state: DemoState = load();

export function keep() {
  localStorage.setItem(storage_key, JSON.stringify(state));
}

export function note(action: string, entity: string, detail?: string) {
  const who = state.people.find((one) => one.id === state.signed_in);
  state.audit.unshift({
    seq: state.audit.length + 1, at: Date.now(), actor_name: who?.display_name ?? '—',
    action, entity, area: commune.path, note: detail ?? '', hash: '',
  });
  keep();
}

export function new_id(kind: string): string {
  return `${kind}-${Date.now().toString(36)}${Math.floor(Math.random() * 46_656).toString(36)}`;
}
