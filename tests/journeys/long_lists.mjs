// What stays small however much there is, in the demo with an archive of five thousand bulletins and
// ten thousand clusters: rows that are drawn, rows on paper, questions to the server. No times are
// measured here; these are what made them long (`./dev bench web`).
import { sign_in } from './hands.mjs';
import { check, settled, watch, with_browser, with_console } from './support.mjs';

const lan = { user: 'lan', password: 'demo-demo-demo' };
const drawn = (page) => page.locator('.row-link').count();
const go = (page, name) => page.getByRole('link', { name, exact: true }).first().click();

const waiting = (page) =>
  page.getByRole('link', { name: 'Xem tất cả: Đã duyệt, chưa có trong lịch' });

/** How often the demo was asked each question since `act` began, until the page rests. */
async function questions(page, act) {
  await page.evaluate(() => performance.clearMarks());
  await act();
  await settled(page);
  return page.evaluate(() => performance.getEntriesByType('mark').reduce(
    (counts, { name }) => ({ ...counts, [name]: (counts[name] ?? 0) + 1 }), {}));
}

async function archive(page, url) {
  await page.goto(`${url}/?bulletins=5000`);
  await waiting(page).waitFor();
  const asked = await questions(page, () => page.reload());
  check(asked['GET /api/v1/session'] === 1 && asked['GET /api/v1/device-summary'] === 1,
    `the page of the day asks twice: ${JSON.stringify(asked)}`);
  const opened = await questions(page, async () => {
    await go(page, 'Bản tin');
    await page.locator('.row-link').nth(5).waitFor();
  });
  check(opened['GET /api/v1/bulletins'] === 1, `the archive was asked for: ${JSON.stringify(opened)}`);
  check(await drawn(page) < 40, `${await drawn(page)} bulletins are drawn, not a screenful`);
  for (let turn = 0; turn < 8; turn += 1) {
    await page.mouse.wheel(0, 3000);
    await page.waitForTimeout(250);
  }
  check(await page.evaluate(() => scrollY) > 8000, 'the archive does not scroll on');
  check(await drawn(page) < 60, `${await drawn(page)} bulletins are drawn after scrolling`);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  check(await drawn(page) >= 100, `${await drawn(page)} bulletins come on paper`);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await page.waitForFunction(() => document.querySelectorAll('.row-link').length < 60);
}

async function day(page) {
  await go(page, 'Hôm nay');
  await waiting(page).waitFor();
  check(await drawn(page) < 40, `${await drawn(page)} rows wait for one person on one page`);
  await waiting(page).click();
  await page.waitForURL((at) => at.pathname === '/bulletins' && at.searchParams.get('state') === 'approved');
  await page.locator('.row-link .chip', { hasText: 'Đã duyệt' }).first().waitFor();
}

async function clusters(page, url) {
  await page.goto(`${url}/?many=10000`);
  await page.getByText(/^7\.00\d đang nối mạng/).waitFor();
  const opened = await questions(page, async () => {
    await go(page, 'Cụm loa');
    await page.locator('.row-link').nth(5).waitFor();
  });
  check(opened['GET /api/v1/devices'] === 1, `the clusters were asked for: ${JSON.stringify(opened)}`);
  check(await drawn(page) < 40, `${await drawn(page)} clusters are drawn, not a screenful`);
}

async function palette(page) {
  const asked = await questions(page, async () => {
    await page.keyboard.press('Control+K');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('ban tin so', { delay: 20 });
  });
  const most = 3; // a machine under load may type more slowly than the palette waits
  check((asked['GET /api/v1/bulletins'] ?? 0) <= most && (asked['GET /api/v1/devices'] ?? 0) <= most,
    `the palette asks at each letter: ${JSON.stringify(asked)}`);
  await page.keyboard.press('Escape');
}

export async function long_lists() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 }, locale: 'vi-VN',
    });
    const page = await context.newPage();
    watch(page, url, complaints);
    await sign_in(page, url, lan);
    await archive(page, url);
    await day(page);
    await clusters(page, url);
    await palette(page);
    await context.close();
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
