import { parseArgs } from 'node:util';
import { dayOf } from '@firstring/scheduler-service/simulator';

/** What was asked for, checked. */
export interface SimulateArguments {
  readonly day: string;
  readonly timeZone: string;
  readonly fromAt: number;
  readonly toAt: number;
  readonly dataDir: string;
  /** A record of a day to read instead of the data folder. */
  readonly file: string | undefined;
  readonly synthetic: { readonly leads: number; readonly agents: number } | undefined;
  readonly policyFile: string | undefined;
  readonly campaign: string | undefined;
  readonly exportFile: string | undefined;
  readonly seed: string;
  readonly json: boolean;
  readonly printPolicy: boolean;
}

/** Words for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `npm run simulate -- [options]

  --day 2026-11-20         the day to simulate (default with --synthetic: 2026-11-20)
  --zone America/New_York  zone of the day (default: UTC)
  --data DIR               data folder of a product that is not running (default: DATA_DIR, else ./data)
  --file day.jsonl         the day as it was exported, instead of --data
  --synthetic leads=10000 agents=20 seed=7
                           a made-up day instead
  --policy new.yaml        what should have been so; without it the day is replayed as it was
  --campaign ID            whose policy it is, where the day has several campaigns
  --seed TEXT              of the answers that the model gives (default: 1)
  --export day.jsonl       writes the record of the day, and does nothing else
  --print-policy           prints the policy that the campaign had that day, to change and give back, and does nothing else
  --json                   prints JSON`;

const OPTIONS = {
  day: { type: 'string' },
  zone: { type: 'string' },
  data: { type: 'string' },
  file: { type: 'string' },
  synthetic: { type: 'boolean' },
  policy: { type: 'string' },
  campaign: { type: 'string' },
  seed: { type: 'string' },
  export: { type: 'string' },
  json: { type: 'boolean' },
  'print-policy': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const LEADS_MAX = 5_000_000;
const AGENTS_MAX = 2000;
const SYNTHETIC_DAY = '2026-11-20';

/** Undefined for --help. Throws UsageError. */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): SimulateArguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const isSynthetic = values.synthetic === true;
  if (positionals.length > 0 && !isSynthetic) throw new UsageError(`what is ${positionals[0] ?? ''}?`);
  const made = isSynthetic ? readSynthetic(positionals) : undefined;
  const timeZone = values.zone ?? 'UTC';
  const day = values.day ?? (isSynthetic || values.file !== undefined ? SYNTHETIC_DAY : undefined);
  if (day === undefined) throw new UsageError('which day? Say --day 2026-11-20');
  const span = dayOf(day, timeZone);
  if (span === undefined)
    throw new UsageError(
      `there is no day ${day} in a zone ${timeZone}: --day 2026-11-20 --zone Europe/Berlin`,
    );
  return {
    day,
    timeZone,
    ...span,
    dataDir: values.data ?? env['DATA_DIR'] ?? 'data',
    file: values.file,
    synthetic: made,
    policyFile: values.policy,
    campaign: values.campaign,
    exportFile: values.export,
    seed: made?.seed ?? values.seed ?? '1',
    json: values.json === true,
    printPolicy: values['print-policy'] === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // parseArgs names the option in words.
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readSynthetic(words: readonly string[]): {
  leads: number;
  agents: number;
  seed: string | undefined;
} {
  const known = new Map([
    ['leads', '10000'],
    ['agents', '20'],
  ]);
  for (const word of words) {
    const [name = '', value] = word.split('=');
    if (value === undefined || !['leads', 'agents', 'seed'].includes(name)) {
      throw new UsageError(`what is ${word}? Say --synthetic leads=10000 agents=20 seed=7`);
    }
    known.set(name, value);
  }
  const count = (name: string, max: number): number => {
    const value = Number(known.get(name));
    if (Number.isInteger(value) && value >= 1 && value <= max) return value;
    throw new UsageError(`${name} is a whole number from 1 to ${max}`);
  };
  return { leads: count('leads', LEADS_MAX), agents: count('agents', AGENTS_MAX), seed: known.get('seed') };
}
