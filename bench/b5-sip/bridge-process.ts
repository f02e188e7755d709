/**
 * The sip service as an installation runs it: engine and media relay in threads of their own, journal and events on SQLite; a
 * fake claim that says yes. Places calls at a fixed rate when told so. Arguments: the SIP ports of the agents' phones and of the trunk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CALL_EVENTS } from '@firstring/contracts';
import { CallEvent } from '@firstring/contracts/sip/call_events';
import { CallServiceDefinition, PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import { TrunkServiceDefinition } from '@firstring/contracts/sip/trunk_service';
import { Secret, silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { startMediaRelayThread } from '@firstring/media-relay';
import { createGrpcClients, openEmbeddedSeams } from '@firstring/service-kit';
import { startSipEngineThread } from '@firstring/sip-engine';
import { createSipService } from '@firstring/sip-service';
import { sipConfigSchema } from '@firstring/sip-service/config';
import { FakeClaim, permitFor } from '../../services/sip/tests/_fake-claim.ts';
import { freeUdpPort } from '../../tests/stack/free-port.ts';
import { registerPhones } from './register-phones.ts';

export interface PlaceCalls {
  readonly callsPerS: number;
  readonly calls: number;
}

export interface PlacedCalls {
  readonly bridged: number;
  /** From the order to the joined audio, ms, of every bridged call. */
  readonly bridgeMs: readonly number[];
  readonly cpuMs: number;
}

const AGENTS = 400;
const PASSWORD = 'correct horse battery staple';
const LOOPBACK = '127.0.0.1';
/** Every call has ended, or never will. */
const GIVE_UP_MS = 60_000;

const [phonePort = 0, leadPort = 0] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'firstring-bridges-'));
const address = (name: string): string => `unix://${join(folder, name)}.sock`;
const seams = await openEmbeddedSeams({ dataDir: folder, clock, random, log: silentLog });
await FakeClaim.start(address('claim'));
const sipPort = await freeUdpPort();
const engine = await startSipEngineThread({
  log: silentLog,
  listeners: [{ protocol: 'udp', address: LOOPBACK, port: sipPort }],
  control: { host: LOOPBACK, port: 0, secret: new Secret('bench') },
});
const relay = await startMediaRelayThread({
  log: silentLog,
  interface: LOOPBACK,
  portMin: 50_000,
  portMax: 57_999,
  listenNg: { host: LOOPBACK, port: 0 },
});
const config = sipConfigSchema.parse({
  GRPC_LISTEN: address('sip'),
  CLAIM_ADDRESS: address('claim'),
  SIP_CONTROL_PORT: String(engine.controlPort),
  SIP_CONTROL_SECRET: 'bench',
  SIP_MEDIA_PORT: String(relay.ngPort),
});
const service = await createSipService(config, await seams.platform('sip'));
await service.connected;
const clients = createGrpcClients();
const calls = clients.client(CallServiceDefinition, config.GRPC_LISTEN);
const users = Array.from({ length: AGENTS }, (_, index) => `agent-${index}`);
await putAccounts();
await registerPhones({ users, password: PASSWORD, phonePort, registrarPort: sipPort });

async function putAccounts(): Promise<void> {
  const phones = clients.client(PhoneServiceDefinition, config.GRPC_LISTEN);
  for (const user of users)
    await phones.putPhoneAccount({
      requestId: user,
      account: { agentId: user, username: user, password: PASSWORD },
    });
  await clients.client(TrunkServiceDefinition, config.GRPC_LISTEN).putTrunk({
    requestId: 'trunk',
    trunk: {
      trunkId: 'trunk-1',
      targets: [{ address: `${LOOPBACK}:${leadPort};transport=udp` }],
      callerIds: [{ number: '+12025550100' }],
      callsPerSecond: 1000,
      probe: { off: true },
    },
  });
}

const steps = new Map<string, Map<string, number>>();
seams.bus.tail({
  topics: [CALL_EVENTS.name],
  from: 'end',
  signal: new AbortController().signal,
  handler: async (batch) => {
    for (const message of batch) {
      const { attemptId, event, eventTime } = CallEvent.decode(message.payload);
      const seen = steps.get(attemptId) ?? new Map<string, number>();
      steps.set(attemptId, seen.set(event?.$case ?? '', eventTime?.getTime() ?? 0));
    }
  },
});

async function place({ callsPerS, calls: total }: PlaceCalls): Promise<PlacedCalls> {
  const before = process.cpuUsage();
  const startMs = clock.monotonicMs();
  const ordered = new Map<string, number>();
  for (let index = 0; index < total; index += 1) {
    const waitMs = startMs + (index * 1000) / callsPerS - clock.monotonicMs();
    if (waitMs > 1) await sleep(waitMs);
    const phone = `+1202555${String(index % 10_000).padStart(4, '0')}`;
    const permit = permitFor(users[index % AGENTS] ?? '', phone);
    ordered.set(permit.attemptId, clock.now());
    // A refusal shows as a call that is never bridged.
    calls.placeCall({ requestId: permit.attemptId, permit }).catch(() => {});
  }
  const untilMs = clock.monotonicMs() + GIVE_UP_MS;
  const isDone = (id: string): boolean => steps.get(id)?.has('ended') === true;
  while (clock.monotonicMs() < untilMs && ![...ordered.keys()].every(isDone)) await sleep(100);
  const bridgeMs = [...ordered].flatMap(([id, at]) => {
    const bridgedAt = steps.get(id)?.get('bridged');
    return bridgedAt === undefined ? [] : [bridgedAt - at];
  });
  steps.clear();
  const { user, system } = process.cpuUsage(before);
  return { bridged: bridgeMs.length, bridgeMs, cpuMs: (user + system) / 1000 };
}

process.on('message', (message: PlaceCalls) => {
  place(message).then(
    (placed) => process.send?.(placed),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
process.send?.('ready');
