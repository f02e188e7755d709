import { attemptsOfDay, type Guard } from './guard.ts';
import { changed, unchanged, type Step } from './step.ts';

const DAY_MS = 86_400_000;

/**
 * A lead was erased: its owner and its counters go. The number's attempts of the last day stay: the law counts them, whoever
 * the number belongs to. A guard that no other lead uses is forgotten when the last of them is a day old.
 */
export function eraseLead(guard: Guard, leadId: string, nowAt: number): Step<void> {
  const isHere = [guard.claims, guard.totals].some((table) => Object.hasOwn(table, leadId));
  const isUnused = usersBeside(guard, leadId).length === 0 && guard.forgetAt === undefined;
  if (!isHere && !isUnused) return unchanged(undefined);
  const next: Guard = {
    ...guard,
    claims: without(guard.claims, leadId),
    totals: without(guard.totals, leadId),
  };
  if (!isUnused) return changed(next, undefined, []);
  const lastAt = attemptsOfDay(guard, nowAt).at(-1);
  return changed({ ...next, forgetAt: lastAt === undefined ? nowAt : lastAt + DAY_MS }, undefined, []);
}

/** Whether the whole document may go now: nobody uses it and nothing of it counts any more. */
export function isForgettable(guard: Guard, nowAt: number): boolean {
  return (
    guard.forgetAt !== undefined &&
    guard.forgetAt <= nowAt &&
    guard.lock === undefined &&
    guard.permit === undefined &&
    isUnused(guard) &&
    attemptsOfDay(guard, nowAt).length === 0
  );
}

/** A lead took the number again before the guard was forgotten. */
export function remembered(guard: Guard): Guard {
  const { forgetAt: _, ...rest } = guard;
  return rest;
}

/** No lead has a lock, an owner or a counter here. */
export function isUnused(guard: Guard): boolean {
  return usersBeside(guard, '').length === 0;
}

function usersBeside(guard: Guard, leadId: string): string[] {
  const users = new Set([...Object.keys(guard.claims), ...Object.keys(guard.totals)]);
  if (guard.lock !== undefined) users.add(guard.lock.leadId);
  if (guard.permit !== undefined) users.add(guard.permit.leadId);
  users.delete(leadId);
  return [...users];
}

function without<T>(table: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _, ...rest } = table;
  return rest;
}
