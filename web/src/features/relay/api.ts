import { client, unwrap } from '../../api/client';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type Station = Schemas['RelayStation'];
export type StationDraft =
  Schemas['RelayStationDraft'] & Pick<Station, 'fallbacks'>;

export const stations = (area: string) =>
  unwrap(client.GET('/api/v1/stations', { params: { query: { area } } }));
export const add_station = (body: StationDraft) =>
  unwrap(client.POST('/api/v1/stations', { body }));
export const edit_station = (id: string, version: number, body: StationDraft) =>
  unwrap(client.PUT('/api/v1/stations/{id}', {
    params: { path: { id }, header: { 'If-Match': `"v${version}"` } }, body,
  }));
export const remove_station = (id: string) =>
  unwrap(client.DELETE('/api/v1/stations/{id}', { params: { path: { id } } }));
