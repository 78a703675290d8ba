// Numbers typed by a person, in the gallery of the demo: what is taken, what is refused and said, what
// the field does when it is left, and the keys.
import { accessibility, check, picture, watch, with_browser, with_console } from './support.mjs';

async function shows(field, text, why) {
  check(await field.inputValue() === text, `${why}: ${await field.inputValue()} instead of ${text}`);
}

async function whole_numbers(page, part) {
  const field = part.getByLabel('Dài nhất');
  await shows(field, '30', 'the number is there');
  await field.fill('45');
  check(await field.getAttribute('aria-invalid') === null, 'a number is taken');
  await field.fill('721');
  await part.getByText('Nhiều nhất là 720.').waitFor();
  check(await field.getAttribute('aria-invalid') === 'true', 'too large is marked');
  await picture(page, 'number-too-large');
  await field.press('Enter');
  await part.getByText('Nhiều nhất là 720. Đã lấy 720.').waitFor();
  await shows(field, '720', 'the nearest number is taken');
  check(await field.getAttribute('aria-invalid') === null, 'what was mended is no fault');
  await field.fill('một');
  await part.getByText('Chỉ nhập số, không nhập chữ.').waitFor();
  await field.blur();
  await part.getByText('Chỉ nhập số, không nhập chữ. Giữ lại 720.').waitFor();
  await shows(field, '720', 'letters do not take the number away');
  await field.fill('');
  check(await part.getByRole('alert').count() === 0, 'an empty field is left in peace');
  await field.blur();
  await part.getByText('Ô này cần một số. Giữ lại 720.').waitFor();
  await field.fill('1');
  check(await part.getByRole('status').count() === 0, 'what was said goes when it is typed anew');
  await field.press('ArrowDown');
  await shows(field, '1', 'a step stays within what is allowed');
  await field.press('ArrowUp');
  await field.press('ArrowUp');
  await shows(field, '3', 'two steps');
}

async function decimals(page, part) {
  const field = part.getByLabel('Tần số (MHz)');
  await shows(field, '', 'it may be empty');
  await field.pressSequentially('99,95');
  await field.blur();
  await shows(field, '99,95', 'a comma');
  await field.fill('102.6');
  await field.blur();
  await shows(field, '102,6', 'a dot says the same');
  await field.press('ArrowUp');
  await shows(field, '102,7', 'a step of a tenth');
  await field.fill('9');
  check(await part.getByRole('alert').count() === 0, 'what may grow is left in peace');
  await field.blur();
  await part.getByText('Ít nhất là 65. Đã lấy 65.').waitFor();
  await field.fill('');
  await field.blur();
  await shows(field, '', 'it can be emptied');
}

export async function number_field() {
  const complaints = [];
  await with_console((url) => with_browser(async (browser) => {
    const page = await (await browser.newContext({ locale: 'vi-VN' })).newPage();
    watch(page, url, complaints);
    await page.goto(`${url}/gallery`);
    const part = page.getByRole('region', { name: 'NumberField' });
    await part.waitFor();
    await whole_numbers(page, part);
    await decimals(page, part);
    complaints.push(...await accessibility(page));
  }));
  check(complaints.length === 0, complaints.join('\n'));
}
