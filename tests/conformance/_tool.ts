import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemClock as clock } from '@firstring/kernel/system';

export interface ToolResult {
  /** Null when it was still running at its deadline and was killed. */
  readonly exitCode: number | null;
  /** What it printed on both outputs. */
  readonly output: string;
}

export interface ToolOptions {
  readonly deadlineMs?: number;
  readonly input?: string;
}

/** Runs a program of the distribution to its end, or to its deadline: a scanner that gets no answer may go on for ever. */
export async function runTool(
  command: string,
  options: readonly string[],
  { deadlineMs = 10_000, input = '' }: ToolOptions = {},
): Promise<ToolResult> {
  const child = spawn(command, [...options], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-200_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  // It may have ended before it read anything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = once(child, 'exit');
  const deadline = clock.setTimer(deadlineMs, () => child.kill('SIGKILL'));
  const [exitCode] = (await ended) as [number | null];
  deadline.cancel();
  return { exitCode, output };
}
