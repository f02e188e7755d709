import { AgentAtWork } from '@firstring/contracts/scheduling/supervision_service';
import { Presence } from '@firstring/contracts/scheduling/scheduling_service';
import { toTime } from '@firstring/contracts';
import { systemClock } from '@firstring/kernel/system';
import type { Browser, Page } from 'playwright-core';
import { openTab } from '../../services/console/tests/_browser.ts';
import { startConsole, type Harness } from '../../services/console/tests/_harness.ts';
import { furnish } from '../../services/console/tests/_scene.ts';
import { WATCH_ROUND_MS } from '../../services/scheduler/src/app/watch-agents.ts';
import { figure, quantile, type Figure } from '../figure.ts';
import { watchCpu } from './watch-cpu.ts';

interface Plan {
  readonly agents: number;
  /** How long the CPU is watched. */
  readonly forMs: number;
  /** Changes that are followed to the screen. */
  readonly marks: number;
}

/** What an agent does goes on to something else about so often: preview, dialling, talk, wrap-up. */
const STEP_MS = 20_000;
const STEPS = [
  Presence.PRESENCE_READY,
  Presence.PRESENCE_PREVIEWING,
  Presence.PRESENCE_DIALING,
  Presence.PRESENCE_ON_CALL,
  Presence.PRESENCE_WRAP_UP,
];
/** The one agent who is ever Not Ready: their change is seen on the tile. */
const MARKER = 'ann';

/** The wallboard of a floor at work: how late a change is on the screen, and what the page and the console cost meanwhile. */
export async function measureWallboard(browser: Browser, plan: Plan): Promise<Figure[]> {
  await using harness = await startConsole();
  furnish(harness);
  using floor = new BusyFloor(harness, plan.agents);
  const { page, context } = await openTab(browser, harness, 'sue');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`${harness.url}/live/wallboard`);
  await page.getByText('Contact rate').waitFor();
  floor.start();
  await systemClock.sleep(2000);
  const cpu = await watchCpu(browser);
  await systemClock.sleep(plan.forMs);
  const { browserMs, consoleMs, tookMs } = await cpu.spent();
  const lateMs = await followMarks(page, floor, plan.marks);
  await context.close();
  const base = { bench: 'CONSOLE', at: `${plan.agents} agents` };
  const share = { ...base, unit: '% of a core', goal: '<=5' };
  return [
    figure({ ...base, figure: 'wallboard_late_ms_p50', value: quantile(lateMs, 0.5), unit: 'ms', goal: '' }),
    figure({
      ...base,
      figure: 'wallboard_late_ms_max',
      value: quantile(lateMs, 1),
      unit: 'ms',
      goal: '<=1000',
    }),
    figure({ ...share, figure: 'wallboard_page_cpu', value: (browserMs / tookMs) * 100 }),
    figure({ ...share, figure: 'wallboard_console_cpu', value: (consoleMs / tookMs) * 100 }),
  ];
}

/** Agents who work, told in rounds as the scheduler tells them. */
class BusyFloor implements Disposable {
  readonly #harness: Harness;
  readonly #ids: readonly string[];
  readonly #ended = new AbortController();
  #steps = 0;

  constructor(harness: Harness, agents: number) {
    this.#harness = harness;
    this.#ids = Array.from({ length: agents - 1 }, (_, at) => `agent-${at}`);
    harness.floor.agents.delete('bob');
    this.#ids.forEach((agentId, at) =>
      this.#set(agentId, STEPS[at % STEPS.length] ?? Presence.PRESENCE_READY),
    );
  }

  start(): void {
    this.#work().catch((error: unknown) => {
      if (!this.#ended.signal.aborted) throw error;
    });
  }

  mark(isReady: boolean): void {
    this.#set(MARKER, isReady ? Presence.PRESENCE_READY : Presence.PRESENCE_NOT_READY);
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
  }

  async #work(): Promise<void> {
    const aRound = Math.max(1, Math.round((this.#ids.length * WATCH_ROUND_MS) / STEP_MS));
    for (;;) {
      await systemClock.sleep(WATCH_ROUND_MS, this.#ended.signal);
      for (let moved = 0; moved < aRound; moved += 1) this.#step();
      this.#harness.floor.wake();
    }
  }

  #step(): void {
    this.#steps += 1;
    const at = (this.#steps * 7) % this.#ids.length;
    this.#set(this.#ids[at] ?? '', STEPS[(at + this.#steps) % STEPS.length] ?? Presence.PRESENCE_READY);
  }

  #set(agentId: string, presence: Presence): void {
    const isBusy = presence !== Presence.PRESENCE_READY && presence !== Presence.PRESENCE_NOT_READY;
    const agent = AgentAtWork.fromPartial({
      agentId,
      presence,
      campaignIds: ['solar'],
      presenceTime: toTime(systemClock.now()),
      ...(isBusy ? { leadId: 'lea', campaignId: 'solar', level: 'P1' } : {}),
    });
    this.#harness.floor.agents.set(agentId, agent);
  }
}

/** From the change until the tile shows it: the page notes when, by the clock of the same machine. */
async function followMarks(page: Page, floor: BusyFloor, marks: number): Promise<Float64Array> {
  await page.evaluate(`{
    const term = [...document.querySelectorAll('dt')].find((each) => each.textContent === 'Not ready');
    const tile = term.parentElement.querySelector('dd');
    window.whenShown = (text) => new Promise((resolve) => {
      const look = () => tile.textContent === text && resolve(Date.now());
      new MutationObserver(look).observe(tile, { childList: true, characterData: true, subtree: true });
      look();
    });
  }`);
  const lateMs = new Float64Array(marks);
  for (let at = 0; at < marks; at += 1) {
    const isReady = at % 2 === 1;
    // At another moment of the round each time.
    await systemClock.sleep(WATCH_ROUND_MS + at * 13);
    const shown = page.evaluate(`window.whenShown('${isReady ? 0 : 1}')`);
    const changedAt = systemClock.now();
    floor.mark(isReady);
    lateMs[at] = Number(await shown) - changedAt;
  }
  return lateMs;
}
