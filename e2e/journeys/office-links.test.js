// Staff who follow links never meet a page that is missing or unsound, whatever their role.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch } from '../lib/browser.js';
import { CODES, LOGINS, asStaff, officeKind } from '../lib/office.js';
import { inspect } from '../lib/visit.js';
import { walk } from '../lib/walk.js';

let browser;
// Kinds of pages already judged: another role gets there too, but need not wait for the same look again.
const judged = new Set();

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

async function judge(page) {
  const kind = officeKind(page.url());
  if (judged.has(kind) || !new URL(page.url()).pathname.startsWith('/office')) return;
  judged.add(kind);
  await inspect(page, { allow: CODES, quotes: kind.includes('/text/') });
}

test('the sample site names its logins and their password', () => {
  assert.equal(LOGINS.length, 10, LOGINS.join(' '));
});

for (const login of LOGINS) {
  test(`every kind of page that ${login} is led to exists and is sound`, async () => {
    const page = await asStaff(browser, login);
    const within = (address) => new URL(address).pathname.startsWith('/office');
    const { broken, visited } = await walk(page, page.url(), { each: 1, look: judge, kind: officeKind, within });
    assert.deepEqual(broken, []);
    assert.ok(visited > 3, `only ${visited} pages`);
    await page.context().close();
  });
}
