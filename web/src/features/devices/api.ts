import { client, unwrap } from '../../api/client';
import { Problem } from '../../api/problem';
import type { components, paths } from '../../api/schema';
import { tally } from './condition';
import type { Drawn } from './shapes';
import type { Targets } from './targets';

type Schemas = components['schemas'];
export type Condition = Schemas['DevicesCondition'];
export type Device = Schemas['DevicesDevice'];
/** The one-time code by which a device proves that it is the one which the officer means. */
export type ClaimCode = Schemas['DevicesClaimCode'];
export type DeviceGroup = Schemas['DevicesGroup'];
export type PlannedRun = Schemas['SchedulePlannedRun'];
/** Why a run stands elsewhere than the programme says, or is not played. */
export type Decision = Schemas['ScheduleDecision'];
export interface DevicePlan {
  runs: PlannedRun[];
  decisions: Decision[];
}
/** How loud by the time of day. */
export type VolumePlan = Schemas['DevicesVolumePlan'];

const at = (id: string) => ({ params: { path: { id } } });

export const devices = () =>
  unwrap(client.GET('/api/v1/devices', { params: { query: { limit: 200 } } }));
export type DeviceFilter =
  NonNullable<paths['/api/v1/devices']['get']['parameters']['query']>;
export const device_page = (filter: DeviceFilter, after?: string) =>
  unwrap(client.GET('/api/v1/devices', {
    params: { query: { ...filter, limit: 100, ...(after ? { after } : {}) } },
  }));
const told_every = 2000;
/** Page after page to the last; what is there already is handed over on the way, in parts that are
 * worth drawing anew. */
export async function every_device(
  filter: DeviceFilter, on_more: (so_far: Device[]) => void, signal?: AbortSignal,
): Promise<Device[]> {
  const found: Device[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: Schemas['DevicesPage'] = await unwrap(client.GET('/api/v1/devices', {
      params: { query: { ...filter, limit: 200, ...(after ? { after } : {}) } }, signal,
    }));
    found.push(...page.items);
    after = page.next;
    const worth_it = found.length % told_every < page.items.length;
    if (after !== undefined && worth_it) on_more([...found]);
  }
  return found;
}
/** The first ones by words in name or place. */
export const find_devices = (q: string, limit = 50) =>
  unwrap(client.GET('/api/v1/devices', { params: { query: { q, limit } } }));
/** How many stand in each condition; a condition that is absent has none. */
export const device_summary = (query: Omit<DeviceFilter, 'condition' | 'limit' | 'after'>) =>
  unwrap(client.GET('/api/v1/device-summary', { params: { query } }));
export const device = (id: string) => unwrap(client.GET('/api/v1/devices/{id}', at(id)));
export const register = (body: Schemas['DevicesDetails']) =>
  unwrap(client.POST('/api/v1/devices', { body }));
/** The same key again is the same device: a lost answer must not register it twice. */
export const register_once = (body: Schemas['DevicesDetails'], key: string) =>
  unwrap(client.POST('/api/v1/devices', {
    params: { header: { 'Idempotency-Key': key } }, body,
  }));
export const new_claim_code = (id: string) =>
  unwrap(client.POST('/api/v1/devices/{id}/claim-code', at(id)));
/** Its connection is cut and its token dead when this returns. */
export const revoke = (id: string, reason: string) =>
  unwrap(client.POST('/api/v1/devices/{id}/revoke', { ...at(id), body: { reason } }));
export const reinstate = (id: string) =>
  unwrap(client.POST('/api/v1/devices/{id}/reinstate', at(id)));

export const groups = () => unwrap(client.GET('/api/v1/device-groups'));
export const add_group = (body: Schemas['DevicesGroupDetails']) =>
  unwrap(client.POST('/api/v1/device-groups', { body }));
export const remove_group = (id: string) =>
  unwrap(client.DELETE('/api/v1/device-groups/{id}', at(id)));
