import createClient, { type Middleware } from 'openapi-fetch';
import { problem_from_body, type ProblemBody } from './problem';
import type { paths } from './schema';

/**
 * Lets the demo answer in the browser instead of a server. Read at each call, because the demo
 * installs itself after this module is loaded.
 */
let transport: typeof fetch = (...args) => fetch(...args);
export function use_transport(replacement: typeof fetch) {
  transport = replacement;
}
/** Tells the server that our own script sent it; another site's form cannot set a header. */
const own_request = { 'X-Nguon-Request': '1' };

/** For what is not JSON: files going up, sound coming down. */
export function raw_fetch(address: string, options: RequestInit = {}): Promise<Response> {
  const headers = { ...own_request, ...(options.headers as Record<string, string>) };
  return transport(address, { ...options, headers });
}

/** `crypto.randomUUID` exists on secure pages only; a commune's own network may be plain. */
export function random_id(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A repeated POST (a double click, a lost reply) must not act twice. */
const idempotency: Middleware = {
  onRequest({ request }) {
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', random_id());
    }
    return request;
  },
};

export const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? 'http://localhost',
  credentials: 'same-origin',
  headers: own_request,
  fetch: (request) => transport(request),
});
client.use(idempotency);

/** Turns a reply into its data or throws the server's own words. */
export async function unwrap<T>(
  reply: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await reply;
  if (error !== undefined || !response.ok) {
    const body = typeof error === 'object' ? (error as ProblemBody) : undefined;
    throw problem_from_body(response.status, body);
  }
  return data as T;
}

/** An edit names the version that was read, so that nobody overwrites what he has not seen. */
export function if_match(version: number) {
  return { 'If-Match': `"v${version}"` };
}
