// Phát khẩn cấp by two persons, one on a phone and one at a desk: an exercise that cannot be
// mistaken, confirmed by the second, counted up live, ended by an all-clear, its record saved and
// checked; a real one that the second refuses; a real one silenced by "Dừng tất cả". In the demo, or
// against a server with players whose rule is two persons: RAISER and CONFIRMER of one PASSWORD.
import { check_light } from './first_load.mjs';
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, picture, watch, with_browser, with_console } from './support.mjs';

const password = process.env.PASSWORD ?? 'demo-demo-demo';
const raiser = { user: process.env.RAISER ?? 'minh', password };
const confirmer = { user: process.env.CONFIRMER ?? 'lan', password };
const slow = { timeout: 60_000 };

async function look(page, name) {
  await picture(page, `emergency-${name}`);
  await check_accessible(page, name);
}

async function open_page(browser, url, account, screen, complaints) {
  const context = await browser.newContext({ ...screen, locale: 'vi-VN' });
  const page = await context.newPage();
  watch(page, url, complaints);
  await sign_in(page, url, account);
  return page;
}

async function begin(page, url, kind) {
  await page.goto(`${url}/emergency`);
  const name = kind === 'real' ? 'Phát khẩn cấp ngay' : 'Diễn tập';
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('radiogroup', { name: '1. Chuyện gì xảy ra?' }).waitFor();
  await page.getByRole('radio', { name: /Bão/ }).first().check();
  check((await page.getByLabel('Lời phát trên loa').inputValue()).length > 80,
    'a hazard fills in its words');
  await page.getByText(/^\d+ cụm loa kêu\.$/).waitFor(slow);
}

const press = { real: /^Gửi người thứ hai xác nhận/, exercise: /^Diễn tập ở \d+ cụm loa/ };
async function raise(page, kind) {
  await page.getByRole('button', { name: press[kind] }).click();
  await page.getByText('Chưa kêu: chờ người thứ hai').waitFor(slow);
}

async function no_red(page) {
  const red = await page.locator('.raise-button, .chip[data-tone=emergency], ' +
    '.note[data-tone=emergency], .emergency-band[data-mode=real]').count();
  check(red === 0, 'an exercise wears red');
}

/** The demo keeps its things in each browser: there both persons use the same one in turn. */
async function in_turn(page, url, account, server) {
  if (server) return;
  await page.getByRole('button', { name: /^Tài khoản/ }).click();
  await page.getByRole('menuitem', { name: 'Đăng xuất' }).click();
  await sign_in(page, url, account);
}

async function confirm(page, url) {
  await page.goto(`${url}/`);
  await page.getByRole('link', { name: /chờ bạn xác nhận/ }).click();
  await page.getByRole('button', { name: /^Đồng ý, phát đến/ }).click();
  await page.getByText('Đang phát trên loa').waitFor(slow);
}

async function sounded(page, least) {
  await page.waitForFunction(
    (wanted) => Number(document.querySelector('[data-cell=sounded] dd')?.textContent) >= wanted,
    least, slow);
}

async function exercise(first, second, url, server) {
  await begin(first, url, 'exercise');
  await first.getByText('DIỄN TẬP').first().waitFor();
  await no_red(first);
  await look(first, '1-exercise');
  await raise(first, 'exercise');
  await look(first, '2-waiting');
  await in_turn(second, url, confirmer, server);
  await confirm(second, url);
  await no_red(second);
  await sounded(second, 2);
  await look(second, '3-board');
  await in_turn(first, url, raiser, server);
  await first.goto(`${url}/`);
  await first.getByRole('link', { name: /^DIỄN TẬP/ }).click();
  await sounded(first, 2);
  await button(first, 'Báo an toàn').click();
  await look(first, '4-all-clear');
  await first.getByRole('dialog').getByRole('button', { name: 'Báo an toàn' }).click();
  await first.getByText('Lời báo an toàn', { exact: true }).waitFor(slow);
}

