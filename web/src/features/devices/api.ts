import { client, unwrap } from '../../api/client';
import type { components, paths } from '../../api/schema';

type Schemas = components['schemas'];
export type Condition = Schemas['DevicesCondition'];
export type Device = Schemas['DevicesDevice'];
/** The one-time code by which a device proves that it is the one which the officer means. */
export type ClaimCode = Schemas['DevicesClaimCode'];
export type DeviceGroup = Schemas['DevicesGroup'];

const at = (id: string) => ({ params: { path: { id } } });

export const devices = () =>
  unwrap(client.GET('/api/v1/devices', { params: { query: { limit: 200 } } }));
export type DeviceFilter =
  NonNullable<paths['/api/v1/devices']['get']['parameters']['query']>;
/** How many stand in each condition; a condition that is absent has none. */
export const device_summary = (query: Omit<DeviceFilter, 'condition' | 'limit' | 'after'>) =>
  unwrap(client.GET('/api/v1/device-summary', { params: { query } }));
export const device = (id: string) => unwrap(client.GET('/api/v1/devices/{id}', at(id)));
export const register = (body: Schemas['DevicesDetails']) =>
  unwrap(client.POST('/api/v1/devices', { body }));
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
