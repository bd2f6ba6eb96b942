// Looks at a page as several people would: on a desk, zoomed to 200 %, on a phone, with a screen reader.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { troubles } from './browser.js';
import { englishWords } from './english.js';

const require = createRequire(import.meta.url);
const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const CHINESE = JSON.parse(fs.readFileSync(require.resolve('axe-core/locales/zh_CN.json'), 'utf8'));
const SHOTS = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'shots');

// A desk, the same desk at 200 %, a phone.
const WIDTHS = [1280, 640, 375];

// Opens `address` and fails on anything wrong with it. Leaves the page as wide as it was.
export async function visit(page, address, options = {}) {
  const response = await page.goto(address);
  const status = options.status || 200;
  assert.equal(response.status(), status, `${address} answered ${response.status()}`);
  await inspect(page, options);
  return response;
}

// Fails on anything wrong with the page as it stands, after a click or a sent form.
export async function inspect(page, options = {}) {
  const found = await problems(page, options);
  assert.deepEqual(found, [], `${page.url()}\n  ${found.join('\n  ')}`);
}

// Everything wrong with the page as it stands, a sentence each.
export async function problems(page, { name, allow = [], scripts = true, quotes = false } = {}) {
  const before = page.viewportSize();
  const found = [...troubles(page), ...(await structure(page, allow, quotes))];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    found.push(...(await overflow(page, width)));
    if (scripts && width !== 640) found.push(...(await accessibility(page, width)));
    if (name && width !== 640) await shoot(page, `${name}-${width}`);
  }
  await page.setViewportSize(before);
  return [...new Set([...found, ...troubles(page)])];
}

async function structure(page, allow, quotes) {
  const read = await page.evaluate(readStructure);
  // On the one page where texts are written, figures are quoted by name in double braces.
  if (quotes) read.text = read.text.replace(/\{\{[\w.]+\}\}/g, '');
  const found = [];
  if (read.lang !== 'zh-CN') found.push(`html lang is "${read.lang}", not zh-CN`);
  if (read.title.trim() === '') found.push('no title');
  if (read.headings !== 1) found.push(`${read.headings} h1, not 1`);
  if (read.mains !== 1) found.push(`${read.mains} main, not 1`);
  if (!read.firstLink.startsWith('#')) found.push(`the first link is no skip link but "${read.firstLink}"`);
  else if (!read.skipTarget) found.push(`the skip link leads nowhere: ${read.firstLink}`);
  if (/\{\{|\}\}|\{%/.test(read.text)) found.push('a template shows through');
  const english = englishWords(`${read.title}\n${read.text}`, allow);
  if (english.length > 0) found.push(`English: ${english.join(', ')}`);
  return found;
}

// Runs in the page. Text that is hidden, or says itself that it is another language or code, is left out.
function readStructure() {
  const texts = [];
  const skipped = 'script, style, template, code, pre, kbd, samp, [lang]:not(html):not([lang^="zh"])';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (!holder.closest(skipped) && holder.getClientRects().length > 0) texts.push(walker.currentNode.data);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    if (element.closest(skipped)) continue;
    for (const attribute of ['aria-label', 'title', 'placeholder', 'alt']) {
      texts.push(element.getAttribute(attribute) || '');
    }
  }
  const firstLink = document.querySelector('body a[href]')?.getAttribute('href') || '';
  return {
    lang: document.documentElement.lang,
    title: document.title,
    headings: document.querySelectorAll('h1').length,
    mains: document.querySelectorAll('main').length,
    firstLink,
    skipTarget: firstLink.length > 1 && document.getElementById(firstLink.slice(1)) !== null,
    text: texts.join('\n'),
  };
}

async function overflow(page, width) {
  const extent = await page.evaluate(() => document.documentElement.scrollWidth);
  return extent > width ? [`at ${width} px the page is ${extent} px wide: it scrolls sideways`] : [];
}

async function accessibility(page, width) {
  const loaded = await page.evaluate(() => typeof globalThis.axe === 'object');
  if (!loaded) {
    await page.evaluate(AXE);
    await page.evaluate((locale) => globalThis.axe.configure({ locale }), CHINESE);
  }
  const violations = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map((rule) => ({
      id: rule.id,
      help: rule.help,
      places: rule.nodes.slice(0, 3).map((node) => node.target.join(' ')),
    }));
  });
  return violations.map((rule) => `axe ${rule.id} at ${width} px: ${rule.help}: ${rule.places.join(' | ')}`);
}

async function shoot(page, name) {
  fs.mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true });
}
