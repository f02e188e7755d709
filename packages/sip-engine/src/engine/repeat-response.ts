import type { Step } from '../transaction/machine.ts';
import { serializeMessage } from '../message/serialize.ts';
import {
  stepRetransmit,
  type RepeatedResponseInput,
  type RepeatedResponseState,
} from '../transaction/retransmit-2xx.ts';
import type { Target } from '../transport/transport.ts';
import type { Core } from './core.ts';
import { type Machine, MachineRunner } from './machine-runner.ts';

interface Repeating {
  readonly core: Core;
  readonly target: Target;
  /** Nobody has acknowledged it. */
  readonly onTimeout: () => void;
  /** It is not repeated any more, for whatever reason. */
  readonly onEnd: () => void;
}

/** A response of ours that is repeated until it is acknowledged. */
export type RepeatedResponse = MachineRunner<RepeatedResponseState, RepeatedResponseInput, Repeating>;

const MACHINE: Machine<RepeatedResponseState, RepeatedResponseInput, Repeating> = {
  step: stepRetransmit,
  hooks: {
    // What cannot be sent is missed like what was lost: the wait for its acknowledgement ends it.
    send: ({ core, target }, message) => core.transports.send(serializeMessage(message), target, () => {}),
    deliver: () => {},
    timeout: ({ onTimeout }) => onTimeout(),
    transportFailed: () => {},
    refuse: () => {},
    terminated: ({ onEnd }) => onEnd(),
  },
};

/** Not begun yet: the caller does so once it has noted it. */
export function repeatResponse(start: Step<RepeatedResponseState>, owner: Repeating): RepeatedResponse {
  const { clock, timers } = owner.core;
  return new MachineRunner(MACHINE, { config: { clock, timers, reliable: false }, start, owner });
}
