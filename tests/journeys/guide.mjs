// Not a check: `npm run guide` remakes the pictures of docs/vi from the demo console, on a phone and,
// where a phone shows too little, on a desk. ONLY=name,name remakes some of them.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { button, set_times, sign_in, sign_out } from './hands.mjs';
import { settled, with_browser, with_console } from './support.mjs';

const folder = fileURLToPath(new URL('../../docs/vi/hinh/', import.meta.url));
const account = (user) => ({ user, password: 'demo-demo-demo' });
const phone = { width: 390, height: 760 };
const desk = { width: 1100, height: 700 };

const only = process.env.ONLY?.split(',');

async function shoot(page, name) {
  if (only && !only.includes(name)) return;
  await settled(page);
  await page.screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: 62 });
}

/** So that what the picture is about stands at its top. */
async function show(page, locator) {
  await locator.first().evaluate((element) => {
    element.scrollIntoView({ block: 'start' });
    scrollBy(0, -80);
  });
}

async function bulletin(page, url) {
  await page.goto(`${url}/sign-in?fresh`);
  await shoot(page, 'dang-nhap');
  await sign_in(page, url, account('lan'));
  await page.goto(`${url}/bulletins/b-market?step=write`);
  await page.getByLabel('Tên bản tin').waitFor();
  await shoot(page, 'soan');
  await page.goto(`${url}/bulletins/b-mosquitoes`);
  await button(page, 'Lấy về soạn').waitFor();
  await button(page, 'Nghe').waitFor();
  await shoot(page, 'cap-tren');
  await page.goto(`${url}/bulletins/b-water?step=reading`);
  await page.locator('.word[data-changed]').first().waitFor();
  await shoot(page, 'cach-doc');
  await page.goto(`${url}/bulletins/b-water?step=listen`);
  await button(page, 'Nghe').waitFor();
  await shoot(page, 'nghe-thu');
  await sign_out(page);
  await sign_in(page, url, account('minh'));
  await page.goto(`${url}/bulletins/b-water?step=decide`);
  await button(page, 'Duyệt').waitFor();
  await shoot(page, 'duyet');
  await page.goto(`${url}/bulletins/b-vaccination?step=results`);
  await page.locator('a.row-link', { hasText: 'Đã phát' }).first().click();
  await page.getByRole('heading', { name: 'Từng cụm loa' }).waitFor();
  await shoot(page, 'ket-qua');
}

async function plan(page, url) {
  await page.setViewportSize(desk);
  await page.goto(`${url}/schedule/new?bulletin=b-vaccination`);
  await page.getByRole('button', { name: /^Bỏ giờ/ }).first().waitFor();
  await set_times(page, ['05:30', '17:30']);
  await page.getByText('Các lượt sẽ phát').waitFor();
  await shoot(page, 'lap-chuong-trinh');
  await page.goto(`${url}/schedule`);
  await page.locator('.calendar-run').first().waitFor();
  await shoot(page, 'lich');
  await page.setViewportSize(phone);
  await button(page, 'Chép chương trình Lịch tiêm chủng cho trẻ dưới 5 tuổi').first().click();
  await page.getByRole('dialog').getByText('Các lượt sẽ phát').waitFor();
  await shoot(page, 'chep');
  await page.goto(`${url}/schedule/heard`);
  await page.locator('[data-heard=deferred]').first().waitFor();
  await show(page, page.getByRole('heading', { level: 2 }));
  await shoot(page, 'nghe-truoc');
}

