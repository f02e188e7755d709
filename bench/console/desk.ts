import { systemClock } from '@firstring/kernel/system';
import type { Browser } from 'playwright-core';
import { openTab } from '../../services/console/tests/_browser.ts';
import { startConsole, type Harness } from '../../services/console/tests/_harness.ts';
import { watchPageSize } from '../../services/console/tests/_page-size.ts';
import { furnish } from '../../services/console/tests/_scene.ts';
import { figure, quantile, type Figure } from '../figure.ts';
import { watchCpu } from './watch-cpu.ts';

/** Opens the desk so many times, each in a browser that has seen nothing of it. */
export async function measureDesk(browser: Browser, times: number): Promise<Figure[]> {
  await using harness = await startConsole();
  furnish(harness);
  const tookMs = new Float64Array(times);
  const cpuMs = new Float64Array(times);
  let bytes = 0;
  for (let at = 0; at < times; at += 1)
    ({ tookMs: tookMs[at], cpuMs: cpuMs[at], bytes } = await openDesk(browser, harness));
  const base = { bench: 'CONSOLE', at: 'loopback' };
  const interactive = { ...base, figure: 'desk_interactive_ms', unit: 'ms', goal: '<=1000' };
  return [
    figure({ ...base, figure: 'desk_gzip_kb', value: bytes / 1000, unit: 'KB', goal: '<=250', always: true }),
    figure({ ...interactive, value: quantile(tookMs, 0.5) }),
    figure({ ...interactive, figure: 'desk_interactive_ms_max', value: quantile(tookMs, 1), goal: '' }),
    figure({ ...interactive, figure: 'desk_interactive_cpu_ms', value: quantile(cpuMs, 0.5), goal: '' }),
  ];
}

interface Opening {
  readonly tookMs: number;
  /** Of the browser. */
  readonly cpuMs: number;
  readonly bytes: number;
}

/** Interactive: the desk has been told what the agent does, and Ready can be pressed. Signed in, nothing in the cache. */
async function openDesk(browser: Browser, harness: Harness): Promise<Opening> {
  const signedIn = await openTab(browser, harness, 'ann');
  const context = await browser.newContext({ storageState: await signedIn.context.storageState() });
  await signedIn.context.close();
  const page = await context.newPage();
  const bytesOf = watchPageSize(page);
  const cpu = await watchCpu(browser);
  const startMs = systemClock.monotonicMs();
  await page.goto(`${harness.url}/desk`, { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Ready', exact: true }).click({ trial: true });
  const tookMs = systemClock.monotonicMs() - startMs;
  const { browserMs: cpuMs } = await cpu.spent();
  const bytes = bytesOf();
  await context.close();
  return { tookMs, cpuMs, bytes };
}
