import { reaches } from '../../src/features/devices/targets';
import type {
  DryRun, HeardRun, PlannedItem, UnheardRun,
} from '../../src/features/dry_run/api';
import type {
  Conflict, NextRun, Preview, Programme, Proposal, Refusal as Refused, UnitRules,
} from '../../src/features/schedule/api';
import { days_of } from '../../src/features/schedule/recurrence';
import { allowed_spans } from '../../src/features/schedule/windows';
import { covers } from '../../src/lib/area';
import { add_days, clock, local_date, parse_clock, start_of, weekday } from '../../src/lib/time';
import { on, Refusal, tell } from '../server';
import { commune, keep, new_id, note, state, type StoredProgramme } from '../state';
import { actor, can } from './identity';

const day_ms = 86_400_000;
type Planable = Pick<Programme, 'days' | 'times' | 'plays' | 'gap_seconds' | 'items' | 'targets'>;

export function device_ids({ targets }: Planable): string[] {
  return state.devices
    .filter((one) => one.state === 'claimed' && reaches(targets, one))
    .map((one) => one.id);
}

function length_of({ items, plays, gap_seconds }: Planable): number {
  const once = items.reduce((sum, { bulletin, media, minutes = 0 }) => {
    const made = state.bulletins.find((one) => one.id === bulletin)?.renderings[0];
    return sum + (made?.audio.duration_ms ?? media?.duration_ms ?? minutes * 60_000);
  }, 0);
  return once * plays + gap_seconds * 1000 * (plays - 1);
}

const ms_of = (time: string) => parse_clock(time.slice(0, 5)) ?? 0;

/** Every start of a programme in [from, to). */
function starts(programme: Planable, from: number, to: number): number[] {
  const found: number[] = [];
  const days = days_of(programme.days);
  for (let date = days.from; date <= days.to; date = add_days(date, 1)) {
    if (!days.weekdays.includes(weekday(date))) continue;
    for (const time of programme.times) {
      const at = start_of(date) + ms_of(time);
      if (at >= from && at < to) found.push(at);
    }
  }
  return found.sort((a, b) => a - b);
}

function quiet(body: Planable, at: number, time: string): Refused {
  const hours = state.rules.windows
    .map(({ from, to }) => `${from.slice(0, 5)}–${to.slice(0, 5)}`).join(', ');
  const short = time.slice(0, 5);
  return {
    at, reason: 'quiet_hours', device_count: device_ids(body).length,
    message: {
      vi: `${short} nằm trong giờ yên tĩnh của xã. Được phát trong các khung giờ: ${hours}. ` +
        'Hãy chọn giờ khác.',
      en: `${short} lies in the commune's quiet hours. Allowed hours: ${hours}. ` +
        'Choose another time.',
    },
  };
}

function refusals(body: Planable, now: number): Refused[] {
  const length = length_of(body);
  const windows = allowed_spans(state.rules, local_date(now));
  return body.times.flatMap((time) => {
    const at = ms_of(time);
    if (windows.some((one) => at >= one.from_ms && at + length <= one.to_ms)) return [];
    const [first = now] = starts({ ...body, times: [time] }, now, now + 31 * day_ms);
    return [quiet(body, first, time)];
  });
}

function conflicts(body: Planable & { id?: string }, now: number): Conflict[] {
  const to = now + 31 * day_ms;
  const length = length_of(body);
  const mine = starts(body, now, to);
  const devices = device_ids(body);
  return state.programmes.filter((one) => one.state === 'active' && one.id !== body.id).flatMap((other) => {
    const shared = device_ids(other).filter((id) => devices.includes(id));
    const clash = starts(other, now, to).find((at) =>
      mine.some((start) => start < at + length_of(other) && at < start + length));
    if (clash === undefined || shared.length === 0) return [];
    return [{
      with: other.id, with_title: other.title, at: clash, gives_way: true, reason: 'deferred',
      device_count: shared.length,
      message: {
        vi: `Lúc ${clock(clash)} đã có “${other.title}” trên cùng cụm loa; lượt sau sẽ lùi lại.`,
        en: `At ${clock(clash)} “${other.title}” is on the same clusters; the later one waits.`,
      },
    }];
  });
}

