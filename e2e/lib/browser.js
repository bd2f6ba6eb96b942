// One Chromium for a test file, and pages that remember what went wrong while they were looked at.

import { chromium } from 'playwright-core';

// The machine's own Chromium: nothing is downloaded. It talks to nobody but the site under test.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

// A new browser with a profile folder of its own.
export function launch() {
  return chromium.launch({
    executablePath: process.env.GONGKAI_CHROMIUM || '/usr/bin/chromium',
    headless: true,
    args: FLAGS,
  });
}

// A page of its own context: no cookies of earlier tests, Chinese, the zone in which the law counts days.
export async function openPage(browser, { url, javaScript = true } = {}) {
  const context = await browser.newContext({
    baseURL: url,
    javaScriptEnabled: javaScript,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  watch(page, url);
  return page;
}

const watched = new WeakMap();

// What went wrong on the page since the last time somebody asked.
export function troubles(page) {
  const found = watched.get(page) || [];
  watched.set(page, []);
  return found;
}

function watch(page, url) {
  watched.set(page, []);
  const note = (trouble) => watched.get(page).push(trouble);
  page.on('console', (message) => {
    // The page itself may well be a 404 or 403 that a test asked for; its status is checked by name.
    const own = message.location().url === page.url() && /Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !own) note(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(`script: ${error.message}`));
  page.on('request', (request) => {
    const target = new URL(request.url());
    if (target.protocol.startsWith('http') && target.origin !== new URL(url).origin) {
      note(`asked another site: ${target.origin}`);
    }
  });
  page.on('response', (response) => {
    const isPage = response.request().isNavigationRequest();
    if (!isPage && response.status() >= 400) note(`${response.status()}: ${response.url()}`);
  });
}
