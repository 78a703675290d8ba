import { client, unwrap } from '../../api/client';

export const entries = (after: string | undefined) =>
  unwrap(client.GET('/api/v1/audit', {
    params: { query: { limit: 50, ...(after ? { after } : {}) } },
  }));
