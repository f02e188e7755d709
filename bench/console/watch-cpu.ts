import { systemClock } from '@firstring/kernel/system';
import type { Browser, CDPSession } from 'playwright-core';

interface Spent {
  /** All processes of the browser. */
  readonly browserMs: number;
  /** This process, where the console runs with its stand-ins. */
  readonly consoleMs: number;
  /** As time goes. */
  readonly tookMs: number;
}

/** What is spent from now on. */
export async function watchCpu(browser: Browser): Promise<{ spent(): Promise<Spent> }> {
  const session = await browser.newBrowserCDPSession();
  const before = await read(session);
  return {
    async spent() {
      const after = await read(session);
      await session.detach();
      return {
        browserMs: after.browserMs - before.browserMs,
        consoleMs: after.consoleMs - before.consoleMs,
        tookMs: after.tookMs - before.tookMs,
      };
    },
  };
}

async function read(session: CDPSession): Promise<Spent> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const { user, system } = process.cpuUsage();
  return {
    browserMs: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) * 1000,
    consoleMs: (user + system) / 1000,
    tookMs: systemClock.monotonicMs(),
  };
}
