import type { PageAsk } from './ports.ts';
import type { DistributionRuleView, ProspectPage, TableView } from './views/tables.ts';

export interface StoredRules {
  rules: readonly DistributionRuleView[];
  version: number;
}

/** The tables of a process: the permanent one, that of prospects, and the rules from the one to the other. */
export interface Tables {
  definition(processId: string): Promise<TableView>;
  define(
    processId: string,
    change: { requestId: string; primaryField: string; version: number },
  ): Promise<TableView>;
  prospects(processId: string, page: PageAsk): Promise<ProspectPage>;
  /** Without a list they are dropped. */
  review(
    processId: string,
    decision: { requestId: string; prospectIds: readonly string[]; listId: string },
  ): Promise<{ moved: number; stayed: number }>;
  rules(processId: string): Promise<StoredRules>;
  putRules(processId: string, change: StoredRules & { requestId: string }): Promise<StoredRules>;
}
