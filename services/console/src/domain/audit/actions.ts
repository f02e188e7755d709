/**
 * Everything the audit calls by name: what it is done to, and what is done. Each is one endpoint's (`session.start` is signing in),
 * and an endpoint that changes something cannot name another (I14).
 */
const ACTIONS = {
  agent: ['set-not-ready'],
  audit: ['export'],
  ban: ['lift'],
  blacklist: ['put', 'remove'],
  campaign: ['activate-policy', 'assign', 'create', 'set-state', 'update'],
  claim: ['give-up', 'reassign', 'release', 'release-all', 'take-away'],
  claiming: ['change'],
  'custom-parameter': ['delete', 'put'],
  dispositions: ['update'],
  dialback: ['release', 'withdraw'],
  'distribution-rule': ['change'],
  exclusion: ['add', 'export', 'override', 'remove', 'upload'],
  filter: ['change', 'create', 'delete', 'switch'],
  'filter-group': ['change', 'create', 'delete', 'entitle'],
  'incoming-number': ['create', 'delete', 'update'],
  'ingest-link': ['create', 'create-key', 'revoke', 'revoke-key', 'update-profile'],
  ladder: ['open'],
  lead: ['create', 'delete', 'export', 'open', 'update'],
  list: ['add-contact', 'change', 'create', 'delete', 'enable', 'split'],
  'missed-call': ['handle'],
  phone: ['delete', 'remove-registration', 'renew-secret'],
  process: ['create', 'switch-automatic-dialling', 'update'],
  prospect: ['review'],
  recording: ['listen', 'set'],
  report: ['export'],
  session: ['end', 'start'],
  'table-definition': ['change'],
  'test-call': ['end', 'place'],
  'test-number': ['put', 'remove'],
  trunk: ['delete', 'put', 'test'],
  upload: ['control', 'receive', 'start', 'verdicts'],
  user: ['change-password', 'create', 'reset-password', 'update'],
  vendor: ['create', 'price', 'update'],
  'vendor-page': ['create', 'revoke'],
  view: ['create', 'delete', 'update'],
  webhook: ['add', 'remove', 'retry', 'rotate'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Thing = keyof typeof ACTIONS;

/** `lead.delete`. */
export type AuditAction = { [T in Thing]: `${T}.${(typeof ACTIONS)[T][number]}` }[Thing];

/** All of them, for the test that holds them against the endpoints. */
export const AUDIT_ACTIONS: readonly string[] = Object.entries(ACTIONS).flatMap(([thing, deeds]) =>
  deeds.map((deed) => `${thing}.${deed}`),
);

/** The first part of each path of the API. */
export type ApiArea =
  | 'agents'
  | 'audit'
  | 'blacklist'
  | 'callers'
  | 'calls'
  | 'campaign-agents'
  | 'campaign-overview'
  | 'campaigns'
  | 'claiming'
  | 'claims'
  | 'custom-parameters'
  | 'desk'
  | 'dispositions'
  | 'distribution-rules'
  | 'exclusions'
  | 'filter-group-entitlement'
  | 'filter-groups'
  | 'filters'
  | 'incoming-numbers'
  | 'leads'
  | 'links'
  | 'lists'
  | 'missed-calls'
  | 'phones'
  | 'process'
  | 'processes'
  | 'prospects'
  | 'removal-deliveries'
  | 'removal-targets'
  | 'report-filters'
  | 'reports'
  | 'roles'
  | 'session'
  | 'table-definition'
  | 'telephony'
  | 'uploads'
  | 'users'
  | 'vendor-pages'
  | 'vendors'
  | 'views';

/** A refusal for want of a right where the endpoint itself records nothing: the area and how it was reached for, `users.get`. */
export type AuditKnock = `${ApiArea}.${'get' | 'post' | 'put' | 'delete'}`;
