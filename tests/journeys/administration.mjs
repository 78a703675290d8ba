// What an administrator does, against a real server: units, people with their rights and sessions, a
// passkey made and shown by the browser's virtual authenticator, the log and its chain.
import {
  add_passkey, button, check_accessible, sign_in, sign_out, with_authenticator,
} from './hands.mjs';
import { check, picture, watch, with_browser, with_console } from './support.mjs';

const password = process.env.PASSWORD;
const admin = { user: process.env.ADMIN, password };

async function look(page, name) {
  await picture(page, `administration-${name}`);
  await check_accessible(page, name);
}

async function add_unit(page, url, name) {
  await page.goto(`${url}/units`);
  await page.getByRole('navigation', { name: 'Địa bàn' }).getByText('Xã Vĩnh Thuận').waitFor();
  await button(page, 'Thêm đơn vị').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tên đơn vị').fill(name);
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(name, { exact: true }).waitFor();
  await look(page, 'units');
}

/** The one-time code of the new person. */
async function add_person(page, url, unit, user) {
  await page.goto(`${url}/people`);
  await button(page, 'Thêm người dùng').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Họ và tên').fill('Đỗ Thị Hoa');
  await dialog.getByLabel('Tên đăng nhập').fill(user);
  await dialog.getByRole('combobox', { name: 'Đơn vị' }).click();
  await page.getByRole('option', { name: unit }).click();
  await dialog.getByLabel('Biên tập', { exact: true }).check();
  await dialog.getByRole('button', { name: 'Thêm người dùng' }).click();
  await page.getByText('Mã một lần cho Đỗ Thị Hoa').waitFor();
  return page.locator('.code-large').innerText();
}

async function choose_password(page, url, user, code) {
  await page.goto(`${url}/set-password`);
  await page.getByLabel('Tên đăng nhập').fill(user);
  await page.getByLabel('Mã một lần').fill(code);
  await page.locator('input[type=password]').fill(password);
  await button(page, 'Đặt mật khẩu').click();
  await page.getByRole('heading', { name: 'Đăng nhập', exact: true }).waitFor();
}

async function open_person(page, url, user) {
  await page.goto(`${url}/people`);
  await page.getByLabel('Tìm theo tên hoặc tên đăng nhập').fill(user);
  await page.waitForFunction(() => document.querySelectorAll('a.row-link').length === 1);
  await page.getByRole('link', { name: /Đỗ Thị Hoa/ }).click();
  await page.getByRole('heading', { name: 'Đỗ Thị Hoa', level: 1 }).waitFor();
}

async function change_rights(page, url, user) {
  await open_person(page, url, user);
  await page.getByLabel('Kỹ thuật', { exact: true }).check();
  await button(page, 'Lưu quyền').click();
  await page.getByText('Đã lưu').first().waitFor();
  await page.reload();
  await page.getByLabel('Kỹ thuật', { exact: true }).waitFor();
  check(await page.getByLabel('Kỹ thuật', { exact: true }).isChecked(), 'the right was not kept');
  await look(page, 'person');
}

async function passkey(page, url, user) {
  const verify = await with_authenticator(page);
  await sign_in(page, url, { user, password });
  await add_passkey(page, url, 'Điện thoại của Hoa', password);
  await look(page, 'passkey');
  await sign_out(page);

  await page.getByLabel('Tên đăng nhập').fill(user);
  await page.locator('input[type=password]').fill(password);
  await button(page, 'Đăng nhập').click();
  await page.getByText('Tài khoản này dùng khóa đăng nhập').waitFor();
  await look(page, 'passkey-needed');

  await verify(false);
  await button(page, 'Đăng nhập bằng khóa').click();
  await page.getByText('Máy chưa đưa ra khóa đăng nhập').waitFor();
  await verify(true);
  await button(page, 'Đăng nhập bằng khóa').click();
  await page.getByRole('heading', { name: 'Hôm nay', level: 1 }).waitFor();

  await page.goto(`${url}/account`);
  await button(page, 'Bỏ khóa Điện thoại của Hoa').click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=password]').fill(password);
  await dialog.getByRole('button', { name: 'Bỏ', exact: true }).click();
  await page.getByText('Điện thoại của Hoa', { exact: true }).waitFor({ state: 'detached' });
  await sign_out(page);
  await sign_in(page, url, { user, password });
}

/** Signed out everywhere, then kept out: on the person's own screen as well. */
async function end_and_close(page, theirs, url, user) {
  await open_person(page, url, user);
  await button(page, 'Kết thúc mọi phiên đăng nhập').click();
  await page.getByText('Hiện không đăng nhập ở máy nào.').waitFor();
  await theirs.goto(`${url}/account`);
  await theirs.getByRole('heading', { name: 'Đăng nhập', exact: true }).waitFor();
  await button(page, 'Khóa tài khoản').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Khóa tài khoản' }).click();
  await button(page, 'Mở khóa').waitFor();
  await theirs.getByLabel('Tên đăng nhập').fill(user);
  await theirs.locator('input[type=password]').fill(password);
  await button(theirs, 'Đăng nhập').click();
  await theirs.getByText('Tài khoản này đang bị khóa').waitFor();
}

async function read_log(page, url) {
  await page.goto(`${url}/audit?action=identity.`);
  await page.getByText('khóa người dùng').first().waitFor();
  check(await page.getByText('soạn bản tin').count() === 0, 'the filter lets others through');
  await button(page, 'Kiểm tra').click();
  await page.getByText(/^Nguyên vẹn: đã kiểm tra \d+ mục/).waitFor();
  await look(page, 'audit');
}

async function settings(page, url) {
  await page.goto(`${url}/settings`);
  await page.getByText(/Mỗi buổi nhiều nhất/).waitFor();
  await page.getByText('Bản tin thông thường cần').waitFor();
  await page.getByRole('heading', { name: 'Giọng đọc' }).waitFor();
  await look(page, 'settings');
}

/** What "how many people hear it" is counted from. */
async function add_village(page, url, name) {
  await page.goto(`${url}/settings`);
  await button(page, 'Thêm ấp, thôn').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tên').fill(name);
  await dialog.getByLabel('Số dân').fill('1240');
  await look(page, 'village');
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(`Ấp ${name}`, { exact: true }).waitFor();
  await page.getByText('1.240 người').first().waitFor();
}

async function walk(browser, url, viewport, number, complaints) {
  const open = async () => {
    const context = await browser.newContext({ viewport, locale: 'vi-VN' });
    const page = await context.newPage();
    watch(page, url, complaints);
    return page;
  };
  const page = await open();
  const theirs = await open();
  const user = `hoa${number}`;
  const unit = `Trung tâm Dịch vụ tổng hợp ${number}`;
  await sign_in(page, url, admin);
  await add_unit(page, url, unit);
  const code = await add_person(page, url, unit, user);
  await choose_password(theirs, url, user, code);
  await change_rights(page, url, user);
  await passkey(theirs, url, user);
  await end_and_close(page, theirs, url, user);
  await settings(page, url);
  await add_village(page, url, `Vĩnh Đông ${number}`);
  await read_log(page, url);
  await page.context().close();
  await theirs.context().close();
}

export async function administration() {
  const complaints = [];
  await with_console((server) => with_browser(async (browser) => {
    // Passkeys belong to a name, not to a number.
    const url = server.replace('127.0.0.1', 'localhost');
    await walk(browser, url, { width: 1280, height: 900 }, 1, complaints);
    await walk(browser, url, { width: 360, height: 780 }, 2, complaints);
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
