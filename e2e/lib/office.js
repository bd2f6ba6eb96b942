// What staff do first: sign in, and then the acts every form of the office shares.

import assert from 'node:assert/strict';

import { openPage } from './browser.js';
import { inspect } from './visit.js';

const url = process.env.GONGKAI_E2E_URL;
const printed = process.env.GONGKAI_E2E_PRINTED || '';

// The one password of the sample site, read from what it prints, as a person would.
export const PASSWORD = printed.match(/密码都是 (\S+?)）/)?.[1] || '';

// The logins the sample site names, in its order.
export const LOGINS = [...printed.matchAll(/^ {2}([a-z][a-z0-9-]*) {2,}\S/gm)].map((match) => match[1]);

// Codes of the sample agencies, sections and columns, which a form for codes shows.
export const CODES = (
  'pinghu jxj yunpu cjj bgs bgt cyk qyfw szjj cjk zfbz fgk gzdt gkzn gkzd zcwj operator item holiday makeup workday if else none'
).split(' ');

// What an office address has in common with its like: agency, numbers, logins and codes taken out.
export function officeKind(address) {
  const { pathname, searchParams } = new URL(address);
  const path = pathname
    .replace(/^\/office\/(?!system|account|sign)[^/]+/, '/office/*')
    .replace(/\/accounts\/(?!new)[^/]+/, '/accounts/*')
    .replace(/[^/]*\d[^/]*/g, '*');
  // A page asked for with a code is the page of that code; a page asked for with filters is the same page.
  return path + [...searchParams.keys()].filter((key) => key === 'show').map((key) => `?${key}`).join('');
}

// A page on which `login` has signed in.
export async function asStaff(browser, login, { javaScript = true } = {}) {
  const page = await openPage(browser, { url, javaScript });
  await page.goto('/office');
  await signIn(page, login, PASSWORD);
  assert.equal(await page.getByRole('button', { name: '退出' }).count(), 1, `${login} did not get in`);
  return page;
}

// Fills in the sign-in page.
export async function signIn(page, login, password) {
  await page.getByLabel('登录名').fill(login);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
}

// Opens one of the acts that a page offers, fills in what is asked for and confirms.
export async function act(page, name, fields = {}) {
  await page.getByRole('main').getByRole('link', { name, exact: true }).first().click();
  await fill(page, fields);
  await confirm(page, `确认${name}`);
}

// Presses the button of a form; a form that comes back says what was wrong.
export async function confirm(page, button) {
  await page.getByRole('main').getByRole('button', { name: button, exact: true }).click();
  const errors = page.getByRole('alert');
  const said = (await errors.count()) > 0 ? await errors.first().innerText() : '';
  assert.equal(said, '', `the form came back: ${said}`);
}

// Fills fields by their labels; `true` ticks a choice.
export async function fill(page, fields) {
  for (const [label, value] of Object.entries(fields)) {
    if (value === true) await page.getByRole('radio', { name: label }).check();
    else {
      const field = page.getByRole('main').getByLabel(label).first();
      const kind = await field.evaluate((element) => element.tagName);
      if (kind === 'SELECT') await field.selectOption({ label: value });
      else await field.fill(value);
    }
  }
}

// One person opens the address and takes one act on it; what the page says afterwards.
export async function step(browser, who, address, scripts, name, fields) {
  const page = await asStaff(browser, who, { javaScript: scripts });
  await page.goto(address);
  await act(page, name, fields);
  await inspect(page, { scripts });
  const text = await page.getByRole('main').innerText();
  await page.context().close();
  return text;
}

// What a link downloads; nothing private is kept by a cache or shown as a page of ours.
export async function bytesOf(page, link) {
  const answer = await page.context().request.get(new URL(await link.getAttribute('href'), page.url()).href);
  assert.equal(answer.status(), 200);
  assert.match(answer.headers()['cache-control'], /no-store/);
  assert.match(answer.headers()['content-disposition'], /^attachment/);
  assert.equal(answer.headers()['x-content-type-options'], 'nosniff');
  return answer.body();
}
