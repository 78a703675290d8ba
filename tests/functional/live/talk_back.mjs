// A real browser listens at a cluster: chooses it on the console's page, listens until its sound has come, and has done. Usage: node talk_back.mjs URL
// USER PASSWORD; prints what was given to its loudspeaker: the frequency and the peak of what was not silence.
import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [url, user, password] = process.argv.slice(2);
const web = fileURLToPath(new URL('../../../web/', import.meta.url));
const { chromium } = createRequire(join(web, 'package.json'))('playwright-core');
const profile = await mkdtemp(join(tmpdir(), 'nguon-talk-back-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--no-first-run',
    `--disk-cache-dir=${profile}`],
});
try {
  const context = await browser.newContext({ locale: 'vi-VN' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.addInitScript(() => {
    globalThis.loud = [];
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (...when) {
      const samples = this.buffer.getChannelData(0);
      // Whole pieces of the tone only: what an encoder does where it begins and ends has other frequencies.
      const sounds = (piece) => piece.some((one) => Math.abs(one) > 0.1);
      if (sounds(samples.slice(0, 96)) && sounds(samples.slice(-96))) globalThis.loud.push(...samples);
      return start.apply(this, when);
    };
  });
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Tên đăng nhập').fill(user);
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
  await page.getByRole('link', { name: 'Phát trực tiếp' }).first().click();
  await page.getByLabel('Cụm loa có micrô giám sát').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Nghe', exact: true }).click();
  await page.getByText(/^Có tiếng: /).waitFor();
  await page.waitForFunction(() => globalThis.loud.length > 48_000);
  const heard = await page.evaluate(() => {
    const samples = globalThis.loud.slice(0, 48_000);
    const crossings = samples.filter((one, at) => at > 0 && samples[at - 1] < 0 && one >= 0).length;
    return { hertz: crossings, peak: samples.reduce((peak, one) => Math.max(peak, Math.abs(one)), 0) };
  });
  await page.getByRole('button', { name: 'Thôi nghe' }).click();
  await page.getByRole('button', { name: 'Nghe', exact: true }).waitFor();
  if (problems.length > 0) throw new Error(problems.join('\n'));
  console.log(JSON.stringify(heard));
} finally {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
}
