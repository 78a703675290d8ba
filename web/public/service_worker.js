// Makes the console installable and quick on a slow line. It keeps only what cannot change: files
// whose name carries their hash, and the empty page that loads them. What the server says is never
// kept: yesterday's state of a loudspeaker would be a lie.
const kept = 'nguon-console-1';
const kept_max = 200;
const page = '/';

/** 'file' is answered from what is kept, 'page' from the server and else from what is kept; anything
 * else is none of our business. */
function kind_of(request) {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return undefined;
  if (pathname.startsWith('/assets/')) return 'file';
  const foreign = ['/api/', '/device/', '/media/', '/metrics', '/health'];
  if (foreign.some((start) => pathname.startsWith(start))) return undefined;
  return request.mode === 'navigate' ? 'page' : undefined;
}

async function keep(key, reply) {
  if (!reply.ok) return;
  const cache = await caches.open(kept);
  await cache.put(key, reply.clone());
  const keys = await cache.keys();
  // The oldest came with an earlier release.
  await Promise.all(keys.slice(0, Math.max(0, keys.length - kept_max))
    .map((one) => cache.delete(one)));
}

async function file(request) {
  const found = await caches.match(request);
  if (found) return found;
  const reply = await fetch(request);
  await keep(request, reply);
  return reply;
}

async function newest_page(request) {
  try {
    const reply = await fetch(request);
    await keep(page, reply);
    return reply;
  } catch (error) {
    const found = await caches.match(page);
    if (found) return found;
    throw error;
  }
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const kind = kind_of(event.request);
  if (kind === 'file') event.respondWith(file(event.request));
  if (kind === 'page') event.respondWith(newest_page(event.request));
});
