/** Calls from SIPp to SIPp through whatever stands between. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile } from '../figure.ts';

export interface Load {
  readonly callsPerS: number;
  readonly calls: number;
  readonly holdMs: number;
}

export interface LoadResult {
  readonly ok: number;
  readonly failed: number;
  readonly retransmissions: number;
  /** INVITE to 200 at the caller, ms. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const LOOPBACK = '127.0.0.1';
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Answers every call as the scenario says until disposed. */
export function startAnswering(scenario: string, port: number): AsyncDisposable {
  const args = [
    '-sf',
    path(scenario),
    '-i',
    LOOPBACK,
    '-p',
    `${port}`,
    // A lead stays for a moment; a callee waits for the BYE and has no pause.
    '-d',
    '300',
    '-nostdin',
    `${LOOPBACK}:9`,
  ];
  const child = spawn('sipp', args, { stdio: 'ignore' });
  return {
    async [Symbol.asyncDispose]() {
      await stop(child);
    },
  };
}

/** Offers calls at a fixed rate, whatever becomes of them, and waits for the last to end. */
export async function offerCalls(port: number, target: number, load: Load): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), 'firstring-b5-'));
  const args = ['-sf', path('caller.xml'), '-i', LOOPBACK, '-p', `${port}`, '-nostdin'];
  args.push('-r', `${load.callsPerS}`, '-m', `${load.calls}`, '-d', `${load.holdMs}`);
  args.push(
    '-l',
    `${load.calls}`,
    '-recv_timeout',
    '20000',
    '-trace_stat',
    '-stf',
    'statistics.csv',
    '-fd',
    '1',
  );
  args.push('-trace_rtt', '-rtt_freq', '1', `${LOOPBACK}:${target}`);
  const child = spawn('sipp', args, { cwd: folder, stdio: 'ignore' });
  await once(child, 'exit');
  const statistics = lastRow(readFileSync(join(folder, 'statistics.csv'), 'utf8'));
  const answered = answerTimes(folder);
  rmSync(folder, { recursive: true, force: true });
  return {
    ok: statistics['SuccessfulCall(C)'] ?? 0,
    failed: load.calls - (statistics['SuccessfulCall(C)'] ?? 0),
    retransmissions: statistics['Retransmissions(C)'] ?? 0,
    p50Ms: quantile(answered, 0.5),
    p99Ms: quantile(answered, 0.99),
  };
}

function lastRow(csv: string): Record<string, number> {
  const [head = '', ...rows] = csv.trim().split('\n');
  const cells = rows.at(-1)?.split(';') ?? [];
  return Object.fromEntries(head.split(';').map((name, column) => [name, Number(cells[column])]));
}

/** Rows are `date_ms;response_time_ms;rtd_name`. */
function answerTimes(folder: string): Float64Array {
  const file = readdirSync(folder).find((name) => name.endsWith('rtt.csv'));
  const rows = file === undefined ? [] : readFileSync(join(folder, file), 'utf8').trim().split('\n').slice(1);
  return Float64Array.from(
    rows
      .map((row) => row.split(';'))
      .filter((cells) => cells[2] === 'answer')
      .map((cells) => Number(cells[1])),
  );
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
