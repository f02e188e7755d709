import type { PriorityLevel } from '@firstring/domain';

/**
 * The step a lead is in for each priority level that it may reach by time alone (ADR 16): five bytes, P1 to P4 and none, as one
 * number. 0 = out, 1 = the first step.
 */
export type Steps = number;

const LEVELS: readonly PriorityLevel[] = ['P1', 'P2', 'P3', 'P4', 'waiting'];

export const OUT_OF_ALL: Steps = 0;

export function packSteps(bytes: ArrayLike<number>): Steps {
  return LEVELS.reduce((packed, _, at) => packed * 256 + (bytes[at] ?? 0), 0);
}

/** The step at this level; 0 = out. */
export function stepAt(steps: Steps, level: PriorityLevel): number {
  return Math.floor(steps / 256 ** (LEVELS.length - 1 - LEVELS.indexOf(level))) % 256;
}

/** Whether no change of level takes the lead out. */
export function isAlwaysIn(steps: Steps): boolean {
  return LEVELS.every((level) => stepAt(steps, level) > 0);
}
