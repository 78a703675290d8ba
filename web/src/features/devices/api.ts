import { loose, unwrap } from '../../api/client';

export type Condition =
  | 'never_seen' | 'connecting' | 'online' | 'playing' | 'silent_able' | 'silent_dead' | 'unknown'
  | 'revoked';
export interface Device {
  id: string;
  name: string;
  area: string;
  area_name: string;
  place?: string;
  condition: Condition;
  last_seen_at?: number;
  playing?: { run: string; title: string };
  model?: string;
  serial?: string;
  version?: string;
  volume?: number;
  clock_error_ms?: number;
  free_bytes?: number;
  /** Until when its stored programme reaches: what it would still play with the line cut. */
  stored_until?: number;
  abilities: string[];
}
export interface ClaimCode {
  code: string;
  expires_at: number;
}

const at = (id: string) => ({ params: { path: { id } } });

export const devices = () => unwrap<{ items: Device[] }>(loose.GET('/api/v1/devices'));
export const device = (id: string) => unwrap<Device>(loose.GET('/api/v1/devices/{id}', at(id)));
export const register = (body: { name: string; serial: string; area: string; place?: string }) =>
  unwrap<Device & { claim: ClaimCode }>(loose.POST('/api/v1/devices', { body }));
export const new_claim_code = (id: string) =>
  unwrap<ClaimCode>(loose.POST('/api/v1/devices/{id}/claim-code', at(id)));
