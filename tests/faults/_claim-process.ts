import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClaimServiceDefinition } from '@firstring/contracts/claim/claim_service';
import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/kernel/testing';
import { createGrpcClients } from '@firstring/service-kit';

const START_MS = 60_000;
const MAINS = {
  fenced: new URL('../../services/claim/src/main.ts', import.meta.url).pathname,
  unfenced: new URL('./_unfenced-claim-child.ts', import.meta.url).pathname,
};

/** Claim alone on the SQLite store, as a process that can be killed, stopped for a while, and started again on its data. */
export class ClaimProcess implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'firstring-claim-'));
  readonly #address = `unix://${join(this.#folder, 'claim.sock')}`;
  readonly #clients = createGrpcClients();
  readonly claim = this.#clients.carried(ClaimServiceDefinition, this.#address);
  readonly #main: keyof typeof MAINS;
  #child: ChildProcess | undefined;

  constructor(main: keyof typeof MAINS) {
    this.#main = main;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    this.#child = spawn(process.execPath, [MAINS[this.#main]], {
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
        DATA_DIR: this.#folder,
        GRPC_LISTEN: this.#address,
        LOG_LEVEL: 'error',
        CLAIM_PERMIT_KEY: 'k'.repeat(32),
        CLAIM_SWEEP_MS: '100',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const answers = () =>
      this.claim.getGuard({ processId: 'start', phone: 'start' }).then(
        () => true,
        () => false,
      );
    await eventually(clock, 'claim answers', answers, START_MS);
  }

  /** As a power cut ends a process, and up again. */
  async killAndStart(): Promise<void> {
    await this.#kill();
    await this.start();
  }

  /** SIGSTOP: what is asked from here on waits. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** Frozen for so long: leases run out meanwhile. */
  async pause(ms: number): Promise<void> {
    this.freeze();
    await clock.sleep(ms);
    this.#child?.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#clients[Symbol.asyncDispose]();
    await this.#kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}
