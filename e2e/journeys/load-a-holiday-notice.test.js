// An operator loads a year's holiday notice, and the days of open requests follow it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from '../lib/browser.js';
import { asStaff, confirm } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

// A far year, so that no other journey's last day moves.
const NOTICE = 'date,kind,name\n2031-01-01,holiday,元旦\n2031-01-02,holiday,元旦\n';

test('an operator loads a holiday notice and is told what it moved', async () => {
  const page = await asStaff(browser, 'operator');
  await page.goto('/office/system/calendar');
  await page.getByRole('main').getByRole('link', { name: '载入放假安排' }).click();
  await page.getByLabel('依据').fill('演示放假安排〔2030〕1号');
  await page
    .getByLabel('放假安排（CSV）')
    .setInputFiles({ name: '2031.csv', mimeType: 'text/csv', buffer: Buffer.from(NOTICE) });
  await confirm(page, '载入');
  assert.match(await page.getByRole('main').innerText(), /2031 年/);
  await inspect(page);
  await page.context().close();
});
