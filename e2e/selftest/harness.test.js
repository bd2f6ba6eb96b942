// The harness itself: a good page passes, and each fault it looks for is found.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPage } from '../lib/browser.js';
import { englishWords } from '../lib/english.js';
import { problems, visit } from '../lib/visit.js';
import { kindOf, walk } from '../lib/walk.js';
import { serveSample } from './sample.js';

let browser;
let sample;

before(async () => {
  sample = await serveSample();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  sample?.close();
});

async function problemsOf(address, options = {}) {
  const page = await openPage(browser, { url: sample.url, javaScript: options.scripts !== false });
  await page.goto(address);
  const found = await problems(page, options);
  await page.context().close();
  return found;
}

test('a faultless page passes with scripts on and off', async () => {
  assert.deepEqual(await problemsOf('/'), []);
  assert.deepEqual(await problemsOf('/', { scripts: false }), []);
});

test('a page that is not found passes when that was expected, and fails otherwise', async () => {
  const page = await openPage(browser, { url: sample.url });
  await visit(page, '/nothing-here', { status: 404 });
  await assert.rejects(visit(page, '/nothing-here'), /answered 404/);
  await page.context().close();
});

const FAULTS = [
  ['/english', /^English: Something, went, wrong$/],
  ['/template', /template shows through/],
  ['/two-headings', /^2 h1/],
  ['/no-title', /^no title/],
  ['/wrong-language', /lang is "en"/],
  ['/wide', /at 375 px .* scrolls sideways/],
  ['/no-alternative', /^axe image-alt/],
  ['/pale', /^axe color-contrast/],
  ['/no-skip-link', /no skip link/],
  ['/inline-script', /^console: .*Content Security Policy/],
  ['/script-error', /^script: broken/],
  ['/missing-file', /^404: /],
  ['/other-site', /^asked another site/],
];

for (const [address, expected] of FAULTS) {
  test(`the fault of ${address} is found`, async () => {
    const found = await problemsOf(address);
    assert.ok(found.some((problem) => expected.test(problem)), found.join('\n') || 'nothing was found');
  });
}

test('text that says it is English, and code, may be English', async () => {
  assert.deepEqual(await problemsOf('/own-language'), []);
});

test('codes, files and addresses are not words', () => {
  const text = '索引号 11330482MB1234567X/2021-00001，见 report-2021.xlsx 与 https://example.org/a，平湖 GDP 增长 5G SHA-256';
  assert.deepEqual(englishWords(text), []);
  assert.deepEqual(englishWords('状态 undefined，由 chen 办理', ['chen']), ['undefined']);
});

test('a walk finds links that lead nowhere and visits each kind of page', async () => {
  const page = await openPage(browser, { url: sample.url });
  const { broken, visited } = await walk(page, `${sample.url}/`);
  assert.deepEqual(broken, [`${sample.url}/next answers 404`]);
  assert.equal(visited, 2);
  await page.context().close();
});

test('pages that differ in numbers only are of one kind', () => {
  const kind = kindOf('http://127.0.0.1:1/items/3304/2021-00178?edition=2');
  assert.equal(kind, '/items/*/*?edition');
  assert.equal(kind, kindOf('http://127.0.0.1:1/items/3305/2022-00001?edition=1'));
});
