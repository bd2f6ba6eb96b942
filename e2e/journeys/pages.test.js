// Every page of the list looks right and works for everyone, with scripts on and off.

import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { asStaff } from '../lib/office.js';
import { inspect, visit } from '../lib/visit.js';
import { OFFICE, PORTAL } from '../pages.js';

const url = process.env.GONGKAI_E2E_URL;
let browser;
// Signing in once for each login is enough: looking at a page changes nothing.
const signedIn = new Map();

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

async function pageFor(as, scripts) {
  if (!as) return openPage(browser, { url, javaScript: scripts });
  const key = `${as} ${scripts}`;
  if (!signedIn.has(key)) signedIn.set(key, await asStaff(browser, as, { javaScript: scripts }));
  return signedIn.get(key);
}

async function look({ name, path, follow = [], as, ...options }, scripts) {
  const page = await pageFor(as, scripts);
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
  if (!as) await page.context().close();
}

for (const entry of [...PORTAL, ...OFFICE]) {
  test(`the page "${entry.name}" is sound with scripts`, () => look(entry, true));
  test(`the page "${entry.name}" is sound without scripts`, () => look(entry, false));
}
