import type { Message, ProblemBody } from '../src/api/problem';

export interface Call {
  path: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  request: Request;
}
type Answer = (call: Call) => unknown;
interface Stub {
  method: string;
  parts: string[];
  answer: Answer;
}
const stubs: Stub[] = [];

/** `on('POST /api/v1/bulletins/{id}/submit', …)` */
export function on(route: string, answer: Answer) {
  const [method = '', pattern = ''] = route.split(' ');
  stubs.push({ method, parts: pattern.split('/'), answer });
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly words: Message,
    readonly errors?: ProblemBody['errors'],
  ) {
    super(words.vi);
  }
}

function match(stub: Stub, method: string, path: string): Record<string, string> | undefined {
  const parts = path.split('/');
  if (stub.method !== method || stub.parts.length !== parts.length) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of stub.parts.entries()) {
    const given = decodeURIComponent(parts[index] ?? '');
    if (part.startsWith('{')) found[part.slice(1, -1)] = given;
    else if (part !== given) return undefined;
  }
  return found;
}

const json = (status: number, body: unknown, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } });

async function read_body(request: Request): Promise<unknown> {
  if (request.headers.get('Content-Type')?.includes('json')) return request.json();
  return undefined;
}

/** Takes the place of fetch; a little slow, so that waiting is seen as well. */
export const demo_fetch: typeof fetch = async (input, init) => {
  const request = input instanceof Request
    ? input : new Request(new URL(String(input), location.origin), init);
  const url = new URL(request.url);
  // A question leaves its mark, as a request to a server would in the browser's list of them.
  performance.mark(`${request.method} ${url.pathname}`);
  await new Promise((done) => setTimeout(done, 60 + Math.random() * 90));
  for (const stub of stubs) {
    const path = match(stub, request.method, url.pathname);
    if (!path) continue;
    try {
      const body = await read_body(request);
      const answer = await stub.answer({ path, query: url.searchParams, body, request });
      if (answer instanceof Response) return answer;
      return answer === undefined ? new Response(null, { status: 204 }) : json(200, answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return json(error.status, {
        status: error.status, code: error.code, title: error.words.vi, message: error.words,
        errors: error.errors,
      }, 'application/problem+json');
    }
  }
  return json(404, {
    status: 404, code: 'http.no_such_route',
    message: { vi: 'Bản trình diễn không có phần này.', en: 'The demo does not have this part.' },
  }, 'application/problem+json');
};

type Emit = (event: { topic: string; data: Record<string, unknown> }) => void;
const listeners = new Set<Emit>();
export function tell(topic: string, data: Record<string, unknown> = {}) {
  for (const emit of listeners) emit({ topic, data });
}
export function demo_events(emit: Emit, state: (live: boolean) => void): () => void {
  listeners.add(emit);
  state(true);
  return () => listeners.delete(emit);
}
