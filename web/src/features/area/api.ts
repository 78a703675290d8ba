import { client, unwrap } from '../../api/client';
import type { components } from '../../api/schema';

export type Area = components['schemas']['AreaUnit'];

export const find_areas = (query: string, under = '') =>
  unwrap(client.GET('/api/v1/areas', {
    params: { query: { query, ...(under ? { under } : {}) } },
  }));

/** The units directly below; below nothing, the provinces. */
export const areas_below = (under: string) =>
  unwrap(client.GET('/api/v1/areas', { params: { query: { under, limit: 200 } } }));

/** The unit at the end of a path such as `91/31069`. */
export const area = (code: string) =>
  unwrap(client.GET('/api/v1/areas/{code}', { params: { path: { code } } }));
