import { client, unwrap } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type DeliveryState = Schemas['BroadcastDeliveryState'];
export type Proof = Schemas['BroadcastProof'];
export type Delivery = Schemas['BroadcastDelivery'];
export type RunSummary = Schemas['BroadcastRunSummary'];
export type Run = Schemas['BroadcastRun'];

export const runs = (from: number, to: number, bulletin?: string) =>
  unwrap(client.GET('/api/v1/runs', {
    params: { query: { from, to, limit: 200, ...(bulletin ? { bulletin } : {}) } },
  }));
export const run = (id: string) =>
  unwrap(client.GET('/api/v1/runs/{id}', { params: { path: { id } } }));
/** Stops it wherever it plays. */
export const stop_run = (id: string, reason: string) =>
  unwrap(client.POST('/api/v1/stops', { body: { run: id, reason } }));
