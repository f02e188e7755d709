import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { armFailpoints } from '@firstring/kernel';
import { systemClock, systemFailpointEffects, systemRandom } from '@firstring/kernel/system';
import { ConfigError, createLogger, loadConfig, stopSignal } from '@firstring/service-kit';
import { startTelemetry } from '@firstring/telemetry';
import { buildWebApp } from './demo/build-web-app.ts';
import { standaloneConfigSchema, type StandaloneConfig } from './config.ts';
import { DEMO, demoAgents, type DemoAgent } from './demo/demo-data.ts';
import { playOnce } from './demo/play-once.ts';
import { seed, seedTrunk } from './demo/seed.ts';
import { startTelephones, type TelephonesOptions } from './demo/telephones.ts';
import { welcome } from './demo/welcome.ts';
import { createStandalone, type Standalone } from './service.ts';

const BUILT_IN_PHONES = 2;

/** `--once`: short times, ports and data of its own, so that it runs beside anything. */
const ONCE: Readonly<Record<string, string>> = {
  CONSOLE_LISTEN: '127.0.0.1:0',
  INGEST_LISTEN: '127.0.0.1:0',
  SIP_LISTEN: '127.0.0.1:0',
};

/** The command behind scripts/start; answers with the exit code. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { demo: { type: 'boolean' }, once: { type: 'boolean' }, 'ready-json': { type: 'boolean' } },
  });
  const once = values.once === true;
  const scratch = once ? mkdtempSync(join(tmpdir(), 'firstring-once-')) : undefined;
  try {
    const settings = scratch === undefined ? env : { DATA_DIR: scratch, ...ONCE, ...env };
    const config = loadConfig(standaloneConfigSchema, settings, 'STANDALONE_');
    armFailpoints(config.FAILPOINT, systemFailpointEffects);
    await using world = await startWorld(config, { env: settings, once });
    return once ? await reportOnce(world) : await serve(world, values['ready-json'] === true);
  } catch (error) {
    const told = inPlainWords(error);
    if (told === undefined) throw error;
    console.error(told);
    return 2;
  } finally {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

/** What a person at the terminal can mend; anything else is a bug and shown whole. */
function inPlainWords(error: unknown): string | undefined {
  if (error instanceof ConfigError) return `configuration cannot be used:\n${error.message}`;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!('code' in cause) || cause.code !== 'EADDRINUSE') continue;
    return `${cause.message}\nAnother program has this port: end it, or set CONSOLE_LISTEN, INGEST_LISTEN or SIP_LISTEN.`;
  }
  return undefined;
}

interface World extends AsyncDisposable {
  readonly product: Standalone;
  /** None without the demo. */
  readonly agents: readonly DemoAgent[];
}

interface WorldOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly once: boolean;
}

/** The product and, unless told otherwise, its demo data and telephones to play with. */
async function startWorld(config: StandaloneConfig, { env, once }: WorldOptions): Promise<World> {
  const deps = { clock: systemClock, random: systemRandom, log: createLogger({ level: config.LOG_LEVEL }) };
  const demo = config.STANDALONE_DEMO === 'on';
  await using opened = new AsyncDisposableStack();
  opened.use(await startTelemetry({ ...deps, service: 'standalone', env, scraped: false }));
  if (!once) buildWebApp(deps.log);
  const inbound = { SIP_INBOUND_PROCESS_ID: DEMO.processId, SIP_INBOUND_CAMPAIGN_ID: DEMO.campaignId };
  const product = opened.use(
    await createStandalone(config, { ...deps, env: demo ? { ...inbound, ...env } : env }),
  );
  const agents = demo ? demoAgents(config.STANDALONE_AGENTS) : [];
  if (demo) opened.use(await startDemo(config, { product, agents, deps, once }));
  const close = opened.move();
  return { product, agents, [Symbol.asyncDispose]: () => close[Symbol.asyncDispose]() };
}

interface DemoOptions {
  readonly product: Standalone;
  readonly agents: readonly DemoAgent[];
  readonly deps: TelephonesOptions;
  readonly once: boolean;
}

async function startDemo(
  config: StandaloneConfig,
  { product, agents, deps, once }: DemoOptions,
): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const { clients, addresses, users } = product;
  const seeding = { clients, users, leadStoreAddress: addresses.leadStore, sipAddress: addresses.sip };
  await seed(seeding, agents);
  let trunkTarget = config.STANDALONE_TRUNK_TARGET;
  if (config.STANDALONE_TELEPHONES === 'built-in') {
    const times = once ? { leadAnswersAfterMs: 300, hangUpAfterMs: 1000 } : {};
    const telephones = opened.use(await startTelephones({ ...deps, ...times }));
    for (const agent of agents.slice(0, BUILT_IN_PHONES)) {
      await telephones.phone(agent, product.sip, once ? 300 : 2500);
    }
    if (trunkTarget === '') trunkTarget = telephones.trunkTarget;
  }
  if (trunkTarget !== '') await seedTrunk(seeding, trunkTarget);
  return opened.move();
}

async function serve({ product, agents }: World, readyJson: boolean): Promise<number> {
  const { consoleUrl, ingestUrl, sip } = product;
  // Listening before anybody is told that we are up: whoever reads the line may stop us at once.
  const stopped = stopSignal();
  if (readyJson) {
    const { processId, campaignId, linkToken } = DEMO;
    console.log(JSON.stringify({ consoleUrl, ingestUrl, sip, processId, campaignId, linkToken, agents }));
  } else {
    console.log(agents.length > 0 ? welcome(product, agents) : `Firstring is up: ${consoleUrl}`);
  }
  await stopped;
  return 0;
}

async function reportOnce({ product, agents }: World): Promise<number> {
  const [agent] = agents;
  if (agent === undefined) return 1;
  const played = await playOnce(product, agent, systemClock);
  console.log(JSON.stringify(played.steps));
  if (played.missing.length === 0) return 0;
  console.error(
    `missing: ${played.missing.join(', ')}${played.problem === undefined ? '' : ` — ${played.problem}`}`,
  );
  return 1;
}