function preview(body: Planable): Preview {
  const now = Date.now();
  const refused = refusals(body, now);
  const device_count = device_ids(body).length;
  const run_duration_ms = length_of(body);
  const next_runs: NextRun[] = starts(body, now, now + 31 * day_ms).slice(0, 20).map((at) => ({
    at, duration_ms: run_duration_ms, reason: 'planned', device_count,
    message: { vi: '', en: '' },
  }));
  const clashes = conflicts(body, now);
  return {
    next_runs: refused.length > 0 ? [] : next_runs, conflicts: clashes, refusals: refused,
    device_count, run_duration_ms, can_be_saved: refused.length === 0,
    clean: refused.length === 0 && clashes.length === 0,
  };
}

function present(one: StoredProgramme): Programme {
  return { ...one, abilities: can('write_schedule') ? ['edit', 'cancel'] : [] };
}

/** The runs of all programmes, as the devices know them too. */
export function planned(from: number, to: number) {
  const now = Date.now();
  return state.programmes.flatMap((source) => {
    const length = length_of(source);
    return starts(source, from, to)
      .filter((at) => source.state === 'active' || at < now)
      .map((at) => ({
        id: `${source.id}~${at}`, programme: source.id, title: source.title,
        class: source.class, area: source.area, starts_at: at, ends_at: at + length, source,
        state: at > now ? 'planned' as const : at + length > now ? 'playing' as const
          : 'done' as const,
      }));
  }).sort((a, b) => a.starts_at - b.starts_at || weight[b.class] - weight[a.class]);
}

const weight = { ordinary: 0, priority: 1, emergency: 2 };

/** The province's own programmes are heard in the commune, and not listed there. */
on('GET /api/v1/programmes', () => ({
  items: state.programmes.filter(({ area }) => area === commune.path).map(present),
}));
on('POST /api/v1/programme-previews', ({ body }) => preview(planable(body)));
function planable(body: unknown): Proposal & Planable {
  const given = body as Proposal;
  const days = given.days ?? { first_day: local_date(Date.now()), rule: '', except: [] };
  return { ...given, days };
}

function accepted(body: unknown) {
  const { accept_conflicts, play_now: _, confirm_quiet_hours: __, ...wanted } = planable(body);
  const now = Date.now();
  const [refused] = refusals(wanted, now);
  if (refused) throw new Refusal(409, 'schedule.not_allowed_then', refused.message);
  const [clash] = conflicts(wanted, now);
  if (clash && !accept_conflicts) {
    throw new Refusal(409, 'schedule.needs_decision', clash.message);
  }
  return wanted;
}

function find(id: string | undefined): StoredProgramme {
  const found = state.programmes.find((one) => one.id === id);
  if (!found) {
    throw new Refusal(404, 'schedule.not_found', {
      vi: 'Không có chương trình này.', en: 'There is no such programme.',
    });
  }
  return found;
}

on('GET /api/v1/programmes/{id}', ({ path }) => present(find(path.id)));
on('PUT /api/v1/programmes/{id}', ({ path, body, request }) => {
  const one = find(path.id);
  if (request.headers.get('If-Match') !== `"v${one.version}"`) {
    throw new Refusal(412, 'schedule.changed_meanwhile', {
      vi: 'Chương trình vừa được người khác sửa. Hãy mở lại.',
      en: 'Somebody else has just changed this programme. Open it again.',
    });
  }
  const changed_by = { user: actor().id, name: actor().display_name };
  Object.assign(one, accepted(body), {
    id: one.id, changed_at: Date.now(), changed_by, version: one.version + 1,
  });
  note('schedule.replace_programme', one.title);
  tell('programme.changed');
  return present(one);
});
on('POST /api/v1/programmes', ({ body }) => {
  const wanted = accepted(body);
  const now = Date.now();
  const changed_by = { user: actor().id, name: actor().display_name };
  const made: StoredProgramme = {
    ...wanted, id: new_id('p'), state: 'active', created_at: now, changed_at: now, changed_by,
    version: 1,
  };
  state.programmes.push(made);
  const used = wanted.items.map((item) => item.bulletin);
  for (const one of state.bulletins) {
    if (used.includes(one.id) && one.state === 'approved') one.state = 'scheduled';
  }
  note('schedule.create_programme', made.title);
  tell('programme.changed');
  return present(made);
});
on('POST /api/v1/programmes/{id}/cancel', ({ path, body }) => {
  const one = find(path.id);
  one.state = 'cancelled';
  note('schedule.cancel_programme', one.title, (body as { reason: string }).reason);
  tell('programme.changed');
  return present(one);
});
on('GET /api/v1/unit-rules', () => state.rules);
on('PUT /api/v1/unit-rules', ({ body }) => {
  state.rules = { ...(body as UnitRules), version: state.rules.version + 1 };
  note('schedule.change_rules', state.rules.unit_name);
  keep();
  return state.rules;
});

