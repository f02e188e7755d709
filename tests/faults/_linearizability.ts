import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = new URL('./linearizability/', import.meta.url).pathname;

export interface Verdict {
  readonly type: 'linearizable' | 'refused';
  /** What the checker says of it. */
  readonly text: string;
}

/** Hands a history to the checker in linearizability/ (Go, porcupine). Throws when it cannot say yes or no. */
export async function checkHistory(calls: readonly object[]): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'firstring-history-'));
  try {
    const [program, history] = [join(folder, 'check'), join(folder, 'history.jsonl')];
    await promisify(execFile)('go', ['build', '-o', program, '.'], { cwd: FOLDER });
    writeFileSync(history, calls.map((call) => `${JSON.stringify(call)}\n`).join(''));
    return await run(program, history);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(program: string, history: string): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    execFile(program, [history], (error, stdout, stderr) => {
      if (error === null) resolve({ type: 'linearizable', text: stdout });
      else if (error.code === 1) resolve({ type: 'refused', text: stdout });
      else reject(new Error(`the checker could not tell: ${stdout}${stderr}`));
    });
  });
}
