import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryBus } from '@firstring/bus';
import { PhoneServiceDefinition } from '@firstring/contracts/sip/call_service';
import { silentLog } from '@firstring/kernel';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { createGrpcClients, topicSpecs, type GrpcClients } from '@firstring/service-kit';
import { createSipService } from '@firstring/sip-service';
import { sipConfigSchema } from '@firstring/sip-service/config';
import { createMemoryDisk, openMemoryStore } from '@firstring/store';
import type { SipServer } from './_sip-server.ts';

/** The product's sip service on the server under test: its registrar and its trunks, with nobody around it. */
export class SipServiceUnderTest implements AsyncDisposable {
  readonly #clients: GrpcClients;
  readonly #address: string;
  readonly #opened: AsyncDisposableStack;

  private constructor(clients: GrpcClients, address: string, opened: AsyncDisposableStack) {
    this.#clients = clients;
    this.#address = address;
    this.#opened = opened;
  }

  /** Instead of the server's own app, which would share its requests. */
  static async start(server: SipServer): Promise<SipServiceUnderTest> {
    await using opened = new AsyncDisposableStack();
    server.withdrawApp();
    const folder = mkdtempSync(join(tmpdir(), 'firstring-conformance-'));
    opened.defer(() => rmSync(folder, { recursive: true, force: true }));
    const address = `unix://${join(folder, 'sip.sock')}`;
    const bus = opened.use(await openMemoryBus({ topics: topicSpecs(), clock, log: silentLog }));
    const store = opened.use(openMemoryStore({ disk: createMemoryDisk() }));
    const config = sipConfigSchema.parse({
      GRPC_LISTEN: address,
      CLAIM_ADDRESS: `unix://${join(folder, 'nobody.sock')}`,
      SIP_CONTROL_HOST: server.control.controlHost,
      SIP_CONTROL_PORT: server.control.controlPort,
      SIP_CONTROL_SECRET: server.control.secret,
      SIP_DRAIN_MS: '0',
    });
    const service = opened.use(await createSipService(config, { clock, random, log: silentLog, store, bus }));
    await service.connected;
    const clients = opened.use(createGrpcClients());
    return new SipServiceUnderTest(clients, address, opened.move());
  }

  /** An agent's phone account of this name. */
  async account(username: string, password: string): Promise<void> {
    await this.#clients.client(PhoneServiceDefinition, this.#address).putPhoneAccount({
      requestId: username,
      account: { agentId: username, username, password },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}
