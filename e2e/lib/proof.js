// Checks a proof as whoever has the program and the public key does: without the site.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// `proof` alone, or with the bytes of a `file` named `name`; the exit status and what was said.
export async function verify(url, proof, file, name = 'file') {
  const keys = await (await fetch(`${url}/log/keys`)).text();
  const folder = mkdtempSync(join(tmpdir(), 'gongkai-proof-'));
  try {
    const at = (what) => join(folder, what);
    writeFileSync(at('log.pub'), keys);
    writeFileSync(at('proof'), proof);
    const args = ['proof', at(file ? name : 'proof'), '--key', at('log.pub')];
    if (file) {
      writeFileSync(at(name), file);
      args.push('--proof', at('proof'));
    }
    const run = spawnSync(process.env.GONGKAI_BINARY, args, { encoding: 'utf8' });
    return { status: run.status, output: `${run.stdout}${run.stderr}` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
