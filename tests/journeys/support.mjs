// What the journeys share: a real Chromium, a console to visit, and words for what goes wrong.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
export const from_web = createRequire(join(web, 'package.json'));
const { chromium } = from_web('playwright-core');
export const AxeBuilder = from_web('@axe-core/playwright').default;

const quiet = [
  // The map is drawn without a graphics card.
  '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
  '--disable-background-networking', '--disable-sync',
  '--disable-component-update', '--no-first-run', '--disable-default-apps',
  '--autoplay-policy=no-user-gesture-required', '--disable-dev-shm-usage',
];

/** Of a journey that is walked once for each screen: SCREEN says which one. */
export const chosen_screen = process.env.SCREEN === 'phone'
  ? { viewport: { width: 360, height: 780 }, colorScheme: 'dark' }
  : { viewport: { width: 1280, height: 900 }, colorScheme: 'light' };

/** A browser that is gone, with its files, when `use` returns or throws. */
export async function with_browser(use, more = []) {
  const profile = await mkdtemp(join(tmpdir(), 'nguon-journey-'));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...quiet, ...more, `--disk-cache-dir=${profile}`],
    headless: true,
  });
  try {
    return await use(browser);
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  }
}

async function free_port() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

async function answers(url) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    if (Date.now() > deadline) throw new Error(`nothing answers at ${url}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** The server of NGUON_URL, or the demo console served from its build. */
export async function with_console(use) {
  if (process.env.NGUON_URL) return use(process.env.NGUON_URL.replace(/\/$/, ''), 'server');
  const port = await free_port();
  const url = `http://127.0.0.1:${port}`;
  const vite = spawn(process.execPath, [
    join(web, 'node_modules/vite/bin/vite.js'), 'preview', '--mode', 'demo',
    '--host', '127.0.0.1', '--port', String(port), '--strictPort',
  ], { cwd: web, stdio: 'ignore' });
  try {
    await answers(url);
    return await use(url, 'demo');
  } finally {
    vite.kill('SIGTERM');
  }
}

/** Fails the journey on any error of the page and on any request that leaves the own host. */
export function watch(page, url, complaints) {
  const host = new URL(url).host;
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // A refused request (a wrong password, a 3:15 programme) is part of the journey.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) {
      complaints.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (!['blob:', 'data:'].includes(asked.protocol) && asked.host !== host) {
      complaints.push(`request left the own host: ${request.url()}`);
    }
  });
}

/**
 * The page has its heading, nothing on it says that it is busy, a map on it is drawn, and for half a
 * second nothing more was loaded. (The browser's own word that the network is idle is lost at times.)
 */
export async function settled(page) {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => {
    const seen = window.settling ??= { loaded: -1, since: 0 };
    const loaded = performance.getEntriesByType('resource').length;
    // The gallery shows what waiting looks like, and goes on waiting.
    const waits = document.querySelector(
      '[aria-busy=true]:not([aria-label=Waiting] *), .map:not([data-ready])') !== null;
    if (waits || loaded !== seen.loaded) Object.assign(seen, { loaded, since: performance.now() });
    return performance.now() - seen.since > 500;
  }, undefined, { polling: 100 });
  await page.evaluate(() => {
    delete window.settling;
    return document.fonts.ready.then(() => undefined);
  });
}

/** Serious or not: an accessibility violation is a fault. */
export async function accessibility(page) {
  // Contrast is measured on still pictures only.
  await page.waitForTimeout(350);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

export async function picture(page, name) {
  const folder = process.env.PICTURES;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** A time within the hour in which nothing may sound, and one half an hour after it: at a real server, away from now. */
const quiet_hour = Number(process.env.QUIET_HOUR ?? 3);
const clock = (hour, minute) => `${String(hour).padStart(2, '0')}:${minute}`;
export const quiet_time = clock(quiet_hour, 15);
export const quiet_end_later = clock(quiet_hour + 1, 30);

export function check(condition, words) {
  if (!condition) throw new Error(words);
}
