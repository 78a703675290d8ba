import { loose, unwrap } from '../../api/client';

export type Condition =
  | 'never_seen' | 'connecting' | 'online' | 'playing' | 'silent_able' | 'silent_dead' | 'unknown'
  | 'revoked';
export interface Device {
  id: string;
  name: string;
  kind: 'cluster' | 'integration_box' | 'board';
  serial: string;
  area: string;
  model?: string;
  place?: string;
  state: 'registered' | 'claimed' | 'revoked';
  condition: Condition;
  presence: {
    seen_at?: number;
    playing_run?: string;
    volume_percent?: number;
    manifest_complete?: boolean;
    manifest_covers_until?: number;
    firmware?: string;
    clock_error_ms?: number;
  };
  volume_percent_now: number;
  abilities: string[];
}
/** The one-time code by which a device proves that it is the one which the officer means. */
export interface ClaimCode {
  device: { id: string; name: string };
  code: string;
  expires_at: number;
}

const at = (id: string) => ({ params: { path: { id } } });

export const devices = () =>
  unwrap<{ items: Device[] }>(
    loose.GET('/api/v1/devices', { params: { query: { limit: 200 } } }),
  );
export const device = (id: string) => unwrap<Device>(loose.GET('/api/v1/devices/{id}', at(id)));
export const register = (body: { name: string; serial: string; area: string; place?: string }) =>
  unwrap<ClaimCode>(loose.POST('/api/v1/devices', { body: { ...body, kind: 'cluster' } }));
export const new_claim_code = (id: string) =>
  unwrap<ClaimCode>(loose.POST('/api/v1/devices/{id}/claim-code', at(id)));
