// A citizen opens the year's report, opens its figures into their records and takes the report home as files.

import assert from 'node:assert/strict';
import fs from 'node:fs';
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

async function openReport(scripts) {
  const page = await openPage(browser, { url, javaScript: scripts });
  await page.goto('/zfxxgk/pinghu-jxj/reports');
  await page.getByRole('main').getByRole('link', { name: /2021/ }).first().click();
  assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /2021年政府信息公开工作年度报告/);
  return page;
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`a citizen opens a figure into the items it counts, ${how}`, async () => {
    const page = await openReport(scripts);
    await page.getByRole('main').getByRole('link', { name: /178/ }).first().click();
    const items = page.getByRole('region', { name: '所统计的信息' });
    assert.ok((await items.getByRole('listitem').count()) > 10);
    await inspect(page, { scripts });
    await page.context().close();
  });

  test(`the records of requests are shown to a citizen as counts only, ${how}`, async () => {
    const page = await openReport(scripts);
    const table = page.getByRole('table', { name: /三、/ });
    await table.getByRole('link').first().click();
    assert.equal(await page.getByRole('region', { name: '所统计的信息' }).count(), 0);
    await inspect(page, { scripts });
    await page.context().close();
  });
}

test('a citizen takes the report home as a page, a workbook and data', async () => {
  const page = await openReport(true);
  const downloads = page.getByRole('region', { name: '下载' }).getByRole('link');
  const begins = { html: /^\s*<!doctype html>/i, xlsx: /^PK/, json: /^\s*\{/ };
  for (const [format, begin] of Object.entries(begins)) {
    const links = await downloads.all();
    let found = false;
    for (const link of links) {
      if (!(await link.getAttribute('href')).endsWith(`.${format}`)) continue;
      const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
      assert.ok(download.suggestedFilename().endsWith(`.${format}`), download.suggestedFilename());
      assert.match(fs.readFileSync(await download.path(), 'latin1').slice(0, 200), begin);
      found = true;
    }
    assert.ok(found, `no ${format} to download`);
  }
  await page.context().close();
});
