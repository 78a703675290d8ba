// What a server signs with, in the hands of its administrator, against a real server with players: a
// second factor is asked for and taken, a key is replaced as planned and one that was stolen, the keys
// of the province come in by file and digits and go again, a maker of programs is believed; and a
// technician takes a stolen machine's own key from it. Needs NGUON_URL with ADMIN, TECHNICIAN and
// PASSWORD, the DEVICE that is lost, the province's file PROVINCE and its FINGERPRINT, and MAKER, the
// public key of a maker; on the SCREEN named.
import { one_time_code } from './authenticator.mjs';
import { button, check_accessible, sign_in, sign_out } from './hands.mjs';
import {
  check, chosen_screen, picture, settled, watch, with_browser, with_console,
} from './support.mjs';

const { PASSWORD: password, DEVICE, PROVINCE, FINGERPRINT = '', MAKER = '' } = process.env;
const screen = process.env.SCREEN === 'phone' ? 'phone' : 'desk';

async function look(page, name) {
  await settled(page);
  await picture(page, `keys-${screen}-${name}`);
  await check_accessible(page, name);
  const wide = await page.evaluate(() =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check(!wide, `${name} is wider than the ${screen}`);
}

const card = (page, name) => page.getByRole('region', { name, exact: true });
const code_field = (dialog) => dialog.getByLabel('Mã 6 số trên điện thoại');
async function keyids(page, name) {
  const shown = card(page, name).locator('.numbers');
  await shown.first().waitFor();
  return shown.allInnerTexts();
}

async function ask(page, name, action) {
  await card(page, name).getByRole('button', { name: action, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

async function send(dialog, action) {
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** The page leads there. The recovery codes stand for the telephone: each is good once, at any time. */
async function take_second_factor(page, url) {
  await page.goto(`${url}/keys`);
  const dialog = await ask(page, 'Khóa thường ngày', 'Đổi khóa');
  await dialog.getByText('tài khoản này chưa bật').waitFor();
  await dialog.getByLabel('Vì sao đổi khóa?').fill('Thay khóa định kỳ');
  check(await dialog.getByRole('button', { name: 'Đổi khóa', exact: true }).isDisabled(),
    'a key is replaced without a second factor');
  await look(page, '1-no-second-factor');
  await dialog.getByRole('link', { name: 'Bật ngay' }).click();
  const part = page.getByRole('region', { name: 'Xác thực hai lớp' });
  await part.getByLabel('Gõ mật khẩu để bắt đầu').fill(password);
  await button(page, 'Bật xác thực hai lớp').click();
  const secret = await page.getByText('Không quét được?').locator('code').innerText();
  await page.locator('.mantine-PinInput-input').first().click();
  await page.keyboard.type(one_time_code(secret));
  const codes = page.getByRole('alert').filter({ hasText: 'Cất các mã dự phòng này' });
  await codes.waitFor();
  return codes.locator('code').allInnerTexts();
}

async function replace_as_planned(page, url, code) {
  await page.goto(`${url}/keys`);
  const before = await keyids(page, 'Khóa thường ngày');
  const dialog = await ask(page, 'Khóa thường ngày', 'Đổi khóa');
  await dialog.getByLabel('Vì sao đổi khóa?').fill('Thay khóa định kỳ');
  await code_field(dialog).fill('000000');
  await dialog.getByRole('button', { name: 'Đổi khóa', exact: true }).click();
  await dialog.getByRole('alert').waitFor();
  await look(page, '2-wrong-code');
  await code_field(dialog).fill(code);
  await send(dialog, 'Đổi khóa');
  await card(page, 'Khóa thường ngày').getByText('Chờ đến lượt').waitFor();
  await card(page, 'Khóa thường ngày').getByText('Đang ký').waitFor();
  const after = await keyids(page, 'Khóa thường ngày');
  check(after.length === 2 && after.includes(before[0]), 'the old key goes on until its end');
  await page.getByText('Bộ khóa 2', { exact: true }).waitFor();
  await look(page, '3-planned');
}

async function replace_stolen(page, code) {
  const [before] = await keyids(page, 'Khóa khẩn cấp');
  const dialog = await ask(page, 'Khóa khẩn cấp', 'Đổi khóa');
  await dialog.getByLabel('Khóa cũ đã bị lộ').check();
  await dialog.getByText('Khóa cũ mất hiệu lực ngay').waitFor();
  await dialog.getByLabel('Vì sao đổi khóa?').fill('Máy chủ bị xâm nhập');
  await code_field(dialog).fill(code);
  await look(page, '4-stolen');
  await send(dialog, 'Đổi khóa');
  await page.getByText('Bộ khóa 3', { exact: true }).waitFor();
  const after = await keyids(page, 'Khóa khẩn cấp');
  check(after.length === 1 && after[0] !== before, 'a stolen key is still there');
  await page.getByText(/Máy chủ bị xâm nhập/).waitFor();
}

async function the_province(page, codes) {
  const part = card(page, 'Khóa cấp trên');
  const adding = await ask(page, 'Khóa cấp trên', 'Thêm khóa cấp trên');
  const file = adding.locator('input[type=file]');
  await file.setInputFiles({ name: 'anh.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await adding.getByText('Tệp này không phải tệp khóa công khai').waitFor();
  await file.setInputFiles(PROVINCE);
  await adding.getByText('2 khóa trong tệp').waitFor();
  await adding.getByLabel('Dãy số đối chiếu').fill('12345 12345 12345 12345 12345 12345');
  await adding.getByLabel('Vì sao?').fill('Nối với tỉnh');
  await code_field(adding).fill(codes[0]);
  await adding.getByRole('button', { name: 'Thêm khóa', exact: true }).click();
  await adding.getByRole('alert').waitFor();
  await look(page, '5-wrong-digits');
  // The digits are put right; the code that the server has taken is still good.
  await adding.getByLabel('Dãy số đối chiếu').fill(FINGERPRINT);
  await send(adding, 'Thêm khóa');
  await part.getByText('Cấp tỉnh').waitFor();
  await part.getByText(FINGERPRINT).waitFor();
  await look(page, '6-province');

  const removing = await ask(page, 'Khóa cấp trên', 'Gỡ khóa');
  await removing.getByText('thôi nghe lệnh của cấp này ngay').waitFor();
  await removing.getByLabel('Vì sao?').fill('Thôi nối với tỉnh');
  await code_field(removing).fill(codes[1]);
  await send(removing, 'Gỡ khóa');
  await part.getByText('Chưa thêm khóa của cấp nào.').waitFor();
}

async function believe_a_maker(page, code) {
  const part = card(page, 'Khóa phát hành phần mềm');
  await part.getByText('Chưa tin nhà sản xuất nào').waitFor();
  const dialog = await ask(page, 'Khóa phát hành phần mềm', 'Đổi khóa phát hành');
  await dialog.getByLabel('Khóa công khai, mỗi dòng một khóa').fill(MAKER);
  await dialog.getByLabel('Vì sao đổi?').fill('Nhà sản xuất loa của xã');
  await code_field(dialog).fill(code);
  await send(dialog, 'Lưu');
  await part.getByText('Chưa tin nhà sản xuất nào').waitFor({ state: 'detached' });
  check((await keyids(page, 'Khóa phát hành phần mềm')).length === 1, 'the maker is not believed');
  await look(page, '7-maker');
}

async function lose_a_machine(page, url) {
  await page.goto(`${url}/devices/${DEVICE}`);
  await button(page, 'Báo mất hoặc ngừng dùng').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Vì sao ngừng dùng?').fill('Mất cắp đêm 20/11');
  await look(page, '8-lost');
  await send(dialog, 'Ngừng dùng ngay');
  await page.getByText('Máy không còn được phép nối vào hệ thống.').first().waitFor();
  await page.getByText('Lý do: Mất cắp đêm 20/11').waitFor();
  await button(page, 'Dùng lại, lấy mã nối máy mới').waitFor();
  check(await button(page, 'Báo mất hoặc ngừng dùng').count() === 0, 'it is lost once');
  await look(page, '9-revoked');
}

export async function keys() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const context = await browser.newContext({ ...chosen_screen, locale: 'vi-VN' });
    const page = await context.newPage();
    watch(page, url, complaints);
    await sign_in(page, url, { user: process.env.ADMIN, password });
    const codes = await take_second_factor(page, url);
    await replace_as_planned(page, url, codes[0]);
    await replace_stolen(page, codes[1]);
    await the_province(page, codes.slice(2, 4));
    await believe_a_maker(page, codes[4]);
    await sign_out(page);
    await sign_in(page, url, { user: process.env.TECHNICIAN, password });
    await lose_a_machine(page, url);
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
