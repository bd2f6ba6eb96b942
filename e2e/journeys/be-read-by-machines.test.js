// Another platform pulls, a reader subscribes, a harvester collects: each checked by a validator that is none of ours.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = path.dirname(fileURLToPath(import.meta.url));
const url = process.env.GONGKAI_E2E_URL;
const python = process.env.GONGKAI_E2E_PYTHON || path.join(here, '..', '.venv', 'bin', 'python');

function run(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  assert.ifError(done.error);
  assert.equal(done.status, 0, `${program} ${args.join(' ')}\n${done.stdout}\n${done.stderr}`);
  return done.stdout;
}

// While the index is made anew the search says so with 503, which is no answer to check.
async function indexed() {
  const until = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(`${url}/api/v1/search?q=%E9%80%9A%E7%9F%A5`);
    if (answer.status !== 503) return;
    assert.ok(Date.now() < until, 'the index is not there in time');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

test('the open interface is as it is described', async () => {
  await indexed();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gongkai-api-'));
  try {
    const st = path.join(path.dirname(python), 'schemathesis');
    const said = run(
      st,
      ['run', `${url}/api/v1/openapi.json`, '--url', `${url}/api/v1`, '--max-examples', '20', '--seed', '1',
        // An index number is any text: what is left out of the examples says nothing of the interface.
        '--suppress-health-check=filter_too_much', '--no-color'],
      { cwd: folder },
    );
    const tested = said.match(/Tested: (\d+)/);
    assert.ok(tested && Number(tested[1]) >= 10, said);
    // It warns that pushing without a token is always refused, which is right.
    assert.doesNotMatch(said, /Failures:|Errors:/);
    assert.match(said, /\d+ generated, \d+ passed/);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

test('feeds are read by a feed reader, Atom and RSS alike', () => {
  const paths = ['/feed.atom', '/feed.rss', '/feed.atom?agency=yunpu-cjj', '/feed.rss?agency=yunpu-cjj&column=gggt',
    '/search.atom?q=%E9%80%9A%E7%9F%A5', '/search.rss?q=%E9%80%9A%E7%9F%A5'];
  const feeds = JSON.parse(run(python, [path.join(here, '..', 'lib', 'check_feeds.py'), ...paths.map((it) => url + it)]));
  assert.equal(feeds.length, paths.length);
  for (const feed of feeds) {
    assert.equal(feed.malformed, '', `${feed.address}: ${feed.malformed}`);
    assert.equal(feed.status, 200);
    assert.equal(feed.version, feed.address.includes('.rss') ? 'rss20' : 'atom10');
    assert.ok(feed.title && feed.entries.length > 0, `${feed.address} is empty`);
    for (const entry of feed.entries) assert.ok(entry.id && entry.title && entry.link && entry.dated, JSON.stringify(entry));
    assert.equal(new Set(feed.entries.map((entry) => entry.id)).size, feed.entries.length, 'ids are told apart');
  }
  assert.deepEqual(feeds[0].entries.map((it) => it.link), feeds[1].entries.map((it) => it.link));
});

test('the sitemap is one, and every address in it answers', async () => {
  const schemas = path.join(path.dirname(require.resolve('sitemap/package.json')), 'schema');
  const valid = (schema, text) =>
    run('xmllint', ['--nonet', '--noout', '--schema', path.join(schemas, schema), '-'], { input: text });
  const index = await (await fetch(`${url}/sitemap.xml`)).text();
  const parts = [...index.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => match[1]);
  assert.ok(parts.length >= 2, index);
  run('xmllint', ['--nonet', '--noout', '-'], { input: index });
  let addresses = [];
  for (const part of parts) {
    const text = await (await fetch(part)).text();
    valid('sitemap.xsd', text);
    addresses.push(...[...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => match[1].replaceAll('&amp;', '&')));
  }
  assert.equal(new Set(addresses).size, addresses.length, 'no address twice');
  // Each kind of page, and every hundredth item.
  addresses = addresses.filter((address, place) => !address.includes('/items/') || place % 100 === 0);
  for (const address of addresses) {
    const answer = await fetch(address);
    assert.equal(answer.status, 200, address);
    await answer.arrayBuffer();
  }
});

test('the data set describes itself as linked data, and what it offers is there', async () => {
  const text = await (await fetch(`${url}/data/dcat.jsonld`)).text();
  const found = JSON.parse(run(python, [path.join(here, '..', 'lib', 'check_dcat.py')], { input: text }));
  assert.equal(found.catalogs, 1);
  // The whole, and each agency.
  assert.ok(found.datasets > 1);
  for (const count of [found.titles.length, found.publishers, found.descriptions]) assert.equal(count, found.datasets);
  assert.ok(found.downloads.length >= 3 && found.modified.length >= 1);
  assert.deepEqual(found.services, [`${url}/api/v1/openapi.json`]);
  for (const address of found.downloads) assert.equal((await fetch(address, { method: 'HEAD' })).status, 200, address);
});

test('another platform follows what changes, item by item', async () => {
  const seen = new Map();
  let at = `${url}/api/v1/changes?limit=500`;
  for (;;) {
    const page = await (await fetch(at)).json();
    for (const change of page.items) if (change.index_number) seen.set(change.index_number, change);
    if (page.next === at || page.next.split('from=')[1] === (at.split('from=')[1] || '')) break;
    at = page.next;
  }
  assert.ok(seen.size > 100, `${seen.size} items`);
  const last = [...seen.values()].slice(-20);
  for (const change of last) {
    const answer = await fetch(change.url);
    assert.ok([200, 410].includes(answer.status), `${change.url} ${answer.status}`);
    const item = await answer.json();
    if (answer.status === 200) assert.equal(item.index_number, change.index_number);
  }
});
