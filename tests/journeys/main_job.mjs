// The main job by two officers: write, check the reading, listen, submit; another one approves; a
// programme in a quiet hour is refused; a good one is saved, plays live and leaves its proof.
// Without NGUON_URL the demo answers, on a clock of the journey's own.
import { check_light } from './first_load.mjs';
import {
  button, check_accessible, listen_and_submit, set_times, sign_in, sign_out,
} from './hands.mjs';
import {
  check, chosen_screen, picture, quiet_time, watch, with_browser, with_console,
} from './support.mjs';

const composer = {
  user: process.env.COMPOSER ?? 'lan', password: process.env.COMPOSER_PASSWORD ?? 'demo-demo-demo',
};
const approver = {
  user: process.env.APPROVER ?? 'minh', password: process.env.APPROVER_PASSWORD ?? 'demo-demo-demo',
};
const title = `Thông báo thu gom rác ${Date.now().toString().slice(-5)}`;
const text = `Kính thưa bà con,
Từ ngày 01/12/2026, UBND xã thu gom rác vào 6h30 thứ Hai và thứ Năm hằng tuần.
Bà con để rác trước nhà. Trân trọng cảm ơn.`;

async function write(page, url) {
  await page.goto(`${url}/bulletins/new`);
  await page.getByLabel('Tên bản tin').fill(title);
  await page.getByLabel('Nội dung sẽ đọc trên loa').fill(text);
  await button(page, 'Lưu nháp và xem cách đọc').click();
  // The reading: the abbreviation is spoken in full, and a click shows what was written.
  const word = page.locator('.word[data-changed]', { hasText: /ủy ban nhân dân/i }).first();
  await word.waitFor();
  await word.click();
  await page.getByText('UBND', { exact: true }).waitFor();
  // The focus comes a moment after the words; what closes the box hears keys within it.
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'));
  await page.keyboard.press('Escape');
  await picture(page, 'job-1-reading');
}

async function approve(page) {
  await page.getByRole('link', { name: new RegExp(title) }).first().click();
  await button(page, 'Nghe').waitFor();
  await picture(page, 'job-4-decide');
  await button(page, 'Duyệt').click();
  await page.getByText(/đã duyệt$/).first().waitFor();
}

async function choose_today(page, today) {
  await page.getByRole('button', { name: /Từ ngày/ }).click();
  const day = page.locator('.mantine-DatePickerInput-day:not([data-outside])')
    .filter({ hasText: new RegExp(`^${Number(today.slice(8))}$`) });
  await day.first().click();
  await day.first().click();
  await page.keyboard.press('Escape');
}

async function plan(page, { today, time }) {
  await page.getByRole('link', { name: 'Xếp lịch phát' }).first().click();
  await page.getByRole('heading', { name: 'Xếp lịch phát' }).waitFor();
  const all = page.getByLabel(/^Tất cả cụm loa/);
  await all.waitFor();
  if (!await all.isChecked()) await all.check();
  await set_times(page, [quiet_time]);
  await page.getByText('Chưa lưu được').waitFor();
  check(await button(page, 'Lưu lịch phát').isDisabled(), 'a quiet hour must not be saved');
  await page.getByText(new RegExp(quiet_time.replace(/^0/, '0?'))).nth(1).waitFor();
  await picture(page, 'job-5-refused');
  await choose_today(page, today);
  await set_times(page, [time]);
  await page.getByText('Chưa lưu được').waitFor({ state: 'detached' });
  await picture(page, 'job-6-preview');
  await button(page, 'Lưu lịch phát').click();
  await page.getByRole('heading', { name: 'Các chương trình' }).waitFor();
}

/** From the list of results to the run, while it sounds, until every proof is there. */
async function watch_it(page, url, let_time_pass) {
  await page.goto(`${url}/runs`);
  await page.getByRole('link', { name: new RegExp(title) }).first().click();
  await page.getByRole('heading', { name: title }).waitFor();
  await let_time_pass(2000);
  await page.locator('[data-state=playing]').first().waitFor({ timeout: 150_000 });
  await picture(page, 'job-7-live');
  await check_accessible(page, 'live view');
  await let_time_pass(60_000);
  await page.getByTestId('proof').first().waitFor({ timeout: 180_000 });
  await page.getByText('Phát trọn vẹn').first().waitFor({ timeout: 60_000 });
  await picture(page, 'job-8-proof');
}

const pad = (value) => String(value).padStart(2, '0');
/** The local minute of Việt Nam that begins at least `ahead_s` from now. */
function coming_minute(now, ahead_s) {
  const at = new Date(Math.ceil((now + ahead_s * 1000) / 60_000) * 60_000 + 7 * 3_600_000);
  return {
    today: at.toISOString().slice(0, 10),
    time: `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`,
  };
}

async function begin_demo(page, url) {
  // 17:00 in Việt Nam, inside the demo's hours; the journey then moves the clock itself.
  await page.clock.install({ time: new Date('2026-11-23T10:00:00Z') });
  await page.goto(`${url}/sign-in?fresh`);
  await page.evaluate(() => localStorage.removeItem('nguon.demo'));
  return { today: '2026-11-23', time: '17:05' };
}

export async function main_job() {
  const complaints = [];
  await with_console((url, kind) => with_browser(async (browser) => {
    const context = await browser.newContext({ ...chosen_screen, locale: 'vi-VN' });
    const page = await context.newPage();
    watch(page, url, complaints);
    let when = kind === 'demo' ? await begin_demo(page, url) : undefined;
    await sign_in(page, url, composer);
    await write(page, url);
    await listen_and_submit(page);
    check(await button(page, 'Duyệt').count() === 0, 'the author must not be offered to approve');
    await picture(page, 'job-3-submitted');
    await sign_out(page);
    await sign_in(page, url, approver);
    await approve(page);
    await sign_out(page);
    await sign_in(page, url, composer);
    await page.getByRole('link', { name: new RegExp(title) }).first().click();
    when ??= coming_minute(Date.now(), 75);
    await plan(page, when);
    const planned = Date.parse(`${when.today}T${when.time}:00+07:00`);
    // The demo's clock is turned; a real server's is waited for.
    const let_time_pass = async (after_ms) => {
      if (kind !== 'demo') return;
      const now = await page.evaluate(() => Date.now());
      await page.clock.fastForward(Math.max(0, planned + after_ms - now));
    };
    await watch_it(page, url, let_time_pass);
    if (kind === 'server') {
      await check_light(browser, undefined, [`${url}/sign-in`]);
      await check_light(browser, await context.storageState(), [`${url}/`, page.url()]);
    }
    await context.close();
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