async function keep_record(page, url) {
  const [file] = await Promise.all([
    page.waitForEvent('download'), button(page, 'Tải hồ sơ').click(),
  ]);
  const path = await file.path();
  await page.goto(`${url}/emergency`);
  await page.locator('input[type=file]').setInputFiles(path);
  await page.getByText('Hồ sơ đúng là bản gốc').waitFor(slow);
  await page.locator('input[type=file]').setInputFiles({
    name: 'khac.json', mimeType: 'application/json', buffer: Buffer.from('{"payload":"eA=="}'),
  });
  await page.getByRole('alert').waitFor();
  await look(page, '5-record');
}

async function refused(first, second, url, server) {
  await begin(first, url, 'real');
  check(await first.locator('.raise-button').count() === 1, 'the real one is the red one');
  await look(first, '6-real');
  await raise(first, 'real');
  await in_turn(second, url, confirmer, server);
  await second.goto(`${url}/`);
  await second.getByRole('link', { name: /chờ bạn xác nhận/ }).click();
  await look(second, '7-asked');
  await button(second, 'Không đồng ý').click();
  await button(second, 'Phát nhầm').click();
  await second.getByRole('dialog').getByRole('button', { name: 'Từ chối' }).click();
  await second.getByText('Bị từ chối').waitFor(slow);
}

async function stopped(first, second, url, server) {
  await in_turn(first, url, raiser, server);
  await begin(first, url, 'real');
  await raise(first, 'real');
  await in_turn(second, url, confirmer, server);
  await confirm(second, url);
  await sounded(second, 2);
  await look(second, '8-on-air');
  await second.goto(`${url}/`);
  await second.getByRole('link', { name: /đang phát, \d+\/\d+ cụm đã kêu/ }).waitFor(slow);
  await look(second, '9-today');
  await button(second, 'Dừng tất cả').click();
  await button(second, 'Phát nhầm').click();
  await look(second, '10-stop');
  await second.getByRole('dialog').getByRole('button', { name: 'Dừng tất cả' }).click();
  await second.getByText('Đã hủy 1 đợt khẩn cấp.').waitFor(slow);
  await second.getByRole('dialog').getByRole('button', { name: 'Đóng', exact: true }).last().click();
  await second.getByRole('region', { name: 'Khẩn cấp' }).waitFor({ state: 'detached', ...slow });
}

/** An exercise without words: the siren calls until somebody speaks, and they may speak again. */
async function spoken(page, url) {
  await in_turn(page, url, raiser, false);
  await page.goto(`${url}/emergency`);
  await page.getByRole('link', { name: 'Diễn tập', exact: true }).click();
  await page.getByRole('radio', { name: /Bão/ }).first().check();
  await page.getByText('Ghi âm', { exact: true }).click();
  await button(page, 'Ghi âm').waitFor(slow);
  await page.getByText('Nói trực tiếp', { exact: true }).click();
  await page.getByLabel('Lời phát trên loa').fill('');
  await page.getByText(/^\d+ cụm loa kêu\.$/).waitFor(slow);
  await look(page, '11-live');
  await raise(page, 'exercise');
  await in_turn(page, url, confirmer, false);
  await confirm(page, url);
  await page.getByText('Còi đang hú, chờ người nói trực tiếp.').waitFor(slow);
  await button(page, 'Nói trực tiếp').click();
  await page.getByText('Đang có người nói trực tiếp.').waitFor(slow);
  await look(page, '12-voice');
  await button(page, 'Kết thúc').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Kết thúc' }).click();
  await button(page, 'Nói trực tiếp').waitFor(slow);
  await button(page, 'Báo an toàn').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Báo an toàn' }).click();
  await page.getByText('Lời báo an toàn', { exact: true }).waitFor(slow);
}

export async function emergency() {
  const complaints = [];
  await with_console((url, where) => with_browser(async (browser) => {
    const server = where === 'server';
    const phone = { viewport: { width: 360, height: 780 }, colorScheme: 'light' };
    const desk = { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' };
    const first = await open_page(browser, url, raiser, phone, complaints);
    const second = server
      ? await open_page(browser, url, confirmer, desk, complaints) : first;
    await exercise(first, second, url, server);
    await keep_record(first, url);
    await refused(first, second, url, server);
    await stopped(first, second, url, server);
    if (server) {
      const signed_in = await first.context().storageState();
      await check_light(browser, signed_in, [`${url}/emergency`, first.url()]);
    }
    if (!server) await spoken(first, url);
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
