// Clusters at a real server, on a desk and on a phone: a workbook checked and sent, then found on the
// map, and an area drawn around them.
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, picture, watch, with_browser, with_console } from './support.mjs';
import { workbook } from './workbook.mjs';

const technician = { user: process.env.TECHNICIAN, password: process.env.PASSWORD };

async function look(page, name) {
  await picture(page, `clusters-${name}`);
  await check_accessible(page, name);
}

async function take_in(page, url, number) {
  await page.goto(`${url}/devices/import`);
  await page.getByLabel('Bảng cụm loa').setInputFiles({
    name: 'cum-loa.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: await workbook([
      ['Tên cụm loa', 'Số máy', 'Chỗ lắp', 'Tọa độ'],
      [`Cụm Kinh ${number}1`, `XL-${number}1`, 'Trạm y tế', '9.51, 105.25'],
      [`Cụm Kinh ${number}2`, `XL-${number}2`, 'Trường học', '9.53, 105.27'],
      ['', `XL-${number}3`, '', ''],
    ]),
  });
  await page.getByText('2 dòng đúng, 1 dòng có lỗi').waitFor();
  await look(page, 'table');
  await button(page, 'Thêm 2 cụm loa').click();
  await page.getByText('Đã thêm 2 cụm loa, 0 dòng bị từ chối').waitFor();
  await page.goto(`${url}/devices?q=${encodeURIComponent(`Kinh ${number}`)}`);
  await page.getByRole('link', { name: new RegExp(`Cụm Kinh ${number}1`) }).waitFor();
}

async function see_on_map(page, url, number) {
  await page.goto(`${url}/devices?as=map&q=${encodeURIComponent(`Kinh ${number}`)}`);
  await page.locator('.map[data-ready]').waitFor();
  check(await page.getByText('chưa có vị trí trên bản đồ').count() === 0, 'both have a place');
  await button(page, 'Khoanh vùng trên bản đồ').click();
  await page.getByLabel('Hoặc gõ tọa độ tâm').fill('9.52, 105.26');
  await button(page, 'Thêm').click();
  await page.locator('.note', { hasText: 'Trong vùng đã khoanh' }).waitFor();
  await look(page, 'map');
}

export async function clusters() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const sizes = [{ width: 1280, height: 900 }, { width: 360, height: 780 }];
    for (const [at, viewport] of sizes.entries()) {
      const context = await browser.newContext({ viewport, locale: 'vi-VN' });
      context.setDefaultTimeout(60_000); // the map is drawn without a graphics card
      const page = await context.newPage();
      watch(page, url, complaints);
      await sign_in(page, url, technician);
      await take_in(page, url, at + 7);
      await see_on_map(page, url, at + 7);
      await context.close();
    }
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
