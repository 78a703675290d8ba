import { client, if_match, unwrap } from '../../api/client';
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

export type Village = components['schemas']['AreaVillage'];
export type VillageText = components['schemas']['AreaVillageText'];
export type VillageKind = VillageText['kind'];

/** Of the commune whose path this is or begins with; a province has none of its own. */
export const villages = (commune: string) =>
  unwrap(client.GET('/api/v1/areas/{code}/villages', { params: { path: { code: commune } } }));
export const add_village = (commune: string, body: VillageText) =>
  unwrap(client.POST('/api/v1/areas/{code}/villages', {
    params: { path: { code: commune } }, body,
  }));
export const edit_village = ({ code, version }: Village, body: VillageText) =>
  unwrap(client.PUT('/api/v1/villages/{code}', {
    params: { path: { code }, header: if_match(version) }, body,
  }));
export const remove_village = ({ code }: Village) =>
  unwrap(client.DELETE('/api/v1/villages/{code}', { params: { path: { code } } }));