/** Names the version that it read itself: membership is a tick in a list, not a text in work. */
export async function set_groups(id: string, chosen: string[]) {
  const read = await client.GET('/api/v1/devices/{id}', at(id));
  const header = { 'If-Match': read.response.headers.get('ETag') ?? '' };
  return unwrap(client.PUT('/api/v1/devices/{id}/groups', {
    params: { path: { id }, header }, body: { groups: chosen },
  }));
}
export interface VersionedDevice {
  device: Device;
  version: string;
}
/** With the version that was read, so that an edit overwrites nothing unseen. */
export async function read_for_edit(id: string): Promise<VersionedDevice> {
  const read = client.GET('/api/v1/devices/{id}', at(id));
  return { device: await unwrap(read), version: (await read).response.headers.get('ETag') ?? '' };
}
/** What an officer may change, without what the device says of itself. */
export function details_of(device: Device): Schemas['DevicesDetails'] {
  const {
    name, kind, serial, area, vendor, model, place, position, speakers, watt, power, sim_number,
    sim_operator, sim_expires_on, installed_on, warranty_until, funding, note,
  } = device;
  const all = {
    name, kind, serial, area, vendor, model, place, position, speakers, watt, power, sim_number,
    sim_operator, sim_expires_on, installed_on, warranty_until, funding, note,
  };
  // What is absent stays absent: an empty text is something else to the server.
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as Schemas['DevicesDetails'];
}
export const edit = (id: string, version: string, body: Schemas['DevicesDetails']) =>
  unwrap(client.PUT('/api/v1/devices/{id}', {
    params: { path: { id }, header: { 'If-Match': version } }, body,
  }));
export const device_plan = (id: string, from: number, to: number): Promise<DevicePlan> =>
  unwrap(client.GET('/api/v1/devices/{id}/planned-runs', {
    params: { path: { id }, query: { from, to } },
  }));
/** What was published to it and whether it has it; null before the first programme. */
export const stored_programme = (id: string): Promise<Schemas['BroadcastProgramme'] | null> =>
  unwrap(client.GET('/api/v1/devices/{id}/programme', at(id))).catch((error: unknown) => {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  });
export const set_volume = (id: string, version: string, body: VolumePlan) =>
  unwrap(client.PUT('/api/v1/devices/{id}/volume', {
    params: { path: { id }, header: { 'If-Match': version } }, body,
  }));

/** How many are in use there, and how many of them sound: asked for, however many they are. */
export async function count_at(targets: Targets): Promise<{ all: number; sounding: number }> {
  if (targets.drawn) return count_drawn(targets, targets.drawn);
  const state = 'claimed' as const;
  const counts = await Promise.all([
    ...targets.areas.map((area) => device_summary({ area, state })),
    ...targets.groups.map((group) => device_summary({ group, state })),
  ]);
  const single = await Promise.all(targets.devices.map(device));
  counts.push(tally(single.filter((one) => one.state === state)) as Record<string, number>);
  return {
    all: counts.flatMap((one) => Object.values(one)).reduce((sum, one) => sum + one, 0),
    sounding: counts.reduce((sum, one) => sum + (one.playing ?? 0), 0),
  };
}

/** Only the server knows what stands inside; of those few that sound at all, it is looked up here. */
async function count_drawn(targets: Targets, { within }: Drawn) {
  const [{ device_ids }, playing] = await Promise.all([
    reach(targets), every_device({ area: within, condition: 'playing' }, () => undefined),
  ]);
  const inside = new Set(device_ids);
  return { all: inside.size, sounding: playing.filter(({ id }) => inside.has(id)).length };
}

export type Reach = Schemas['EmergencyTargetPreview'];
/** What a choice means, counted by the server: every device once, however it was chosen. */
export const reach = (targets: Schemas['EmergencyTargets']) =>
  unwrap(client.POST('/api/v1/target-previews', { body: { targets } }));
