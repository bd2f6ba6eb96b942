// A citizen finds an item by searching and by category, and reads who issued it and when.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { inspect } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

async function readsItsMetadata(page, scripts) {
  const main = page.getByRole('main');
  assert.match(await main.innerText(), /索\s*引\s*号[\s\S]*33048215/);
  assert.match(await main.innerText(), /平湖市经济和信息化局/);
  await inspect(page, { scripts });
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a citizen finds an item by its words, ${how}`, async () => {
    const page = await openPage(browser, { url, javaScript: scripts });
    await page.goto('/');
    const box = page.getByRole('searchbox', { name: '搜索标题、文号' });
    await box.fill('通知');
    await page.getByRole('button', { name: '搜索' }).click();
    const results = page.getByRole('region', { name: '搜索结果' }).getByRole('listitem').getByRole('link');
    const title = (await results.first().innerText()).trim();
    assert.match(title, /通知/);
    await results.first().click();
    assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /通知/);
    assert.match(await page.getByRole('main').innerText(), /索\s*引\s*号/);
    await page.context().close();
  });

  test(`a citizen finds an item by its agency and category, ${how}`, async () => {
    const page = await openPage(browser, { url, javaScript: scripts });
    await page.goto('/agencies');
    await page.getByRole('main').getByRole('link', { name: '平湖市经济和信息化局' }).first().click();
    await page.getByRole('main').getByRole('link', { name: /法定主动公开内容/ }).first().click();
    const list = page.getByRole('region', { name: '信息列表' });
    const all = Number((await list.innerText()).match(/共 ([\d,]+) 条/)[1].replace(',', ''));
    // The report of 2021 and this list count the same records.
    assert.ok(all >= 5750, `${all} items`);
    await list.getByRole('listitem').getByRole('link').first().click();
    await readsItsMetadata(page, scripts);
    await page.context().close();
  });
}
