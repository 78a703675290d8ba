import { afterEach, expect, test } from 'vitest';
import { use_transport } from '../../api/client';
import { count_at } from './api';
import { nowhere, with_shapes } from './targets';

const asked: { path: string; body: unknown }[] = [];
afterEach(() => {
  use_transport((...args) => fetch(...args));
  asked.length = 0;
});

/** Two clusters stand inside; three sound in the commune, one of them inside. */
function answer() {
  use_transport(async (given) => {
    const request = given as Request;
    const { pathname, search } = new URL(request.url);
    asked.push({
      path: pathname + search, body: request.method === 'POST' ? await request.json() : undefined,
    });
    return Response.json(pathname.endsWith('/target-previews')
      ? { devices: 2, device_ids: ['a', 'b'] } : { items: [{ id: 'b' }, { id: 'c' }, { id: 'd' }] });
  });
}

test('what stands in a drawing is counted by the server, and is not named one by one', async () => {
  answer();
  const circle = { centre: { latitude: 9.5, longitude: 105.25 }, metres: 800 };
  const targets = with_shapes(nowhere, { circles: [circle], polygons: [] }, '91/31069');
  expect(await count_at(targets)).toEqual({ all: 2, sounding: 1 });
  const [listed, counted, ...more] = asked.sort((a, b) => a.path.localeCompare(b.path));
  expect(listed?.path).toMatch(/^\/api\/v1\/devices\?area=91%2F31069&condition=playing/);
  expect(counted?.path).toBe('/api/v1/target-previews');
  expect(more).toEqual([]);
  expect(counted?.body).toEqual({ targets: {
    ...nowhere, drawn: { within: '91/31069', circles: [circle], polygons: [] },
  } });
});
