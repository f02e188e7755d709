import type { CollectionSpec } from '@firstring/store';
import { CALL_LOG } from './call-log.ts';
import {
  CAMPAIGNS,
  CLAIMING,
  DISPOSITIONS,
  IGNORED_COUNTS,
  LEAD_PRICES,
  LINKS,
  PARAMETERS,
  POLICY_TEXTS,
  PROCESSES,
  TABLES,
  VENDORS,
  VENDOR_PAGES,
} from './configuration.ts';
import { CAMPAIGN_CRITERIA_DOCS } from './criteria.ts';
import { FILTERS, FILTER_ENTITLEMENTS, FILTER_GROUPS } from './filters.ts';
import { INCOMING_NUMBERS } from './incoming-numbers.ts';
import { LEADS } from './leads.ts';
import { LISTS } from './lists.ts';
import { PROSPECTS, RULES } from './prospects.ts';
import { REMOVAL_DELIVERIES, REMOVAL_TARGETS } from './removals.ts';
import { SCRIPTS_OFF, SCRIPT_RUNS } from './scripts.ts';
import { UPLOADS, UPLOAD_CHUNKS, UPLOAD_VERDICTS } from './uploads.ts';

/** Every collection of the service: the migration makes their indexes before it starts (ADR 22). */
export const LEAD_STORE_COLLECTIONS: readonly CollectionSpec[] = [
  CALL_LOG,
  PROCESSES,
  POLICY_TEXTS,
  CAMPAIGNS,
  DISPOSITIONS,
  CLAIMING,
  VENDORS,
  LINKS,
  LEAD_PRICES,
  VENDOR_PAGES,
  TABLES,
  PARAMETERS,
  IGNORED_COUNTS,
  CAMPAIGN_CRITERIA_DOCS,
  FILTERS,
  FILTER_GROUPS,
  FILTER_ENTITLEMENTS,
  INCOMING_NUMBERS,
  LEADS,
  LISTS,
  PROSPECTS,
  RULES,
  REMOVAL_TARGETS,
  REMOVAL_DELIVERIES,
  SCRIPTS_OFF,
  SCRIPT_RUNS,
  UPLOADS,
  UPLOAD_CHUNKS,
  UPLOAD_VERDICTS,
];
