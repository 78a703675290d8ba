import { client, unwrap } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type Condition = Schemas['DevicesCondition'];
export type Device = Schemas['DevicesDevice'];
/** The one-time code by which a device proves that it is the one which the officer means. */
export type ClaimCode = Schemas['DevicesClaimCode'];

const at = (id: string) => ({ params: { path: { id } } });

export const devices = () =>
  unwrap(client.GET('/api/v1/devices', { params: { query: { limit: 200 } } }));
export const device = (id: string) => unwrap(client.GET('/api/v1/devices/{id}', at(id)));
export const register = (body: Schemas['DevicesDetails']) =>
  unwrap(client.POST('/api/v1/devices', { body }));
export const new_claim_code = (id: string) =>
  unwrap(client.POST('/api/v1/devices/{id}/claim-code', at(id)));
