// What is behind a bulletin besides writing it, by one officer on a desk and on a phone: a template
// is kept, removed, brought back and used; a recording is spoken into the microphone (Chromium's
// own pretended one), paused, taken and trimmed by keys and pointer; what was done is undone; the
// archive is searched without tone marks. Needs NGUON_URL with COMPOSER and PASSWORD.
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, picture, watch, with_browser, with_console } from './support.mjs';

const screens = [
  { name: 'desk', viewport: { width: 1280, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 }, hasTouch: true },
];
const microphone = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

async function look(page, screen, name) {
  await picture(page, `bulletins-${screen}-${name}`);
  await check_accessible(page, `${name} on a ${screen}`);
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check(!wide, `${name} is wider than the ${screen}`);
}

async function undo(page, said) {
  const undone = page.getByText('Đã hoàn tác.');
  await page.getByText(said).waitFor();
  const offer = button(page, 'Hoàn tác');
  const before = await undone.count();
  await offer.click();
  await offer.waitFor({ state: 'detached' });
  if (before === 0) await undone.first().waitFor();
}

async function keep_template(page, url, screen, name) {
  await page.goto(`${url}/bulletins`);
  await page.getByRole('link', { name: 'Mẫu bản tin' }).click();
  await page.getByRole('heading', { name: 'Mẫu bản tin', level: 1 }).waitFor();
  await button(page, 'Soạn mẫu mới').first().click();
  await page.getByLabel('Tên mẫu').fill(name);
  await page.getByLabel('Tên bản tin').fill('Cúp điện {ấp} ngày {ngày}');
  await page.getByLabel('Nội dung sẽ đọc trên loa')
    .fill('Kính thưa bà con {ấp}. Ngày {ngày} tạm cúp điện để sửa lưới.');
  await look(page, screen, 'template-edit');
  await button(page, 'Lưu').click();
  await button(page, `Xóa mẫu ${name}`).click();
  await button(page, `Dùng mẫu ${name}`).waitFor({ state: 'detached' });
  await undo(page, `Đã xóa mẫu ${name}.`);
  await button(page, `Dùng mẫu ${name}`).waitFor();
  await look(page, screen, 'templates');
}

async function use_template(page, screen, name, place) {
  await button(page, `Dùng mẫu ${name}`).click();
  await page.getByLabel('ấp', { exact: true }).fill(place);
  check(/^\d\d\/\d\d\/\d{4}$/.test(await page.getByLabel('ngày', { exact: true }).inputValue()),
    'a day is guessed to be today');
  await look(page, screen, 'template-use');
  await button(page, 'Tạo bản nháp').click();
  await page.getByRole('heading', { name: new RegExp(`^Cúp điện ${place} ngày`), level: 1 })
    .waitFor();
}

async function whole_sound(page) {
  const play = button(page, 'Nghe');
  await play.waitFor({ timeout: 150_000 });
  await page.waitForFunction(() => !document.querySelector('[aria-label="Nghe"]')?.disabled);
  const wave = page.getByRole('slider', { name: 'Vị trí trong bản đọc' });
  return Number(await wave.getAttribute('aria-valuemax'));
}

async function record(page, screen) {
  await page.getByRole('tab', { name: 'Nghe thử' }).click();
  await page.getByText('Ghi âm', { exact: true }).first().click();
  await button(page, 'Ghi âm').click();
  await page.getByText('Đang ghi…').waitFor();
  await page.getByRole('meter', { name: 'Độ to của tiếng' }).waitFor();
  await page.getByText('0:02', { exact: true }).waitFor({ timeout: 30_000 });
  await look(page, screen, 'recording');
  await button(page, 'Tạm dừng').click();
  await page.getByText('Đang tạm dừng').waitFor();
  await button(page, 'Ghi tiếp').click();
  await page.getByText(/^\d:(0[5-9]|[1-5]\d)$/).waitFor({ timeout: 30_000 });
  await button(page, 'Ghi xong').click();
  await button(page, 'Nghe bản vừa ghi').waitFor();
  await look(page, screen, 'recorded');
  await button(page, 'Dùng bản ghi này').click();
  return whole_sound(page);
}

