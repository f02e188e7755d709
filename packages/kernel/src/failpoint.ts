/**
 * Named places where a test can kill, pause or fail the process (docs/faults.md, "Named steps").
 * Inert unless armed: an unarmed hit is one Map lookup on an empty map.
 */
export type FailpointAction = { type: 'kill' } | { type: 'pause'; ms: number } | { type: 'error' };

/** How an armed failpoint acts on the outside; the shell supplies it so that kernel stays free of I/O. */
export interface FailpointEffects {
  kill(): void;
  sleep(ms: number): Promise<void>;
}

const armed = new Map<string, FailpointAction>();
let effects: FailpointEffects | undefined;

/** Arms from a spec such as `claim.cas.after:kill,sip.p5.before:pause=5000`. Throws on a spec it cannot read. */
export function armFailpoints(spec: string, shell: FailpointEffects): void {
  armed.clear();
  effects = shell;
  for (const part of spec.split(',').filter((text) => text !== '')) {
    const [name, action] = part.split(':');
    if (name === undefined || name === '' || action === undefined) throw new Error(`bad failpoint: ${part}`);
    armed.set(name, parseAction(action));
  }
}

/** Passes a named step. Callers await it so that a pause or a kill stops them exactly here. */
export async function failpoint(name: string): Promise<void> {
  if (armed.size === 0) return;
  const action = armed.get(name);
  if (action === undefined || effects === undefined) return;
  switch (action.type) {
    case 'kill':
      effects.kill();
      // The signal is asynchronous: nothing after this line may run.
      await new Promise<never>(() => {});
      return;
    case 'pause':
      await effects.sleep(action.ms);
      return;
    case 'error':
      throw new Error(`failpoint ${name}`);
  }
}

function parseAction(text: string): FailpointAction {
  if (text === 'kill') return { type: 'kill' };
  if (text === 'error') return { type: 'error' };
  const pause = /^pause=(\d+)$/.exec(text);
  if (pause?.[1] !== undefined) return { type: 'pause', ms: Number(pause[1]) };
  throw new Error(`bad failpoint action: ${text}`);
}