interface Chosen {
  area: string | null;
  device: string | null;
}

/** The clusters of the choice; villages are not kept here, so each of them is the commune. */
function chosen_devices({ area, device }: Chosen): string[] {
  const in_use = state.devices.filter((one) => one.state === 'claimed');
  return in_use.filter((one) => (device ? one.id === device : covers(area ?? '', one.area) ||
    covers(one.area, area ?? ''))).map((one) => one.id);
}

function sounding_items({ items }: StoredProgramme): PlannedItem[] {
  return items.flatMap(({ kind, title, repeats, bulletin, media, station, minutes = 0 }) => {
    const made = state.bulletins.find((one) => one.id === bulletin)?.renderings[0]?.audio ?? media;
    const one: PlannedItem = {
      kind, title, sha256: made?.sha256 ?? '', size_bytes: made?.size_bytes ?? 0,
      duration_ms: made?.duration_ms ?? minutes * 60_000,
      ...(bulletin ? { bulletin } : {}), ...(station ? { station } : {}),
    };
    return Array.from({ length: repeats }, () => one);
  });
}

/** Later ones wait until the earlier is over; what does not fit into the hours is left out. */
function heard_on(date: string, chosen: Chosen): DryRun {
  const devices = chosen_devices(chosen);
  const from = start_of(date);
  const heard: HeardRun[] = [];
  const unheard: UnheardRun[] = [];
  let free_at = from;
  let before: StoredProgramme | undefined;
  for (const { source, starts_at, ends_at } of planned(from, from + day_ms)) {
    const device_count = device_ids(source).filter((id) => devices.includes(id)).length;
    if (device_count === 0 || source.state !== 'active') continue;
    const at = Math.max(starts_at, free_at);
    const length = ends_at - starts_at;
    const whose = { programme: source.id, title: source.title, area: source.area, class: source.class };
    const fits = allowed_spans(state.rules, date).some((span) =>
      at - from >= span.from_ms && at - from + length <= span.to_ms);
    if (!fits) {
      const { reason, message } = quiet(source, starts_at, clock(starts_at));
      unheard.push({ ...whose, nominal_at: starts_at, reason, message, device_count });
      continue;
    }
    const waits = at > starts_at && before;
    const urgent = waits && weight[waits.class] > weight[source.class];
    heard.push({
      ...whose, id: `${source.id}~${starts_at}`, nominal_at: starts_at, at, ends_at: at + length,
      not_after: at + source.late_seconds_max * 1000, duration_ms: length, device_count,
      items: sounding_items(source), reason: waits ? 'deferred' : 'planned',
      ...(source.volume_percent === undefined ? {} : { volume_percent: source.volume_percent }),
      ...(waits ? {
        behind: { programme: waits.id, title: waits.title, area: waits.area, class: waits.class },
      } : {}),
      message: waits ? {
        vi: `Lúc ${clock(starts_at)} trùng giờ với “${waits.title}” nên lùi đến ${clock(at)}. ` +
          (urgent ? 'Tin ưu tiên được phát trước tin thông thường.'
            : 'Lượt bắt đầu sớm hơn được phát trước.'),
        en: `At ${clock(starts_at)} it clashes with “${waits.title}” and moves to ${clock(at)}. ` +
          (urgent ? 'Priority goes before ordinary.' : 'What starts earlier goes first.'),
      } : { vi: `Phát lúc ${clock(at)}.`, en: `Sounds at ${clock(at)}.` },
    });
    free_at = at + length;
    before = source;
  }
  const sound_ms_max = heard.reduce((sum, one) => sum + one.duration_ms, 0);
  return { device_count: devices.length, sound_ms_max, heard, unheard, is_cut: false };
}

on('GET /api/v1/dry-runs', ({ query }) => heard_on(
  query.get('date') ?? local_date(Date.now()),
  { area: query.get('area'), device: query.get('device') },
));

/** In the demo no cluster has a place on the map, so none is known to hear another one. */
on('GET /api/v1/stagger', ({ query }) => ({
  is_on: state.rules.stagger !== undefined, hearing_metres: Number(query.get('hearing_metres') ?? 800),
  duration_ms: 600_000, slot_count: 1, added_ms: 0, devices: [],
  without_position: state.devices.filter((one) => one.state === 'claimed').map((one) => one.id),
}));

/** In the demo every run sounds. */
on('GET /api/v1/missed-runs', () => ({ items: [] }));
