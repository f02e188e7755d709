import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten-core';
import { foldFilterText } from '@firstring/domain/filters';
import { assert } from '@firstring/kernel';
import { REALM_SOURCE } from './realm-source.ts';
import type { KeyOutcome, ScriptLead } from './script-key.ts';

const MEMORY_BYTES = 8 * 1024 * 1024;
const STACK_BYTES = 256 * 1024;
/** */
export const SCRIPT_CPU_MS = 5;
/** As other sort values: it travels in every event. */
const KEY_CHARS_MAX = 64;
/** No clock, no promises, nothing that talks to anybody. */
const INTRINSICS = {
  BaseObjects: true,
  Eval: true,
  RegExp: true,
  RegExpCompiler: true,
  StringNormalize: true,
  JSON: true,
  MapSet: true,
  Date: false,
  Proxy: false,
  Promise: false,
  TypedArrays: false,
};

/**
 * Runs the scripts of fetch orders: 8 MiB, 5 ms of the processor's time a call, no I/O. A call sees its lead and
 * nothing of the calls before. One that had to be stopped leaves the engine in pieces: its whole memory, the module, is left behind.
 */
export class ScriptRealm {
  readonly #context: QuickJSContext;
  readonly #run: QuickJSHandle;
  /** Of this thread, ms. */
  readonly #cpuMs: () => number;
  #isBroken = false;

  /** The module must be of nobody else. */
  constructor(module: QuickJSWASMModule, cpuMs: () => number) {
    const runtime = module.newRuntime();
    runtime.setMemoryLimit(MEMORY_BYTES);
    runtime.setMaxStackSize(STACK_BYTES);
    this.#context = runtime.newContext({ intrinsics: INTRINSICS });
    this.#run = this.#context.unwrapResult(this.#context.evalCode(REALM_SOURCE));
    this.#cpuMs = cpuMs;
  }

  /** A script was stopped: the next one needs another realm. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Without a lead the text is only checked. */
  key(source: string, lead: ScriptLead | undefined): KeyOutcome {
    assert(!this.#isBroken, 'a realm is used after a script was stopped in it');
    const context = this.#context;
    const endsMs = this.#cpuMs() + SCRIPT_CPU_MS;
    let isLate = false;
    context.runtime.setInterruptHandler(() => (isLate ||= this.#cpuMs() > endsMs));
    const args = [
      context.newString(`'use strict';${source}\n;key`),
      context.newString(lead?.facts ?? ''),
      context.newNumber(lead?.seed ?? 0),
    ];
    const result = context.callFunction(this.#run, context.undefined, ...args);
    // What was thrown is never looked at: it could run once more.
    const outcome = result.error === undefined ? read(context.getString(result.value)) : stopped(isLate);
    this.#isBroken = outcome.type === 'failed' && outcome.reason !== 'SCRIPT_FAILED';
    if (this.#isBroken) return outcome;
    for (const arg of args) arg.dispose();
    result.dispose();
    return outcome;
  }
}

function stopped(isLate: boolean): KeyOutcome {
  return isLate ? LATE : TOO_LARGE;
}

const LATE: KeyOutcome = {
  type: 'failed',
  reason: 'SCRIPT_TIMEOUT',
  message: `the script took more than ${SCRIPT_CPU_MS} ms for one lead`,
};
const TOO_LARGE: KeyOutcome = {
  type: 'failed',
  reason: 'SCRIPT_MEMORY',
  message: 'the script needed more than 8 MiB',
};

function read(answer: string): KeyOutcome {
  const rest = answer.slice(1);
  switch (answer[0]) {
    case 'n':
      return { type: 'key', value: Number(rest) };
    case 's':
      return {
        type: 'key',
        value: foldFilterText(rest.toWellFormed()).slice(0, KEY_CHARS_MAX).toWellFormed(),
      };
    case 'm':
      return TOO_LARGE;
    default:
      return { type: 'failed', reason: 'SCRIPT_FAILED', message: rest.toWellFormed() };
  }
}