/** The begin by keys, the end by the pointer; the sound is shorter by what was left out. */
async function trim(page, screen) {
  await button(page, 'Cắt đầu, cắt cuối').click();
  const begin = page.getByRole('slider', { name: 'Bắt đầu' });
  const end = page.getByRole('slider', { name: 'Kết thúc' });
  await begin.focus();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowLeft');
  check(await begin.getAttribute('aria-valuenow') === '1090', 'keys move the beginning');
  check((await page.getByLabel('Bắt đầu').nth(1).inputValue()).startsWith('1,09'),
    'the number tells where the beginning is');
  const before = Number(await end.getAttribute('aria-valuenow'));
  const box = await end.boundingBox();
  const wave = await page.locator('.trim-wave').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(wave.x + wave.width * 0.8, box.y + 20, { steps: 5 });
  await page.mouse.up();
  const after = Number(await end.getAttribute('aria-valuenow'));
  check(Math.abs(after - before * 0.8) < before * 0.02, 'the pointer moves the end');
  await button(page, 'Nghe đoạn giữ lại').click();
  await button(page, 'Dừng').first().waitFor();
  await button(page, 'Nghe đoạn giữ lại').waitFor({ timeout: 20_000 });
  await look(page, screen, 'trim');
  await button(page, 'Cắt và dùng đoạn này').click();
  await page.getByRole('region', { name: 'Cắt bản ghi âm' }).waitFor({ state: 'detached', timeout: 150_000 });
  await button(page, 'Cắt đầu, cắt cuối').waitFor();
  return (after - 1090) / 1000;
}

async function leave_and_take_back(page) {
  await page.getByText('Giọng máy', { exact: true }).click();
  await undo(page, 'Đã bỏ bản ghi âm, dùng lại giọng máy.');
  await button(page, 'Cắt đầu, cắt cuối').waitFor();
  await page.getByRole('tab', { name: 'Duyệt' }).click();
  await button(page, 'Thu hồi').click();
  await page.getByLabel('Vì sao thu hồi?').fill('Bấm nhầm');
  await page.getByRole('dialog').getByRole('button', { name: 'Thu hồi' }).click();
  await undo(page, 'Đã thu hồi bản nháp.');
  await page.getByText('Bản nháp').first().waitFor();
}

async function search(page, url, screen, mark) {
  await page.goto(`${url}/bulletins`);
  await page.getByLabel('Tìm theo tên hoặc nội dung').fill(`cup dien ap ${mark} ng`);
  const rows = page.getByRole('link', { name: new RegExp(`Cúp điện ấp ${mark} ngày`) });
  await rows.first().waitFor();
  await page.waitForURL(/q=/);
  check(await rows.count() === 1, 'the search finds the one bulletin');
  await look(page, screen, 'search');
}

export async function bulletins() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    for (const { name: screen, ...sizes } of screens.filter(({ name }) =>
      !process.env.SCREEN || process.env.SCREEN === name)) {
      const context = await browser.newContext({
        ...sizes, locale: 'vi-VN', permissions: ['microphone'],
      });
      const page = await context.newPage();
      watch(page, url, complaints);
      await sign_in(page, url, { user: process.env.COMPOSER, password: process.env.PASSWORD });
      const mark = Date.now().toString().slice(-5);
      await keep_template(page, url, screen, `Cúp điện ${mark}`);
      await use_template(page, screen, `Cúp điện ${mark}`, `ấp ${mark}`);
      const whole = await record(page, screen);
      const kept = await trim(page, screen);
      const cut = await whole_sound(page);
      check(cut < whole && Math.abs(cut - kept) <= 1, `${kept} s stay of ${whole}, not ${cut}`);
      await leave_and_take_back(page);
      await search(page, url, screen, mark);
      await context.close();
    }
  }, microphone));
  check(complaints.length === 0, complaints.join('\n'));
}
