import { client, unwrap } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
/** An e-mail or a call of a web hook that the server tries no more. */
export type Notice = Schemas['AlarmsGivenUp'];
/** Something that was to follow a change and that the server could not do. */
export type Work = Schemas['AppParkedEntry'];

const page = { limit: 100 };

export interface Undelivered {
  notices: Notice[];
  work: Work[];
  /** There are others behind these. */
  more: boolean;
}

/** What the first page counts and its own page shows. */
export async function undelivered(): Promise<Undelivered> {
  const [notices, work] = await Promise.all([
    unwrap(client.GET('/api/v1/alarm-notices/given-up', { params: { query: page } })),
    unwrap(client.GET('/api/v1/outbox/parked', { params: { query: { ...page, given_up: true } } })),
  ]);
  return {
    notices: notices.items, work: work.items,
    more: notices.next !== undefined || work.next !== undefined,
  };
}

const notice_at = ({ id }: Notice) => ({ params: { path: { id } } });
const work_at = ({ consumer, seq }: Work) => ({ params: { path: { consumer, seq } } });

export const retry_notice = (one: Notice) =>
  unwrap(client.POST('/api/v1/alarm-notices/{id}/retry', notice_at(one)));
export const discard_notice = (one: Notice, reason: string) =>
  unwrap(client.POST('/api/v1/alarm-notices/{id}/discard', {
    ...notice_at(one), body: { reason },
  }));
export const retry_work = (one: Work) =>
  unwrap(client.POST('/api/v1/outbox/parked/{consumer}/{seq}/retry', work_at(one)));
export const discard_work = (one: Work, reason: string) =>
  unwrap(client.POST('/api/v1/outbox/parked/{consumer}/{seq}/discard', {
    ...work_at(one), body: { reason },
  }));
