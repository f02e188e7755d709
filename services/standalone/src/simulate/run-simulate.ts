import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Campaign } from '@firstring/contracts/leads/lead_events';
import { AppError } from '@firstring/kernel';
import { systemClock } from '@firstring/kernel/system';
import { seededRandom } from '@firstring/kernel/testing';
import {
  campaignsOf,
  changedCampaign,
  dayLines,
  dayReport,
  policyOfDay,
  printReport,
  simulateDay,
  type Day,
} from '@firstring/scheduler-service/simulator';
import { readArguments, USAGE, UsageError, type SimulateArguments } from './arguments.ts';
import { findDay } from './find-day.ts';

/** The policy is the day's own, and yet other choices were made. */
const NOT_REPRODUCED = 1;
const NOT_POSSIBLE = 2;

/** `npm run simulate`: 0 = simulated, 1 = the unchanged policy did not make the day's choices again, 2 = it could not be done. */
export async function runSimulate(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  try {
    const asked = readArguments(args, env);
    if (asked === undefined) {
      console.log(USAGE);
      return 0;
    }
    const day = await findDay(asked);
    if (asked.exportFile !== undefined) return await writeDay(day, asked.exportFile);
    if (!asked.printPolicy) return simulate(day, asked);
    console.log(policyOfDay(day, campaignOf(day, asked.campaign)));
    return 0;
  } catch (error) {
    const words = inWords(error);
    if (words === undefined) throw error;
    console.error(words);
    return NOT_POSSIBLE;
  }
}

/** What a person at the terminal can mend; anything else is a bug and shown whole. */
function inWords(error: unknown): string | undefined {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`;
  if (error instanceof AppError && error.reason === 'BUS_UNAVAILABLE') {
    return 'the data folder is in use: stop the product first, or simulate the day on the campaign’s page, Simulator';
  }
  if (error instanceof AppError) return `${error.reason}: ${error.message}`;
  return undefined;
}

async function writeDay(day: Day, file: string): Promise<number> {
  let lines = 0;
  function* text(): Generator<string> {
    for (const line of dayLines(day)) {
      lines += 1;
      yield `${line}\n`;
    }
  }
  await pipeline(Readable.from(text()), createWriteStream(file));
  console.log(
    `${file}: ${lines} lines, ${day.cards.length} leads, ${day.header.day} (${day.header.timeZone})`,
  );
  return 0;
}

function simulate(day: Day, { policyFile, campaign: wanted, seed, json }: SimulateArguments): number {
  const { campaigns, notes } = policyFile === undefined ? UNCHANGED : changeOf(day, policyFile, wanted);
  const random = seededRandom(`answers/${seed}`);
  const real = simulateDay({ day, random, asRecorded: true });
  const startedMs = systemClock.monotonicMs();
  const simulated = simulateDay({ day, random, campaigns });
  const tookMs = systemClock.monotonicMs() - startedMs;
  const report = dayReport({ day, real, simulated, isChanged: campaigns.length > 0, notes, tookMs });
  console.log(json ? JSON.stringify(report) : printReport(report));
  return report.replay?.isExact === false ? NOT_REPRODUCED : 0;
}

const UNCHANGED = { campaigns: [], notes: [] } as const;

function changeOf(day: Day, file: string, wanted: string | undefined) {
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  const campaign = campaignOf(day, wanted);
  const changed = changedCampaign(day, campaign, readFileSync(file, 'utf8'));
  if (changed.type === 'changed') return { campaigns: [changed.campaign], notes: changed.notes };
  const lines = changed.problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  throw new UsageError(`the policy cannot be used:\n${lines.join('\n')}`);
}

function campaignOf(day: Day, wanted: string | undefined): Campaign {
  const campaigns = campaignsOf(day);
  const [first, second] = campaigns.values();
  if (wanted === undefined && second !== undefined) {
    throw new UsageError(
      `the day has several campaigns, say one: --campaign ${[...campaigns.keys()].join(', ')}`,
    );
  }
  const campaign = wanted === undefined ? first : campaigns.get(wanted);
  if (campaign === undefined) throw new UsageError(`the day has no campaign ${wanted ?? ''}`);
  return campaign;
}
