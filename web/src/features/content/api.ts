import { client, if_match, random_id, raw_fetch, unwrap } from '../../api/client';
import { Problem, problem_from_body, type ProblemBody } from '../../api/problem';
import type { components, operations } from '../../api/schema';
import { text_of } from './blocks';

type Schemas = components['schemas'];
export type BulletinClass = Schemas['ContentClass'];
export type BulletinState = Schemas['ContentBulletinState'];
export type PersonName = Schemas['ContentPerson'];
export type LanguageVariant = Schemas['ContentVariant'];
/** What the author writes; an edit sends all of it. */
export type BulletinBody = Schemas['ContentBulletinBody'];
export type Rendering = Schemas['ContentRendering'];
/** The making of a bulletin's sound. */
export type RenderJob = Schemas['ContentRenderJob'];
export type Bulletin = Schemas['ContentBulletin'];
/** A line of a list. */
export type BulletinSummary = Schemas['ContentBulletinSummary'];
/** From which bulletin a copy was made. */
export type Origin = Schemas['ContentOrigin'];
export type BulletinVersion = Schemas['ContentBulletinVersion'];
/** How a unit approves, by its own regulations. */
export type ApprovalRule = Schemas['ContentApprovalRule'];

const at = (id: string) => ({ params: { path: { id } } });

export type BulletinQuery = Omit<
  NonNullable<operations['listBulletins']['parameters']['query']>, 'limit'
>;
export const bulletins = (query: BulletinQuery = {}, limit = 100) =>
  unwrap(client.GET('/api/v1/bulletins', { params: { query: { ...query, limit } } }));
/** Two screenfuls; a line of a commune carries them in a moment. */
export const bulletin_page = (query: BulletinQuery, after?: string) =>
  bulletins({ ...query, ...(after ? { after } : {}) }, 50);
export const bulletin = (id: string) => unwrap(client.GET('/api/v1/bulletins/{id}', at(id)));
export const versions = (id: string) =>
  unwrap(client.GET('/api/v1/bulletins/{id}/versions', at(id)));
export const version = (id: string, number: number) =>
  unwrap(client.GET('/api/v1/bulletins/{id}/versions/{version}', {
    params: { path: { id, version: number } },
  }));
export const draft = (body: BulletinBody) =>
  unwrap(client.POST('/api/v1/bulletins', { body: { body } }));
/** An own draft of a unit, from any bulletin that may be read. */
export const copy = (id: string, area: string) =>
  unwrap(client.POST('/api/v1/bulletins/{id}/copy', { ...at(id), body: { area } }));
export const edit = (id: string, version: number, body: BulletinBody) =>
  unwrap(client.PUT('/api/v1/bulletins/{id}', {
    params: { path: { id }, header: if_match(version) }, body,
  }));
/** Answers at once with the job; without a language it is for all that have no sound yet. */
export const render = (id: string, language?: string) =>
  unwrap(client.POST('/api/v1/bulletins/{id}/render', { ...at(id), body: language ? { language } : {} }));
/** The newest job of a bulletin, or null. */
export const latest_render = (id: string): Promise<RenderJob | null> =>
  unwrap(client.GET('/api/v1/bulletins/{id}/render', at(id))).catch((error: unknown) => {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  });
export const cancel_render = (id: string) =>
  unwrap(client.POST('/api/v1/render-jobs/{id}/cancel', at(id)));
export const is_open = (job: RenderJob | null | undefined) =>
  job?.state === 'waiting' || job?.state === 'working';
export const sound_address = (id: string, language: string) =>
  `/api/v1/bulletins/${id}/renderings/${language}/audio`;

export const submit = (id: string) =>
  unwrap(client.POST('/api/v1/bulletins/{id}/submit', at(id)));
/** Names the version that was read and heard; another one is not approved. */
export const approve = ({ id, version }: Bulletin, comment = '') =>
  unwrap(client.POST('/api/v1/bulletins/{id}/approve', {
    params: { path: { id }, header: if_match(version) }, body: comment ? { comment } : {},
  }));
export const send_back = (id: string, reason: string) =>
  unwrap(client.POST('/api/v1/bulletins/{id}/return', { ...at(id), body: { reason } }));
export const withdraw = (id: string, reason: string) =>
  unwrap(client.POST('/api/v1/bulletins/{id}/withdraw', { ...at(id), body: { reason } }));
export const archive = (id: string) =>
  unwrap(client.POST('/api/v1/bulletins/{id}/archive', at(id)));
export const unarchive = (id: string) =>
  unwrap(client.POST('/api/v1/bulletins/{id}/unarchive', at(id)));

export const approval_rule = (area: string) =>
  unwrap(client.GET('/api/v1/approval-rule', { params: { query: { area } } }));
export const save_approval_rule = (body: ApprovalRule) =>
  unwrap(client.PUT('/api/v1/approval-rule', {
    params: { header: if_match(body.version) }, body,
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
  const { title = '', blocks } = body as Schemas['MediaImportedText'];
  return { title, text: text_of(blocks) };
}
