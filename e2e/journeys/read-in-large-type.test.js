// A reader with poor sight turns on large type and high contrast, and both stay on.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { inspect, visit } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

const size = (page) => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('main')).fontSize));

test('large type and high contrast stay on from page to page', async () => {
  const page = await openPage(browser, { url });
  await page.goto('/');
  const before = await size(page);
  await page.getByRole('link', { name: '适老大字' }).click();
  await page.getByRole('link', { name: '高对比' }).click();
  assert.ok((await size(page)) > before * 1.3, 'letters did not grow');
  await inspect(page);
  for (const path of ['/zfxxgk/pinghu-jxj/', '/zfxxgk/pinghu-jxj/catalogue', '/reports/pinghu-jxj/2021']) {
    await visit(page, path);
    assert.equal(await page.getByRole('link', { name: '标准对比' }).count(), 1);
  }
  await page.getByRole('link', { name: '标准版' }).click();
  await page.getByRole('link', { name: '标准对比' }).click();
  assert.equal(await size(page), before);
  await page.context().close();
});

test('dark ground and English labels stay on, and high contrast is stronger than dark', async () => {
  const page = await openPage(browser, { url });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.goto('/');
  const light = await ground();
  await page.getByRole('link', { name: '深色' }).click();
  assert.notEqual(await ground(), light);
  for (const path of [
    '/',
    '/zfxxgk/yunpu-cjj/',
    '/zfxxgk/yunpu-cjj/catalogue',
    '/zfxxgk/yunpu-cjj/organisation',
    '/reports/pinghu-jxj/2021',
    '/requests/new',
    '/search?q=%E9%80%9A%E7%9F%A5',
  ]) {
    await page.goto(path);
    await inspect(page);
  }
  await page.getByRole('link', { name: 'English' }).click();
  for (const name of ['Home', 'Agencies', 'Request information', 'Light']) {
    assert.ok((await page.getByRole('link', { name, exact: true }).count()) > 0, name);
  }
  await page.getByRole('link', { name: 'High contrast' }).click();
  assert.equal(await page.evaluate(() => document.documentElement.classList.contains('dark')), false);
  await page.getByRole('link', { name: 'Standard contrast' }).click();
  await page.getByRole('link', { name: '中文' }).click();
  assert.equal(await ground(), light);
  await page.context().close();
});
