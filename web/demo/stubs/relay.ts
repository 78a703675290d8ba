import type { Station, StationDraft } from '../../src/features/relay/api';
import { on, Refusal } from '../server';
import { commune, new_id } from '../state';

const hour = 3_600_000;
const shared = {
  area: '', version: 1, changed_at: Date.now() - 900 * hour, abilities: [], fallbacks: [],
} satisfies Partial<Station>;
const stations: Station[] = [
  {
    ...shared, id: 's-commune', area: commune.path, name: 'Đài truyền thanh xã', abilities: ['edit', 'remove'],
    frequency_khz: 96_500,
  },
  {
    ...shared, id: 's-province', area: commune.path, name: 'Đài Phát thanh và Truyền hình An Giang', abilities: ['edit', 'remove'],
    url: 'https://dai.example.vn/an-giang', frequency_khz: 93_100, fallbacks: [{ station: 's-vov1' }],
  },
  { ...shared, id: 's-vov1', name: 'VOV1', url: 'https://dai.example.vn/vov1', frequency_khz: 100_000 },
];

export const station_name = (id: string) => stations.find((one) => one.id === id)?.name ?? '';

function find(id: string | undefined): Station {
  const found = stations.find((one) => one.id === id);
  if (!found) {
    throw new Refusal(404, 'relay.station_not_found', {
      vi: 'Không có đài này.', en: 'There is no such station.',
    });
  }
  return found;
}

on('GET /api/v1/stations', () => ({ items: stations }));
on('POST /api/v1/stations', ({ body }) => {
  const added: Station = {
    ...shared, ...(body as StationDraft), id: new_id('s'), abilities: ['edit', 'remove'],
  };
  stations.push(added);
  return added;
});
on('PUT /api/v1/stations/{id}', ({ path, body }) => {
  const station = find(path.id);
  const { area, name, url, frequency_khz, fallbacks } = body as StationDraft;
  Object.assign(station, {
    area, name, url, frequency_khz, fallbacks, version: station.version + 1,
  });
  return station;
});
on('DELETE /api/v1/stations/{id}', ({ path }) => {
  stations.splice(stations.indexOf(find(path.id)), 1);
});
