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
/** Of one device, whoever ordered them. */
export const runs_of_device = (device: string, from: number, to: number) =>
  unwrap(client.GET('/api/v1/runs', { params: { query: { device, from, to, limit: 200 } } }));
export const run = (id: string) =>
  unwrap(client.GET('/api/v1/runs/{id}', { params: { path: { id } } }));
export type StopOrder = Schemas['BroadcastStopOrder'];
export type PlayOrder = Schemas['BroadcastPlayOrder'];
export type Ordered = Schemas['BroadcastOrdered'];

/** From recorded decisions: why the device did or did not play about that time. */
export type Why = Schemas['BroadcastWhy'];
export const why_on_device = (id: string, at: number) =>
  unwrap(client.GET('/api/v1/devices/{id}/why', { params: { path: { id }, query: { at } } }));
export const why_of_run = (id: string) =>
  unwrap(client.GET('/api/v1/runs/{id}/why', { params: { path: { id } } }));

/** One run wherever it plays, or everything that sounds on the targets. */
export const stop = (body: StopOrder) => unwrap(client.POST('/api/v1/stops', { body }));
/** A few seconds from now, by a command and not by a programme. */
export const play_now = (body: PlayOrder) => unwrap(client.POST('/api/v1/broadcasts', { body }));
export const command = (id: string) =>
  unwrap(client.GET('/api/v1/commands/{id}', { params: { path: { id } } }));
/** Another volume until an instant; then the plan of the day holds again. */
export const change_volume = (body: Schemas['BroadcastVolumeOrder']) =>
  unwrap(client.POST('/api/v1/volume-changes', { body }));

/** Three short tones on one device, to hear that it works. */
export const test_tone = (device: string, volume_percent: number) =>
  unwrap(client.POST('/api/v1/devices/{id}/test-tone', {
    params: { path: { id: device } }, body: { volume_percent },
  }));

/** What a device told of itself. */
export type DeviceEvent = Schemas['BroadcastDeviceEvent'];
export const device_events = (device: string, kind: string | undefined, after?: string) =>
  unwrap(client.GET('/api/v1/device-events', {
    params: {
      query: { device, limit: 50, ...(kind ? { kind } : {}), ...(after ? { after } : {}) },
    },
  }));
