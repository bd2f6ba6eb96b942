// Somebody who guesses a password learns nothing, and is stopped; the next desk is not.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { PASSWORD, asStaff, signIn } from '../lib/office.js';
import { inspect } from '../lib/visit.js';

const url = process.env.GONGKAI_E2E_URL;
let browser;

before(async () => {
  browser = await launch();
});

after(async () => {
  await browser?.close();
});

test('a wrong password is refused and guessing is stopped', async () => {
  const page = await openPage(browser, { url });
  await page.goto('/office');
  // Nobody's login: the lock must not reach those whom other journeys need.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await signIn(page, 'nobody-here', `guess-number-${attempt}`);
    assert.match(await page.getByRole('main').innerText(), /登录名或密码不正确/);
  }
  await inspect(page, { allow: ['nobody', 'here'] });
  await signIn(page, 'nobody-here', PASSWORD);
  assert.match(await page.getByRole('main').innerText(), /尝试次数过多，请15分钟后再试/);
  await page.context().close();
  const officer = await asStaff(browser, 'yunpu-cjj-officer');
  await officer.context().close();
});

test('after signing out the office is closed', async () => {
  const page = await asStaff(browser, 'yunpu-cjj-author', { javaScript: false });
  await page.goto('/office/yunpu-cjj/items');
  await page.getByRole('button', { name: '退出' }).click();
  await page.goto('/office/yunpu-cjj/items');
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), '登录工作台');
  await page.context().close();
});
