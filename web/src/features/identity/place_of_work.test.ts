import { afterEach, expect, test } from 'vitest';
import { use_transport } from '../../api/client';
import { me } from './api';
import { place_of_work } from './place_of_work';

test('an officer works where the own unit stands when a role reaches it', () => {
  expect(place_of_work('91/31069', ['91/31069'])).toBe('91/31069');
  expect(place_of_work('91/31069', ['91'])).toBe('91/31069');
  expect(place_of_work('91/31069', ['91/30769', ''])).toBe('91/31069');
});

test('an officer of the province with a role in one commune works in the commune', () => {
  expect(place_of_work('91', ['91/31069'])).toBe('91/31069');
  expect(place_of_work('91/30769', ['92/31500/7', '92/31500'])).toBe('92/31500');
});

test('somebody without any role has the own unit', () => {
  expect(place_of_work('91', [])).toBe('91');
});

const asked: string[] = [];
afterEach(() => {
  use_transport((...args) => fetch(...args));
  asked.length = 0;
});

/** A server where the person belongs to the province. */
function answer_with(grants: { role: string; area: string }[]) {
  const answers: Record<string, unknown> = {
    '/api/v1/session': {
      user: { id: 'lan', display_name: 'Lan', unit: 'so' }, grants, areas: [],
    },
    '/api/v1/units/so': { id: 'so', area: '91', name: 'Sở Văn hóa' },
    '/api/v1/areas/31069': { path: '91/31069', full_name: 'Xã Vĩnh Thuận' },
  };
  use_transport((request) => {
    const { pathname } = new URL((request as Request).url);
    asked.push(pathname);
    return Promise.resolve(Response.json(answers[pathname]));
  });
}

test('signing in names the commune of the role, and the unit as whose officer one is', async () => {
  answer_with([{ role: 'composer', area: '91/31069' }]);
  expect(await me()).toMatchObject({
    unit: { id: 'so', area: '91/31069', name: 'Xã Vĩnh Thuận' }, organisation: 'Sở Văn hóa',
  });
});

test('signing in asks for no more than the session and the unit where a role reaches it', async () => {
  answer_with([{ role: 'composer', area: '91' }]);
  expect(await me()).toMatchObject({
    unit: { area: '91', name: 'Sở Văn hóa' }, organisation: 'Sở Văn hóa',
  });
  expect(asked).toEqual(['/api/v1/session', '/api/v1/units/so']);
});
