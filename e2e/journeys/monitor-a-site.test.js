// Somebody outside watches a site: what it says now is what it has published, and its log only grows.

import assert from 'node:assert/strict';
import { spawnSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const url = process.env.GONGKAI_E2E_URL;
const DOCUMENT = 'item/pinghu-jxj/3';
const REPORT = 'report/pinghu-jxj/2021';
let proxy;
let base;
// What the site between us and the reader changes: address and content in, content out.
let change;
const folder = mkdtempSync(join(tmpdir(), 'gongkai-monitor-'));

before(async () => {
  proxy = createServer(async (request, response) => {
    const answer = await fetch(url + request.url, { redirect: 'manual' });
    const body = change(request.url, Buffer.from(await answer.arrayBuffer()));
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(body);
  });
  await new Promise((ready) => proxy.listen(0, '127.0.0.1', ready));
  base = `http://127.0.0.1:${proxy.address().port}`;
  // The log follows within seconds of the start.
  for (let tries = 0; tries < 120; tries += 1) {
    const proofs = [DOCUMENT, REPORT].map((name) => fetch(`${url}/log/proofs/1/${name}`));
    if ((await Promise.all(proofs)).every((answer) => answer.ok)) break;
    await new Promise((later) => setTimeout(later, 500));
  }
});

after(() => {
  proxy.close();
  rmSync(folder, { recursive: true });
});

// The program runs beside us, not before us: the proxy must answer meanwhile.
async function verify(...more) {
  const args = ['log', 'verify', '--site', base, ...more];
  const run = spawn(process.env.GONGKAI_BINARY, args);
  let output = '';
  run.stdout.on('data', (data) => (output += data));
  run.stderr.on('data', (data) => (output += data));
  const status = await new Promise((done) => run.on('close', done));
  return { status, output };
}

test('a site that says what it published passes, and a changed page, file or log does not', async () => {
  change = (_, body) => body;
  const state = join(folder, 'state');
  const honest = await verify('--state', state, '--document', DOCUMENT, '--document', REPORT);
  assert.equal(honest.status, 0, honest.output);
  assert.match(honest.output, /日志完好：[\d]+ 条，签名成立[\s\S]*一致 [23] 版，不一致 0 版/);

  change = (path, body) => (path.startsWith('/items/') ? Buffer.from(body.toString().replaceAll('背景', '背影')) : body);
  const page = await verify('--document', DOCUMENT);
  assert.equal(page.status, 1, page.output);
  assert.match(page.output, /item\/pinghu-jxj\/3 第 1 版：页面上的正文与公开时不同/);

  change = (path, body) => (path.includes('download.json') ? Buffer.from(body.toString().replace(/\d/, '7')) : body);
  const report = await verify('--document', REPORT);
  assert.equal(report.status, 1, report.output);
  assert.match(report.output, /download\.json 与公开时不同/);

  change = (path, body) => (path.includes('/tile/entries/000') ? Buffer.from(body).fill(0x31, 40, 41) : body);
  const entry = await verify('--log-only');
  assert.notEqual(entry.status, 0, entry.output);

  change = (path, body) => (path === '/log/checkpoint' ? Buffer.from(body.toString().replace(/\n\d+\n/, '\n10\n')) : body);
  const head = await verify('--state', state, '--log-only');
  assert.equal(head.status, 1, head.output);
  assert.match(head.output, /签名不成立/);
});

test('without data there is nothing to check, and none is made', () => {
  const unknown = spawnSync(process.env.GONGKAI_BINARY, ['log', 'verify', '--data', join(folder, 'none')]);
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr.toString(), /没有数据库/);
});
