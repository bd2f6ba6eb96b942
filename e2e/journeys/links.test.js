// A citizen who follows links never meets a page that is missing or unsound.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { inspect } from '../lib/visit.js';
import { walk } from '../lib/walk.js';
import { FIELDS } from '../pages.js';

const url = process.env.GONGKAI_E2E_URL;
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

test('every kind of page the portal links to exists and is sound', async () => {
  const page = await openPage(browser, { url });
  const { broken, kinds } = await walk(page, `${url}/`, {
    look: (seen) => inspect(seen, { allow: new URL(seen.url()).pathname === '/data/' ? FIELDS : [] }),
  });
  assert.deepEqual(broken, []);
  assert.ok(kinds.length > 5, `only ${kinds.join(' ')}`);
  await page.context().close();
});
