import { loose, unwrap } from '../../api/client';

export type DeliveryState =
  | 'planned' | 'sent' | 'received' | 'playing' | 'done' | 'failed' | 'silent' | 'expired'
  | 'refused';
export interface Proof {
  planned_at: number;
  started_at?: number;
  ended_at?: number;
  ms_planned: number;
  ms_played: number;
  outcome: 'complete' | 'partial' | 'missed' | 'refused';
  reason?: string;
}
export interface Delivery {
  device: string;
  device_name: string;
  state: DeliveryState;
  at?: number;
  reason?: { vi: string; en: string };
  proof?: Proof;
}
export interface RunSummary {
  id: string;
  title: string;
  class: 'ordinary' | 'priority' | 'emergency';
  programme?: string;
  bulletin?: string;
  starts_at: number;
  ends_at: number;
  state: 'planned' | 'playing' | 'done' | 'missed' | 'cancelled';
  counts: Partial<Record<DeliveryState, number>>;
  devices: number;
}
export interface Run extends RunSummary {
  deliveries: Delivery[];
  decisions: { at: number; vi: string; en: string }[];
}

export const runs = (from: number, to: number, bulletin?: string) =>
  unwrap<{ items: RunSummary[] }>(
    loose.GET('/api/v1/runs', { params: { query: { from, to, bulletin } } }),
  );
export const run = (id: string) =>
  unwrap<Run>(loose.GET('/api/v1/runs/{id}', { params: { path: { id } } }));
