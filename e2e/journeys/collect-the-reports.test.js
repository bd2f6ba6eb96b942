// The supervisor collects last year's reports: opens it, reminds, takes what is public, accepts it, sums up.

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
  await main.getByRole('link', { name: '平湖市经济和信息化局' }).click();
  await act(page, '催报');
  assert.match(await main.innerText(), /最近催报\s*2022-01-11/);
  // The bureau's report is public here, so it need not be handed in; what is handed in and is no report is refused.
  await page.goto(HERE);
  await act(page, '取平台上公布的年报');
  assert.match(await main.innerText(), /还缺\s*平湖市经济和信息化局/);
  await main.getByRole('link', { name: '平湖市经济和信息化局' }).click();
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
  await main.getByRole('link', { name: '平湖市经济和信息化局' }).click();
  assert.match(await main.innerText(), /状态\s*待审核/);
  await act(page, '接收');
  await inspect(page);
  await page.goto(HERE);
  assert.match(await main.innerText(), /已接收\s*1 个/);
  const sums = await bytesOf(page, main.getByRole('link', { name: '下载汇总（XLSX）' }));
  assert.equal(sums.subarray(0, 2).toString(), 'PK');
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
