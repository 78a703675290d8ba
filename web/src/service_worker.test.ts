import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

interface FetchEvent {
  request: { url: string; method: string; mode: string };
  respondWith: (reply: Promise<Response>) => void;
}
const listeners = new Map<string, (event: FetchEvent) => void>();
const store = new Map<string, Response>();
const key_of = (key: string | { url: string }) =>
  (typeof key === 'string' ? key : new URL(key.url).pathname);
const cache = {
  put: async (key: string | { url: string }, reply: Response) => void store.set(key_of(key), reply),
  keys: async () => [...store.keys()],
  delete: async (key: string) => store.delete(key),
};
const answer = vi.fn<(request: { url: string }) => Promise<Response>>();

beforeAll(async () => {
  vi.stubGlobal('self', {
    location: { origin: 'https://loa.example.vn' },
    addEventListener: (name: string, act: (event: FetchEvent) => void) => listeners.set(name, act),
  });
  vi.stubGlobal('caches', {
    open: async () => cache, match: async (key: string | { url: string }) => store.get(key_of(key)),
  });
  vi.stubGlobal('fetch', answer);
  const worker = '../public/service_worker.js';
  await import(/* @vite-ignore */ worker);
});
beforeEach(() => {
  store.clear();
  answer.mockReset();
});

/** What the worker answers; undefined when it leaves the request to the browser. */
function ask(path: string, more: Partial<FetchEvent['request']> = {}) {
  const url = new URL(path, 'https://loa.example.vn').href;
  const asked: Promise<Response>[] = [];
  listeners.get('fetch')?.({
    request: { url, method: 'GET', mode: 'cors', ...more },
    respondWith: (reply) => void asked.push(reply),
  });
  return asked[0];
}

describe('the service worker', () => {
  test.each([
    ['/api/v1/devices', {}], ['/api/v1/events', {}], ['/api/v1/emergencies', { method: 'POST' }],
    ['/api/v1/devices', { mode: 'navigate' }], ['/device/v1/manifest', {}], ['/icon.svg', {}],
    ['https://elsewhere.example.vn/assets/a.js', {}],
  ])('leaves %s to the browser', (path, more) => {
    expect(ask(path, more)).toBeUndefined();
  });

  test('a file with its hash in its name is fetched once', async () => {
    answer.mockImplementation(async () => new Response('script'));
    await ask('/assets/index-1a2b.js');
    const again = await ask('/assets/index-1a2b.js');
    expect(await again?.text()).toBe('script');
    expect(answer).toHaveBeenCalledTimes(1);
  });

  test('the page is always the newest; without a line it is the last one', async () => {
    answer.mockImplementation(async () => new Response('new'));
    await ask('/devices', { mode: 'navigate' });
    await ask('/schedule', { mode: 'navigate' });
    expect(answer).toHaveBeenCalledTimes(2);
    answer.mockRejectedValue(new TypeError('no line'));
    expect(await (await ask('/runs', { mode: 'navigate' }))?.text()).toBe('new');
  });

  test('a refusal is not kept', async () => {
    answer.mockImplementation(async () => new Response('gone', { status: 503 }));
    await ask('/', { mode: 'navigate' });
    await ask('/assets/index-1a2b.js');
    expect(store.size).toBe(0);
  });
});
