import { loose, unwrap } from '../../api/client';

export interface AuditEntry {
  id: string;
  at: number;
  who: string;
  act: string;
  entity: string;
  detail?: string;
}

export const entries = (after?: string) =>
  unwrap<{ items: AuditEntry[]; next?: string }>(
    loose.GET('/api/v1/audit', { params: { query: { after } } }),
  );
