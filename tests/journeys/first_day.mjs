// The first day of a commune, on an empty server: the one-time code makes the administrator, who
// adds two people; one of them chooses a password, imports a document, corrects a reading, and
// registers a cluster. Needs NGUON_URL and SETUP_CODE.
import { accessibility, check, picture, watch, with_browser, with_console } from './support.mjs';

const password = 'mot cau that dai de nho';
const document_text = `# Lịch phun thuốc muỗi

Kính thưa bà con xã Vĩnh Thuận.

1. Ngày 05/12/2026: ấp Vĩnh Đông 1.
2. Ngày 06/12/2026: ấp Kinh 1.

Mọi thắc mắc xin gặp TTXYZ của xã.
`;
const button = (page, name) => page.getByRole('button', { name, exact: true });

async function look(page, name) {
  await page.waitForLoadState('load');
  await picture(page, `day-${name}`);
  const found = await accessibility(page);
  check(found.length === 0, `${name}: ${found.join('\n')}`);
}

async function set_up(page, url) {
  await page.goto(url);
  await page.getByRole('heading', { name: 'Thiết lập lần đầu' }).waitFor();
  await page.getByLabel('Mã thiết lập').fill('AAAAA-AAAAA');
  await page.getByRole('combobox', { name: 'Địa bàn' }).fill('vinh thuan');
  await page.getByRole('option', { name: /Vĩnh Thuận, .*An Giang/ }).click();
  await page.getByLabel('Họ và tên').fill('Phạm Quản Trị');
  await page.getByLabel('Tên đăng nhập').fill('quantri');
  await page.locator('input[type=password]').fill(password);
  await button(page, 'Tạo người quản trị và bắt đầu').click();
  await page.getByRole('alert').waitFor();
  await look(page, '1-wrong-code');
  await page.getByLabel('Mã thiết lập').fill(process.env.SETUP_CODE);
  await button(page, 'Tạo người quản trị và bắt đầu').click();
  await page.getByRole('heading', { name: 'Hôm nay' }).waitFor();
  await look(page, '2-empty-today');
}

/** Gives the one-time code that the administrator tells the new person. */
async function add_person(page, url, { name, user, roles }) {
  await page.goto(`${url}/people`);
  await button(page, 'Thêm người dùng').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Họ và tên').fill(name);
  await dialog.getByLabel('Tên đăng nhập').fill(user);
  for (const role of roles) await dialog.getByLabel(role, { exact: true }).check();
  await dialog.getByRole('button', { name: 'Thêm người dùng' }).click();
  await page.getByText(`Mã một lần cho ${name}`).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await look(page, `3-person-${user}`);
  return page.locator('.code-large').innerText();
}

async function choose_password(page, url, user, code) {
  await page.goto(`${url}/sign-in`);
  await page.getByRole('link', { name: 'Đã có mã' }).click();
  // First what only the new page has: the page before it has a user name too, and stays until the new one is loaded.
  await page.getByLabel('Mã một lần').fill(code);
  await page.getByLabel('Tên đăng nhập').fill(user);
  await page.locator('input[type=password]').fill(password);
  await button(page, 'Đặt mật khẩu').click();
  await page.getByRole('heading', { name: 'Đăng nhập', exact: true }).waitFor();
  await page.getByLabel('Tên đăng nhập').fill(user);
  await page.locator('input[type=password]').fill(password);
  await button(page, 'Đăng nhập').click();
  await page.getByRole('heading', { name: 'Hôm nay' }).waitFor();
}

async function import_document(page, url) {
  await page.goto(`${url}/bulletins/new`);
  await page.locator('input[type=file]').setInputFiles({
    name: 'lich-phun-thuoc.md', mimeType: 'text/markdown', buffer: Buffer.from(document_text),
  });
  await page.getByText('Đã lấy nội dung từ tệp').waitFor();
  const text = await page.getByLabel('Nội dung sẽ đọc trên loa').inputValue();
  check(text.includes('1. Ngày 05/12/2026'), `the list order is kept: ${text}`);
  await look(page, '4-imported');
  await button(page, 'Lưu nháp và xem cách đọc').click();
}

/** The reader spells an abbreviation that it does not know; the officer teaches it. */
async function correct_reading(page) {
  const doubt = page.locator('.word[data-doubt]').first();
  await doubt.click();
  await page.getByRole('textbox', { name: 'Đọc là' }).fill('tổ trưởng tổ y tế');
  await look(page, '5-correct');
  await button(page, 'Nhớ cách đọc này').click();
  await page.locator('.word[data-changed]', { hasText: 'tổ trưởng tổ y tế' }).waitFor();
  await look(page, '6-corrected');
}

async function add_cluster(page, url) {
  await page.goto(`${url}/devices`);
  await page.getByRole('link', { name: 'Thêm cụm loa' }).first().click();
  await page.getByLabel('Tên cụm loa').fill('Cụm ấp Vĩnh Phước 1');
  await page.getByLabel('Số máy').fill('VT-0001');
  await button(page, 'Thêm và lấy mã').click();
  const code = await page.getByTestId('claim-code').innerText();
  check(/^[0-9A-Z]{5}-?[0-9A-Z]{5}$/.test(code.trim()), `a claim code is shown: ${code}`);
  await look(page, '7-claim');
}

const others = [
  '/bulletins', '/schedule', '/schedule/new', '/schedule/rules', '/runs', '/devices',
  '/dictionary', '/account',
];

export async function first_day() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 }, locale: 'vi-VN', colorScheme: 'light',
    });
    const page = await context.newPage();
    watch(page, url, complaints);
    await set_up(page, url);
    const code = await add_person(page, url, {
      name: 'Nguyễn Thị Lan', user: 'lan', roles: ['Vận hành đài', 'Kỹ thuật'],
    });
    await page.goto(`${url}/audit`);
    await page.locator('main').getByText('Phạm Quản Trị').first().waitFor();
    await look(page, '8-audit');
    await context.clearCookies();
    await choose_password(page, url, 'lan', code);
    await import_document(page, url);
    await correct_reading(page);
    await add_cluster(page, url);
    for (const path of others) {
      await page.goto(url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(500);
      await look(page, path.slice(1).replace('/', '-'));
    }
    await context.close();
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
