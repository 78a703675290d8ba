// A real browser speaks with its microphone (Chromium's fake one, which beeps): opens a session on the console's page, speaks, sees the meter
// move, and ends it. Usage: node microphone.mjs URL USER PASSWORD SECONDS desk|phone; prints the session's id once it is on air.
import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check_accessible } from '../../journeys/hands.mjs';
import { check, picture, watch } from '../../journeys/support.mjs';

const [url, user, password, seconds, screen] = process.argv.slice(2);
const viewport = screen === 'phone' ? { width: 360, height: 780 } : { width: 1280, height: 900 };
const web = fileURLToPath(new URL('../../../web/', import.meta.url));
const { chromium } = createRequire(join(web, 'package.json'))('playwright-core');
const profile = await mkdtemp(join(tmpdir(), 'nguon-microphone-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--no-first-run',
    '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--disk-cache-dir=${profile}`],
});
try {
  const context = await browser.newContext({ viewport, locale: 'vi-VN', permissions: ['microphone'] });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const problems = [];
  watch(page, url, problems);
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Tên đăng nhập').fill(user);
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  if (screen === 'phone') await page.getByRole('button', { name: 'Mở trình đơn' }).click();
  await page.getByRole('link', { name: 'Phát trực tiếp' }).last().click();
  await page.getByLabel('Tên buổi phát').fill('Nói qua trình duyệt');
  await page.getByLabel(/^Tất cả|^Toàn bộ|tất cả/i).first().check();
  const opened = page.waitForResponse((reply) => reply.url().endsWith('/api/v1/live-sessions') && reply.request().method() === 'POST');
  await page.getByRole('button', { name: 'Mở buổi phát' }).click();
  const { id } = await (await opened).json();
  await page.getByRole('button', { name: 'Nói', exact: true }).click();
  await page.getByText('Đang phát', { exact: true }).waitFor();
  console.log(id);
  const meter = page.getByRole('meter');
  await page.waitForFunction(() => Number(document.querySelector('[role=meter]')?.getAttribute('aria-valuenow')) > 20);
  await picture(page, `microphone-${screen}`);
  await check_accessible(page, `speaking on a ${screen}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check(!wide, `the page of a live broadcast is wider than the ${screen}`);
  await page.waitForTimeout(Number(seconds) * 1000);
  await page.getByRole('button', { name: 'Kết thúc' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Kết thúc' }).click();
  await meter.waitFor({ state: 'detached' });
  if (problems.length > 0) throw new Error(problems.join('\n'));
} finally {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
}
