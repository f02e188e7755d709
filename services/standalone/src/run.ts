import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { armFailpoints } from '@firstring/kernel';
import { systemClock, systemFailpointEffects, systemRandom } from '@firstring/kernel/system';
import { createLogger, loadConfig, stopSignal } from '@firstring/service-kit';
import { buildWebApp } from './demo/build-web-app.ts';
import { standaloneConfigSchema, type StandaloneConfig } from './config.ts';
import { DEMO, demoAgents, type DemoAgent } from './demo/demo-data.ts';
import { playOnce } from './demo/play-once.ts';
import { seed, seedTrunk } from './demo/seed.ts';
import { startTelephones, type Telephones } from './demo/telephones.ts';
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
    await using world = await startWorld(config, once);
    return once ? await reportOnce(world) : await serve(world, values['ready-json'] === true);
  } finally {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

interface World extends AsyncDisposable {
  readonly product: Standalone;
  readonly agents: readonly DemoAgent[];
}

/** The product, its demo data and, unless told otherwise, telephones to play with. */
async function startWorld(config: StandaloneConfig, once: boolean): Promise<World> {
  const deps = { clock: systemClock, random: systemRandom, log: createLogger({ level: config.LOG_LEVEL }) };
  await using opened = new AsyncDisposableStack();
  if (!once) buildWebApp(deps.log);
  const product = opened.use(await createStandalone(config, deps));
  const agents = demoAgents(config.STANDALONE_AGENTS);
  const seeding = {
    clients: product.clients,
    leadStoreAddress: product.addresses.leadStore,
    sipAddress: product.addresses.sip,
    users: product.users,
  };
  await seed(seeding, agents);
  let telephones: Telephones | undefined;
  if (config.STANDALONE_TELEPHONES === 'built-in') {
    telephones = opened.use(
      await startTelephones(once ? { ...deps, leadAnswersAfterMs: 300, hangUpAfterMs: 1000 } : deps),
    );
    for (const agent of agents.slice(0, BUILT_IN_PHONES))
      await telephones.phone(agent, product.sip, once ? 300 : 2500);
  }
  const trunk =
    config.STANDALONE_TRUNK_TARGET === '' ? telephones?.trunkTarget : config.STANDALONE_TRUNK_TARGET;
  if (trunk !== undefined) await seedTrunk(seeding, trunk);
  const close = opened.move();
  return { product, agents, [Symbol.asyncDispose]: () => close[Symbol.asyncDispose]() };
}

async function serve({ product, agents }: World, readyJson: boolean): Promise<number> {
  const { consoleUrl, ingestUrl, sip } = product;
  if (readyJson) {
    const { processId, campaignId, linkToken } = DEMO;
    console.log(JSON.stringify({ consoleUrl, ingestUrl, sip, processId, campaignId, linkToken, agents }));
  } else {
    console.log(welcome(product, agents));
  }
  await stopSignal();
  return 0;
}

async function reportOnce({ product, agents }: World): Promise<number> {
  const [agent] = agents;
  if (agent === undefined) return 1;
  const played = await playOnce(product, agent, { clock: systemClock, random: systemRandom });
  console.log(JSON.stringify(played.steps));
  if (played.missing.length === 0) return 0;
  console.error(
    `missing: ${played.missing.join(', ')}${played.problem === undefined ? '' : ` — ${played.problem}`}`,
  );
  return 1;
}
