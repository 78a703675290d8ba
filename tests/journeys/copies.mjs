// A commune takes over what its province has approved, on a desk and on the smallest phone: it is
// found among those from above, searched without tone marks, read and heard, taken over by one press
// and submitted; the commune's own approver adds a word that the author reads; the bulletin is
// copied from its page and from the list; a withdrawn one goes into the archive, comes back, goes
// again, and is found there. Needs NGUON_URL with COMPOSER and APPROVER of one PASSWORD, and TITLE
// of a bulletin of the province.
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, picture, watch, with_browser, with_console } from './support.mjs';

const screens = [
  { name: 'desk', viewport: { width: 1280, height: 900 } },
  { name: 'phone', viewport: { width: 360, height: 740 }, hasTouch: true },
];
const word = 'Phát trước 6 giờ sáng.';
const title = process.env.TITLE ?? '';
const account = (name) => ({ user: process.env[name] ?? '', password: process.env.PASSWORD });

async function look(page, screen, name) {
  await picture(page, `copies-${screen}-${name}`);
  await check_accessible(page, `${name} on a ${screen}`);
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check(!wide, `${name} is wider than the ${screen}`);
}

const heading = (page, name) => page.getByRole('heading', { name, level: 1 }).waitFor();
const id_in = (page) => new URL(page.url()).pathname.split('/').at(-1);

async function sounds(page) {
  await button(page, 'Nghe').waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => !document.querySelector('[aria-label="Nghe"]')?.disabled);
  const wave = page.getByRole('slider', { name: 'Vị trí trong bản đọc' });
  check(Number(await wave.getAttribute('aria-valuemax')) >= 1, 'there is a sound');
}

async function find_above(page, url, screen) {
  await page.goto(`${url}/bulletins`);
  await page.getByText('Của cấp trên', { exact: true }).click();
  await page.waitForURL(/from=above/);
  const row = page.getByRole('link', { name: new RegExp(title) });
  await row.waitFor();
  await row.getByText('Tỉnh An Giang').waitFor();
  check(await page.getByLabel('Do tôi soạn').count() === 0, 'nobody here wrote what comes from above');
  await look(page, screen, '1-above');
  await page.getByLabel('Tìm theo tên hoặc nội dung').fill('lang quang khong co');
  await page.getByText('Không có bản tin nào như vậy.').waitFor();
  await page.getByLabel('Tìm theo tên hoặc nội dung').fill('diet lang qu');
  await row.click();
  await heading(page, title);
}

async function take_over(page, screen) {
  await page.getByText('Tỉnh An Giang đã duyệt cho địa bàn của bạn').waitFor();
  await sounds(page);
  check(await page.getByRole('tab').count() === 0, 'the way of another unit is not shown');
  await look(page, screen, '2-read');
  const original = id_in(page);
  await button(page, 'Lấy về soạn').click();
  await page.getByText(/^Theo bản tin của Tỉnh An Giang/).waitFor();
  check(id_in(page) !== original, 'it is a bulletin of its own');
  await page.getByText('Bản nháp', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Xem bản gốc' }).waitFor();
  await page.getByRole('tab', { name: 'Nghe thử', selected: true }).waitFor();
  await sounds(page);
  await look(page, screen, '3-taken-over');
  await button(page, 'Gửi duyệt').click();
  await page.getByText('Đang chờ duyệt').waitFor();
  return id_in(page);
}

async function approve_with_a_word(page, url, screen, id) {
  await page.goto(`${url}/bulletins/${id}`);
  await page.getByText(/^Theo bản tin của Tỉnh An Giang/).waitFor();
  check(await button(page, 'Tạo bản sao').count() === 0, 'who writes nothing copies nothing');
  await button(page, 'Thêm ý kiến').click();
  await page.getByLabel('Ý kiến khi duyệt').fill(word);
  await look(page, screen, '4-comment');
  await button(page, 'Duyệt').click();
  await page.getByText(`“${word}”`).first().waitFor();
}

async function read_the_word(page, url, screen, id) {
  await page.goto(`${url}/bulletins/${id}`);
  await page.getByText(/đã duyệt và nhắn/).waitFor();
  await page.getByText(word).first().waitFor();
  await look(page, screen, '5-told');
}

async function copy_own(page, url, screen, id) {
  await button(page, 'Tạo bản sao').click();
  await page.getByText(/^Sao từ bản tin/).waitFor();
  const first = id_in(page);
  check(first !== id, 'the page shows the copy');
  await page.goto(`${url}/bulletins?state=draft`);
  const rows = page.getByRole('link', { name: new RegExp(title) });
  await rows.first().waitFor();
  await look(page, screen, '6-list');
  await button(page, `Tạo bản sao của ${title}`).first().click();
  await page.getByText(/^Sao từ bản tin/).waitFor();
  check(![first, id].includes(id_in(page)), 'the list copies as well');
}

/** Notices lie over the actions of a page for a while, and stay as long as the pointer is on them. */
async function notices_gone(page) {
  await page.mouse.move(5, 300);
  await page.waitForFunction(
    () => document.querySelector('.mantine-Notification-root') === null, undefined,
    { timeout: 60_000 });
}

async function archive(page, url, screen) {
  await page.getByRole('tab', { name: 'Duyệt' }).click();
  await button(page, 'Thu hồi').click();
  await page.getByLabel('Vì sao thu hồi?').fill('Đã phát năm ngoái');
  await page.getByRole('dialog').getByRole('button', { name: 'Thu hồi' }).click();
  await page.getByText('Đã thu hồi', { exact: true }).waitFor();
  await notices_gone(page);
  await button(page, 'Cho vào lưu trữ').click();
  await page.getByText('Lưu trữ', { exact: true }).waitFor();
  await button(page, 'Hoàn tác').last().click();
  await page.getByText('Đã thu hồi', { exact: true }).waitFor();
  await notices_gone(page);
  await button(page, 'Cho vào lưu trữ').click();
  await button(page, 'Đưa ra khỏi lưu trữ').waitFor();
  await look(page, screen, '7-archived');
  const id = id_in(page);
  await page.goto(`${url}/bulletins?state=archived`);
  await page.getByLabel('Tìm theo tên hoặc nội dung').fill('diet lang qu');
  await page.waitForURL(/q=/);
  await page.locator(`a[href^="/bulletins/${id}"]`).waitFor();
  await look(page, screen, '8-archive');
  await page.locator(`a[href^="/bulletins/${id}"]`).click();
  await button(page, 'Đưa ra khỏi lưu trữ').click();
  await page.getByText('Đã thu hồi', { exact: true }).waitFor();
}

export async function copies() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    for (const { name: screen, ...sizes } of screens.filter(({ name }) =>
      !process.env.SCREEN || process.env.SCREEN === name)) {
      const opened = async (name) => {
        const context = await browser.newContext({ ...sizes, locale: 'vi-VN' });
        const page = await context.newPage();
        watch(page, url, complaints);
        await sign_in(page, url, account(name));
        return page;
      };
      const composer = await opened('COMPOSER');
      const approver = await opened('APPROVER');
      await find_above(composer, url, screen);
      const id = await take_over(composer, screen);
      await approve_with_a_word(approver, url, screen, id);
      await read_the_word(composer, url, screen, id);
      await copy_own(composer, url, screen, id);
      await archive(composer, url, screen);
      await composer.context().close();
      await approver.context().close();
    }
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
