import { Secret } from '@firstring/kernel';
import type { MachineGround, RunningService } from '@firstring/service-kit';
import { startSipEngineThread } from '@firstring/sip-engine';
import type { SipEngineConfig } from './config.ts';
import { hostPort, sipEngineOptions } from './engine-options.ts';
import { createSipEngineEvents } from './events.ts';

/** The embedded SIP engine as a process of its own, in drachtio-server's place beside a sip service; answers once it listens. */
export async function createSipEngineService(
  config: SipEngineConfig,
  { log }: MachineGround,
): Promise<RunningService> {
  const [host, port] = hostPort(config.SIP_CONTROL_LISTEN);
  const engine = await startSipEngineThread({
    ...sipEngineOptions(config),
    control: { host, port, secret: new Secret(config.SIP_CONTROL_SECRET) },
    dropScanners: true,
    log,
  });
  createSipEngineEvents(log).listening({ listeners: engine.listeningOn, controlPort: engine.controlPort });
  return {
    name: 'sip-engine',
    failed: neverUnless(engine.ended),
    [Symbol.asyncDispose]: () => engine.close(),
  };
}

/** Rejects when the thread has ended by a fault. */
async function neverUnless(ended: Promise<unknown>): Promise<never> {
  const fault = await ended;
  if (fault !== undefined) throw fault;
  return new Promise<never>(() => undefined);
}
