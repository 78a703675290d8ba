import { client, unwrap } from '../../api/client';
import type { components, paths } from '../../api/schema';
import { add_days, start_of } from '../../lib/time';
import type { AuditView } from './audit_view';

export type Entry = components['schemas']['AuditEntry'];
/** The newest entry that a check has seen; a later check must find it again. */
export type Anchor = components['schemas']['AuditAnchor'];
type Filter = NonNullable<paths['/api/v1/audit']['get']['parameters']['query']>;

export function filter_of({ from, to, ...rest }: AuditView): Filter {
  return {
    ...rest,
    ...(from && { from: start_of(from) }),
    ...(to && { to: start_of(add_days(to, 1)) }),
  };
}

export const entries = (view: AuditView, after: string | undefined) =>
  unwrap(client.GET('/api/v1/audit', {
    params: { query: { ...filter_of(view), limit: 50, ...(after ? { after } : {}) } },
  }));
export const verify = (noted: Anchor | undefined) =>
  unwrap(client.POST('/api/v1/audit/verify', { body: noted ? { noted } : {} }));
/** For the filter by person; those who may not list people filter by pressing on an entry. */
export const find_people = (q: string) =>
  unwrap(client.GET('/api/v1/users', { params: { query: { limit: 50, ...(q ? { q } : {}) } } }));
