/**
 * Takes a picture of every page of the console, furnished with the tests' office, into docs/console, and lists them in its README:
 * `npm run screenshots`. Pages are found by following links, so a new one needs nothing here.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@firstring/kernel/system';
import type { Browser, Page } from 'playwright-core';
import { buildWeb, launchBrowser, openTab } from './_browser.ts';
import { startConsole, type Harness } from './_harness.ts';
import { accepted, calledOnce, publish } from './_report-events.ts';
import { furnish } from './_scene.ts';
import { furnishTelephony } from './_telephony-scene.ts';
import { walkPages } from './_walk.ts';

const FOLDER = fileURLToPath(new URL('../../../docs/console/', import.meta.url));
const SIZE = { width: 1280, height: 800 };
/** Charts are drawn after their figures are there. */
const DRAWN_MS = 300;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

interface Picture {
  readonly file: string;
  readonly title: string;
}

const pictures: Picture[] = [];

async function take(page: Page, name: string): Promise<void> {
  const file = `${name}.png`;
  await page.screenshot({ path: FOLDER + file });
  pictures.push({ file, title: (await page.title()).replace(' · Firstring', '') });
}

/** A day on which something happened: the tests' office with callers, a dial-back and a few hours of calls. */
async function furnishDay(harness: Harness): Promise<void> {
  furnish(harness);
  furnishTelephony(harness);
  harness.incomingNumbers.add({ incomingNumberId: 'n1', phone: '+12125550199', name: 'Hotline' });
  harness.callers.add('c1', { leadId: 'lea', incomingNumberId: 'n1' });
  harness.missedCalls.add('d1', 25 * MINUTE_MS, { leadId: 'lea', incomingNumberId: 'n1' });
  const now = systemClock.now();
  const leads = Array.from({ length: 60 }, (_, at) => ({
    leadId: `r${at}`,
    at: now - (at / 8) * HOUR_MS - MINUTE_MS,
  }));
  const calls = leads.flatMap(({ leadId, at }, index) =>
    calledOnce({
      attemptId: `call-${leadId}`,
      leadId,
      at: at + 3000 + (index % 7) * 900,
      level: index % 3 === 0 ? 'P2' : 'P1',
      agentId: index % 2 === 0 ? 'ann' : 'bob',
      trunkId: index % 4 === 0 ? 'carrier-west' : 'carrier-east',
      ...(index % 3 === 1 ? {} : { talkMs: 40_000 + index * 2000 }),
    }),
  );
  await publish(harness.bus, [...leads.map(({ leadId, at }) => accepted(leadId, at)), ...calls]);
}

async function takePages(browser: Browser, harness: Harness): Promise<void> {
  const { page, context } = await openTab(browser, harness, 'adam');
  await page.setViewportSize(SIZE);
  await walkPages(
    page,
    { url: harness.url, from: ['/', '/reporting/calls/a2', '/campaigns/solar'] },
    async (path) => {
      await systemClock.sleep(DRAWN_MS);
      if (path !== '/') await take(page, path.slice(1).replaceAll('/', '-'));
    },
  );
  await context.close();
}

async function takeDesk(browser: Browser, harness: Harness): Promise<void> {
  const { page, context } = await openTab(browser, harness, 'ann');
  await page.setViewportSize(SIZE);
  await page.goto(`${harness.url}/desk`);
  await page.getByRole('main').waitFor();
  harness.scheduler.present('ann', { leadId: 'lea', level: 'P1' });
  await page.getByText('Lea Lindqvist').first().waitFor();
  await take(page, 'desk');
  await context.close();
}

function writeList(): void {
  const lines = pictures
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, title }) => `## ${title}\n\n![${title}](${file})\n`);
  const head =
    '# The console in pictures\n\nTaken by `npm run screenshots` in the furnished office of the tests; nobody in them is real.\n';
  writeFileSync(`${FOLDER}README.md`, [head, ...lines].join('\n'));
}

await buildWeb();
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const browser = await launchBrowser();
try {
  await using harness = await startConsole();
  await furnishDay(harness);
  await takePages(browser, harness);
  await takeDesk(browser, harness);
} finally {
  await browser.close();
}
writeList();
console.log(`${pictures.length} pictures in docs/console`);
