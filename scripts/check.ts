/** All static gates, two at a time, each with its seconds. `--only NAME` runs one. */
import { GATES, type Gate } from './gates.ts';
import { runCommand } from './run-command.ts';

export interface GateResult {
  readonly gate: Gate;
  readonly passed: boolean;
}

export async function runGates(gates: readonly Gate[] = GATES): Promise<GateResult[]> {
  const results: GateResult[] = [];
  const waiting = [...gates];
  const lane = async (): Promise<void> => {
    for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) {
      const { exitCode, output, seconds } = await runCommand(gate.command);
      const passed = exitCode === 0;
      results.push({ gate, passed });
      console.log(`${passed ? 'ok  ' : 'FAIL'}  ${gate.name.padEnd(14)} ${seconds.toFixed(1)} s`);
      if (!passed) console.log(`${output.trimEnd()}\n      → ${gate.hint}\n`);
    }
  };
  await Promise.all([lane(), lane()]);
  return results;
}

if (import.meta.main) {
  const only = process.argv.indexOf('--only');
  const name = only === -1 ? undefined : process.argv[only + 1];
  const startMs = performance.now();
  const results = await runGates(GATES.filter((gate) => name === undefined || gate.name === name));
  const failed = results.filter(({ passed }) => !passed).length;
  console.log(
    `\n${results.length - failed} gates passed, ${failed} failed, ${((performance.now() - startMs) / 1000).toFixed(1)} s`,
  );
  process.exitCode = failed === 0 && results.length > 0 ? 0 : 1;
}
