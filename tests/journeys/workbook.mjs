// A table as officers have it: an .xlsx file made in memory.
import { from_web } from './support.mjs';

/** The least that Excel calls a workbook. */
export async function workbook(rows) {
  const { strToU8, zipSync } = await from_web('fflate');
  const cell = (value, row, column) => {
    const at = `r="${String.fromCharCode(65 + column)}${row + 1}"`;
    return typeof value === 'number'
      ? `<c ${at}><v>${value}</v></c>` : `<c ${at} t="inlineStr"><is><t>${value}</t></is></c>`;
  };
  const office = 'http://schemas.openxmlformats.org';
  const files = {
    '[Content_Types].xml': `<Types xmlns="${office}/package/2006/content-types">
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
      <Default Extension="xml" ContentType="application/xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="r1"
      Type="${office}/officeDocument/2006/relationships/officeDocument"
      Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${office}/spreadsheetml/2006/main"
      xmlns:r="${office}/officeDocument/2006/relationships"><sheets>
      <sheet name="Cụm loa" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${office}/package/2006/relationships">
      <Relationship Id="r1" Type="${office}/officeDocument/2006/relationships/worksheet"
      Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${office}/spreadsheetml/2006/main"><sheetData>${
      rows.map((cells, row) => `<row r="${row + 1}">${
        cells.map((value, column) => cell(value, row, column)).join('')}</row>`).join('')
    }</sheetData></worksheet>`,
  };
  return Buffer.from(zipSync(Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, strToU8(text.trim())]))));
}
