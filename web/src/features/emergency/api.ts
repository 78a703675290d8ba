import { client, if_match, raw_fetch, unwrap } from '../../api/client';
import { problem_from_body, type ProblemBody } from '../../api/problem';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type Emergency = Schemas['Emergency'];
export type EmergencyBoard = Schemas['EmergencyBoard'];
export type EmergencyPart = Schemas['EmergencyPart'];
export type EmergencyMode = Schemas['EmergencyMode'];
export type EmergencyRaise = Schemas['EmergencyRaise'];
export type EmergencyTargets = Schemas['EmergencyTargets'];
export type EmergencyTemplate = Schemas['EmergencyTemplate'];
export type TemplateDraft =
  Omit<EmergencyTemplate, 'id' | 'version' | 'changed_at' | 'abilities'>;
export type CheckedRecord = Schemas['EmergencyCheckedRecord'];

const at = (id: string) => ({ params: { path: { id } } });

export const emergencies = (after?: string, limit = 20) =>
  unwrap(client.GET('/api/v1/emergencies', {
    params: { query: { limit, ...(after ? { after } : {}) } },
  }));
export const emergency = (id: string) =>
  unwrap(client.GET('/api/v1/emergencies/{id}', at(id)));

/** The same key again is the same order: a lost reply must not raise twice. */
export const raise = (body: EmergencyRaise, key: string) =>
  unwrap(client.POST('/api/v1/emergencies', {
    params: { header: { 'Idempotency-Key': key } }, body,
  }));
export const confirm = (id: string) =>
  unwrap(client.POST('/api/v1/emergencies/{id}/confirm', at(id)));
export const refuse = (id: string, reason: string) =>
  unwrap(client.POST('/api/v1/emergencies/{id}/refuse', { ...at(id), body: { reason } }));
export const cancel = (id: string, reason: string) =>
  unwrap(client.POST('/api/v1/emergencies/{id}/cancel', { ...at(id), body: { reason } }));
export const all_clear = (id: string, words: string) =>
  unwrap(client.POST('/api/v1/emergencies/{id}/all-clear', {
    ...at(id), body: words ? { words } : {},
  }));
export const stop_everything = (area: string, reason: string) =>
  unwrap(client.POST('/api/v1/stop-everything', { body: { area, reason } }));

export const templates = (area: string) =>
  unwrap(client.GET('/api/v1/emergency-templates', { params: { query: { area } } }));
export const add_template = (body: TemplateDraft) =>
  unwrap(client.POST('/api/v1/emergency-templates', { body }));
export const edit_template = (id: string, version: number, body: TemplateDraft) =>
  unwrap(client.PUT('/api/v1/emergency-templates/{id}', {
    params: { path: { id }, header: if_match(version) }, body,
  }));
export const remove_template = (id: string) =>
  unwrap(client.DELETE('/api/v1/emergency-templates/{id}', at(id)));

/** Byte for byte as the server signed it. */
export async function record(id: string): Promise<Blob> {
  const reply = await raw_fetch(`/api/v1/emergencies/${id}/record`);
  if (reply.ok) return reply.blob();
  const body = await reply.json().catch(() => undefined) as ProblemBody | undefined;
  throw problem_from_body(reply.status, body);
}
export const check_record = (envelope: Record<string, never>) =>
  unwrap(client.POST('/api/v1/emergency-record-checks', { body: envelope }));
