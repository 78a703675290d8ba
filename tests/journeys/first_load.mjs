// What a telephone fetches until a page that it opens first can be used: every script that the
// browser asked for, compressed as the server sends it over TLS. In the demo its own answers are not
// counted, though what they are made of is; the journeys at a server count there too, to the byte.
import { brotliCompressSync } from 'node:zlib';
import { KB, phone_bytes_max } from '../../web/limits.mjs';
import { sign_in } from './hands.mjs';
import { check, settled, with_browser, with_console } from './support.mjs';

const phone = { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true, locale: 'vi-VN' };

/** The bytes of script of one visit by a browser that keeps nothing but the sign-in. */
async function script_of(browser, storageState, address) {
  // Until a page can be used, the console's worker is not there.
  const context = await browser.newContext({ ...phone, storageState, serviceWorkers: 'block' });
  const page = await context.newPage();
  const scripts = new Map();
  page.on('response', (reply) => {
    const { pathname } = new URL(reply.url());
    if (reply.request().resourceType() !== 'script' || pathname.startsWith('/assets/demo-')) return;
    scripts.set(pathname, reply.body().then((body) => brotliCompressSync(body).length));
  });
  await page.goto(address);
  await settled(page);
  const sizes = await Promise.all(scripts.values());
  await context.close();
  check(sizes.length > 1, `${address}: no script was seen`);
  return sizes.reduce((sum, one) => sum + one, 0);
}

/** Fails when one of the addresses, opened by a telephone with this sign-in, loads too much. */
export async function check_light(browser, state, addresses) {
  const heavy = [];
  for (const address of addresses) {
    const bytes = await script_of(browser, state, address);
    const words = `${(bytes / KB).toFixed(0).padStart(4)} kB  ${new URL(address).pathname}`;
    console.log(words);
    if (bytes > phone_bytes_max) heavy.push(words);
  }
  check(heavy.length === 0,
    `over ${phone_bytes_max / KB} kB of compressed script on a telephone\n${heavy.join('\n')}`);
}

export async function first_load() {
  await with_console((url) => with_browser(async (browser) => {
    const context = await browser.newContext(phone);
    const page = await context.newPage();
    await sign_in(page, url, { user: 'minh', password: 'demo-demo-demo' });
    await page.goto(`${url}/bulletins/b-vaccination?step=results`);
    await page.locator('a.row-link').first().click();
    await page.waitForURL('**/runs/*');
    const signed_in = await context.storageState();
    const run = page.url();
    await context.close();
    await check_light(browser, undefined, [`${url}/sign-in`]);
    await check_light(browser, signed_in,
      [`${url}/`, `${url}/emergency`, `${url}/emergency/e-exercise`, run]);
  }));
}
