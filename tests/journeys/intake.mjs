// How clusters come in, in the demo: the label on a machine read from a photo of its QR code, and a
// table of many with faults shown row by row before anything is sent.
import { readFile } from 'node:fs/promises';
import { button, check_accessible, sign_in } from './hands.mjs';
import { check, from_web, picture, watch, with_browser, with_console } from './support.mjs';
import { workbook } from './workbook.mjs';

const minh = { user: 'minh', password: 'demo-demo-demo' };
const table = [
  'Tên cụm loa;Số máy;Chỗ lắp;Tọa độ', 'Cụm Kinh 2;VT-201;Trạm y tế;9.5, 105.2',
  'Cụm Kinh 3;số 202;;', ';VT-203;;', 'Cụm Kinh 4;VT-204;;chợ', 'Cụm Kinh 5;VT-205;;',
].join('\r\n');

async function look(page, name) {
  await picture(page, `intake-${name}`);
  await check_accessible(page, name);
}

/** A photo of a label, made by the page itself. */
async function photo_of(page, text) {
  const { encode } = await from_web('uqr');
  const { data, size } = encode(text, { border: 4 });
  const url = await page.evaluate(({ rows, side }) => {
    const canvas = document.createElement('canvas');
    canvas.width = side * 8 + 120;
    canvas.height = side * 8 + 80;
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#d8d4cc';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    rows.forEach((row, y) => row.forEach((dark, x) => {
      pen.fillStyle = dark ? '#181818' : '#f4f2ee';
      pen.fillRect(60 + x * 8, 40 + y * 8, 8, 8);
    }));
    return canvas.toDataURL('image/png');
  }, { rows: data, side: size });
  return Buffer.from(url.split(',')[1], 'base64');
}

async function label(page, url) {
  await page.goto(`${url}/devices/new`);
  await button(page, 'Quét mã trên máy').click();
  await page.getByText(/chụp ảnh mã QR trên vỏ máy/i).waitFor();
  await look(page, 'scan');
  const photo = page.getByRole('dialog').locator('input[type=file]');
  await photo.setInputFiles({
    name: 'trang.png', mimeType: 'image/png', buffer: await photo_of(page, 'Bảo hành 24 tháng'),
  });
  await page.getByText('Mã này không phải số máy').waitFor();
  await photo.setInputFiles({
    name: 'nhan.png', mimeType: 'image/png',
    buffer: await photo_of(page, 'https://hang.example.vn/m?serial=VT-0042&model=TT-20'),
  });
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  check(await page.getByLabel('Số máy (serial)').inputValue() === 'VT-0042', 'the serial is read');
  check(await page.getByLabel('Loại máy').inputValue() === 'TT-20', 'the model is read');
}

async function saved(page, name) {
  const [file] = await Promise.all([
    page.waitForEvent('download'), button(page, name).click(),
  ]);
  return readFile(await file.path(), 'utf8');
}

async function many(page, url) {
  await page.goto(`${url}/devices/import`);
  await page.getByLabel('Bảng cụm loa').setInputFiles({
    name: 'hong.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('không phải Excel'),
  });
  await page.getByText('Không đọc được tệp này').waitFor();
  await page.getByLabel('Bảng cụm loa').setInputFiles({
    name: 'cum-loa.xlsx', mimeType: 'application/octet-stream', buffer: await workbook([
      ['Tên cụm loa', 'Số máy', 'Số loa'], ['Cụm Excel', 'VT-301', 4], ['Cụm Excel 2', 'VT-301', 2],
    ]),
  });
  await page.getByText('1 dòng đúng, 1 dòng có lỗi').waitFor();
  await page.getByText('Số máy: trùng với dòng trên').waitFor();
  await page.getByLabel('Bảng cụm loa').setInputFiles({
    name: 'cum-loa.csv', mimeType: 'text/csv', buffer: Buffer.from(table),
  });
  await page.getByText('2 dòng đúng, 3 dòng có lỗi').waitFor();
  await look(page, 'checked');
  const faults = await saved(page, 'Tải tệp các dòng lỗi');
  check(/^3,Cụm Kinh 3,số 202,.*Số máy: chỉ gồm/m.test(faults), `the file of faults: ${faults}`);
  check(faults.trim().split('\n').length === 4, 'only rows with faults are in it');
  await button(page, 'Thêm 2 cụm loa').click();
  await page.getByText('Đã thêm 2 cụm loa, 0 dòng bị từ chối').waitFor();
  await look(page, 'registered');
  const codes = await saved(page, 'Tải danh sách mã nối máy');
  check(/Cụm Kinh 2,VT-201,Trạm y tế,\w{5}-\w{5}/.test(codes), `the codes: ${codes}`);
  await page.getByRole('link', { name: 'Xem cụm loa' }).click();
  await page.getByRole('link', { name: /^Cụm Kinh 5/ }).waitFor();
}

export async function intake() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const context = await browser.newContext({
      viewport: { width: 360, height: 780 }, locale: 'vi-VN',
    });
    const page = await context.newPage();
    watch(page, url, complaints);
    await sign_in(page, url, minh);
    await label(page, url);
    await many(page, url);
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
