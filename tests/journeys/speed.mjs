// Not a check of its own: `./dev bench web` runs it against a server full of devices and bulletins and
// reads what it prints, one JSON object. Interaction to paint is what the browser itself measures
// (Event Timing, in steps of 8 ms); the answer is the moment when the asked-for rows are there.
import { sign_in } from './hands.mjs';
import { with_browser, with_console } from './support.mjs';

const rounds = Number(process.env.ROUNDS ?? 5);
const slow = { timeout: 60_000 };

/** Begins to note how long each interaction takes until the next paint. */
async function listen(page) {
  await page.addInitScript(() => {
    globalThis.interactions = [];
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries()) {
        if (interactionId) globalThis.interactions.push(duration);
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  });
}

const results = {};
async function measure(page, name, act, answered) {
  await page.evaluate(() => void (globalThis.interactions.length = 0));
  const begin = performance.now();
  await act();
  if (answered) await answered();
  const answer_ms = performance.now() - begin;
  // Entries are told after the frame that they describe.
  await page.waitForTimeout(300);
  // What took less than the smallest step is not told: it counts as that step.
  const paint_ms = await page.evaluate(() => Math.max(16, ...globalThis.interactions));
  const kept = (results[name] ??= { paint_ms: [], answer_ms: [] });
  kept.paint_ms.push(paint_ms);
  kept.answer_ms.push(Math.round(answer_ms));
}

async function devices(page, round) {
  const rows = page.locator('.row-link');
  const search = page.getByLabel('Tìm theo tên, chỗ lắp, số máy');
  await measure(page, 'open the list of devices', () =>
    page.getByRole('link', { name: 'Cụm loa', exact: true }).first().click(),
  () => rows.nth(5).waitFor(slow));
  await measure(page, 'scroll the list of devices', async () => {
    for (let turn = 0; turn < 5; turn += 1) await page.mouse.wheel(0, 2500);
  });
  await measure(page, 'filter devices by condition', () =>
    page.locator('.chip-switch').last().click(),
  () => page.locator('.chip-switch[aria-pressed=true]').waitFor(slow));
  await page.locator('.chip-switch[aria-pressed=true]').click();
  await measure(page, 'search a device', () => search.pressSequentially(`00${100 + round}`),
    () => rows.filter({ hasText: `00${100 + round}` }).first().waitFor(slow));
  await search.fill('');
}

async function bulletins(page, round) {
  const rows = page.locator('.row-link');
  await measure(page, 'open the list of bulletins', () =>
    page.getByRole('link', { name: 'Bản tin', exact: true }).first().click(),
  () => rows.nth(5).waitFor(slow));
  const search = page.getByLabel('Tìm theo tên hoặc nội dung');
  await measure(page, 'search a bulletin', () => search.pressSequentially(`so ${7000 + round}`),
    () => rows.filter({ hasText: `${7000 + round}` }).first().waitFor(slow));
  await search.fill('');
  await measure(page, 'filter bulletins by state', () =>
    page.getByText('Đã duyệt', { exact: true }).first().click());
  await page.getByText('Tất cả', { exact: true }).first().click();
}

async function palette(page) {
  await measure(page, 'open the palette', () => page.keyboard.press('Control+K'),
    () => page.getByRole('dialog').waitFor(slow));
  await measure(page, 'type in the palette', () => page.keyboard.type('lich phat'));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached', ...slow });
}

await with_console((url) => with_browser(async (browser) => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 }, locale: 'vi-VN', serviceWorkers: 'block',
  });
  const page = await context.newPage();
  await listen(page);
  await sign_in(page, url, { user: process.env.OFFICER, password: process.env.PASSWORD });
  for (let round = 0; round < rounds; round += 1) {
    await devices(page, round);
    await bulletins(page, round);
    await palette(page);
  }
  // No map is drawn here, and a graphics card in software would be measured instead of the console.
}, ['--disable-gpu']));
console.log(JSON.stringify(results));