async function emergency(page, url) {
  await page.goto(`${url}/emergency/raise?mode=exercise`);
  await page.getByRole('radio', { name: 'Bão' }).waitFor();
  await shoot(page, 'dien-tap');
  await page.goto(`${url}/emergency/raise`);
  await page.getByRole('radio', { name: 'Bão' }).check();
  await shoot(page, 'khan-cap');
  await page.getByRole('button', { name: /^Gửi người thứ hai/ }).click();
  await page.getByText('Chưa kêu: chờ người thứ hai').waitFor();
  await sign_out(page);
  await sign_in(page, url, account('lan'));
  await page.getByRole('link', { name: /chờ bạn xác nhận/ }).click();
  await page.getByRole('button', { name: /^Đồng ý, phát đến/ }).click();
  await page.waitForFunction(
    () => Number(document.querySelector('[data-cell=sounded] dd')?.textContent) >= 2);
  await show(page, page.getByRole('heading', { name: 'Tình hình loa' }));
  await shoot(page, 'tinh-hinh');
  await page.goto(`${url}/`);
  await button(page, 'Dừng tất cả').click();
  await button(page, 'Phát nhầm').click();
  await shoot(page, 'dung-tat-ca');
  await page.getByRole('dialog').getByRole('button', { name: 'Dừng tất cả' }).click();
  await page.getByText('Đã hủy 1 đợt khẩn cấp.').waitFor();
}

/** What waits, and one cluster from inside; by an account that writes and looks after clusters. */
async function cluster(page, url) {
  await page.goto(`${url}/`);
  const waiting = page.getByRole('region', { name: 'Chờ tôi' });
  await waiting.getByText('Cảnh báo chưa ai nhận xử lý').waitFor();
  await show(page, waiting);
  await shoot(page, 'cho-toi');
  await page.goto(`${url}/devices/d-2`);
  await button(page, 'Thử loa').click();
  await page.getByRole('dialog').getByText('Loa kêu ba tiếng ngắn').waitFor();
  await shoot(page, 'thu-loa');
  await page.goto(`${url}/devices/d-2?tab=volume`);
  await button(page, 'Thêm mốc giờ').click();
  await show(page, page.getByRole('heading', { name: 'Âm lượng theo giờ trong ngày' }));
  await shoot(page, 'am-luong');
  await page.goto(`${url}/devices/d-2?tab=plan`);
  await page.getByText('Máy đã có đủ lịch này').waitFor();
  await shoot(page, 'bay-ngay-toi');
  await page.goto(`${url}/live`);
  await page.getByLabel('Tên buổi phát').fill('Họp dân ấp Vĩnh Đông');
  await shoot(page, 'phat-truc-tiep');
}

async function clusters(page, url) {
  await page.goto(`${url}/devices/new`);
  await page.getByLabel('Tên cụm loa').fill('Cụm ấp Vĩnh Đông 2');
  await page.getByLabel('Số máy (serial)').fill('VT-0042');
  await button(page, 'Thêm và lấy mã').click();
  await page.getByTestId('claim-code').waitFor();
  await shoot(page, 'ma-noi-may');
  await page.goto(`${url}/devices/d-3/why`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await shoot(page, 'vi-sao');
  await page.setViewportSize(desk);
  await page.goto(`${url}/devices/import`);
  await page.getByLabel('Bảng cụm loa').setInputFiles({
    name: 'cum-loa.csv', mimeType: 'text/csv', buffer: Buffer.from([
      'Tên cụm loa;Số máy;Chỗ lắp', 'Cụm Kinh 2;VT-201;Trạm y tế', 'Cụm Kinh 3;số 202;Chợ',
      'Cụm Kinh 4;VT-204;Trường mầm non',
    ].join('\n')),
  });
  await page.getByText('2 dòng đúng, 1 dòng có lỗi').waitFor();
  await shoot(page, 'bang-tinh');
  await page.goto(`${url}/devices?as=map&many=600`);
  await page.locator('.map[data-ready]').waitFor();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await button(page, 'Xem cả nước').click();
  await page.waitForTimeout(1500);
  await show(page, button(page, 'Về các cụm loa'));
  await shoot(page, 'ban-do');
}

await mkdir(folder, { recursive: true });
await with_console((url) => with_browser(async (browser) => {
  const context = await browser.newContext({
    viewport: phone, locale: 'vi-VN', colorScheme: 'light', reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await bulletin(page, url);
  await plan(page, url);
  await emergency(page, url);
  await cluster(page, url);
  await clusters(page, url);
}));
