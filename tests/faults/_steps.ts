/** The named steps of docs/faults, as failpoints, in the order of a lead's life. */
export const TAKING: readonly string[] = [
  'ingest.i1.after',
  'ingest.i2.after',
  'ingest.i3.after',
  'ingest.i4.before',
  'ingest.i5.after',
  'ingest.i6.after',
  'lead-store.l1.after',
  'lead-store.l2.before',
  'lead-store.l2.after',
  'lead-store.l3.before',
  'outbox.published',
  'outbox.trimmed',
];

export const OFFERING: readonly string[] = [
  'scheduler.s1.before',
  'scheduler.s1.after',
  'scheduler.s2.before',
  'scheduler.s2.after',
  'scheduler.s3.before',
  'scheduler.s3.after',
  'claim.c1.before',
  'claim.c2.before',
  'scheduler.s5.before',
  'scheduler.s5.after',
  'scheduler.s6.before',
  'scheduler.s6.after',
  'scheduler.s4.before',
  'scheduler.s4.after',
];

/** Passed when a lock runs out while nobody is there to take the lead. */
export const RUNNING_OUT: readonly string[] = ['claim.c4.before', 'claim.c5.before'];

export const CALLING: readonly string[] = [
  ...['p1', 'p2', 'p3', 'p4', 'p5', 'p6'].flatMap(beforeAndAfter),
  'sip.p7.before',
  ...['p8', 'p9', 'p10'].flatMap(beforeAndAfter),
];

/** Passed by a call that comes in; killed at in services/sip/tests/caller-killed.int.test.ts. */
export const CALLED: readonly string[] = ['d1', 'd2'].flatMap(beforeAndAfter);

/** Passed by whatever is written into the audit; killed at in audit-killed.fault.test.ts. */
export const AUDITING: readonly string[] = [
  'console.a1.before',
  'console.a1.after',
  'console.a2.before',
  'console.a2.after',
];

/** Passed by the import of a file; killed at in services/lead-store/tests/upload-killed.int.test.ts. */
export const IMPORTING: readonly string[] = [
  'lead-store.u1.before',
  'lead-store.u1.after',
  'lead-store.u2.before',
  'lead-store.u2.after',
  'lead-store.u3.after',
  'lead-store.u4.before',
  'lead-store.u4.dropping',
  'lead-store.u4.after',
];

/** Passed by a dial of a number that is not the lead's home guard; killed at in services/claim/tests/two-guards.int.test.ts. */
export const TWO_GUARDS: readonly string[] = [
  'claim.d1.before',
  'claim.d1.after',
  'claim.d2.before',
  'claim.d3.before',
];

/** Passed by a missed call; killed at in killed-at-each-step-of-a-missed-call.fault.test.ts. */
export const MISSING: readonly string[] = ['d3', 'd4', 'd5', 'd6'].flatMap((step) => [
  `dialback.${step}.before`,
  `dialback.${step}.after`,
]);

/** Passed when events become figures; stopped at in services/console's commit-facts.property.test.ts. */
export const COUNTING: readonly string[] = ['console.r1.after', 'console.r2.after'];

function beforeAndAfter(step: string): string[] {
  return [`sip.${step}.before`, `sip.${step}.after`];
}
