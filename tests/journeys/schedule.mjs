// The schedule of a commune on a desk and on a phone: what the province has put into the day is
// locked and says whose it is, what waits or is left out says why; a programme is copied to another
// day and a day of last week once more, each with the same check; what would be heard on a day at
// the commune and at one cluster, told in order and listened to. In the demo, or at a real server
// with two programmes of one minute and one that has fallen into quiet hours.
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, picture, settled, watch, with_browser, with_console } from './support.mjs';

const at_server = process.env.NGUON_URL !== undefined;
const officer = at_server
  ? { user: process.env.COMPOSER, password: process.env.PASSWORD }
  : { user: 'lan', password: 'demo-demo-demo' };
const higher = process.env.HIGHER ?? 'Bản tin an toàn giao thông';
const own = process.env.OWN ?? 'Lịch tiêm chủng cho trẻ dưới 5 tuổi';
const cluster = process.env.CLUSTER ?? 'Cụm chợ Vĩnh Thuận';
const left_out = process.env.LEFT_OUT;

const screens = [
  { name: 'desk', viewport: { width: 1280, height: 900 } },
  { name: 'phone', viewport: { width: 360, height: 780 } },
];

async function look(page, screen, name) {
  await picture(page, `schedule-${screen}-${name}`);
  await check_accessible(page, `${screen} ${name}`);
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${screen} ${name}: ${wide} px wider than the screen`);
}

/** The local date so many days from now, as the address has it. */
const date_after = (days) =>
  new Date(Date.now() + 7 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
const shown_date = (date) => date.split('-').reverse().join('/');

async function read_calendar(page, screen) {
  if (screen === 'phone') {
    await page.locator('.chip[data-locked]', { hasText: higher }).first().waitFor();
    await page.locator('.slot-why', { hasText: 'trùng giờ với' }).first().waitFor();
    if (left_out) await page.locator('.slot-why', { hasText: 'giờ yên lặng' }).first().waitFor();
    return look(page, screen, 'list');
  }
  // With whose it is.
  const locked = page.locator('.calendar-run[data-locked][title*="An Giang"]', { hasText: higher })
    .first();
  await locked.waitFor();
  check(await locked.getAttribute('data-movable') === null, 'what the province owns can be dragged');
  const mark = page.locator('.calendar-mark').last();
  await mark.click();
  const why = page.getByRole('dialog', { name: own });
  await why.getByText(/trùng giờ với/).waitFor();
  await look(page, screen, 'why');
  await page.keyboard.press('Escape');
  await why.waitFor({ state: 'detached' });
  if (left_out) {
    // With the keyboard: it stands above what is shown first.
    await page.locator('.calendar-run[data-state=left_out]', { hasText: left_out }).last().focus();
    await page.keyboard.press('Enter');
    const reason = page.getByRole('dialog', { name: left_out });
    await reason.getByText(/giờ yên lặng/).waitFor();
    await page.keyboard.press('Escape');
    await reason.waitFor({ state: 'detached' });
  }
  await look(page, screen, 'calendar');
}

/** By the menu of a run on a desk, from the list of programmes on a phone. */
async function copy_a_programme(page, screen) {
  const name = `${own} (${screen})`;
  if (screen === 'desk') {
    const run = page.locator('.calendar-run[data-movable]', { hasText: own }).first();
    await run.focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Chép sang ngày khác' }).click();
  } else {
    await button(page, `Chép chương trình ${own}`).first().click();
  }
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tên chương trình').fill(name);
  await dialog.getByText('Các lượt sẽ phát').waitFor();
  const accept = dialog.getByLabel(/^Tôi đã xem những chỗ trùng/);
  const copy = dialog.getByRole('button', { name: 'Chép', exact: true });
  await accept.waitFor();
  check(await copy.isDisabled(), 'a clash is copied without a word');
  await look(page, screen, 'copy');
  await accept.check();
  await copy.click();
  await page.getByText(`Đã chép “${name}”`).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: `Chép chương trình ${name}`, exact: true }).waitFor();
}

/** What stands on one of the next two days once more a week later, where it is not planned yet. */
async function copy_a_day(page, screen) {
  await button(page, 'Tới sau').click();
  const menus = page.getByRole('button', { name: /^Việc cho / });
  await menus.first().waitFor();
  for (const which of [1, 2]) {
    await menus.nth(which).click();
    await page.getByRole('menuitem', { name: 'Chép ngày này tuần trước' }).click();
    const dialog = page.getByRole('dialog');
    const copy = dialog.getByRole('button', { name: /^Chép \d+ chương trình/ });
    await dialog.getByText('Tuần trước không có gì thêm').or(dialog.getByRole('checkbox')).first().waitFor();
    if (await copy.isDisabled() && await dialog.getByLabel(/^Tôi đã xem/).count() === 0) {
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      continue;
    }
    await dialog.getByText(own).first().waitFor();
    await look(page, screen, 'copy-day');
    const accept = dialog.getByLabel(/^Tôi đã xem những chỗ trùng/);
    if (await accept.count() > 0) await accept.check();
    await copy.click();
    await page.getByText(/^Đã chép \d+ chương trình/).waitFor();
    await dialog.waitFor({ state: 'detached' });
    return;
  }
  throw new Error('nothing of last week was offered to be copied');
}

async function hear_a_day(page, url, screen) {
  const date = date_after(3);
  await page.goto(`${url}/schedule/heard?date=${date}`);
  await page.locator('[data-heard=deferred]').first().waitFor();
  await page.locator('.owner-mark', { hasText: 'Tỉnh An Giang' }).first().waitFor();
  await settled(page);
  const rows = await page.locator('[data-heard]').allInnerTexts();
  // Who waits names whom it waits for.
  const first = rows.findIndex((one) => one.includes(higher));
  const second = rows.findLastIndex((one) => one.includes(own));
  check(first >= 0 && first < second, `the province goes first: ${rows.join(' | ')}`);
  await page.getByText(/mỗi cụm kêu nhiều nhất/).waitFor();
  if (left_out) {
    const not = page.locator('[data-heard=not]', { hasText: left_out });
    await not.getByText(/giờ yên lặng/).waitFor();
  }
  await look(page, screen, 'heard');

  const place = page.getByRole('combobox', { name: 'Nơi nghe' });
  await place.click();
  await place.fill(cluster.slice(-8));
  await page.getByRole('option', { name: cluster }).click();
  await page.waitForURL(/device=/);
  await page.getByText('· 1 cụm loa').waitFor();
  await page.locator('[data-heard=deferred]').first().waitFor();
  await page.reload();
  await page.getByText('· 1 cụm loa').waitFor();
  // The chosen cluster is named after a reload too.
  await page.waitForFunction(
    (name) => [...document.querySelectorAll('input')].some(({ value }) => value === name), cluster);
  await page.getByRole('button', { name: 'Ngày sau' }).click();
  await page.waitForURL((one) => one.searchParams.get('date') === date_after(4));
  await page.getByRole('button', { name: 'Ngày', exact: true })
    .filter({ hasText: shown_date(date_after(4)) }).waitFor();
}

const line = (page) => page.getByRole('slider', { name: 'Vị trí đang nghe' });
const place_on_line = async (page) => Number(await line(page).inputValue());

async function listen(page, screen) {
  await button(page, 'Nghe cả ngày').click();
  await button(page, 'Nghe').click();
  await page.waitForFunction(
    () => Number(document.querySelector('.play-out-line')?.value) >= 1000, undefined, { timeout: 30_000 });
  await look(page, screen, 'listen');
  const before = await place_on_line(page);
  await button(page, 'Mục sau').click();
  await page.waitForFunction(
    (at) => Number(document.querySelector('.play-out-line')?.value) > at + 1000, before);
  await button(page, 'Tạm dừng').click();
  const stands = await place_on_line(page);
  await line(page).focus();
  await page.keyboard.press('Home');
  check(await place_on_line(page) < stands, 'the arrow keys do not lead back');
}

/** The plan of one cluster leads to its day as it would be heard. */
async function come_from_a_cluster(page, url) {
  const device = new URL(page.url()).searchParams.get('device');
  await page.goto(`${url}/devices/${device}?tab=plan`);
  await page.getByRole('link', { name: 'Nghe trước ngày này' }).nth(1).click();
  await page.waitForURL((one) => one.searchParams.get('device') === device &&
    one.searchParams.get('date') === date_after(1));
  await page.getByText('· 1 cụm loa').waitFor();
}

/** A programme by itself, from its line in the list. */
async function listen_to_a_programme(page, url, screen) {
  await page.goto(`${url}/schedule`);
  await button(page, `Nghe thử chương trình ${own}`).first().click();
  const dialog = page.getByRole('dialog', { name: own });
  await dialog.getByRole('button', { name: 'Nghe', exact: true }).click();
  await page.waitForFunction(
    () => Number(document.querySelector('.play-out-line')?.value) >= 1000, undefined, { timeout: 30_000 });
  await look(page, screen, 'listen-programme');
  check(await dialog.getByText('Không nghe trước được', { exact: true }).count() === 0,
    'the own programme cannot be heard');
  await page.keyboard.press('Escape');
}

export async function schedule() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    for (const { name, viewport } of screens) {
      const context = await browser.newContext({ viewport, locale: 'vi-VN' });
      const page = await context.newPage();
      watch(page, url, complaints);
      await sign_in(page, url, officer);
      await page.goto(`${url}/schedule`);
      await read_calendar(page, name);
      await copy_a_programme(page, name);
      await copy_a_day(page, name);
      await hear_a_day(page, url, name);
      await listen(page, name);
      await come_from_a_cluster(page, url);
      await listen_to_a_programme(page, url, name);
      await context.close();
    }
  }));
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}
