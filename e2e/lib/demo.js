// Starts the sample site once, in a folder and on a port of its own.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const READY_WITHIN_MS = 120_000;

// The running site: its address, what it printed, and how to end it.
export async function startDemo(binary) {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'gongkai-e2e-'));
  const child = spawn(binary, ['demo', '--listen', '127.0.0.1:0', '--data', path.join(data, 'demo')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = [];
  const stop = () => {
    child.kill('SIGTERM');
    fs.rmSync(data, { recursive: true, force: true });
  };
  try {
    const url = await addressOf(child, printed);
    await answers(url);
    return { url, printed, stop };
  } catch (error) {
    stop();
    throw new Error(`${error.message}\n${printed.join('\n')}`);
  }
}

// Waits for a line that names the address.
function addressOf(child, printed) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the demo named no address in time')), READY_WITHIN_MS);
    const done = (settle, value) => {
      clearTimeout(timer);
      settle(value);
    };
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        printed.push(line);
        const match = line.match(/http:\/\/127\.0\.0\.1:[1-9]\d*/);
        if (match) done(resolve, match[0]);
      });
    }
    child.on('error', (error) => done(reject, new Error(`cannot start the demo: ${error.message}`)));
    child.on('exit', (code) => done(reject, new Error(`the demo ended with ${code} before it served`)));
  });
}

// The address may be printed a moment before the first request is taken.
async function answers(url) {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      const response = await fetch(`${url}/healthz`);
      if (response.status < 500) return;
    } catch (error) {
      if (Date.now() > until) throw new Error(`the demo does not answer: ${error.message}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
