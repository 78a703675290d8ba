// The main job without a pointer, in the demo: write, hear, hand over, approve, plan. What cannot be
// reached by Tab within the keys allowed does not exist for whoever works this way.
import { check, picture, watch, with_browser, with_console } from './support.mjs';

const keys_max = 120;
const title = 'Thông báo họp dân';

/** What a screen reader would call the thing that has the focus. */
const focused = (page) => page.evaluate(() => {
  const one = document.activeElement;
  if (!one || one === document.body) return '';
  const label = one.labels?.[0]?.textContent ?? '';
  return (one.getAttribute('aria-label') || label || one.textContent || '').trim();
});

/** Presses Tab until the focus is on something of that name, and shows that it can be seen there. */
async function tab_to(page, name) {
  const seen = [];
  for (let key = 0; key < keys_max; key += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    seen.push(now.slice(0, 30));
    if (name.test(now)) {
      const ring = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' || style.boxShadow !== 'none' ||
          document.activeElement.matches('input, textarea');
      });
      check(ring, `the focus on ${name} cannot be seen`);
      return;
    }
  }
  throw new Error(`${name} is not reached by Tab; passed: ${seen.join(' | ')}`);
}

/** What is being loaded or saved cannot be reached yet: Tab would pass it by. */
async function ready(page, name) {
  const [link, tab, box] = ['link', 'tab', 'checkbox'].map((role) => page.getByRole(role, { name }));
  await page.getByRole('button', { name, disabled: false }).or(link).or(tab).or(box).first().waitFor({ timeout: 60_000 });
}

async function press(page, name, key = 'Enter') {
  await ready(page, name);
  await tab_to(page, name);
  await page.keyboard.press(key);
}

async function sign_in(page, user) {
  await page.getByRole('heading', { name: 'Đăng nhập', exact: true }).waitFor();
  await tab_to(page, /^Tên đăng nhập/);
  await page.keyboard.type(user);
  await tab_to(page, /^Mật khẩu/);
  await page.keyboard.type('demo-demo-demo');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Hôm nay', level: 1 }).waitFor();
}

async function write_and_submit(page) {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /^Gõ vài chữ/ }).waitFor();
  await page.keyboard.type('soan ban tin');
  await page.getByRole('option', { name: /Soạn bản tin mới/ }).waitFor();
  await picture(page, 'keys-1-palette');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Soạn bản tin', level: 1 }).waitFor();
  await tab_to(page, /^Tên bản tin/);
  await page.keyboard.type(title);
  await tab_to(page, /^Nội dung sẽ đọc trên loa/);
  await page.keyboard.type('Mời bà con họp dân tại nhà văn hóa ấp lúc 19 giờ.');
  await press(page, /^Lưu nháp và xem cách đọc/);
  await page.getByRole('tab', { name: 'Cách đọc', selected: true }).waitFor();
  await press(page, /^Tiếp: nghe thử/);
  await press(page, /^Tạo bản đọc/);
  await page.getByRole('slider', { name: 'Vị trí trong bản đọc' }).waitFor({ timeout: 60_000 });
  await press(page, /^Gửi duyệt/);
  await page.getByText('Đang chờ duyệt').waitFor();
}

async function sign_out(page) {
  await press(page, /^Tài khoản: /);
  await page.getByRole('menuitem', { name: 'Đăng xuất' }).waitFor();
  for (let key = 0; key < 10 && await focused(page) !== 'Đăng xuất'; key += 1) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

async function approve_and_plan(page) {
  await press(page, new RegExp(title));
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  await press(page, /^Duyệt$/);
  // The step of that name comes before the decision of that name, unless the page stood there already.
  const decided = page.getByText(/đã duyệt$/).first();
  await decided.or(page.getByRole('button', { name: /^Duyệt$/, disabled: false })).first().waitFor();
  if (await decided.count() === 0) await press(page, /^Duyệt$/);
  await page.getByText(/đã duyệt$/).first().waitFor();
  await press(page, /^Xếp lịch phát/);
  await page.getByRole('heading', { name: 'Xếp lịch phát' }).waitFor();
  await page.getByText('Các lượt sẽ phát').waitFor();
  const accept = page.getByLabel(/^Tôi đã xem những chỗ trùng/);
  if (await accept.count() > 0) await press(page, /^Tôi đã xem những chỗ trùng/, 'Space');
  await picture(page, 'keys-2-plan');
  await press(page, /^Lưu lịch phát/);
  await page.getByRole('heading', { name: 'Các chương trình' }).waitFor();
}

/** A run in the calendar is moved by Alt and an arrow, and the server's reckoning is read first. */
async function move_a_run(page) {
  await tab_to(page, new RegExp(`05:45 ${title}`));
  await page.keyboard.press('Alt+ArrowDown');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Giờ mới').waitFor();
  check(await dialog.getByLabel('Giờ mới').inputValue() === '05:50', 'five minutes later');
  await picture(page, 'keys-3-move');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}

export async function keyboard() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 }, locale: 'vi-VN',
    });
    const page = await context.newPage();
    watch(page, url, complaints);
    await page.goto(`${url}/sign-in?fresh`);
    await sign_in(page, 'lan');
    await write_and_submit(page);
    await sign_out(page);
    await sign_in(page, 'minh');
    await approve_and_plan(page);
    await move_a_run(page);
    await context.close();
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
