import { loose, raw_fetch, unwrap } from '../../api/client';
import { problem_from_body, type ProblemBody } from '../../api/problem';

export type BulletinClass = 'ordinary' | 'priority' | 'emergency';
export type BulletinState =
  | 'draft' | 'submitted' | 'approved' | 'returned' | 'scheduled' | 'broadcast' | 'archived'
  | 'withdrawn';

export interface PersonName {
  id: string;
  name: string;
}
export interface Rendering {
  state: 'waiting' | 'working' | 'ready' | 'failed';
  progress?: number;
  media?: string;
  duration_ms?: number;
  loudness_lufs?: number;
  message?: string;
}
export interface Bulletin {
  id: string;
  version: number;
  title: string;
  text: string;
  class: BulletinClass;
  state: BulletinState;
  voice: string;
  area: string;
  area_name: string;
  author: PersonName;
  approver?: PersonName;
  return_reason?: string;
  valid_from?: string;
  valid_to?: string;
  targets: string[];
  created_at: number;
  updated_at: number;
  submitted_at?: number;
  approved_at?: number;
  rendering?: Rendering;
  history: { at: number; who: string; act: string; reason?: string }[];
  abilities: string[];
  /** Why an act is not offered, in the server's words, by act. */
  hindrances?: Record<string, { vi: string; en: string }>;
}
export type BulletinChange = Partial<
  Pick<Bulletin, 'title' | 'text' | 'class' | 'voice' | 'valid_from' | 'valid_to' | 'targets'>
>;
export interface Imported {
  title: string;
  text: string;
  pages?: number;
  warnings: { vi: string; en: string }[];
}

const at = (id: string) => ({ params: { path: { id } } });

export const bulletins = (query: { state?: string; query?: string } = {}) =>
  unwrap<{ items: Bulletin[] }>(loose.GET('/api/v1/bulletins', { params: { query } }));
export const bulletin = (id: string) =>
  unwrap<Bulletin>(loose.GET('/api/v1/bulletins/{id}', at(id)));
export const draft = (body: BulletinChange) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins', { body }));
export const change = (id: string, version: number, body: BulletinChange) =>
  unwrap<Bulletin>(loose.PATCH('/api/v1/bulletins/{id}', {
    ...at(id), body: { ...body, version },
  }));
export const submit = (id: string) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins/{id}/submit', at(id)));
export const approve = (id: string) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins/{id}/approve', at(id)));
export const send_back = (id: string, reason: string) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins/{id}/return', { ...at(id), body: { reason } }));
export const withdraw = (id: string, reason: string) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins/{id}/withdraw', {
    ...at(id), body: { reason },
  }));
export const render = (id: string) =>
  unwrap<Rendering>(loose.POST('/api/v1/bulletins/{id}/renderings', at(id)));

/** The server reads the document in its sandbox and keeps nothing but the text. */
export async function import_document(file: File): Promise<Imported> {
  const form = new FormData();
  form.append('file', file);
  const reply = await raw_fetch('/api/v1/imports', { method: 'POST', body: form });
  const body = (await reply.json().catch(() => undefined)) as unknown;
  if (!reply.ok) throw problem_from_body(reply.status, body as ProblemBody | undefined);
  return body as Imported;
}
