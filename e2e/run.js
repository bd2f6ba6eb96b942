// Runs the journeys: `node run.js [FILTER]`. Starts the sample site once, then node's own test runner.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { startDemo } from './lib/demo.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const filter = process.argv[2] || '';

function testsIn(folder) {
  return fs
    .readdirSync(path.join(here, folder))
    .filter((name) => name.endsWith('.test.js') && `${folder}/${name}`.includes(filter))
    .sort()
    .map((name) => path.join(folder, name));
}

function runTests(files, environment) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--test', '--test-reporter=spec', ...files], {
      cwd: here,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function main() {
  const own = testsIn('selftest');
  const journeys = testsIn('journeys');
  if (own.length + journeys.length === 0) {
    console.error(`e2e: no test file contains "${filter}"`);
    return 2;
  }
  fs.rmSync(path.join(here, 'shots'), { recursive: true, force: true });
  if (journeys.length === 0) return runTests(own, {});
  const binary = process.env.GONGKAI_BINARY || path.join(here, '..', 'target', 'debug', 'gongkai');
  const demo = await startDemo(binary);
  try {
    // The logins are read from what the demo prints, as a person would.
    return await runTests([...own, ...journeys], {
      GONGKAI_E2E_URL: demo.url,
      GONGKAI_E2E_PRINTED: demo.printed.join('\n'),
    });
  } finally {
    demo.stop();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(`e2e: ${error.message}`);
    process.exitCode = 2;
  },
);
