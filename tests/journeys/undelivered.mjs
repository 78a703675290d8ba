// What the server could not deliver, in the hands of an administrator, against a real server whose mail
// and web hook were given up and with work that it could not do: counted on the first page, sent again
// in vain, let go with a reason, tried again all together, and what the log says of it. Needs NGUON_URL
// with ADMIN and PASSWORD and the addresses MAIL and HOOK, which refuses once more; on the SCREEN named.
import { check_accessible, sign_in } from './hands.mjs';
import {
  check, chosen_screen, picture, settled, watch, with_browser, with_console,
} from './support.mjs';

const { ADMIN: user, PASSWORD: password, MAIL = '', HOOK = '' } = process.env;
const screen = process.env.SCREEN === 'phone' ? 'phone' : 'desk';
const slow = { timeout: 60_000 };

async function look(page, name) {
  await settled(page);
  await picture(page, `undelivered-${screen}-${name}`);
  await check_accessible(page, name);
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check(!wide, `${name} is wider than the ${screen}`);
}

const row = (page, text) => page.getByRole('group').filter({ hasText: text });

async function from_the_first_page(page) {
  const waiting = page.getByRole('region', { name: 'Chờ tôi' });
  const link = waiting.getByRole('link', { name: '3 việc chưa gửi được, chờ quyết định' });
  await link.waitFor(slow);
  await look(page, '1-first-page');
  await link.click();
  await page.getByRole('heading', { name: 'Chưa gửi được', level: 1 }).waitFor();
  await row(page, MAIL).getByText('Kiểm tra địa chỉ thư').waitFor();
  await row(page, MAIL).getByText('451').waitFor();
  await row(page, HOOK).getByText('đã thử 30 lần').waitFor();
  await row(page, 'Tính lại lịch phát sau khi bản tin đổi').getByText('Cụm loa có thể còn giữ lịch cũ.').waitFor();
  await look(page, '2-list');
}

async function send_in_vain(page) {
  await row(page, HOOK).getByRole('button', { name: 'Gửi lại' }).click();
  await page.getByText('Nếu vẫn không được, việc này trở lại đây').waitFor();
  await row(page, HOOK).getByText('đã thử 31 lần').waitFor(slow);
}

async function let_go(page) {
  await row(page, MAIL).getByRole('button', { name: 'Bỏ', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const send = dialog.getByRole('button', { name: 'Bỏ việc này' });
  await dialog.getByText('Tin báo này sẽ không bao giờ tới nơi nhận.').waitFor();
  check(await send.isDisabled(), 'it is let go without a reason');
  await dialog.getByLabel('Vì sao bỏ?').fill('Đã gọi điện cho người trực');
  await look(page, '3-let-go');
  await send.click();
  await dialog.waitFor({ state: 'detached' });
  await row(page, MAIL).waitFor({ state: 'detached' });
}

async function all_again(page, url) {
  await page.getByText('2 việc chờ quyết định').waitFor();
  await page.getByRole('button', { name: 'Làm lại tất cả' }).click();
  await page.getByText('Không có gì bị kẹt').waitFor(slow);
  await look(page, '4-nothing-left');
  await page.goto(url);
  await page.getByRole('region', { name: 'Chờ tôi' }).waitFor();
  await settled(page);
  check(await page.getByText('chưa gửi được, chờ quyết định').count() === 0, 'nothing waits any more');
}

async function read_log(page, url) {
  await page.goto(`${url}/audit?action=alarms.`);
  await page.getByText('bỏ tin báo không gửi được').first().waitFor();
  await page.getByText('thử gửi lại tin báo').first().waitFor();
  await page.getByText(/Đã gọi điện cho người trực/).first().waitFor();
}

export async function undelivered() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const context = await browser.newContext({ ...chosen_screen, locale: 'vi-VN' });
    const page = await context.newPage();
    watch(page, url, complaints);
    await sign_in(page, url, { user, password });
    await from_the_first_page(page);
    await send_in_vain(page);
    await let_go(page);
    await all_again(page, url);
    await read_log(page, url);
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
