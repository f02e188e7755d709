import type { CollectionSpec } from '@firstring/store';
import type { ScriptFailureReason } from '../domain/script/script-key.ts';

export interface ScriptFailureDoc {
  readonly reason: ScriptFailureReason;
  /** May be the script's own words, and so of the lead. */
  readonly message: string;
  readonly leadId: string;
}

/** A script of a group that has failed too often; with another version of the group it runs again. */
export interface ScriptOffDoc {
  readonly processId: string;
  readonly groupVersion: number;
  readonly offAt: number;
  readonly keys: number;
  readonly failures: Readonly<Record<ScriptFailureReason, number>>;
  readonly first: ScriptFailureDoc;
}

/** The id is the group's and the number of the policy. */
export const SCRIPTS_OFF: CollectionSpec = { name: 'scripts_off', version: 1, indexes: [] };

export interface ScriptRunDoc {
  readonly leads: number;
}

export const SCRIPT_RUNS: CollectionSpec = { name: 'script_runs', version: 1, indexes: [] };
