// Every page of the list looks right and works for everyone, with scripts on and off.

import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { inspect, visit } from '../lib/visit.js';
import { PORTAL } from '../pages.js';

const url = process.env.GONGKAI_E2E_URL;
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

async function look({ name, path, follow = [], ...options }, scripts) {
  const page = await openPage(browser, { url, javaScript: scripts });
  // Screenshots are taken once; the accessibility rules are scripts themselves.
  const how = { ...options, scripts, name: scripts ? name : undefined };
  if (follow.length === 0) {
    await visit(page, path, how);
  } else {
    await page.goto(path);
    for (const link of follow) {
      await page.getByRole('link', { name: link }).first().click();
      await page.waitForLoadState();
    }
    await inspect(page, how);
  }
  await page.context().close();
}

for (const entry of PORTAL) {
  test(`the page "${entry.name}" is sound with scripts`, () => look(entry, true));
  test(`the page "${entry.name}" is sound without scripts`, () => look(entry, false));
}
