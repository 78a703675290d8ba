import { client, raw_fetch, unwrap } from '../../api/client';
import { problem_from_body, type ProblemBody } from '../../api/problem';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type Version = Schemas['UpdatesVersion'];
export type Bundle = Schemas['UpdatesBundle'];
export type Rollout = Schemas['UpdatesRollout'];
export type Stage = Schemas['UpdatesBoard'];
export type RolloutDevice = Schemas['UpdatesDevice'];
export type Plan = Schemas['UpdatesPlan'];

const at = (id: string) => ({ params: { path: { id } } });

export const programs = () => unwrap(client.GET('/api/v1/updates/programs'));
export const bundles = () => unwrap(client.GET('/api/v1/updates/bundles'));
export const rollouts = () => unwrap(client.GET('/api/v1/updates/rollouts'));
export const rollout = (id: string) => unwrap(client.GET('/api/v1/updates/rollouts/{id}', at(id)));

export async function upload(file: File): Promise<Bundle> {
  const reply = await raw_fetch('/api/v1/updates/bundles', {
    method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: file,
  });
  if (reply.ok) return (await reply.json()) as Bundle;
  const body = (await reply.json().catch(() => undefined)) as ProblemBody | undefined;
  throw problem_from_body(reply.status, body);
}

export const start = (body: Schemas['UpdatesStart']) =>
  unwrap(client.POST('/api/v1/updates/rollouts', { body }));
export const pause = (id: string, reason: string) =>
  unwrap(client.POST('/api/v1/updates/rollouts/{id}/pause', { ...at(id), body: { reason } }));
export const resume = (id: string) =>
  unwrap(client.POST('/api/v1/updates/rollouts/{id}/resume', at(id)));
export const stop = (id: string, reason: string, take_back: boolean) =>
  unwrap(client.POST('/api/v1/updates/rollouts/{id}/stop', {
    ...at(id), body: { reason, take_back },
  }));
