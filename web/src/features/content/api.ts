import { if_match, loose, random_id, raw_fetch, unwrap } from '../../api/client';
import { problem_from_body, type ProblemBody } from '../../api/problem';
import { type Block, text_of } from './blocks';

export type BulletinClass = 'ordinary' | 'priority' | 'emergency';
export type BulletinState =
  | 'draft' | 'submitted' | 'approved' | 'returned' | 'scheduled' | 'broadcast' | 'archived'
  | 'withdrawn';

export interface PersonName {
  user: string;
  name: string;
}
export interface Targets {
  areas: string[];
  groups: string[];
  devices: string[];
}
export interface LanguageVariant {
  language: string;
  source: 'text' | 'speech' | 'recording';
  blocks: Block[];
  voice?: string;
}
/** What the author writes; an edit sends all of it. */
export interface BulletinBody {
  title: string;
  class: BulletinClass;
  field: string;
  area: string;
  valid_from: string;
  valid_to: string;
  targets: Targets;
  variants: LanguageVariant[];
  attachments: unknown[];
  source_document_number?: string;
  miss: { not_before?: number; not_after?: number; on_miss: 'drop' | 'next_slot' | 'ask' };
}
export interface Rendering {
  language: string;
  audio: { sha256: string; size_bytes: number; duration_ms: number };
  voice?: string;
  made_at: number;
}
export interface Bulletin {
  id: string;
  body: BulletinBody;
  state: BulletinState;
  renderings: Rendering[];
  author: PersonName;
  approvals: { person: PersonName; at: number }[];
  reason?: string;
  created_at: number;
  changed_at: number;
  changed_by: PersonName;
  version: number;
  abilities: string[];
}
/** A line of a list. */
export interface BulletinSummary {
  id: string;
  title: string;
  class: BulletinClass;
  state: BulletinState;
  author: PersonName;
  duration_ms: number;
  changed_at: number;
  version: number;
  abilities: string[];
}

const at = (id: string) => ({ params: { path: { id } } });
const seen = ({ id, version }: Bulletin) => ({
  params: { path: { id }, header: if_match(version) },
});

export const bulletins = (query: { state?: string; q?: string } = {}) =>
  unwrap<{ items: BulletinSummary[] }>(
    loose.GET('/api/v1/bulletins', { params: { query: { ...query, limit: 100 } } }),
  );
export const bulletin = (id: string) =>
  unwrap<Bulletin>(loose.GET('/api/v1/bulletins/{id}', at(id)));
export const draft = (body: BulletinBody) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins', { body: { body } }));
export const edit = (id: string, version: number, body: BulletinBody) =>
  unwrap<Bulletin>(loose.PUT('/api/v1/bulletins/{id}', {
    params: { path: { id }, header: if_match(version) }, body,
  }));
export const render = (id: string) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins/{id}/render', { ...at(id), body: {} }));

/** One change of a bulletin. */
export interface BulletinVersion {
  version: number;
  state: BulletinState;
  changed_by: PersonName;
  changed_at: number;
  reason?: string;
}
export const versions = (id: string) =>
  unwrap<{ items: BulletinVersion[] }>(loose.GET('/api/v1/bulletins/{id}/versions', at(id)));

/** Each decision names the version that was read and heard. */
export const submit = (one: Bulletin) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins/{id}/submit', seen(one)));
export const approve = (one: Bulletin) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins/{id}/approve', seen(one)));
export const send_back = (one: Bulletin, reason: string) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins/{id}/return', { ...seen(one), body: { reason } }));
export const withdraw = (one: Bulletin, reason: string) =>
  unwrap<Bulletin>(loose.POST('/api/v1/bulletins/{id}/withdraw', {
    ...seen(one), body: { reason },
  }));

/** The server reads the document in its sandbox and keeps nothing. */
export async function import_document(file: File): Promise<{ title: string; text: string }> {
  const reply = await raw_fetch(
    `/api/v1/document-imports?name=${encodeURIComponent(file.name)}`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream', 'Idempotency-Key': random_id() },
      body: file,
    },
  );
  const body = (await reply.json().catch(() => undefined)) as unknown;
  if (!reply.ok) throw problem_from_body(reply.status, body as ProblemBody | undefined);
  const { title = '', blocks } = body as { title?: string; blocks: Block[] };
  return { title, text: text_of(blocks) };
}
