import type { CollectionSpec } from '@firstring/store';
import { AUDIT_HEADS, AUDIT_INTENTS, AUDIT_RECORDS } from './audit.ts';
import { REPORT_JOURNAL, REPORT_LEADS, REPORT_SHEETS } from './reports.ts';
import { SESSIONS } from './sessions.ts';
import { TABLE_VIEWS } from './table-views.ts';
import { ADMINISTRATORS, USERS } from './users.ts';

/** Every collection of the service: the migration makes their indexes before it starts (ADR 22). */
export const CONSOLE_COLLECTIONS: readonly CollectionSpec[] = [
  AUDIT_RECORDS,
  AUDIT_HEADS,
  AUDIT_INTENTS,
  REPORT_LEADS,
  REPORT_SHEETS,
  REPORT_JOURNAL,
  SESSIONS,
  USERS,
  ADMINISTRATORS,
  TABLE_VIEWS,
];
