import type { AuditRow, AuditVerdict } from '../../../src/app/views/audit.ts';

/** `custom-parameter.put` as people say it: the thing, then what was done to it. */
export function actionWords(action: string): string {
  const [thing = '', deed = ''] = action.split('.');
  const words = `${thing}: ${deed}`.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const OUTCOME_WORDS: Readonly<Record<AuditRow['outcome'], string>> = {
  done: 'Done',
  refused: 'Refused',
  unknown: 'Not known',
};

const FAULT_WORDS: Readonly<Record<NonNullable<AuditVerdict['broken']>['fault'], string>> = {
  changed: 'is not as it was written',
  missing: 'is missing',
  unlinked: 'does not follow from the one before',
  cut_short: 'and all after it are missing',
};

/** What the verifier found, in a sentence. */
export function verdictWords({ sequence, hash, broken }: AuditVerdict): string {
  if (broken !== null) return `The chain is broken: record ${broken.sequence} ${FAULT_WORDS[broken.fault]}.`;
  if (sequence === 0) return 'There is no record yet, and none is missing.';
  return `All ${sequence} records are as they were written. The last one has the hash ${hash.slice(0, 16)}…`;
}
