import { client, unwrap } from '../../api/client';

export interface Area {
  /** Official codes from the province down, joined by `/`: `91/31069`. */
  path: string;
  name: string;
  full_name: string;
  province?: string;
}

export const find_areas = (query: string) =>
  unwrap<{ items: Area[] }>(client.GET('/api/v1/areas', { params: { query: { query } } }));
