import type { Village, VillageText } from '../../src/features/area/api';
import { on, Refusal } from '../server';
import { commune, keep, note, state } from '../state';
import { can } from './identity';

const shown = (one: Village): Village =>
  ({ ...one, abilities: can('manage_settings') ? ['edit', 'remove'] : [] });

function find(code: string | undefined): Village {
  const found = state.villages.find((one) => one.code === code);
  if (!found) {
    throw new Refusal(404, 'area.no_village', {
      vi: 'Không có ấp, thôn với mã này.', en: 'There is no village with this code.',
    });
  }
  return found;
}

on('GET /api/v1/areas/{code}/villages', () => ({
  items: state.villages.map(shown), abilities: can('manage_settings') ? ['add'] : [],
}));
on('POST /api/v1/areas/{code}/villages', ({ path, body }) => {
  const number = String(state.villages.length + 1).padStart(2, '0');
  const code = `${path.code}-${number}`;
  const made: Village = {
    ...(body as VillageText), code, commune: path.code ?? '', path: `${commune.path}/${code}`,
    version: 1, changed_at: Date.now(), abilities: [],
  };
  state.villages.push(made);
  note('area.add_village', made.name);
  keep();
  return shown(made);
});
on('PUT /api/v1/villages/{code}', ({ path, body }) => {
  const { code, commune: inside, path: place, version } = find(path.code);
  const next: Village = {
    ...(body as VillageText), code, commune: inside, path: place, version: version + 1,
    changed_at: Date.now(), abilities: [],
  };
  state.villages = state.villages.map((one) => (one.code === code ? next : one));
  keep();
  return shown(next);
});
on('DELETE /api/v1/villages/{code}', ({ path }) => {
  state.villages = state.villages.filter(({ code }) => code !== path.code);
  keep();
});
