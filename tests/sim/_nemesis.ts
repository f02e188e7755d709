import type { Random } from '@firstring/kernel';
import { PROBE_AGENT } from './_office.ts';
import { BUS, FAIR, STORE } from './_network.ts';
import { AGENTS, SERVICES, type ServiceName, type SimWorld } from './_world.ts';

const ENDS = [...SERVICES, ...AGENTS, 'office', STORE, BUS];
const HOURS_AHEAD_MS = 7_200_000;
const PAUSE_MS = { min: 300, max: 4000 };

/** Breaks something every few seconds, from a seed, and mends it a while later. */
export class Nemesis {
  readonly #world: SimWorld;
  readonly #random: Random;
  #isOver = false;

  constructor(world: SimWorld) {
    this.#world = world;
    this.#random = world.random.fork('nemesis');
  }

  begin(): void {
    this.#next();
  }

  /** Everything is mended: links, clocks, the dead and the frozen. */
  end(): void {
    this.#isOver = true;
    const { network } = this.#world;
    this.#world.trace('everything is mended');
    network.weather = FAIR;
    network.healAll();
    for (const name of SERVICES) {
      const machine = this.#world.machine(name);
      machine.setRate(1);
      machine.setSkew(0);
      machine.resume();
      if (machine.run === undefined) this.#world.startService(name);
    }
    for (const agent of [...AGENTS, PROBE_AGENT]) this.#world.machine(agent).resume();
  }

  #next(): void {
    const { timeline } = this.#world;
    timeline.after(PAUSE_MS.min + this.#random.int(PAUSE_MS.max), () => {
      if (this.#isOver) return;
      this.#strike();
      this.#next();
    });
  }

  #strike(): void {
    const draw = this.#random.float();
    if (draw < 0.35) this.#cut();
    else if (draw < 0.55) this.#kill();
    else if (draw < 0.7) this.#freeze();
    else if (draw < 0.85) this.#storm();
    else if (draw < 0.93) this.#setClock();
    else this.#drift();
  }

  #cut(): void {
    const { network } = this.#world;
    const [from, to] = [this.#pick(ENDS), this.#pick(ENDS)];
    if (from === to) return;
    this.#world.trace(`the way from ${from} to ${to} is cut`);
    network.cut(from, to);
    if (this.#random.float() < 0.4) network.cut(to, from);
    this.#later(15_000, () => {
      network.heal(from, to);
      network.heal(to, from);
    });
  }

  #kill(): void {
    const name = this.#service();
    if (this.#world.machine(name).run === undefined) return;
    this.#world.kill(name);
    this.#later(4000, () => {
      if (this.#world.machine(name).run === undefined) this.#world.startService(name);
    });
  }

  #freeze(): void {
    const machine = this.#world.machine(this.#random.float() < 0.8 ? this.#service() : this.#pick(AGENTS));
    this.#world.trace(`${machine.name} stands still`);
    machine.pause();
    this.#later(12_000, () => {
      this.#world.trace(`${machine.name} goes on`);
      machine.resume();
    });
  }

  #storm(): void {
    const { network } = this.#world;
    const share = (): number => (this.#random.float() < 0.5 ? 0 : this.#random.float() * 0.2);
    network.weather = { loss: share(), duplication: share() * 2, delayMs: 4 + this.#random.int(400) };
    this.#world.trace(`weather: ${JSON.stringify(network.weather)}`);
    this.#later(10_000, () => (network.weather = FAIR));
  }

  /** By hours or by a minute; a clock that is wrong is set right again. */
  #setClock(): void {
    const machine = this.#world.machine(this.#service());
    const skewMs = this.#pick([HOURS_AHEAD_MS, -60_000, 3000, -3000]);
    this.#world.trace(`the clock of ${machine.name} is ${skewMs} ms wrong`);
    machine.setSkew(skewMs);
    this.#later(20_000, () => machine.setSkew(0));
  }

  #drift(): void {
    const machine = this.#world.machine(this.#service());
    const rate = this.#random.float() < 0.5 ? 0.95 : 1.05;
    machine.setRate(rate);
    this.#later(30_000, () => machine.setRate(1));
  }

  #later(ms: number, mend: () => void): void {
    this.#world.timeline.after(200 + this.#random.int(ms), () => {
      if (!this.#isOver) mend();
    });
  }

  #service(): ServiceName {
    return this.#pick(SERVICES);
  }

  #pick<T>(of: readonly T[]): T {
    const picked = of[this.#random.int(of.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }
}
