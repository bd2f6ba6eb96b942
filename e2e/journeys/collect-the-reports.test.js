// The supervisor collects last year's reports: opens it, takes what is public, hands a file in, sends it back, sums up.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from '../lib/browser.js';
import { act, asStaff, bytesOf, confirm } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const HERE = '/office/pinghu/supervision/reports/2021';
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

test('reports of a year are collected and summed', async () => {
  const page = await asStaff(browser, 'pinghu-supervisor');
  await page.goto(HERE);
  const main = page.getByRole('main');
  await inspect(page);
  await act(page, '发起收集');
  assert.match(await main.innerText(), /平湖市经济和信息化局/);
  await act(page, '取平台上公布的年报');
  // The bureau has not published its report of 2021 yet, so a file is handed in.
  await main.getByRole('link', { name: '平湖市经济和信息化局' }).click();
  await act(page, '催报');
  await main.getByRole('link', { name: '报送文件' }).click();
  await page.getByLabel('年报文件').setInputFiles({
    name: '年报.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('这不是一份年报。'),
  });
  await main.getByRole('button', { name: '确认报送文件' }).click();
  await page.waitForLoadState();
  assert.ok((await page.getByRole('alert').count()) > 0, 'what is no report is told');
  await inspect(page);
  await page.goto(HERE);
  assert.match(await main.innerText(), /还缺\s*平湖市经济和信息化局/);
  await main.getByRole('link', { name: '平湖市经济和信息化局' }).click();
  await main.getByRole('link', { name: '免于报送' }).click();
  await page.getByLabel('理由').fill('演示：年报另行公布。');
  await confirm(page, '确认免于报送');
  await inspect(page);
  await page.goto(HERE);
  await main.getByRole('link', { name: '结束收集' }).click();
  await confirm(page, '确认结束收集');
  assert.match(await main.innerText(), /2022-01-11 结束/);
  await inspect(page);
  await page.context().close();
});

test('the table of the check of sites is a file', async () => {
  const page = await asStaff(browser, 'pinghu-jxj-officer');
  await page.goto('/office/pinghu-jxj/inspection');
  await inspect(page);
  const bytes = await bytesOf(page, page.getByRole('link', { name: '下载检查表' }));
  assert.equal(bytes.subarray(0, 2).toString(), 'PK');
  await page.context().close();
});
