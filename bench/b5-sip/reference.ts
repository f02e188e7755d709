import { figure, type Figure } from '../figure.ts';
import type { Bed, Offered } from './bed.ts';
import type { Load } from './sipp-load.ts';

/** On a shared machine one run's p99 is many times the next one's: the middle of three is told, beside all of them. */
const ROUNDS = 3;

/** The same load offered to each bed in turn, so that what the machine does to one round it does to its neighbours, too. */
export async function offerInTurn(beds: readonly Bed[], load: Load): Promise<readonly Offered[][]> {
  const results: Offered[][] = beds.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, bed] of beds.entries()) results[index]?.push(await bed.offer(load));
  }
  return results;
}

/** The median of the rounds against its goals, after each round's own numbers. */
export function referenceFigures(
  at: string,
  rounds: readonly Offered[],
  goals: { readonly p99: string; readonly cpu: string },
): Figure[] {
  const median = (of: (result: Offered) => number): number => middle(rounds.map(of));
  const told = { bench: 'B5', at: `${at}, median of ${rounds.length} rounds`, unit: 'ms', goal: '' };
  const failed = rounds.reduce((sum, result) => sum + result.failed, 0);
  return [
    ...rounds.flatMap((result, index) => roundFigures(`${at}, round ${index + 1}`, result)),
    figure({ ...told, at, figure: 'failed', unit: 'calls', value: failed }),
    figure({ ...told, figure: 'answer_p50_ms', value: median(({ p50Ms }) => p50Ms) }),
    figure({ ...told, figure: 'answer_p99_ms', value: median(({ p99Ms }) => p99Ms), goal: goals.p99 }),
    figure({ ...told, figure: 'cpu_server_ms_a_call', value: median(({ serverMs }) => serverMs) }),
    figure({ ...told, figure: 'cpu_app_ms_a_call', value: median(({ appMs }) => appMs) }),
    figure({ ...told, figure: 'cpu_ms_a_call', value: median(cpuMs), goal: goals.cpu }),
  ];
}

function roundFigures(at: string, result: Offered): Figure[] {
  const told = { bench: 'B5', at, unit: 'ms', goal: '' };
  return [
    figure({ ...told, figure: 'answer_p50_ms', value: result.p50Ms }),
    figure({ ...told, figure: 'answer_p99_ms', value: result.p99Ms }),
    figure({ ...told, figure: 'cpu_ms_a_call', value: cpuMs(result) }),
  ];
}

function cpuMs({ serverMs, appMs }: Offered): number {
  return serverMs + appMs;
}

/** Of an odd number of values. */
function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
