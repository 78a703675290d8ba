import type { Bulletin, BulletinVersion } from '../src/features/content/api';
import type { Device } from '../src/features/devices/api';
import type { Person, Role, Token } from '../src/features/identity/api';
import type { ProgrammeDraft, UnitRules } from '../src/features/schedule/api';
import type { DictionaryWord } from '../src/features/speech/api';
import type { components } from '../src/api/schema';
import { add_days, local_date } from '../src/lib/time';
import { sample_bulletins } from './sample_text';

export interface StoredBulletin extends Omit<Bulletin, 'abilities'> {
  versions: BulletinVersion[];
}
export interface StoredProgramme extends ProgrammeDraft {
  id: string;
  state: 'active' | 'stopped';
  made_at: number;
}
export interface DemoState {
  signed_in?: string;
  set_up: boolean;
  people: Person[];
  tokens: Token[];
  bulletins: StoredBulletin[];
  programmes: StoredProgramme[];
  devices: Omit<Device, 'abilities'>[];
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
    state: 'active', has_password: true, has_second_factor: false, created_at: Date.now(),
    version: 1, abilities: ['edit', 'reset-code'],
    grants: given.map((role) => ({ role, area: commune.path })),
  };
}

export function word(written: string, spoken: string): DictionaryWord {
  return {
    id: new_id('w'), area: commune.path, written, spoken, match_case: false, whole_word: true,
    version: 1, changed_at: Date.now(), abilities: ['edit', 'remove'],
  };
}

function fresh(): DemoState {
  const now = Date.now();
  const today = local_date(now);
  const [approved, submitted, drafted] = sample_bulletins(now);
  return {
    set_up: !location.search.includes('setup'),
    people: [
      person('lan', 'Nguyễn Thị Lan', ['composer', 'operator', 'technician']),
      person('minh', 'Trần Văn Minh', ['approver', 'administrator']),
    ],
    tokens: [],
    bulletins: [approved, submitted, drafted].filter((one) => one !== undefined),
    programmes: [{
      id: 'p-vaccination', title: approved?.body.title ?? '', bulletins: [approved?.id ?? ''],
      targets: { areas: [commune.path], groups: [], devices: [] }, from_date: add_days(today, -2), to_date: add_days(today, 6),
      weekdays: [1, 2, 3, 4, 5, 6, 7], times: ['05:45', '17:15'], repeats: 2, gap_s: 5,
      chime: true, state: 'active', made_at: now - 3 * 86_400_000,
    }],
    devices: [
      device('d-1', 'Cụm ấp Vĩnh Đông 1', 'Nhà văn hóa ấp Vĩnh Đông 1', 'online', now),
      device('d-2', 'Cụm chợ Vĩnh Thuận', 'Cột điện trước cổng chợ', 'online', now),
      device('d-3', 'Cụm ấp Kinh 1', 'Trường tiểu học Vĩnh Thuận 2', 'silent_able',
        now - 14 * minute),
    ],
    rules: {
      windows: [{ from: '05:00', to: '07:00' }, { from: '11:00', to: '12:00' },
        { from: '16:30', to: '18:30' }],
      minutes_per_session: 60, minutes_per_day: 120, version: 1, abilities: [],
    },
    dictionary: [word('TTDVTH', 'trung tâm dịch vụ tổng hợp')],
    audit: [],
  };
}

function device(
  id: string, name: string, place: string, condition: Device['condition'], seen_at: number,
): Omit<Device, 'abilities'> {
  return {
    id, name, place, condition, kind: 'cluster', area: commune.path, serial: `VT-${id.slice(2)}`,
    model: 'nguon-player', state: 'claimed', volume_percent_now: 70,
    presence: {
      seen_at, volume_percent: 70, firmware: '0.1.0', clock_error_ms: 3, manifest_complete: true,
      manifest_covers_until: seen_at + 7 * 86_400_000,
    },
  };
}

function load(): DemoState {
  try {
    const stored = localStorage.getItem(storage_key);
    if (stored && !location.search.includes('fresh')) return JSON.parse(stored) as DemoState;
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
