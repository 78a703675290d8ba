// A slow line in the demo: a page that is long on its way says so, comes, and so does the one after it.
import { sign_in } from './hands.mjs';
import { check, watch, with_browser, with_console } from './support.mjs';

/** Longer than the router waits before it shows that a page is coming. */
const late_ms = 2500;

async function late(page, name) {
  await page.route(`**/assets/${name}-*.js`, async (route) => {
    await new Promise((done) => setTimeout(done, late_ms));
    await route.continue();
  });
}

async function arrives(page, link, heading) {
  await link.click();
  await page.locator('main [aria-busy=true]').first().waitFor();
  await heading.waitFor();
}

export async function slow_line() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const context = await browser.newContext({ locale: 'vi-VN' });
    const page = await context.newPage();
    watch(page, url, complaints);
    for (const name of ['BulletinList', 'BulletinPage', 'DeviceList', 'DevicePage']) {
      await late(page, name);
    }
    await sign_in(page, url, { user: 'minh', password: 'demo-demo-demo' });
    const menu = page.getByRole('navigation');
    const title = (name) => page.getByRole('heading', { name, level: 1 });
    await arrives(page, menu.getByRole('link', { name: 'Bản tin' }).first(), title('Bản tin'));
    const bulletin = page.getByRole('link', { name: /tiêm/i }).first();
    await arrives(page, bulletin, title(/tiêm/i));
    await arrives(page, menu.getByRole('link', { name: 'Cụm loa' }).first(), title('Cụm loa'));
    const device = page.locator('a[href^="/devices/d-"]').first();
    await arrives(page, device, title(/^Cụm/));
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
